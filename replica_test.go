package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built is the program, built once per run of the tests.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "jastar-built-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "jastar")
	command := exec.Command("go", "build", "-o", path, ".")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := command.CombinedOutput()
	if err != nil {
		return "", &buildError{string(out)}
	}
	return path, nil
})

type buildError struct{ out string }

func (e *buildError) Error() string { return "build the program: " + e.out }

// replica is the real program in a process of its own, that can be killed.
type replica struct {
	t       *testing.T
	command *exec.Cmd
	addresses
	ended chan struct{}
}

// addresses are where a replica serves its pages.
type addresses struct {
	Admin  string // where /readyz answers
	Public string // where the webhook listens, "" while polling
}

// launch starts the program with the environment and waits until it is ready.
func launch(t *testing.T, environ ...string) *replica {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, "serve")
	command.Env = append(environ, "LOG_FORMAT=json", "HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"))
	return follow(t, command)
}

// follow starts a command that becomes the program, logging as JSON, and waits
// until it is ready.
func follow(t *testing.T, command *exec.Cmd) *replica {
	t.Helper()
	log, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	r := &replica{t: t, command: command, ended: make(chan struct{})}
	t.Cleanup(r.kill)
	ready := make(chan addresses, 1)
	go r.read(log, ready)
	select {
	case r.addresses = <-ready:
	case <-r.ended:
		t.Fatal("the program ended before it was ready (JASTAR_TEST_LOG=1 shows why)")
	case <-time.After(30 * time.Second):
		t.Fatal("the program was not ready within 30 s")
	}
	return r
}

// read follows the log: it finds the line that tells the addresses.
func (r *replica) read(log io.Reader, ready chan<- addresses) {
	defer close(r.ended)
	for lines := bufio.NewScanner(log); lines.Scan(); {
		if os.Getenv("JASTAR_TEST_LOG") != "" {
			_, _ = os.Stderr.WriteString(lines.Text() + "\n")
		}
		var line struct {
			Msg string
			addresses
		}
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "ready" {
			ready <- line.addresses
		}
	}
}

// kill ends the program as a power cut would, and waits until it is gone.
func (r *replica) kill() {
	_ = r.command.Process.Signal(syscall.SIGKILL) // it may have ended already
	<-r.ended
	_ = r.command.Wait()
}

// stop ends the program as an operator does and expects it to succeed.
func (r *replica) stop() {
	r.t.Helper()
	_ = r.command.Process.Signal(syscall.SIGTERM)
	<-r.ended
	if err := r.command.Wait(); err != nil {
		r.t.Errorf("graceful stop: %v", err)
	}
}

// ready returns the status code of /readyz, 0 when it does not answer.
func (r *replica) ready() int { return readiness(r.Admin) }

// readiness asks the operator's pages at the address whether the bot is ready.
func readiness(admin string) int {
	response, err := http.Get("http://" + admin + "/readyz")
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	return response.StatusCode
}

// environ is the environment of a replica in this world.
func (w *world) environ(more ...string) []string {
	return append([]string{
		"TELEGRAM_BOT_TOKEN=" + w.cfg.Token, "TELEGRAM_API_URL=" + w.cfg.APIURL,
		"DATABASE_URL=" + w.cfg.DatabaseURL, "REDIS_URL=" + w.cfg.RedisURL,
		"HTTP_ADDR=127.0.0.1:0", "ADMIN_ADDR=127.0.0.1:0", "OWNERS=9000",
		"UPDATES=" + w.cfg.Updates, "PUBLIC_URL=" + w.cfg.PublicURL,
	}, more...)
}
