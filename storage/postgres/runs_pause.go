package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"jastar/centre"
	"jastar/centre/announcements"
)

const (
	stopRun = `
		UPDATE runs SET state = 'stopped', ended_at = $2, paused_at = NULL,
		       idle = idle + coalesce($2 - paused_at, interval '0')
		WHERE id = $1 AND state IN ('running', 'paused', 'holding')`
	closeResting = `UPDATE run_pages SET closed_at = $2, resting = false WHERE run_id = $1 AND resting`
	pauseRun     = `
		UPDATE runs SET state = 'paused', paused_at = coalesce(paused_at, $2), paused_by = coalesce(paused_by, $3)
		WHERE id = $1 AND state IN ('running', 'paused', 'holding')` // paused meanwhile: it stays so
	noteSpent = `UPDATE runs SET spent = true WHERE id = $1`
)

// steer stops, pauses or goes on with an announcement's latest run, or stops an
// earlier one. Whom a stopped run holds is forgotten by the next wave.
func (s *Announcements) steer(ctx context.Context, tx pgx.Tx, a *announcements.Announcement, e announcements.Effects) error {
	switch {
	case e.Stop:
		if _, err := tx.Exec(ctx, stopRun, a.Run, s.clock()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, closeResting, a.Run, s.clock())
		return err
	case e.Drop != 0:
		_, err := tx.Exec(ctx, stopRun, e.Drop, s.clock())
		return err
	case e.Pause:
		var by *centre.PersonID
		if e.Deed != nil {
			by = &e.Deed.By
		}
		done, err := tx.Exec(ctx, pauseRun, a.Run, s.clock(), by)
		if err == nil && done.RowsAffected() == 0 {
			err = announcements.ErrOver // its last page was closed meanwhile
		}
		if err == nil && e.Lost != 0 {
			_, err = tx.Exec(ctx, loseRights, a.Run, e.Lost)
		}
		if err == nil && e.Spent {
			_, err = tx.Exec(ctx, noteSpent, a.Run)
		}
		return err
	case e.Resume:
		if e.Without {
			if _, err := tx.Exec(ctx, goOnWithout, a.Run, s.clock()); err != nil {
				return err
			}
		}
		if e.Unpaid {
			if _, err := tx.Exec(ctx, payNotFor, a.Run); err != nil {
				return err
			}
		}
		return s.resume(ctx, tx, a.Run)
	}
	return nil
}

const (
	resumeRun = `
		UPDATE runs SET state = 'running', idle = idle + ($2 - paused_at), paused_at = NULL, paused_by = NULL, spent = false
		WHERE id = $1`
	wakePages = `UPDATE run_pages SET resting = false WHERE run_id = $1 AND resting RETURNING page`
)

// resume lets a paused run go on: pages that rest get a job again, and so does
// the planner; those it holds are due. The first page does not wait behind long runs.
func (s *Announcements) resume(ctx context.Context, tx pgx.Tx, run announcements.RunID) error {
	r, err := s.lock(ctx, tx, run)
	if err != nil {
		return err
	}
	switch r.state {
	case announcements.Running: // somebody else was faster
		return nil
	case announcements.Paused:
	default:
		return announcements.ErrOver
	}
	r.state = announcements.Running
	if _, err := tx.Exec(ctx, resumeRun, run, s.clock()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, wakeHeld, run, s.clock()); err != nil {
		return err
	}
	rows, err := tx.Query(ctx, wakePages, run)
	if err != nil {
		return err
	}
	pages, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return err
	}
	queue := StartQueue
	for _, page := range pages {
		if err := s.queue(ctx, tx, announcements.Page{Run: run, Page: page}, queue); err != nil {
			return err
		}
		queue = r.queue()
	}
	if err := s.resumePosts(ctx, tx, run); err != nil {
		return err
	}
	return s.wakePlanner(ctx, tx, &r)
}

// RestPage ends the job of a page whose run is paused; going on queues a new
// one. It tells the run's state and does nothing unless that is Paused. The job
// and the page change together, so that a page never has two jobs.
func (s *Announcements) RestPage(ctx context.Context, job *river.Job[announcements.Page]) (state announcements.RunState, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		r, err := s.lock(ctx, tx, job.Args.Run)
		if err != nil {
			return err
		}
		if state = r.state; state != announcements.Paused {
			return nil
		}
		if _, err := tx.Exec(ctx, restPage, job.Args.Run, job.Args.Page); err != nil {
			return err
		}
		_, err = river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("rest page %d of run %d: %w", job.Args.Page, job.Args.Run, err)
	}
	return state, nil
}

const restPage = `UPDATE run_pages SET resting = true WHERE run_id = $1 AND page = $2 AND closed_at IS NULL`
