package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// nameEvents notes which events a run is about.
func nameEvents(ctx context.Context, tx pgx.Tx, run announcements.RunID, events []int64) error {
	if len(events) == 0 {
		return nil
	}
	const sql = `INSERT INTO run_events (run_id, event_id)
		SELECT $1, e.id FROM events e WHERE e.id = ANY($2) ON CONFLICT DO NOTHING`
	_, err := tx.Exec(ctx, sql, run, events)
	return err
}

// keepTap looks the button up in the run's content and the person up in its
// ledger, each by its key.
const keepTap = `
	INSERT INTO taps (run_id, button, person_id, at)
	SELECT r.id, $2::bigint, d.person_id, $4
	FROM runs r JOIN deliveries d ON d.run_id = r.id
	WHERE r.id = $1 AND d.run_id = $1 AND d.person_id = $3
	  AND jsonb_path_exists(r.content, '$.*.buttons[*][*] ? (@.id == $id)', jsonb_build_object('id', $2::bigint))
	ON CONFLICT DO NOTHING`

// KeepTap keeps the first tap of somebody who got a message of the run.
func (s *Announcements) KeepTap(ctx context.Context, t announcements.Tap) error {
	if _, err := s.db.pool.Exec(ctx, keepTap, t.Run, int64(t.Button), t.Person, t.At); err != nil {
		return fmt.Errorf("keep tap on run %d: %w", t.Run, err)
	}
	return nil
}

const countTaps = `SELECT button, count(*) FROM taps WHERE run_id = $1 GROUP BY button`

// Tapped counts the people who tapped each button of a run.
func (s *Announcements) Tapped(ctx context.Context, run announcements.RunID) (map[announcements.ButtonID]int, error) {
	rows, err := s.db.pool.Query(ctx, countTaps, run)
	if err != nil {
		return nil, fmt.Errorf("count taps on run %d: %w", run, err)
	}
	tapped, id, n := map[announcements.ButtonID]int{}, announcements.ButtonID(0), 0
	if _, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error { tapped[id] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count taps on run %d: %w", run, err)
	}
	return tapped, nil
}

// followers are the sign-ups that followed from run $1, each person once: found
// by the event, of which there are few, and then by the key of the ledger.
const followers = `
	SELECT DISTINCT ON (s.person_id) s.person_id, s.joined_at
	FROM run_events e JOIN signups s ON s.event_id = e.event_id
	     JOIN deliveries d ON d.run_id = $1 AND d.person_id = s.person_id
	WHERE e.run_id = $1 AND d.outcome = 1 AND s.joined_at >= d.at AND s.joined_at < d.at + $2::interval
	ORDER BY s.person_id, s.joined_at`

const countFollowed = `
	SELECT (SELECT count(*) FROM (` + followers + `) AS f), EXISTS (SELECT FROM run_events WHERE run_id = $1)`

// Followed counts those who got a message of the run and then signed up for an
// event that it is about.
func (s *Announcements) Followed(ctx context.Context, run announcements.RunID) (people int, named bool, err error) {
	if err := s.db.pool.QueryRow(ctx, countFollowed, run, announcements.FollowedFor).Scan(&people, &named); err != nil {
		return 0, false, fmt.Errorf("count sign-ups after run %d: %w", run, err)
	}
	return people, named, nil
}
