// Package storagetest gives every test real stores of its own: a fresh database cloned from a migrated
// template, and an empty Redis database. All tests of a run share one PostgreSQL and one Redis, which
// storagetest/run starts around "go test"; a test binary started without it starts a private pair that
// ends with the process. A server that is not installed fails the test, it is never skipped.
//
// Only tests and the soak import this package.
package storagetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"jastar/storage/embedded"
)

// The variables by which the runner tells test binaries where the servers are.
const (
	PostgresVariable = "JASTAR_TEST_POSTGRES"
	RedisVariable    = "JASTAR_TEST_REDIS"
)

// redisDatabases is the number of logical databases of the shared Redis: as many tests may run at once.
const redisDatabases = 4096

// Servers are the PostgreSQL and the Redis all tests of a run share.
type Servers struct {
	Postgres, Redis string // their addresses
	stop            []func(context.Context) error
}

// Start starts a pair of servers whose data is in memory where there is room, and gone when they stop.
func Start(ctx context.Context) (*Servers, error) {
	s := &Servers{}
	var err error
	if s.Postgres, err = s.add(ctx, embedded.Postgres, forgetful("400")...); err != nil {
		return nil, err
	}
	s.Redis, err = s.add(ctx, embedded.Redis, embedded.Strict(),
		embedded.Set("databases", strconv.Itoa(redisDatabases)), embedded.Set("appendonly", "no"))
	if err != nil {
		return nil, errors.Join(err, s.Stop(ctx))
	}
	return s, nil
}

// Stop ends both servers and removes their data.
func (s *Servers) Stop(ctx context.Context) (err error) {
	for _, stop := range s.stop {
		err = errors.Join(err, stop(ctx))
	}
	return err
}

type starter func(ctx context.Context, dir string, opts ...embedded.Option) (*embedded.Server, error)

// add starts a server in a new folder and returns its address.
func (s *Servers) add(ctx context.Context, start starter, opts ...embedded.Option) (string, error) {
	dir, err := temporaryDir()
	if err != nil {
		return "", err
	}
	server, err := start(ctx, dir, append(opts, embedded.RemoveIfKilled())...)
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	s.stop = append(s.stop, func(ctx context.Context) error {
		return errors.Join(server.Stop(ctx), os.RemoveAll(dir))
	})
	return server.URL(), nil
}

// forgetful are the settings of a PostgreSQL whose data need not survive the machine.
func forgetful(connections string) []embedded.Option {
	return []embedded.Option{
		embedded.Set("fsync", "off"),
		embedded.Set("synchronous_commit", "off"),
		embedded.Set("full_page_writes", "off"),
		embedded.Set("max_connections", connections),
		embedded.Set("max_wal_size", "256MB"),
		embedded.Set("min_wal_size", "32MB"),
	}
}

// roomInMemory is what the servers' data may grow to in a large run.
const roomInMemory = 2 << 30

// temporaryDir makes a folder in memory or, where there is too little, on disk. Others may enter it: the
// servers of root run as another user.
func temporaryDir() (string, error) {
	parent := os.TempDir()
	var shm syscall.Statfs_t
	if syscall.Statfs("/dev/shm", &shm) == nil && shm.Bavail*uint64(shm.Bsize) > roomInMemory {
		parent = "/dev/shm"
	}
	dir, err := os.MkdirTemp(parent, "jastar-test-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o711)
}

var shared = sync.OnceValues(func() (*Servers, error) {
	postgres, redis := os.Getenv(PostgresVariable), os.Getenv(RedisVariable)
	if postgres != "" && redis != "" {
		return &Servers{Postgres: postgres, Redis: redis}, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return Start(ctx)
})

// servers returns the run's servers, starting a private pair when there is no runner.
func servers(t testing.TB) *Servers {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(fmt.Errorf("start the stores of this test: %w", err))
	}
	return s
}
