package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Leader lets one replica at a time do a task. It holds an advisory lock of a
// session on a connection of its own, which must reach the server directly: a
// pooler that shares sessions would share the lock. When the replica dies the
// lock is free at once, when its network dies after about ten seconds. It is
// not safe for concurrent use.
type Leader struct {
	db   *DB
	task string
	conn *pgx.Conn // nil before the first Try and after Resign
}

// Leader returns this replica's candidacy for the task of that name.
func (db *DB) Leader(task string) *Leader { return &Leader{db: db, task: task} }

// Try takes the lead if nobody has it, and tells whether it did.
func (l *Leader) Try(ctx context.Context) (bool, error) {
	if l.conn == nil {
		conn, err := l.db.dedicated(ctx)
		if err != nil {
			return false, fmt.Errorf("connect for leading %s: %w", l.task, err)
		}
		l.conn = conn
	}
	const sql = `SELECT pg_try_advisory_lock(hashtextextended($1, 0))`
	var leads bool
	if err := l.conn.QueryRow(ctx, sql, l.task).Scan(&leads); err != nil {
		l.Resign(ctx)
		return false, fmt.Errorf("take the lead in %s: %w", l.task, err)
	}
	return leads, nil
}

// Check returns an error once the lead may be lost.
func (l *Leader) Check(ctx context.Context) error {
	if l.conn == nil {
		return fmt.Errorf("check the lead in %s: resigned", l.task)
	}
	if err := l.conn.Ping(ctx); err != nil {
		return fmt.Errorf("check the lead in %s: %w", l.task, err)
	}
	return nil
}

// Resign gives the lead up: when it returns another replica can take it, unless
// the connection was lost already.
func (l *Leader) Resign(ctx context.Context) {
	if l.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	// Closing does not wait for the server, which frees the lock only when it
	// notices; so it is freed first, and by closing however that went.
	_, _ = l.conn.Exec(ctx, `SELECT pg_advisory_unlock_all()`)
	_ = l.conn.Close(ctx)
	l.conn = nil
}

// dedicated opens a connection outside the pool whose death the server notices
// within seconds.
func (db *DB) dedicated(ctx context.Context) (*pgx.Conn, error) {
	cfg := db.pool.Config().ConnConfig
	cfg.RuntimeParams["tcp_keepalives_idle"] = "5"
	cfg.RuntimeParams["tcp_keepalives_interval"] = "2"
	cfg.RuntimeParams["tcp_keepalives_count"] = "3"
	return pgx.ConnectConfig(ctx, cfg)
}
