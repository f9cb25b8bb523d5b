// Package embedded runs a private PostgreSQL and a private Redis for a bot that was given the address
// of neither. The servers keep their data in one folder, listen on sockets only their owner can open,
// stop with the bot and never outlive it, not even when it is killed.
//
// Nothing here knows what is stored: no SQL, no keys, no client library. It runs on Linux and macOS.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// ErrMissing is wrapped by the error of a start that did not find the server's programs.
var ErrMissing = errors.New("not installed")

// Server is a running private server. The zero value is of no use.
type Server struct {
	url  string
	stop func(context.Context) error
}

// URL is the address clients connect to; it stays the same when the server is started again in the same
// folder with the same options, unless the folder's path is too long for a socket.
func (s *Server) URL() string { return s.url }

// Stop lets the server save its data and waits until it has ended. When ctx ends first, the server is
// stopped at once, without saving what it can recover by itself. Later calls do nothing.
func (s *Server) Stop(ctx context.Context) error { return s.stop(ctx) }

func newServer(url string, stop func(context.Context) error) *Server {
	var once sync.Once
	return &Server{url: url, stop: func(ctx context.Context) (err error) {
		once.Do(func() { err = stop(ctx) })
		return err
	}}
}

// Option changes how a server is started. The tests need them; the bot does not.
type Option func(*options)

type options struct {
	port           int
	settings       []setting
	removeIfKilled bool
	strict         bool
}

type setting struct{ name, value string }

// TCP makes the server listen on a port of the loopback address as well, and URL name that port.
// Every user of the machine can connect to it without a password: for tests only.
func TCP(port int) Option { return func(o *options) { o.port = port } }

// Set gives the server a setting of its own configuration, for example "fsync", "off".
func Set(name, value string) Option {
	return func(o *options) { o.settings = append(o.settings, setting{name, value}) }
}

// RemoveIfKilled removes the whole folder after this process ended without stopping the server. After Stop
// the folder is the caller's to remove.
func RemoveIfKilled() Option { return func(o *options) { o.removeIfKilled = true } }

// Strict makes a Redis that is not installed an error: the one inside the process differs in details.
func Strict() Option { return func(o *options) { o.strict = true } }

func choose(list []Option) options {
	var o options
	for _, option := range list {
		option(&o)
	}
	return o
}

// leftovers is the folder to remove when nobody stops the server, if any.
func (o options) leftovers(dir string) string {
	if o.removeIfKilled {
		return dir
	}
	return ""
}

func missing(what string) error {
	command := "apt-get install -y postgresql redis-server"
	if runtime.GOOS == "darwin" {
		command = "brew install postgresql redis"
	}
	return fmt.Errorf("%s is %w: install it with %q or give the address of a server", what, ErrMissing, command)
}
