package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"jastar/centre"
)

// notify writes what others must hear as jobs of the caller's transaction.
func (db *DB) notify(ctx context.Context, tx pgx.Tx, notices ...centre.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(notices))
	for i, n := range notices {
		// River's most urgent priority is 1, its least 4.
		jobs[i] = river.InsertManyParams{Args: n, InsertOpts: &river.InsertOpts{
			Queue: NoticeQueue, Priority: 3 - int(n.Rank), ScheduledAt: n.At,
		}}
	}
	if _, err := db.river.InsertManyFastTx(ctx, tx, jobs); err != nil {
		return fmt.Errorf("queue %d notices: %w", len(notices), err)
	}
	return nil
}

// The queues of the background jobs.
const (
	NoticeQueue = "notices"
	BulkQueue   = "bulk"
)

// Notify writes notices that have no cause in the database.
func (db *DB) Notify(ctx context.Context, notices ...centre.Notice) error {
	return db.inTx(ctx, func(tx pgx.Tx) error { return db.notify(ctx, tx, notices...) })
}

// CompleteNotice records at once that a notice has been sent, so that a crash
// after this call never repeats it.
func (db *DB) CompleteNotice(ctx context.Context, job *river.Job[centre.Notice]) error {
	return db.inTx(ctx, func(tx pgx.Tx) error {
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}
