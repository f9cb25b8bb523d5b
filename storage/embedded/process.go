package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// guardScript waits until its standard input closes, which the kernel does when this process ends in
// whatever way. Then it stops the server, politely first, and removes what nobody else will. A parent-death
// signal would be simpler, but it is Linux's alone and bound to a thread, not to the process.
//
// A server that ended stays in the list of processes as a zombie where nobody collects it, as in a container.
const guardScript = `
pid=$1 polite=$2 sockets=$3 leftovers=$4
alive() {
	kill -0 "$pid" 2>/dev/null || return
	case $(cat "/proc/$pid/stat" 2>/dev/null) in *') Z '*) return 1 ;; esac
}
read -r _
for signal in "$polite" QUIT KILL; do
	alive && kill -s "$signal" "$pid" || break
	n=0
	while [ $n -lt 100 ] && alive; do sleep 0.1; n=$((n+1)); done
done
rm -rf ${sockets:+"$sockets"} ${leftovers:+"$leftovers"}
`

// program is what start runs.
type program struct {
	path      string
	args      []string
	polite    syscall.Signal // asks it to save and end
	sockets   string         // temporary folder to remove when it has ended; "": none
	leftovers string         // folder to remove as well if only the guard is left to do it; "": none
}

// process is a running program with its guard.
type process struct {
	program
	home     *home
	cmd      *exec.Cmd
	guard    *exec.Cmd
	lifeline *os.File    // closed by our end
	serving  atomic.Bool // from the first answer until stop
	exited   chan struct{}
}

const logFile = "log"

var errEnded = errors.New("the server ended")

// start runs p as the home's owner, in a process group of its own so that Ctrl-C in a terminal reaches
// only the bot, which then stops its servers in order.
func (h *home) start(p program) (_ *process, err error) {
	defer func() {
		if err != nil && p.sockets != "" {
			_ = os.RemoveAll(p.sockets)
		}
	}()
	out, err := h.create(logFile, os.O_TRUNC)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	// Not bound to a context: only stop and the guard end a server.
	cmd := h.adopt(exec.Command(p.path, p.args...))
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	run := &process{program: p, home: h, cmd: cmd, exited: make(chan struct{})}
	if err := run.watch(); err != nil {
		return nil, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	go run.wait()
	return run, nil
}

// adopt makes cmd run as the home's owner and hold the server's lock as long as it or a child of it lives.
// It inherits no environment: the bot's holds secrets, and PGDATA and the like would lead the server astray.
func (h *home) adopt(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = h.dir
	cmd.Env = []string{"PATH=" + filepath.Dir(cmd.Path) + ":/usr/bin:/bin", "LC_ALL=C"}
	cmd.ExtraFiles = []*os.File{h.server}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: h.owner}
	return cmd
}

// run runs a helper program to its end; its error says what the program wrote last.
func (h *home) run(ctx context.Context, stdin, path string, args ...string) error {
	cmd := h.adopt(exec.CommandContext(ctx, path, args...))
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(path), err, lastLine(out))
	}
	return nil
}

func (p *process) watch() error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	defer read.Close()
	args := []string{"-c", guardScript, "jastar-guard", strconv.Itoa(p.cmd.Process.Pid), signalName(p.polite)}
	guard := exec.Command("/bin/sh", append(args, p.sockets, p.leftovers)...)
	guard.Dir, guard.Stdin = "/", read
	guard.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := guard.Start(); err != nil {
		write.Close()
		return err
	}
	p.guard, p.lifeline = guard, write
	return nil
}

func signalName(signal syscall.Signal) string {
	if signal == syscall.SIGTERM {
		return "TERM"
	}
	return "INT"
}

func (p *process) wait() {
	err := p.cmd.Wait()
	if p.serving.Load() {
		slog.Error("an embedded server ended by itself", "log", p.home.path(logFile), "reason", err)
	}
	close(p.exited)
}

// ready waits until answers is true. It gives up when the program ends or with ctx, and then says what
// the program wrote last.
func (p *process) ready(ctx context.Context, answers func() bool) error {
	err := until(ctx, func() bool { return p.ended() || answers() })
	if err == nil && p.ended() {
		err = errEnded
	}
	if err == nil {
		p.serving.Store(true)
		return nil
	}
	return fmt.Errorf("%w, its log %s ends with %q", err, p.home.path(logFile), p.home.lastWords())
}

func (p *process) ended() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}

// stop ends the program, then its guard, and frees the home.
func (p *process) stop(ctx context.Context) error {
	p.serving.Store(false)
	err := p.end(ctx)
	// The guard must be gone before the server's number can be given to another process.
	_ = p.guard.Process.Kill()
	_ = p.guard.Wait()
	p.lifeline.Close()
	p.home.unlock()
	if p.sockets == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(p.sockets))
}

func (p *process) end(ctx context.Context) error {
	_ = p.cmd.Process.Signal(p.polite)
	select {
	case <-p.exited:
		return nil
	case <-ctx.Done():
	}
	_ = p.cmd.Process.Signal(syscall.SIGQUIT)
	select {
	case <-p.exited:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.exited
	}
	return fmt.Errorf("stopped without saving: %w", ctx.Err())
}

// lastWords is the last line of the log.
func (h *home) lastWords() string {
	text, _ := os.ReadFile(h.path(logFile))
	return lastLine(text)
}

func lastLine(text []byte) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// until asks done again and again; its error is the context's.
func until(ctx context.Context, done func() bool) error {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	return nil
}
