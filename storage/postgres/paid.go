package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// PaidQueue carries the pages of runs that Telegram is paid for.
const PaidQueue = "paid"

// queue is where the pages of the run wait, besides its first.
func (r *openRun) queue() string {
	if r.paid {
		return PaidQueue
	}
	return BulkQueue
}

const (
	selectCeiling = `SELECT ceiling FROM paid`
	updateCeiling = `UPDATE paid SET ceiling = $1, changed_by = $2, changed_at = $3 WHERE ceiling <> $1`

	// paidFor counts the people to whom a run sent something that was paid for
	// while it was: waves, whose pages are below zero, never are.
	paidFor = `(SELECT coalesce(sum(g.sent + g.unknown), 0) FROM run_pages g WHERE g.run_id = runs.id AND g.page > 0)`

	payNoMore = `
		UPDATE runs SET paid = false, paid_for = ` + paidFor + ` FROM announcements a
		WHERE runs.paid AND runs.ended_at IS NULL AND a.id = runs.announcement_id
		RETURNING a.id, coalesce(a.started_by, a.author_id)`
	payNotFor = `UPDATE runs SET paid = false, paid_for = ` + paidFor + ` WHERE id = $1 AND paid`
)

// Ceiling is the most that the owner lets one announcement cost, in Stars.
func (s *Announcements) Ceiling(ctx context.Context) (stars int, err error) {
	if err := s.db.pool.QueryRow(ctx, selectCeiling).Scan(&stars); err != nil {
		return 0, fmt.Errorf("find what may be paid: %w", err)
	}
	return stars, nil
}

// SetCeiling keeps what the owner lets one announcement cost, with the deed. With
// 0 the runs that are under way go on unpaid, and whoever started them gets the
// notice. What is so already changes nothing.
func (s *Announcements) SetCeiling(ctx context.Context, stars int, deed centre.Deed, notice func(announcements.ID, centre.PersonID) centre.Notice) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, updateCeiling, stars, deed.By, s.clock())
		if err != nil || done.RowsAffected() == 0 {
			return err
		}
		if stars == 0 {
			if err := s.payNoMore(ctx, tx, notice); err != nil {
				return err
			}
		}
		return record(ctx, tx, deed)
	})
	return wrap(err, "keep what may be paid, Stars:", stars)
}

func (s *Announcements) payNoMore(ctx context.Context, tx pgx.Tx, notice func(announcements.ID, centre.PersonID) centre.Notice) error {
	rows, err := tx.Query(ctx, payNoMore)
	if err != nil {
		return err
	}
	var id announcements.ID
	var to centre.PersonID
	var notices []centre.Notice
	if _, err := pgx.ForEachRow(rows, []any{&id, &to}, func() error {
		notices = append(notices, notice(id, to))
		return nil
	}); err != nil {
		return err
	}
	return s.db.notify(ctx, tx, notices...)
}

// errCeiling ends a start that was decided by what may no longer be paid.
var errCeiling = errors.New("the owner has just changed what may be paid")

// holdCeiling keeps the owner from changing what may be paid until a run is there
// that the change would find.
func holdCeiling(ctx context.Context, tx pgx.Tx, known int) error {
	var stars int
	if err := tx.QueryRow(ctx, selectCeiling+` FOR SHARE`).Scan(&stars); err != nil {
		return err
	}
	if stars != known {
		return errCeiling
	}
	return nil
}
