package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// claimReminders marks due reminders, those of the soonest event first. It takes
// the sign-up and with it every late reminder of the same start, so that these
// cannot go out one by one, from two batches or two replicas. It waits for
// nobody: a seat that is being given up, or whose reminders are being planned
// anew, is left for the next time. The weak lock lets others refer to the
// sign-up meanwhile.
const claimReminders = `
	WITH seats AS (
		SELECT s.id, s.person_id, s.event_id, r.starts_at
		FROM reminders r JOIN signups s ON s.id = r.signup_id
		WHERE r.claimed_at IS NULL AND r.due_at <= @now
		ORDER BY r.starts_at, r.signup_id LIMIT @limit FOR NO KEY UPDATE OF s SKIP LOCKED FOR UPDATE OF r SKIP LOCKED
	), due AS (
		SELECT signup_id, offset_minutes, starts_at FROM reminders
		WHERE claimed_at IS NULL AND due_at <= @now AND (signup_id, starts_at) IN (SELECT id, starts_at FROM seats)
		FOR UPDATE SKIP LOCKED
	)
	UPDATE reminders r SET claimed_at = @now FROM due, seats s
	WHERE r.signup_id = due.signup_id AND r.offset_minutes = due.offset_minutes AND r.starts_at = due.starts_at
	  AND s.id = r.signup_id AND s.starts_at = r.starts_at
	RETURNING s.person_id, s.event_id, r.starts_at`

// dueReminder is one claimed reminder.
type dueReminder struct {
	Person centre.PersonID
	Event  events.EventID
	Starts time.Time
}

// ClaimDueReminders queues the notices of due reminders in the transaction that
// marks them: of limit and the others of the last seats, or of fewer when no more
// are due that nobody else is at work on. What several late offsets of one
// person's place would say is said once.
func (s *Events) ClaimDueReminders(ctx context.Context, now time.Time, limit int) (claimed int, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, claimReminders, pgx.NamedArgs{"now": now, "limit": limit})
		due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dueReminder])
		if err != nil {
			return fmt.Errorf("claim due reminders: %w", err)
		}
		claimed = len(due)
		return s.db.notify(ctx, tx, reminderNotices(due)...)
	})
	return claimed, err
}

// reminderNotices orders the notices, soonest event first.
func reminderNotices(due []dueReminder) []centre.Notice {
	slices.SortFunc(due, func(a, b dueReminder) int {
		return cmp.Or(a.Starts.Compare(b.Starts), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Person, b.Person))
	})
	due = slices.Compact(due)
	notices := make([]centre.Notice, len(due))
	for i, d := range due {
		notices[i] = centre.NewNotice(events.ReminderDue, d.Person, events.ReminderNotice{Event: d.Event, Starts: d.Starts})
		notices[i].Rank = centre.RankTimely
	}
	return notices
}

// place is one person's place in an event, with what decides about its reminders.
type place struct {
	Signup     events.SignupID
	Person     centre.PersonID
	Starts     time.Time
	Event      []int
	Member     []int
	QuietFrom  *int
	QuietUntil *int
}

func (p place) choice() events.ReminderChoice {
	return events.ReminderChoice{Event: p.Event, Member: p.Member, Quiet: quietHours(p.QuietFrom, p.QuietUntil)}
}

// selectPlaces holds the events' rows, so that none moves meanwhile.
const selectPlaces = `
	SELECT s.id, s.person_id, e.starts_at, e.reminders, p.reminder_offsets, p.quiet_from, p.quiet_to
	FROM signups s JOIN events e ON e.id = s.event_id JOIN people p ON p.id = s.person_id
	WHERE s.person_id = @person AND s.state = 'going' AND e.status = 'published' AND e.starts_at > @now
	ORDER BY e.id FOR SHARE OF e`

// ReplanReminders replaces the pending reminders of a person's places in events
// that are still to come.
func (s *Events) ReplanReminders(ctx context.Context, person centre.PersonID, now time.Time, plan events.PlanReminders) error {
	return s.db.inTx(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, selectPlaces, pgx.NamedArgs{"person": person, "now": now})
		places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[place])
		if err != nil {
			return fmt.Errorf("read places of person %d: %w", person, err)
		}
		return replan(ctx, tx, places, plan)
	})
}

const (
	deletePending = `DELETE FROM reminders WHERE signup_id = ANY (@signups) AND claimed_at IS NULL`

	insertReminders = `
	INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at)
	SELECT * FROM unnest(@signups::bigint[], @offsets::integer[], @starts::timestamptz[], @dues::timestamptz[])
	ON CONFLICT DO NOTHING`
)

// replan replaces the pending reminders of the places, all at once.
func replan(ctx context.Context, tx pgx.Tx, places []place, plan events.PlanReminders) error {
	old := make([]events.SignupID, len(places))
	var signups []events.SignupID
	var offsets []int
	var starts, dues []time.Time
	for i, p := range places {
		old[i] = p.Signup
		for _, r := range plan(p.Starts, p.choice()) {
			signups, starts = append(signups, p.Signup), append(starts, p.Starts)
			offsets, dues = append(offsets, r.Offset), append(dues, r.At)
		}
	}
	if _, err := tx.Exec(ctx, deletePending, pgx.NamedArgs{"signups": old}); err != nil {
		return fmt.Errorf("delete reminders of %d places: %w", len(old), err)
	}
	_, err := tx.Exec(ctx, insertReminders, pgx.NamedArgs{"signups": signups, "offsets": offsets, "starts": starts, "dues": dues})
	if err != nil {
		return fmt.Errorf("plan %d reminders: %w", len(signups), err)
	}
	return nil
}
