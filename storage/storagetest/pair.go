package storagetest

import (
	"context"
	"testing"
	"time"

	"jastar/storage/postgres"
)

// Pair is a PostgreSQL and a Redis of one test alone, on fixed TCP ports of the loopback address, to be
// stopped and started again while a bot uses them. Their data outlives a stop. Not for use from several
// goroutines at once.
type Pair struct {
	t               testing.TB
	postgres, redis *Service
}

// Stores starts a private pair with a migrated database. Both end with the test.
func Stores(t testing.TB) *Pair {
	t.Helper()
	p := &Pair{t: t}
	p.postgres = p.service(NewPostgres)
	p.redis = p.service(NewRedis)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p.check(postgres.Migrate(ctx, p.PostgresURL()))
	return p
}

// PostgresURL is the address of the migrated database; it never changes.
func (p *Pair) PostgresURL() string { return p.postgres.URL() }

// RedisURL is the address of Redis; it never changes.
func (p *Pair) RedisURL() string { return p.redis.URL() }

// StopPostgres cuts every connection and ends the server. Committed data is kept.
func (p *Pair) StopPostgres() { p.t.Helper(); p.check(p.postgres.Stop()) }

// StartPostgres starts the server again and returns when it answers.
func (p *Pair) StartPostgres() { p.t.Helper(); p.check(p.postgres.Start()) }

// StopRedis ends the server. Its data is kept.
func (p *Pair) StopRedis() { p.t.Helper(); p.check(p.redis.Stop()) }

// StartRedis starts the server again and returns when it answers.
func (p *Pair) StartRedis() { p.t.Helper(); p.check(p.redis.Start()) }

// FlushRedis forgets everything in Redis at once.
func (p *Pair) FlushRedis() { p.t.Helper(); p.check(FlushRedis(p.RedisURL())) }

func (p *Pair) check(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// service starts a server and ends it with the test.
func (p *Pair) service(start func() (*Service, error)) *Service {
	p.t.Helper()
	s, err := start()
	p.check(err)
	p.t.Cleanup(func() {
		if err := s.Remove(); err != nil {
			p.t.Error(err)
		}
	})
	return s
}
