package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// When somebody can be written to. These are announcements.Hour's rules upon a row
// p of people; a test compares both. Days are as long as the clock says: where it is
// put back or on, a morning of that night may be an hour off.
const (
	// quietOf are somebody's quiet hours, in minutes after midnight.
	quietOf = `(SELECT coalesce(p.quiet_from, @quiet_from) AS starts, coalesce(p.quiet_to, @quiet_to) AS ends) AS q`

	heldUntil = `
		CASE WHEN q.starts < q.ends AND @minute >= q.starts AND @minute < q.ends THEN @midnight::timestamptz + q.ends * interval '1 minute'
		     WHEN q.starts > q.ends AND @minute >= q.starts THEN @next_midnight::timestamptz + q.ends * interval '1 minute'
		     WHEN q.starts > q.ends AND @minute < q.ends THEN @midnight::timestamptz + q.ends * interval '1 minute' END`

	morning = `
		@next_midnight::timestamptz + interval '1 minute' *
		CASE WHEN q.starts <> q.ends THEN q.ends WHEN @quiet_from::int <> @quiet_to THEN @quiet_to ELSE @day_start::int END`
)

// hourArgs are the arguments of quietOf, heldUntil and morning, and the day for
// the daily limit.
func hourArgs(h announcements.Hour) pgx.NamedArgs {
	today, next := h.Midnight(0), h.Midnight(1)
	y, m, d := today.Date()
	return pgx.NamedArgs{
		"minute": h.Minute(), "midnight": today, "next_midnight": next, "day_start": announcements.DayStart,
		"today":      time.Date(y, m, d, 0, 0, 0, 0, time.UTC), // a date has no zone
		"quiet_from": h.Quiet.From, "quiet_to": h.Quiet.To, "cap": h.Cap,
	}
}

// holdsSome tells of a run whether it holds anybody.
const holdsSome = `EXISTS (SELECT FROM held h WHERE h.run_id = @run)`

// wakeHeld lets those be due whom a run has held while it was paused.
const wakeHeld = `UPDATE held SET until = $2 WHERE run_id = $1 AND until = 'infinity'`

// giveBackPlaces gives those of a page a place of their day back to whom a run
// that was stopped did not get.
const giveBackPlaces = `
	UPDATE capped c SET run_ids = array_remove(c.run_ids, $1::bigint) FROM run_pages g
	WHERE g.run_id = $1 AND g.page = $2 AND c.person_id = ANY(g.person_ids) AND $1 = ANY(c.run_ids)
	  AND NOT EXISTS (SELECT FROM deliveries d WHERE d.run_id = $1 AND d.person_id = c.person_id)`

const (
	lockBase = `SELECT state = 'holding' FROM runs WHERE id = $1 FOR UPDATE`
	baseSent = `SELECT EXISTS (SELECT FROM held WHERE run_id = $1 AND wave IS NOT NULL)`
)

// settleHeld prepares a run that still holds people for a change of its messages:
// a recall ends it, and after an edit waves send the new words. It refuses while a
// wave is at it, because nobody must come into the ledger behind a page that was
// cut from it.
func (s *Announcements) settleHeld(ctx context.Context, tx pgx.Tx, c announcements.Correction) error {
	var waits, sending bool
	if err := tx.QueryRow(ctx, lockBase, c.Base).Scan(&waits); err != nil || !waits {
		return err
	}
	if err := tx.QueryRow(ctx, baseSent, c.Base).Scan(&sending); err != nil {
		return err
	}
	if sending {
		return announcements.ErrUnderWay
	}
	if c.Kind != announcements.KindRecall {
		return nil
	}
	_, err := tx.Exec(ctx, stopRun, c.Base, s.clock())
	return err
}

// selectDigested finds a run by its readers' ledger. The words are those of its
// latest edit; what was recalled has none.
const selectDigested = `
	SELECT CASE WHEN c.kind = 'recall' THEN '{}' ELSE coalesce(c.content, r.content) END, ` + linkTokens + `
	FROM deliveries d JOIN runs r ON r.id = d.run_id LEFT JOIN LATERAL (
		SELECT kind, content FROM runs WHERE base_id = r.id ORDER BY id DESC LIMIT 1) AS c ON true
	WHERE d.run_id = $1 AND d.person_id = $2 AND d.outcome = 1 AND d.reason = $3`

// Digested is what a run tells somebody who got it in a digest.
func (s *Announcements) Digested(ctx context.Context, person centre.PersonID, run announcements.RunID) (announcements.Run, error) {
	r := announcements.Run{ID: run}
	err := s.db.pool.QueryRow(ctx, selectDigested, run, person, announcements.CauseDigest).Scan(&r.Content, &r.Links)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, centre.ErrGone
	}
	if err != nil {
		return r, fmt.Errorf("find digested run %d: %w", run, err)
	}
	return r, nil
}
