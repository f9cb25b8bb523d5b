package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/centre/events"
)

const selectOccasion = `
	SELECT title, organisation_id, starts_at, status = 'cancelled' FROM events WHERE id = $1 AND status <> 'draft'`

// Occasion is an event as it stands, also when it was cancelled.
func (s *Announcements) Occasion(ctx context.Context, event int64) (announcements.Occasion, error) {
	o := announcements.Occasion{Option: announcements.Option{ID: event}}
	err := s.db.pool.QueryRow(ctx, selectOccasion, event).Scan(&o.Name, &o.Organisation, &o.At, &o.CalledOff)
	if errors.Is(err, pgx.ErrNoRows) {
		return o, centre.ErrGone
	}
	if err != nil {
		return o, fmt.Errorf("find event %d: %w", event, err)
	}
	o.At = o.At.UTC()
	return o, nil
}

// lockOccasion waits for whoever changes the event, and lets nobody change it
// before the plan is committed.
const lockOccasion = `SELECT FROM events WHERE id = $1 AND status = 'published' AND starts_at = $2 FOR SHARE`

// holdEvent keeps the event as the plan has it until the plan is committed, so
// that whoever changes it afterwards finds the plan and wakes it.
func holdEvent(ctx context.Context, tx pgx.Tx, t announcements.Tie) error {
	got, err := tx.Exec(ctx, lockOccasion, t.Event, t.Starts)
	if err != nil {
		return fmt.Errorf("hold event %d: %w", t.Event, err)
	}
	if got.RowsAffected() == 0 {
		return announcements.ErrEventChanged
	}
	return nil
}

const wakePlansOf = `UPDATE announcements SET woken = true WHERE event_id = $1 AND state IN ('in_review', 'scheduled')`

// wakePlans has the announcements that go by an event looked at again. It is
// part of the transaction that changes the event.
func wakePlans(ctx context.Context, tx pgx.Tx, event events.EventID) error {
	if _, err := tx.Exec(ctx, wakePlansOf, event); err != nil {
		return fmt.Errorf("wake announcements of event %d: %w", event, err)
	}
	return nil
}

const selectPlanned = selectAnnouncement + `
	WHERE a.state = 'scheduled' AND NOT a.resting AND NOT a.countdown AND a.next_at < $1
	ORDER BY a.next_at LIMIT 200`

// Planned lists scheduled announcements whose next start lies before the
// moment, the soonest first, without countdowns and what is paused.
func (s *Announcements) Planned(ctx context.Context, before time.Time) ([]announcements.Announcement, error) {
	rows, err := s.db.pool.Query(ctx, selectPlanned, before)
	if err != nil {
		return nil, fmt.Errorf("list planned announcements: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanAnnouncement)
	if err != nil {
		return nil, fmt.Errorf("list planned announcements: %w", err)
	}
	return list, nil
}

// inUTC is the moment in UTC; NULL is the zero time.
func inUTC(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}
