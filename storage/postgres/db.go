// Package postgres keeps the centre's records. It is the only importer of pgx:
// one file per noun, each statement beside the one method that runs it, and
// what others must be told written in the transaction of its cause. No rule
// lives here; a store locks rows, hands them to a pure rule and saves its answer.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"jastar/storage/reach"
)

// DB is the open database. Each noun's store is a small type around it, such
// as DB.Events().
type DB struct {
	pool  *pgxpool.Pool
	river *river.Client[pgx.Tx] // inserts jobs only
}

// Options are the settings of the connection pool; zero values mean the defaults.
type Options struct {
	MaxConns int32 // default 16
}

// errAddress is what every unusable address comes to: the driver's own words
// hold the address, and a password may hide anywhere in a misspelt one.
var errAddress = errors.New("parse database address: not a postgres:// URL, or one with a setting PostgreSQL does not know")

// parse reads the address. One server of it may take five seconds to let us in.
func parse(url string) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errAddress
	}
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	// Statements here are short; compiling one takes longer than running it, and
	// without statistics of a new table PostgreSQL overrates what it would save.
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	return cfg, nil
}

// Open connects to a migrated database. The first connection must succeed
// within ten seconds.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	cfg, err := parse(url)
	if err != nil {
		return nil, err
	}
	cfg.MaxConns = 16
	if o.MaxConns > 0 {
		cfg.MaxConns = o.MaxConns
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database pool: %w", err)
	}
	if err := reach.First(ctx, pool.Ping, starting); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("prepare job queue: %w", err)
	}
	return &DB{pool: pool, river: jobs}, nil
}

// Close waits for running statements and closes every connection.
func (db *DB) Close() { db.pool.Close() }

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

// Worker makes the client that works the job queue with the given settings.
func (db *DB) Worker(cfg *river.Config) (*river.Client[pgx.Tx], error) {
	return river.NewClient(riverpgxv5.New(db.pool), cfg)
}

// inTx runs f in one transaction and commits it when f returns nil.
func (db *DB) inTx(ctx context.Context, f func(tx pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, db.pool, f)
}

// Away tells whether the error means that the database could not be reached or
// is shutting down: nothing was decided, and the work may be tried again.
func Away(err error) bool {
	var connect *pgconn.ConnectError
	var server *pgconn.PgError
	switch {
	case err == nil:
		return false
	case errors.As(err, &connect):
		return true
	case errors.As(err, &server):
		// Classes 08 connection exception, 53 insufficient resources, 57P0x shutdown;
		// https://www.postgresql.org/docs/15/errcodes-appendix.html
		c := server.Code
		return c[:2] == "08" || c[:2] == "53" || c[:4] == "57P0"
	default:
		return pgconn.Timeout(err) || pgconn.SafeToRetry(err) || brokenConnection(err)
	}
}
