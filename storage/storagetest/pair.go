package storagetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"jastar/storage/embedded"
	"jastar/storage/postgres"
)

// Pair is a PostgreSQL and a Redis of one test alone, on fixed TCP ports of the loopback address, to be
// stopped and started again while a bot uses them. Their data outlives a stop. Not for use from several
// goroutines at once.
type Pair struct {
	t               testing.TB
	postgres, redis *service
}

// service is one of the two servers, running or not.
type service struct {
	start   starter
	dir     string
	options []embedded.Option
	server  *embedded.Server // nil while stopped
	url     string
}

// Stores starts a private pair with a migrated database. Both end with the test.
func Stores(t testing.TB) *Pair {
	t.Helper()
	p := &Pair{t: t}
	p.postgres = p.service(embedded.Postgres, forgetful("200")...)
	p.redis = p.service(embedded.Redis, embedded.Strict())
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p.check(postgres.Migrate(ctx, p.PostgresURL()))
	return p
}

// PostgresURL is the address of the migrated database; it never changes.
func (p *Pair) PostgresURL() string { return p.postgres.url }

// RedisURL is the address of Redis; it never changes.
func (p *Pair) RedisURL() string { return p.redis.url }

// StopPostgres cuts every connection and ends the server. Committed data is kept.
func (p *Pair) StopPostgres() { p.t.Helper(); p.check(p.postgres.end()) }

// StartPostgres starts the server again and returns when it answers.
func (p *Pair) StartPostgres() { p.t.Helper(); p.check(p.postgres.begin()) }

// StopRedis ends the server. Its data is kept.
func (p *Pair) StopRedis() { p.t.Helper(); p.check(p.redis.end()) }

// StartRedis starts the server again and returns when it answers.
func (p *Pair) StartRedis() { p.t.Helper(); p.check(p.redis.begin()) }

// FlushRedis forgets everything in Redis at once.
func (p *Pair) FlushRedis() {
	p.t.Helper()
	options, err := redis.ParseURL(p.RedisURL())
	p.check(err)
	client := redis.NewClient(options)
	defer client.Close()
	p.check(client.FlushAll(context.Background()).Err())
}

func (p *Pair) check(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// service starts a server in a new folder on a free port and ends it with the test.
func (p *Pair) service(start starter, options ...embedded.Option) *service {
	p.t.Helper()
	dir, err := temporaryDir()
	p.check(err)
	port, err := freePort()
	p.check(err)
	s := &service{start: start, dir: dir, options: append(options, embedded.TCP(port), embedded.RemoveIfKilled())}
	p.t.Cleanup(func() {
		if err := errors.Join(s.end(), os.RemoveAll(s.dir)); err != nil {
			p.t.Error(err)
		}
	})
	p.check(s.begin())
	return s
}

func (s *service) begin() error {
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

func (s *service) end() error {
	if s.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	server := s.server
	s.server = nil
	return server.Stop(ctx)
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
