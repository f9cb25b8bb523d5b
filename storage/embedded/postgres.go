package embedded

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	cluster        = "cluster" // the folder initdb makes
	databaseName   = "jastar"  // both the database and its owner
	postgresSocket = ".s.PGSQL.5432"
	startTimeout   = 60 * time.Second // a crash recovery of a small database takes seconds
)

// Postgres starts a private PostgreSQL that keeps its data in dir/postgres, from the newest programs found
// on PATH or where packages put them. The first start makes the database, with a locale that knows the
// small and capital letters of every alphabet. Errors are one line each; without programs ErrMissing.
func Postgres(ctx context.Context, dir string, opts ...Option) (*Server, error) {
	server, err := startPostgres(ctx, dir, choose(opts))
	if err != nil {
		return nil, fmt.Errorf("start embedded PostgreSQL: %w", err)
	}
	return server, nil
}

func startPostgres(ctx context.Context, dir string, o options) (_ *Server, err error) {
	bin, err := findPostgres(ctx, clusterVersion(filepath.Join(dir, "postgres", cluster)))
	if err != nil {
		return nil, err
	}
	h, err := openHome(dir, "postgres")
	if err != nil {
		return nil, err
	}
	if err := h.lock(ctx, orphan{pidFile: cluster + "/postmaster.pid", polite: syscall.SIGINT}); err != nil {
		return nil, err
	}
	run, address, err := h.runPostgres(ctx, bin, o, dir)
	if err != nil {
		h.unlock()
		return nil, err
	}
	ready, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := run.ready(ready, run.postmasterReady); err != nil {
		_ = run.stop(ctx)
		return nil, err
	}
	return newServer(address, run.stop), nil
}

// runPostgres starts the server, after initdb when the home is new, and says where it will listen.
func (h *home) runPostgres(ctx context.Context, bin string, o options, dir string) (*process, string, error) {
	if err := h.initCluster(ctx, bin, o); err != nil {
		return nil, "", err
	}
	if err := h.clearStalePID(); err != nil {
		return nil, "", err
	}
	sockets, temporary, err := h.socketDir(postgresSocket)
	if err != nil {
		return nil, "", err
	}
	p := program{path: filepath.Join(bin, "postgres"), polite: syscall.SIGINT}
	p.args = postgresArgs(h.path(cluster), sockets, o)
	p.sockets, p.leftovers = temporary, o.leftovers(dir)
	run, err := h.start(p)
	return run, postgresURL(sockets, o.port), err
}

func postgresArgs(data, sockets string, o options) []string {
	settings := []setting{
		{"unix_socket_directories", sockets},
		{"unix_socket_permissions", "0700"},
		{"listen_addresses", ""},
		{"max_connections", "200"},
		{"timezone", "UTC"},
		{"log_timezone", "UTC"},
	}
	if o.port != 0 {
		settings = append(settings, setting{"listen_addresses", "127.0.0.1"}, setting{"port", strconv.Itoa(o.port)})
	}
	args := []string{"-D", data}
	for _, s := range append(settings, o.settings...) {
		args = append(args, "-c", s.name+"="+s.value)
	}
	return args
}

func postgresURL(sockets string, port int) string {
	u := url.URL{Scheme: "postgres", User: url.User(databaseName), Path: "/" + databaseName}
	if port != 0 {
		u.Host = "127.0.0.1:" + strconv.Itoa(port)
		u.RawQuery = "sslmode=disable"
		return u.String()
	}
	u.RawQuery = url.Values{"host": {sockets}, "port": {"5432"}}.Encode()
	return u.String()
}

// postmasterReady reads what pg_ctl reads: the eighth line of postmaster.pid is the server's state.
func (p *process) postmasterReady() bool {
	file := p.home.path(cluster + "/postmaster.pid")
	text, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	pid, _ := readPID(file)
	return len(lines) > 7 && pid == p.cmd.Process.Pid && strings.TrimSpace(lines[7]) == "ready"
}
