package embedded

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
)

const (
	redisSocket = "redis.sock"
	redisPID    = "redis.pid"
)

// Redis starts a private redis-server that keeps its data in dir/redis in an append-only file. Where the
// program is not installed, a small Redis inside this process takes its place: it forgets everything at
// the end, and takes no options.
func Redis(ctx context.Context, dir string, opts ...Option) (*Server, error) {
	o := choose(opts)
	path, err := exec.LookPath("redis-server")
	if err != nil && !o.strict {
		return inProcess()
	}
	if err != nil {
		return nil, missing("Redis")
	}
	server, err := startRedis(ctx, path, dir, o)
	if err != nil {
		return nil, fmt.Errorf("start embedded Redis: %w", err)
	}
	return server, nil
}

func startRedis(ctx context.Context, path, dir string, o options) (*Server, error) {
	h, err := openHome(dir, "redis")
	if err != nil {
		return nil, err
	}
	if err := h.lock(ctx, orphan{pidFile: redisPID, polite: syscall.SIGTERM}); err != nil {
		return nil, err
	}
	sockets, temporary, err := h.socketDir(redisSocket)
	if err != nil {
		h.unlock()
		return nil, err
	}
	socket := sockets + "/" + redisSocket
	run, err := h.start(program{
		path: path, args: h.redisArgs(socket, o), polite: syscall.SIGTERM,
		sockets: temporary, leftovers: o.leftovers(dir),
	})
	if err != nil {
		h.unlock()
		return nil, err
	}
	ready, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := run.ready(ready, func() bool { return pongs(socket) }); err != nil {
		_ = run.stop(ctx)
		return nil, err
	}
	return newServer(redisURL(socket, o.port), run.stop), nil
}

func (h *home) redisArgs(socket string, o options) []string {
	args := []string{
		"--port", strconv.Itoa(o.port), "--bind", "127.0.0.1",
		"--unixsocket", socket, "--unixsocketperm", "700",
		"--dir", h.dir, "--pidfile", h.path(redisPID), "--daemonize", "no",
		"--appendonly", "yes", "--save", "",
	}
	for _, s := range o.settings {
		args = append(args, "--"+s.name, s.value)
	}
	return args
}

func redisURL(socket string, port int) string {
	if port != 0 {
		return "redis://127.0.0.1:" + strconv.Itoa(port)
	}
	return "unix://" + socket
}

// pongs asks the server whether it is there and has loaded its data.
func pongs(socket string) bool {
	conn, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := conn.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	answer := make([]byte, 64)
	n, _ := conn.Read(answer)
	return bytes.HasPrefix(answer[:n], []byte("+PONG"))
}

func inProcess() (*Server, error) {
	mini := miniredis.NewMiniRedis()
	mini.ClockTTL(true) // else nothing ever expires
	if err := mini.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("start the Redis inside the process: %w", err)
	}
	slog.Warn("redis-server is not installed: open conversations are forgotten when the bot stops")
	stop := func(context.Context) error {
		mini.Close()
		return nil
	}
	return newServer("redis://"+mini.Addr(), stop), nil
}
