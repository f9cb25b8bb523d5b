package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// waveLock is the advisory lock under which waves are claimed, one at a time, so
// that what is due to one person is never in two of them.
const waveLock = 0x6a61776176 // "jawav"

const (
	anyDue       = `SELECT EXISTS (SELECT FROM held WHERE wave IS NULL AND until <= $1)`
	tryWaveLock  = `SELECT pg_try_advisory_xact_lock($1)`
	countWaves   = `SELECT count(*) FROM waves WHERE closed_at IS NULL`
	insertWave   = `INSERT INTO waves (started_at) VALUES ($1) RETURNING id`
	claimDueHeld = `
		WITH due AS (SELECT person_id FROM held WHERE wave IS NULL AND until <= $2 ORDER BY until, person_id LIMIT $3)
		UPDATE held SET wave = $1 WHERE wave IS NULL AND until <= $2 AND person_id IN (SELECT person_id FROM due)`
	insertWavePages = `
		INSERT INTO run_pages (run_id, page, person_ids, size)
		SELECT id, -$1::integer, '{}', 0 FROM runs
		WHERE id IN (SELECT run_id FROM held WHERE wave = $1) AND state IN ('running', 'holding', 'paused')`
	showWave = `
		UPDATE announcements SET show_at = $2
		WHERE show_at IS NULL AND run_id IN (SELECT run_id FROM run_pages WHERE page = -$1::integer)`
)

// ClaimHeld makes a wave of at most so many people who are due at the moment, with
// everything that is due to them, and queues its job. It tells how many messages
// that are; 0 means that nothing is due, or that enough waves are under way.
func (s *Announcements) ClaimHeld(ctx context.Context, now time.Time, people int) (claimed int, err error) {
	var due bool
	if err := s.db.pool.QueryRow(ctx, anyDue, now).Scan(&due); err != nil || !due {
		return 0, err
	}
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, tryWaveLock, waveLock).Scan(&mine); err != nil || !mine {
			return err
		}
		var open int
		if err := tx.QueryRow(ctx, countWaves).Scan(&open); err != nil || open >= announcements.WavesAhead {
			return err
		}
		var w announcements.Wave
		if err := tx.QueryRow(ctx, insertWave, now).Scan(&w.Wave); err != nil {
			return err
		}
		got, err := tx.Exec(ctx, claimDueHeld, w.Wave, now, people)
		if err != nil {
			return err
		}
		claimed = int(got.RowsAffected())
		if _, err := tx.Exec(ctx, insertWavePages, w.Wave); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, showWave, w.Wave, now); err != nil {
			return err
		}
		return s.queue(ctx, tx, w, BulkQueue)
	})
	if err != nil {
		return 0, fmt.Errorf("claim held messages: %w", err)
	}
	return claimed, nil
}

const (
	letGo     = `UPDATE held SET wave = NULL WHERE wave = $1`
	closeWave = `UPDATE waves SET closed_at = $2 WHERE id = $1`
	waveOf    = `SELECT run_id FROM run_pages WHERE page = $1 ORDER BY run_id`
)

// CloseWave notes that nothing is left to do on a wave; what it could not send,
// because the run was paused meanwhile, waits for another. Runs that hold nobody
// any more are over.
func (s *Announcements) CloseWave(ctx context.Context, w announcements.Wave) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, letGo, w.Wave); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, waveOf, w.Page())
		if err != nil {
			return err
		}
		runs, err := pgx.CollectRows(rows, pgx.RowTo[announcements.RunID])
		if err != nil {
			return err
		}
		for _, id := range runs {
			if err := s.closeWavePage(ctx, tx, announcements.Page{Run: id, Page: w.Page()}); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, closeWave, w.Wave, s.clock())
		return err
	})
	if err != nil {
		return fmt.Errorf("close wave %d: %w", w.Wave, err)
	}
	return nil
}

func (s *Announcements) closeWavePage(ctx context.Context, tx pgx.Tx, p announcements.Page) error {
	r, err := s.lock(ctx, tx, p.Run)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, closePage, p.Run, p.Page, s.clock()); err != nil {
		return err
	}
	return s.wakePlanner(ctx, tx, &r)
}

const selectHalted = `SELECT id FROM runs WHERE id = ANY($1) AND state NOT IN ('running', 'holding')`

// Halted tells which of the runs are paused or over.
func (s *Announcements) Halted(ctx context.Context, runs []announcements.RunID) ([]announcements.RunID, error) {
	rows, err := s.db.pool.Query(ctx, selectHalted, runs)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[announcements.RunID])
}
