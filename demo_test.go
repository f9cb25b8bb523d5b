package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Two demos on one machine leave each other's data alone, and what ended or
// killed ones left is cleared by the next.
func TestDemosHaveFoldersOfTheirOwn(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	first, second := newFolder(t, data), newFolder(t, data)
	if first.dir == second.dir || !there(first.dir) {
		t.Fatalf("the second demo in %s took what the first has in %s", second.dir, first.dir)
	}
	second.free() // as after a kill: the folder stays, the lock does not
	third := newFolder(t, data)
	if third.dir != second.dir || !there(first.dir) {
		t.Fatalf("the third demo is in %s, want %s", third.dir, second.dir)
	}
	first.free()
	third.free()
	last := newFolder(t, data)
	if last.dir != first.dir || there(second.dir) {
		t.Errorf("the last demo is in %s and left %s", last.dir, second.dir)
	}
	last.free()
}

// newFolder takes a folder, which must be empty, and puts something into it.
func newFolder(t *testing.T, data string) *demoFolder {
	t.Helper()
	f, err := takeFolder(data)
	if err != nil {
		t.Fatal(err)
	}
	if there(f.dir) {
		t.Errorf("%s was not cleared", f.dir)
	}
	if err := os.MkdirAll(filepath.Join(f.dir, "postgres"), 0o700); err != nil {
		t.Fatal(err)
	}
	return f
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
