package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"time"

	"github.com/redis/go-redis/v9"

	"jastar/storage/embedded"
)

// Service is a PostgreSQL or a Redis on a fixed TCP port of the loopback address, running or not, that is
// stopped and started again while a bot uses it. Its data outlives a stop, but not this process. Not for use
// from several goroutines at once.
type Service struct {
	start   starter
	dir     string
	options []embedded.Option
	server  *embedded.Server // nil while stopped
	url     string
}

// NewPostgres starts a PostgreSQL with an empty database.
func NewPostgres() (*Service, error) { return newService(embedded.Postgres, forgetful("200")...) }

// NewRedis starts an empty Redis.
func NewRedis() (*Service, error) { return newService(embedded.Redis, embedded.Strict()) }

// newService starts a server in a new folder on a free port.
func newService(start starter, options ...embedded.Option) (*Service, error) {
	dir, err := temporaryDir()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s := &Service{start: start, dir: dir, options: append(options, embedded.TCP(port), embedded.RemoveIfKilled())}
	if err := s.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// URL is the server's address; it never changes.
func (s *Service) URL() string { return s.url }

// Start starts the server unless it runs, and returns when it answers.
func (s *Service) Start() error {
	if s.server != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	server, err := s.start(ctx, s.dir, s.options...)
	if err == nil {
		s.server, s.url = server, server.URL()
	}
	return err
}

// Stop cuts every connection and ends the server. What was stored is kept.
func (s *Service) Stop() error {
	if s.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	server := s.server
	s.server = nil
	return server.Stop(ctx)
}

// Remove stops the server for good and removes its data.
func (s *Service) Remove() error { return errors.Join(s.Stop(), os.RemoveAll(s.dir)) }

// FlushRedis forgets everything in a Redis at once.
func FlushRedis(url string) error {
	options, err := redis.ParseURL(url)
	if err != nil {
		return err
	}
	client := redis.NewClient(options)
	defer client.Close()
	return client.FlushAll(context.Background()).Err()
}

// freePort finds a port below the range the system hands out to clients: while a server is stopped, no
// connection of another test may be given its port.
func freePort() (int, error) {
	for range 100 {
		port := 20000 + rand.IntN(10000)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return port, listener.Close()
		}
	}
	return 0, errors.New("no free port between 20000 and 30000")
}
