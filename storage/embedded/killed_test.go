package embedded

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// childVariable makes this test binary a bot that starts both servers in the folder it names and waits.
const childVariable = "JASTAR_EMBEDDED_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

func child(dir string) int {
	b, err := launch(context.Background(), dir)
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	fmt.Println("ready", b.postgres.URL(), b.redis.URL())
	_, _ = io.Copy(io.Discard, os.Stdin) // until the test kills us
	return 0
}

func TestServersEndWithAKilledBotAndKeepTheirData(t *testing.T) {
	t.Parallel()
	for name, as := range users(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := folder(t)
			own(t, dir, as)
			bot := spawn(t, dir, as)
			bot.remember(t, "kept")
			bot.kill()
			eventually(t, "the servers of the killed bot end", func() bool { return free(t, dir) })

			bot = spawn(t, dir, as)
			if got := bot.recall(t); got != "kept kept" {
				t.Errorf("PostgreSQL and Redis kept %q", got)
			}
			bot.kill()
			// At once, while the servers are still stopping.
			if got := spawn(t, dir, as).recall(t); got != "kept kept" {
				t.Errorf("PostgreSQL and Redis kept %q after a quick restart", got)
			}
		})
	}
}

func TestTheFolderOfAKilledTestIsRemoved(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	h := lockedHome(t, dir)
	run, err := h.start(program{path: "/bin/sleep", args: []string{"600"}, polite: syscall.SIGTERM, leftovers: dir})
	if err != nil {
		t.Fatal(err)
	}
	run.lifeline.Close() // what the kernel does when this process is killed
	eventually(t, "the program ends", run.ended)
	eventually(t, "the folder is removed", func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err)
	})
	h.unlock()
}

// users are the ways to run a bot: as whoever runs the tests and, if that is root, as an ordinary user too.
func users(t *testing.T) map[string]*syscall.Credential {
	t.Helper()
	list := map[string]*syscall.Credential{"ourselves": nil}
	if os.Geteuid() == 0 {
		list["nobody"] = &syscall.Credential{Uid: 65534, Gid: 65534}
	}
	return list
}

func own(t *testing.T, dir string, as *syscall.Credential) {
	t.Helper()
	if as == nil {
		return
	}
	if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
		t.Fatal(err)
	}
}

// bot is a child process with its servers.
type bot struct {
	both
	kill func()
}

func spawn(t *testing.T, dir string, as *syscall.Credential) bot {
	t.Helper()
	cmd := exec.Command(reachableBinary(t))
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	t.Cleanup(kill)
	line, _ := bufio.NewReader(out).ReadString('\n')
	words := strings.Fields(line)
	if len(words) != 3 || words[0] != "ready" {
		t.Fatalf("the bot says %q", line)
	}
	return bot{both: both{postgres: &Server{url: words[1]}, redis: &Server{url: words[2]}}, kill: kill}
}

// reachableBinary copies this test binary to where every user may run it.
func reachableBinary(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder(t), "bot")
	// Not written by us: a test that starts a process just then would keep the file open, and busy.
	if out, err := exec.Command("cp", self, path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// free tells whether no server works in dir any more.
func free(t *testing.T, dir string) bool {
	t.Helper()
	for _, name := range []string{"postgres", "redis"} {
		file, err := os.OpenFile(filepath.Join(dir, name, "server.lock"), os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		mine := tryLock(file)
		file.Close()
		if !mine {
			return false
		}
	}
	return true
}

func TestAServerThatLostItsGuardIsStopped(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	h := lockedHome(t, dir)
	orphaned := h.adopt(exec.Command("/bin/sleep", "600"))
	if err := orphaned.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = orphaned.Wait(); close(ended) }()
	pid := strconv.Itoa(orphaned.Process.Pid)
	if err := os.WriteFile(h.path("pid"), []byte(pid+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.unlock() // as the kernel does when the bot is killed

	lockedHome(t, dir).unlock()
	<-ended
}

func lockedHome(t *testing.T, dir string) *home {
	t.Helper()
	h, err := openHome(dir, "test")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.lock(t.Context(), orphan{pidFile: "pid", polite: syscall.SIGTERM}); err != nil {
		t.Fatal(err)
	}
	return h
}
