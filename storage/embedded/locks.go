package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// locks keep a home to one bot and one server at a time.
type locks struct {
	bot    *os.File // held by this process alone
	server *os.File // inherited by the server and its children: free only when all of them have ended
}

// patience is how long the server of a killed bot may take to save and end.
const patience = 20 * time.Second

// lock takes both locks. Another bot in the same folder is an error at once. The server of a bot that was
// killed is told to stop, in case nobody did, and waited for.
func (h *home) lock(ctx context.Context, orphan orphan) (err error) {
	defer func() {
		if err != nil {
			h.unlock()
		}
	}()
	if h.bot, err = h.create("bot.lock", 0); err != nil {
		return err
	}
	if !tryLock(h.bot) {
		return fmt.Errorf("%s is in use by another bot: stop that one or choose another DATA_DIR", h.dir)
	}
	if h.server, err = h.create("server.lock", 0); err != nil {
		return err
	}
	if tryLock(h.server) {
		return nil
	}
	return h.evict(ctx, orphan)
}

// orphan says how to reach a server whose bot was killed.
type orphan struct {
	pidFile string
	polite  syscall.Signal
}

func (h *home) evict(ctx context.Context, orphan orphan) error {
	slog.InfoContext(ctx, "waiting for the server of an earlier run to stop", "data", h.dir)
	for _, signal := range []syscall.Signal{orphan.polite, syscall.SIGKILL} {
		// The lock is held, so the file's number is not stale: it names a living server or its last child.
		if pid, ok := readPID(h.path(orphan.pidFile)); ok {
			_ = syscall.Kill(pid, signal)
		}
		wait, cancel := context.WithTimeout(ctx, patience)
		err := until(wait, func() bool { return tryLock(h.server) })
		cancel()
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
	return fmt.Errorf("a server of an earlier run still works in %s: stop it first", h.dir)
}

func (h *home) unlock() {
	if h.server != nil {
		h.server.Close() // what is left of the server keeps its lock
	}
	if h.bot != nil {
		// Closing alone is not enough: a process being started elsewhere holds a copy for an instant.
		_ = syscall.Flock(int(h.bot.Fd()), syscall.LOCK_UN)
		h.bot.Close()
	}
}

func tryLock(file *os.File) bool {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// readPID reads the number on the first line of a file.
func readPID(path string) (int, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	return pid, err == nil && pid > 1
}
