package postgres

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"jastar/storage/reach"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is the advisory lock that lets one replica migrate while the others wait.
const migrationLock = 0x6a6173746172 // "jastar"

// errAlphabet stops the start: without it search for a Kazakh word would silently find nothing.
var errAlphabet = errors.New("the database's locale has no small and capital letters for Kazakh: " +
	"create it with CREATE DATABASE jastar TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")

// Migrate brings the tables of the job queue and of the centre to what this program expects. Several
// replicas may call it at once; what is done already is not done again. The first answer must come within
// ten seconds. It refuses a database whose locale knows only English letters.
func Migrate(ctx context.Context, url string) error {
	cfg, err := parse(url)
	if err != nil {
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("open database pool: %w", err)
	}
	defer pool.Close()
	known := func(ctx context.Context) error { return checkAlphabet(ctx, pool) }
	if err := reach.First(ctx, known, starting); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	if err := migrateLocked(ctx, pool); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	return nil
}

func checkAlphabet(ctx context.Context, pool *pgxpool.Pool) error {
	const schwa = `SELECT lower(chr(1240)) = chr(1241)` // U+04D8 and U+04D9
	var known bool
	if err := pool.QueryRow(ctx, schwa).Scan(&known); err != nil {
		return fmt.Errorf("check locale: %w", err)
	}
	if !known {
		return errAlphabet
	}
	return nil
}

// migrateLocked holds the lock on a connection of its own; closing it with the pool frees the lock as well.
func migrateLocked(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if err := lockMigrations(ctx, conn); err != nil {
		return fmt.Errorf("wait for other replicas: %w", err)
	}
	queue, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return err
	}
	if _, err := queue.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("job queue: %w", err)
	}
	return migrateCentre(ctx, pool)
}

// lockMigrations asks again and again: a statement that waits inside the database would hold a snapshot, and
// CREATE INDEX CONCURRENTLY of the replica that migrates would wait for it for ever.
func lockMigrations(ctx context.Context, conn *pgxpool.Conn) error {
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		var mine bool
		if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, migrationLock).Scan(&mine); err != nil || mine {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

func migrateCentre(ctx context.Context, pool *pgxpool.Pool) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// SchemaFingerprint changes whenever a migration of the centre changes.
func SchemaFingerprint() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(migrations, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(migrations, path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(text), text)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}
