package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// ledgerLock is the advisory lock that is taken alone to drop a partition, and
// shared to begin a run that reads an earlier one's deliveries.
const ledgerLock = 0x6a616c6564 // "jaled"

// partitionGone tells whether the deliveries of run r were dropped: every run
// that began had a partition of a hundred runs, see runsPerPartition.
const partitionGone = `(r.started_at IS NOT NULL AND NOT EXISTS (SELECT FROM pg_class c
	WHERE c.relname = 'deliveries_' || r.id / 100 AND c.relnamespace = current_schema()::regnamespace))`

// selectDroppable finds the oldest partition that can get no more runs, whose runs
// are all over before $1, and of which nothing is being changed.
const selectDroppable = `
	SELECT n FROM (
		SELECT substr(c.relname, 12)::bigint AS n FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = 'deliveries'::regclass) AS partitions
	WHERE (n + 1) * $2 <= (SELECT max(id) FROM runs)
	  AND NOT EXISTS (SELECT FROM runs r WHERE r.id >= n * $2 AND r.id < (n + 1) * $2
	                  AND r.started_at IS NOT NULL AND coalesce(r.ended_at, 'infinity'::timestamptz) >= $1)
	  AND NOT EXISTS (SELECT FROM runs r WHERE r.base_id >= n * $2 AND r.base_id < (n + 1) * $2 AND r.state IN ('running', 'paused'))
	ORDER BY n LIMIT 1`

// dropPartition drops the ledger of a hundred runs, and the ids that stand in
// their pages. The lock that it needs stops every sending, so it is not waited
// for longer than nobody notices.
const dropPartition = `
	SET LOCAL lock_timeout = '200ms';
	DROP TABLE deliveries_%[1]d;
	UPDATE run_pages SET person_ids = '{}' WHERE run_id >= %[2]d AND run_id < %[3]d`

// busyLock is the code of a lock that was not to be had in time;
// https://www.postgresql.org/docs/15/errcodes-appendix.html
const busyLock = "55P03"

// DropDeliveries drops the partitions of runs that were over before the moment.
// What is in use just then is left for the next time.
func (s *Announcements) DropDeliveries(ctx context.Context, before time.Time) error {
	for {
		more, err := s.dropOne(ctx, before)
		if broken(err, busyLock) {
			return nil
		}
		if err != nil || !more {
			return wrap(err, "drop deliveries before", before)
		}
	}
}

func (s *Announcements) dropOne(ctx context.Context, before time.Time) (dropped bool, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		var alone bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, ledgerLock).Scan(&alone); err != nil || !alone {
			return err
		}
		var n int64
		err := tx.QueryRow(ctx, selectDroppable, before, runsPerPartition).Scan(&n)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		dropped = true
		_, err = tx.Exec(ctx, fmt.Sprintf(dropPartition, n, n*runsPerPartition, (n+1)*runsPerPartition))
		return err
	})
	return dropped, err
}

const (
	holdLedgerAlive = `SELECT pg_advisory_xact_lock_shared($1)`
	selectGone      = `SELECT ` + partitionGone + ` FROM runs r WHERE r.id = $1`
)

// holdLedger keeps the deliveries of a run until the transaction is over, or
// tells that they were dropped.
func holdLedger(ctx context.Context, tx pgx.Tx, run announcements.RunID) error {
	if _, err := tx.Exec(ctx, holdLedgerAlive, ledgerLock); err != nil {
		return err
	}
	var gone bool
	if err := tx.QueryRow(ctx, selectGone, run).Scan(&gone); err != nil {
		return err
	}
	if gone {
		return announcements.ErrForgotten
	}
	return nil
}
