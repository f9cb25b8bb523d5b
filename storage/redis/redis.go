// Package redis keeps what lives for minutes: whose turn it is in a chat, where
// its conversation stands, and how many messages may still go out this second.
// It is the only importer of go-redis. Nothing here is a record: Redis may be
// wiped at any time, and the worst that follows is a repeated question.
package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"jastar/storage/convoy"
	"jastar/storage/reach"
)

// Store is an open Redis: a single server, a sentinel setup or a cluster.
type Store struct {
	client redis.UniversalClient
	prefix string
	road   *convoy.Road[errand, *redis.Cmd] // of the turns' scripts
}

// Open connects to Redis. The address is a redis:// or unix:// URL; several
// addresses separated by commas make a cluster; sentinels are given as
// redis://host:port?master_name=name&addr=host2:port2. The prefix keeps the
// keys of bots apart that share one Redis. The first answer must come within
// ten seconds.
func Open(ctx context.Context, address, prefix string) (*Store, error) {
	options, err := parse(address)
	if err != nil {
		return nil, err
	}
	s := &Store{client: redis.NewUniversalClient(options), prefix: prefix}
	s.road = convoy.New(s.carry)
	if err := reach.First(ctx, s.Ping, Away); err != nil {
		_ = s.client.Close()
		return nil, fmt.Errorf("reach redis: %w", err)
	}
	return s, nil
}

// parse reads the address without ever repeating it in an error: it may hold a
// password.
func parse(address string) (*redis.UniversalOptions, error) {
	if strings.Contains(address, "master_name=") {
		return parseSentinels(address)
	}
	first, addrs, err := parseServers(strings.Split(address, ","))
	if err != nil {
		return nil, err
	}
	o := tuned(&redis.UniversalOptions{
		Addrs: addrs, Username: first.Username, Password: first.Password, DB: first.DB, TLSConfig: first.TLSConfig,
	})
	if first.Network == "unix" {
		o.Dialer = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: 2 * time.Second}).DialContext(ctx, "unix", first.Addr)
		}
	}
	return o, nil
}

// parseServers reads the addresses of a single server or of a cluster's, whose
// first says how to log in to all of them. Later ones may leave out the scheme.
func parseServers(parts []string) (first *redis.Options, addrs []string, err error) {
	scheme, _, _ := strings.Cut(parts[0], "://")
	for i, part := range parts {
		if !strings.Contains(part, "://") {
			part = scheme + "://" + part
		}
		o, err := redis.ParseURL(part)
		switch {
		case err != nil, i > 0 && (o.Network == "unix" || (o.TLSConfig == nil) != (first.TLSConfig == nil)):
			return nil, nil, errAddress
		case i == 0:
			first = o
		}
		addrs = append(addrs, o.Addr)
	}
	if len(addrs) > 1 && first.TLSConfig != nil {
		first.TLSConfig.ServerName = "" // each shows a certificate of its own name
	}
	return first, addrs, nil
}

// parseSentinels reads the address of a master that sentinels watch.
func parseSentinels(address string) (*redis.UniversalOptions, error) {
	f, err := redis.ParseFailoverURL(address)
	if err != nil {
		return nil, errAddress
	}
	return tuned(&redis.UniversalOptions{
		MasterName: f.MasterName, Addrs: f.SentinelAddrs, Username: f.Username, Password: f.Password, DB: f.DB, TLSConfig: f.TLSConfig,
		SentinelUsername: f.SentinelUsername, SentinelPassword: f.SentinelPassword,
	}), nil
}

// errAddress is what every unusable address comes to.
var errAddress = errors.New("parse redis address: not a redis://, rediss:// or unix:// URL")

// poolSize is the most connections to one server.
const poolSize = 32

// tuned sets the time limits and the size of the pool.
func tuned(o *redis.UniversalOptions) *redis.UniversalOptions {
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = 2*time.Second, 2*time.Second, 2*time.Second
	o.MinIdleConns, o.PoolSize, o.MaxRetries, o.ContextTimeoutEnabled = 4, poolSize, 1, true
	return o
}

// Ping tells whether Redis answers.
func (s *Store) Ping(ctx context.Context) error { return s.client.Ping(ctx).Err() }

// Close closes every connection.
func (s *Store) Close() error { return s.client.Close() }

// Away tells whether the error means that Redis could not be reached or is not
// ready: nothing is known to have happened, and the work may be tried again.
func Away(err error) bool {
	var network net.Error
	switch {
	case err == nil, errors.Is(err, redis.Nil):
		return false
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, redis.ErrClosed), errors.Is(err, ErrBusy), errors.Is(err, ErrLost):
		return true
	}
	// Answers of a server that starts, changes its role or runs a long script;
	// https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
	for _, state := range []string{"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY"} {
		if strings.HasPrefix(err.Error(), state) {
			return true
		}
	}
	return strings.Contains(err.Error(), "connection pool timeout")
}
