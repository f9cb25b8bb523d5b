package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// PoolUse says how the pool of connections is used; the last three only grow.
type PoolUse struct {
	InUse, Idle, Max int
	Waits            int64         // how often none was free
	Waited           time.Duration // for a free one, in all
	GivenUp          int64         // how often the wait was ended without one
}

// Pool tells how the pool is used, without asking the server.
func (db *DB) Pool() PoolUse {
	s := db.pool.Stat()
	return PoolUse{
		InUse: int(s.AcquiredConns()), Idle: int(s.IdleConns()), Max: int(s.MaxConns()),
		Waits: s.EmptyAcquireCount(), Waited: s.EmptyAcquireWaitTime(), GivenUp: s.CanceledAcquireCount(),
	}
}

// JobCount is how many background jobs of a kind are in a state.
type JobCount struct {
	Kind, State string
	Number      int
	Oldest      time.Time // the earliest moment since when one of them waits, or will
}

// What was done or given up on purpose is left out; discarded jobs are those
// that used up their attempts. A job that was tried in vain or put aside for a
// moment waits since it was queued: each try moves scheduled_at on, and putting
// aside takes its attempt back, so that only the metadata tells.
const countJobs = `
	SELECT kind, state::text, count(*),
	       min(CASE WHEN attempt > 0 OR metadata ? 'snoozes' THEN created_at ELSE scheduled_at END)
	FROM river_job
	WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled', 'discarded')
	GROUP BY 1, 2 LIMIT 100`

// CountJobs counts the background jobs that are not done.
func (db *DB) CountJobs(ctx context.Context) ([]JobCount, error) {
	rows, err := db.pool.Query(ctx, countJobs)
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[JobCount])
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	return list, nil
}

// EarliestDue is when the earliest row of each kind that waits for the
// timetable falls or fell due; nil when none waits.
type EarliestDue struct {
	Announcement, Held, Progress, Reminder, Forgetting, Report *time.Time
}

// Each column is the first entry of an index; a start is not due before the
// announcement's last run is over (see selectDueAnnouncements).
const selectEarliestDue = `
	SELECT (SELECT min(a.next_at) FROM announcements a WHERE a.state = 'scheduled' AND NOT a.resting
	          AND NOT EXISTS (SELECT FROM runs r WHERE r.id = a.run_id AND r.state IN ('running', 'paused'))),
	       (SELECT min(until) FROM held WHERE wave IS NULL AND until < 'infinity'),
	       (SELECT min(show_at) FROM announcements WHERE show_at IS NOT NULL),
	       (SELECT min(due_at) FROM reminders WHERE claimed_at IS NULL),
	       (SELECT min(forget_at) FROM people WHERE forget_at IS NOT NULL),
	       (SELECT min(ended_at) FROM runs WHERE NOT reported AND base_id IS NULL AND ended_at IS NOT NULL) + $1::interval`

// EarliestDue tells what has waited longest for the timetable.
func (db *DB) EarliestDue(ctx context.Context) (EarliestDue, error) {
	var d EarliestDue
	err := db.pool.QueryRow(ctx, selectEarliestDue, announcements.ReportAfter).
		Scan(&d.Announcement, &d.Held, &d.Progress, &d.Reminder, &d.Forgetting, &d.Report)
	if err != nil {
		return d, fmt.Errorf("find what is due: %w", err)
	}
	return d, nil
}
