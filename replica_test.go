package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"jastar/bench/fleet"
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
	t *testing.T
	*fleet.Replica
}

// launch starts the program with the environment and waits until it is ready.
func launch(t *testing.T, environ ...string) *replica {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	program := fleet.Program{Path: path, Environ: append(environ, "HOME="+t.TempDir()), Log: replicaLog()}
	return started(t)(program.Launch(t.Context()))
}

// follow starts a command that becomes the program, logging as JSON, and waits
// until it is ready.
func follow(t *testing.T, command *exec.Cmd) *replica {
	t.Helper()
	return started(t)(fleet.Follow(t.Context(), command, replicaLog()))
}

// started ends a replica with the test at the latest.
func started(t *testing.T) func(*fleet.Replica, error) *replica {
	t.Helper()
	return func(r *fleet.Replica, err error) *replica {
		t.Helper()
		if err != nil {
			t.Fatalf("%v (JASTAR_TEST_LOG=1 shows its log)", err)
		}
		t.Cleanup(r.Kill)
		return &replica{t, r}
	}
}

// replicaLog is where replicas' logs go: nowhere unless JASTAR_TEST_LOG asks.
func replicaLog() io.Writer {
	if os.Getenv("JASTAR_TEST_LOG") != "" {
		return os.Stderr
	}
	return io.Discard
}

// kill ends the program as a power cut would, and waits until it is gone.
func (r *replica) kill() { r.Kill() }

// stop ends the program as an operator does and expects it to succeed.
func (r *replica) stop() {
	r.t.Helper()
	if err := r.Stop(); err != nil {
		r.t.Error(err)
	}
}

// ready returns the status code of /readyz, 0 when it does not answer.
func (r *replica) ready() int { return r.Ready() }

// readiness asks the operator's pages at the address whether the bot is ready.
func readiness(admin string) int { return fleet.Readiness(admin) }

// environ is the environment of a replica in this world.
func (w *world) environ(more ...string) []string {
	return append([]string{
		"TELEGRAM_BOT_TOKEN=" + w.cfg.Token, "TELEGRAM_API_URL=" + w.cfg.APIURL,
		"DATABASE_URL=" + w.cfg.DatabaseURL, "REDIS_URL=" + w.cfg.RedisURL,
		"HTTP_ADDR=127.0.0.1:0", "ADMIN_ADDR=127.0.0.1:0", "OWNERS=9000", "QUIET_HOURS=off", "DAILY_CAP=0",
		"UPDATES=" + w.cfg.Updates, "PUBLIC_URL=" + w.cfg.PublicURL,
	}, more...)
}
