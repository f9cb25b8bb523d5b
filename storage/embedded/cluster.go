package embedded

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// initCluster makes the database folder under another name first: a folder named cluster is whole.
func (h *home) initCluster(ctx context.Context, bin string, o options) error {
	if _, err := os.Stat(h.path(cluster)); err == nil {
		return nil
	}
	fresh := h.path(cluster + ".new")
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	initdb := []string{"-D", fresh, "--username=" + databaseName, "--auth=trust", "--encoding=UTF8", "--locale=" + locale()}
	if slices.Contains(o.settings, setting{"fsync", "off"}) {
		initdb = append(initdb, "--no-sync")
	}
	if err := h.run(ctx, "", filepath.Join(bin, "initdb"), initdb...); err != nil {
		return fmt.Errorf("make the database folder: %w", err)
	}
	create := "CREATE DATABASE " + databaseName + "\n"
	single := []string{"--single", "-D", fresh, "-c", "exit_on_error=on", "postgres"}
	if err := h.run(ctx, create, filepath.Join(bin, "postgres"), single...); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return os.Rename(fresh, h.path(cluster))
}

// locale has the capital and small letters of all alphabets; plain C knows those of English alone, and
// search for a Kazakh word would silently find nothing. macOS has no C.UTF-8 before version 15.
func locale() string {
	if runtime.GOOS == "darwin" {
		return "en_US.UTF-8"
	}
	return "C.UTF-8"
}

// clearStalePID removes the number a killed PostgreSQL left behind when another program has that number
// by now: PostgreSQL would take it for a second server and refuse to start. Everything else it sorts out.
func (h *home) clearStalePID() error {
	file := h.path(cluster + "/postmaster.pid")
	pid, ok := readPID(file)
	if !ok || syscall.Kill(pid, 0) != nil || mayBePostgres(pid) {
		return nil
	}
	return os.Remove(file)
}

// mayBePostgres is false only where the system names the program and it is another one.
func mayBePostgres(pid int) bool {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	return err != nil || strings.Contains(string(name), "postgres")
}
