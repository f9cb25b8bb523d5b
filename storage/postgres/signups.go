package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// selectApplicant is read after the lock was taken, so that it sees the seat as
// the last holder of the lock left it.
const selectApplicant = `
	SELECT COALESCE(s.state = 'going', false), COALESCE(p.age_band, ''), COALESCE(p.birth_date, '0001-01-01'),
	       p.guardian_confirmed_at IS NOT NULL, p.reminder_offsets, p.quiet_from, p.quiet_to
	FROM people p LEFT JOIN signups s ON s.person_id = p.id AND s.event_id = @event
	WHERE p.id = @person`

// ChangeSeat locks the event and carries out what decide says about the
// person's seat. The lock is held over one round trip and the commit.
func (s *Events) ChangeSeat(ctx context.Context, id events.EventID, person centre.PersonID,
	decide func(events.Seat) (events.Decision, error)) (changed events.Card, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		card, seat, err := lockSeat(ctx, tx, id, person)
		if err != nil {
			return err
		}
		decision, err := decide(seat)
		if err != nil {
			return err
		}
		card.Going = seat.Going
		changed, err = carryOut(ctx, tx, card, person, decision)
		return err
	})
	return changed, err
}

// lockSeat locks the event and reads everything a decision needs in one round trip.
func lockSeat(ctx context.Context, tx pgx.Tx, id events.EventID, person centre.PersonID) (c events.Card, seat events.Seat, err error) {
	args := pgx.NamedArgs{"event": id, "person": person}
	batch := &pgx.Batch{}
	batch.Queue(lockCard, args)
	batch.Queue(selectApplicant, args)
	results := tx.SendBatch(ctx, batch)
	defer func() { err = errors.Join(err, results.Close()) }()
	if err := results.QueryRow().Scan(cardFields(&c)...); errors.Is(err, pgx.ErrNoRows) {
		return c, seat, centre.ErrGone
	} else if err != nil {
		return c, seat, fmt.Errorf("lock event %d: %w", id, err)
	}
	var from, to *int
	a := &seat.Applicant
	if err := results.QueryRow().Scan(&seat.Going, &a.Band, &a.Born, &a.Guarded, &seat.Choice.Member, &from, &to); err != nil {
		return c, seat, fmt.Errorf("read applicant %d: %w", person, err)
	}
	seat.Event = c.Event
	seat.Choice.Event, seat.Choice.Quiet = c.Event.Reminders, quietHours(from, to)
	return c, seat, nil
}

// quietHours is nil for those who never chose their own.
func quietHours(from, to *int) *centre.QuietHours {
	if from == nil || to == nil {
		return nil
	}
	return &centre.QuietHours{From: *from, To: *to}
}

// The three changes of a seat, each with everything that follows from it.
const (
	takeSeat = `
	WITH seat AS (
		INSERT INTO signups (event_id, person_id, state) VALUES (@event, @person, 'going')
		ON CONFLICT (event_id, person_id) DO UPDATE SET state = 'going', answer = '', changed_at = now()
		RETURNING id
	), taken AS (
		UPDATE events SET taken = taken + 1 WHERE id = @event
	)
	INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at)
	SELECT seat.id, r.minutes, @starts, r.due FROM seat, unnest(@offsets::integer[], @dues::timestamptz[]) AS r (minutes, due)
	ON CONFLICT DO NOTHING`

	freeSeat = `
	WITH seat AS (
		UPDATE signups SET state = 'cancelled', answer = @answer, changed_at = now()
		WHERE event_id = @event AND person_id = @person RETURNING id
	), freed AS (
		UPDATE events SET taken = taken - 1 WHERE id = @event
	)
	DELETE FROM reminders USING seat WHERE signup_id = seat.id AND claimed_at IS NULL`

	noteAnswer = `
	UPDATE signups SET answer = @answer, changed_at = now() WHERE event_id = @event AND person_id = @person`
)

// carryOut writes the decision and returns the event as it is afterwards.
func carryOut(ctx context.Context, tx pgx.Tx, c events.Card, person centre.PersonID, d events.Decision) (events.Card, error) {
	args := pgx.NamedArgs{"event": c.ID, "person": person, "answer": d.Answer, "starts": c.Starts}
	var sql string
	switch d.Verdict {
	case events.Joined:
		sql = takeSeat
		args["offsets"], args["dues"] = offsetsAndDues(d.Reminders)
		c.Going, c.Answer, c.Reminders = true, events.NoAnswer, args["dues"].([]time.Time)
	case events.Left:
		sql = freeSeat
		c.Going, c.Answer, c.Reminders = false, d.Answer, nil
	case events.Noted:
		sql = noteAnswer
		c.Answer = d.Answer
	default:
		return c, nil
	}
	if _, err := tx.Exec(ctx, sql, args); err != nil {
		return c, fmt.Errorf("save seat of person %d in event %d: %w", person, c.ID, err)
	}
	c.Taken += d.Seats()
	return c, nil
}

func offsetsAndDues(planned []events.Reminder) (offsets []int, dues []time.Time) {
	offsets, dues = []int{}, []time.Time{}
	for _, r := range planned {
		offsets, dues = append(offsets, r.Offset), append(dues, r.At)
	}
	return offsets, dues
}

// Attendees returns one page of those who have a seat, in the order of signing up.
func (s *Events) Attendees(ctx context.Context, id events.EventID, page int) ([]events.Attendee, error) {
	const sql = `SELECT COALESCE(p.name, ''), s.answer FROM signups s JOIN people p ON p.id = s.person_id
		WHERE s.event_id = @event AND s.state = 'going' ORDER BY s.id LIMIT @size OFFSET @skip`
	rows, _ := s.db.pool.Query(ctx, sql, pgx.NamedArgs{
		"event": id, "size": events.AttendeePage, "skip": page * events.AttendeePage})
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[events.Attendee])
	if err != nil {
		return nil, fmt.Errorf("list attendees of event %d: %w", id, err)
	}
	return list, nil
}
