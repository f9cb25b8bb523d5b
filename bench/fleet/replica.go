// Package fleet runs the real program as processes of this machine: replicas
// that can be killed, and the load balancer in front of them. It starts and
// ends only what it was asked to; no rule of the bot and no check lives here.
package fleet

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Program is how to start a replica.
type Program struct {
	Path    string
	Environ []string  // all of its environment but PATH
	Log     io.Writer // gets every line of its log; nil: nobody
}

// Replica is the program in a process of its own.
type Replica struct {
	Admin  string // where /readyz answers
	Public string // where the webhook listens, "" while polling
	cmd    *exec.Cmd
	ended  chan struct{}
}

// startTime is the longest a start may take.
const startTime = 30 * time.Second

// ErrEnded means that the program ended before it was ready.
var ErrEnded = errors.New("the program ended before it was ready")

// Launch starts "serve" and returns when the replica is ready. The process
// does not outlive this one where the system can see to it.
func (p Program) Launch(ctx context.Context) (*Replica, error) {
	cmd := exec.Command(p.Path, "serve") // not bound to the context: only Kill and Stop end it
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "LOG_FORMAT=json"}, p.Environ...)
	return Follow(ctx, cmd, p.Log)
}

// Follow starts a command that becomes the program, logging as JSON, and
// returns when the replica is ready.
func Follow(ctx context.Context, cmd *exec.Cmd, log io.Writer) (*Replica, error) {
	lines, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	bind(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	if log == nil {
		log = io.Discard
	}
	r := &Replica{cmd: cmd, ended: make(chan struct{})}
	ready := make(chan readyLine, 1)
	go r.follow(lines, log, ready)
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	select {
	case at := <-ready:
		r.Admin, r.Public = at.Admin, at.Public
		return r, nil
	case <-r.ended:
		return nil, ErrEnded
	case <-ctx.Done():
		r.Kill()
		return nil, fmt.Errorf("wait until the replica is ready: %w", ctx.Err())
	}
}

// readyLine is the line of the log that tells the addresses.
type readyLine struct{ Msg, Admin, Public string }

// follow reads the log to its end, which is the process's.
func (r *Replica) follow(log io.Reader, to io.Writer, ready chan<- readyLine) {
	defer close(r.ended)
	for lines := bufio.NewScanner(log); lines.Scan(); {
		_, _ = fmt.Fprintf(to, "%s\n", lines.Bytes())
		var line readyLine
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "ready" {
			ready <- line
		}
	}
	_, _ = io.Copy(to, log) // after a line too long to read
	_ = r.cmd.Wait()        // Stop tells how it went
}

// Ended is closed when the process is gone.
func (r *Replica) Ended() <-chan struct{} { return r.ended }

// PID is the number of the process.
func (r *Replica) PID() int { return r.cmd.Process.Pid }

// Kill ends the process as a power cut would, and returns when it is gone.
func (r *Replica) Kill() {
	_ = r.cmd.Process.Signal(syscall.SIGKILL) // it may have ended already
	<-r.ended
}

// Stop ends the process as an operator does, and fails unless it succeeded
// within 30 s.
func (r *Replica) Stop() error {
	_ = r.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	select {
	case <-r.ended:
	case <-time.After(startTime):
		r.Kill()
		return errors.New("stop the replica: it had to be killed")
	}
	if state := r.cmd.ProcessState; !state.Success() {
		return fmt.Errorf("stop the replica: %s", state)
	}
	return nil
}

// Ready is the status code of /readyz, 0 when nobody answers.
func (r *Replica) Ready() int { return Readiness(r.Admin) }

// Readiness asks the operator's pages at the address whether the bot is ready.
func Readiness(admin string) int {
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Get("http://" + admin + "/readyz")
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	return response.StatusCode
}
