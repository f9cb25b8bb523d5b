package main

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Announcements to 1,000 members go out, one is edited and one recalled, while
// Telegram answers badly and replicas are killed five times with at least 50
// calls under way. Nobody is left out, everybody stands once in the ledger,
// and the reports say what is in the chats. It is the soak in small; most of
// its time it waits until the pages of killed replicas are taken up.
func TestAnnouncementsSurviveTrouble(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "jastar")
	if out, err := exec.Command("go", "build", "-o", program, "jastar").CombinedOutput(); err != nil {
		t.Fatalf("build the program: %s", out)
	}
	o, err := readOptions([]string{"-announce", "-chats", "1000", "-runs", "6", "-corrections", "-latency", "300ms", "-seed", "7", "-program", program})
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if err := soak(t.Context(), o, t.Output()); err != nil {
		t.Fatal(err)
	}
	t.Logf("it took %s", time.Since(begin).Round(time.Second))
}
