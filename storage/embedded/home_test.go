package embedded

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestReachable(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	closed := filepath.Join(dir, "closed")
	inside := filepath.Join(closed, "inside")
	if err := os.MkdirAll(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	us := &syscall.Credential{Uid: uint32(os.Geteuid()), Gid: uint32(os.Getegid())}
	stranger := &syscall.Credential{Uid: 64999, Gid: 64999}
	for _, c := range []struct {
		dir  string
		who  *syscall.Credential
		want bool
	}{
		{inside, us, true},
		{dir, stranger, true},
		{closed, stranger, false},
		{inside, stranger, false},
		{filepath.Join(dir, "missing"), us, false},
	} {
		if got := reachable(c.dir, c.who); got != c.want {
			t.Errorf("reachable(%s, %d) = %t", c.dir, c.who.Uid, got)
		}
	}
}

// Root's server user cannot enter t.TempDir; everybody else's server runs as its owner.
func TestClosedFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	h, err := openHome(dir, "test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(h.dir) })
	link := filepath.Join(dir, "test")
	if os.Geteuid() == 0 {
		if !strings.HasPrefix(h.dir, refuge+"/test-") || !reachable(h.dir, h.owner) {
			t.Errorf("the data lies in %s", h.dir)
		}
	}
	again, err := openHome(dir, "test")
	if err != nil {
		t.Fatal(err)
	}
	if target, _ := filepath.EvalSymlinks(link); target != h.dir || again.dir != h.dir {
		t.Errorf("the folder is %s first, %s then, and %s by its link", h.dir, again.dir, target)
	}
}

func TestStalePIDOfAnotherProgramIsRemoved(t *testing.T) {
	t.Parallel()
	other := exec.Command("/bin/sleep", "600")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer other.Wait()
	defer other.Process.Kill()
	h := &home{dir: t.TempDir()}
	if err := os.Mkdir(h.path(cluster), 0o700); err != nil {
		t.Fatal(err)
	}
	file := h.path(cluster + "/postmaster.pid")
	if err := os.WriteFile(file, []byte(strconv.Itoa(other.Process.Pid)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.clearStalePID(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}
