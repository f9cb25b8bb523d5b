package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// openRun is a run while its row is locked.
type openRun struct {
	id                announcements.RunID
	state             announcements.RunState
	audience          announcements.Audience
	base              announcements.RunID       // whose messages it changes, 0 when it sends
	channels          []announcements.ChannelID // it is posted in, too; of a new sending
	after, upto       int64
	pages             int
	open              int // pages that are not closed
	planned, planning bool
	paid              bool // Telegram is paid for its messages
}

const (
	lockRun = `
		SELECT state, audience, coalesce(base_id, 0), after_id, upto_id, pages, planned, planning, paid
		FROM runs WHERE id = $1 FOR UPDATE`
	countOpen = `SELECT count(*) FROM run_pages WHERE run_id = $1 AND closed_at IS NULL`
)

func (s *Announcements) lock(ctx context.Context, tx pgx.Tx, id announcements.RunID) (openRun, error) {
	r := openRun{id: id}
	err := tx.QueryRow(ctx, lockRun, id).Scan(&r.state, &r.audience, &r.base, &r.after, &r.upto, &r.pages, &r.planned, &r.planning, &r.paid)
	if err != nil {
		return r, fmt.Errorf("lock run %d: %w", id, err)
	}
	return r, nil
}

// CutPage cuts one more page and queues its job; more is false when enough
// pages are open, the run is stopped or nobody is left.
func (s *Announcements) CutPage(ctx context.Context, run announcements.RunID, size int) (more bool, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		r, err := s.lock(ctx, tx, run)
		if err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, countOpen, run).Scan(&r.open); err != nil {
			return err
		}
		more = r.state == announcements.Running && !r.planned && r.open < announcements.PagesAhead
		if more {
			if err := s.cut(ctx, tx, &r, size); err != nil {
				return err
			}
			more = !r.planned
		}
		r.planning = more
		return s.settle(ctx, tx, &r)
	})
	if err != nil {
		return false, fmt.Errorf("cut page of run %d: %w", run, err)
	}
	return more, nil
}

// people selects the next ids of the run.
func (r *openRun) people(now time.Time, args pgx.NamedArgs) string {
	if r.base != 0 {
		args["base"] = r.base
		return pageOfReaders
	}
	return pageOfPeople(r.audience, now, args)
}

// cut moves the next people into a page of their own. Fewer than asked for
// means that nobody is left.
func (s *Announcements) cut(ctx context.Context, tx pgx.Tx, r *openRun, size int) error {
	args := pgx.NamedArgs{"run": r.id, "page": r.pages + 1, "after": r.after, "upto": r.upto, "size": size}
	insert := `
		INSERT INTO run_pages (run_id, page, person_ids, size)
		SELECT @run, @page, ids, cardinality(ids)
		FROM (SELECT array_agg(id) AS ids FROM (` + r.people(s.clock(), args) + `) AS chosen) AS page
		WHERE ids IS NOT NULL
		RETURNING size, person_ids[size]`
	var cut int
	err := tx.QueryRow(ctx, insert, args).Scan(&cut, &r.after)
	if errors.Is(err, pgx.ErrNoRows) {
		r.planned = true
		return nil
	}
	if err != nil {
		return err
	}
	r.pages++
	r.open++
	r.planned = cut < size
	queue := r.queue()
	if r.pages == 1 {
		queue = StartQueue
	}
	return s.queue(ctx, tx, announcements.Page{Run: r.id, Page: r.pages}, queue)
}

const closePage = `UPDATE run_pages SET closed_at = $3 WHERE run_id = $1 AND page = $2 AND closed_at IS NULL`

// ClosePage notes that nothing is left to do on a page. It wakes the planner
// when few pages are left and ends the run after the last one.
func (s *Announcements) ClosePage(ctx context.Context, p announcements.Page) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		r, err := s.lock(ctx, tx, p.Run)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, closePage, p.Run, p.Page, s.clock()); err != nil {
			return err
		}
		if r.state == announcements.Stopped {
			if _, err := tx.Exec(ctx, giveBackPlaces, p.Run, p.Page); err != nil {
				return err
			}
		}
		return s.wakePlanner(ctx, tx, &r)
	})
	if err != nil {
		return fmt.Errorf("close page %d of run %d: %w", p.Page, p.Run, err)
	}
	return nil
}

// wakePlanner queues a planner when few pages of a locked run are left, and
// saves the run.
func (s *Announcements) wakePlanner(ctx context.Context, tx pgx.Tx, r *openRun) error {
	if err := tx.QueryRow(ctx, countOpen, r.id).Scan(&r.open); err != nil {
		return err
	}
	if r.state == announcements.Running && !r.planned && !r.planning && r.open < announcements.PagesLow {
		r.planning = true
		if err := s.queue(ctx, tx, announcements.Planning{Run: r.id}, StartQueue); err != nil {
			return err
		}
	}
	return s.settle(ctx, tx, r)
}

const updateRun = `
	UPDATE runs SET after_id = @after, pages = @pages, planned = @planned, planning = @planning,
	       state = CASE WHEN NOT (@over AND posted) THEN state WHEN ` + holdsSome + ` THEN 'holding' ELSE 'finished' END,
	       ended_at = CASE WHEN @over AND posted AND NOT ` + holdsSome + ` THEN @now ELSE ended_at END
	FROM (SELECT NOT EXISTS (SELECT FROM channel_posts WHERE run_id = @run AND outcome IS NULL) AS posted) AS p
	WHERE id = @run`

// settle saves a locked run. When every page was cut and closed and nothing is
// left to do in channels it is over, or waits for those it holds.
func (s *Announcements) settle(ctx context.Context, tx pgx.Tx, r *openRun) error {
	over := (r.state == announcements.Running || r.state == announcements.Holding) && r.planned && r.open == 0
	_, err := tx.Exec(ctx, updateRun, pgx.NamedArgs{
		"run": r.id, "after": r.after, "pages": r.pages,
		"planned": r.planned, "planning": r.planning, "over": over, "now": s.clock(),
	})
	if err != nil {
		return fmt.Errorf("save run %d: %w", r.id, err)
	}
	return nil
}
