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

var selectSeat = numbered(`
	SELECT e.revision, COALESCE(p.age_band, ''), COALESCE(p.birth_date, '0001-01-01'),
	       p.guardian_confirmed_at IS NOT NULL, p.reminder_offsets, p.quiet_from, p.quiet_to, `+cardColumns+`
	FROM people p JOIN events e ON e.id = @event`+cardTables+` WHERE p.id = @person`,
	"event", "person")

// ChangeSeat carries out what decide says about the person's seat. The decision
// is made without a lock; it is written under the event's lock and only when
// nothing it rests on has changed, else it is made again. So the lock of an
// event that everybody wants is never held over a round trip, and a refusal
// takes no lock at all.
func (s *Events) ChangeSeat(ctx context.Context, id events.EventID, person centre.PersonID,
	decide func(events.Seat) (events.Decision, error)) (events.Card, error) {
	for {
		seen, err := s.readSeat(ctx, id, person)
		if err != nil {
			return events.Card{}, err
		}
		decision, err := decide(seen.seat())
		if err != nil {
			return events.Card{}, err
		}
		done, err := s.carryOut(ctx, seen, person, decision)
		if err != nil {
			return events.Card{}, fmt.Errorf("save seat of person %d in event %d: %w", person, id, err)
		}
		if done {
			return after(seen.card, decision), nil
		}
	}
}

// seenSeat is what a decision rests on.
type seenSeat struct {
	card      events.Card
	revision  int64 // of the event; it does not count seats
	applicant events.Applicant
	choice    events.ReminderChoice
}

func (v seenSeat) seat() events.Seat {
	return events.Seat{Event: v.card.Event, Going: v.card.Going, Applicant: v.applicant, Choice: v.choice}
}

// readSeat reads everything a decision needs in one round trip.
func (s *Events) readSeat(ctx context.Context, id events.EventID, person centre.PersonID) (v seenSeat, err error) {
	var from, to *int
	a := &v.applicant
	fields := []any{&v.revision, &a.Band, &a.Born, &a.Guarded, &v.choice.Member, &from, &to}
	err = s.db.pool.QueryRow(ctx, selectSeat, id, person).Scan(append(fields, cardFields(&v.card)...)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, centre.ErrGone
	}
	if err != nil {
		return v, fmt.Errorf("read event %d for person %d: %w", id, person, err)
	}
	v.choice.Event, v.choice.Quiet = v.card.Event.Reminders, quietHours(from, to)
	return v, nil
}

// quietHours is nil for those who never chose their own.
func quietHours(from, to *int) *centre.QuietHours {
	if from == nil || to == nil {
		return nil
	}
	return &centre.QuietHours{From: *from, To: *to}
}

// The three changes of a seat, each with everything that follows from it. All
// of them run after lockEvent in the same transaction and return 1, or 0 when
// what they rest on has changed. Their arguments are numbered: to look for names
// in a statement takes longer than to send it.
const (
	lockEvent = `SELECT FROM events WHERE id = $1 FOR UPDATE`

	takeSeat = `
	WITH taken AS (
		UPDATE events SET taken = taken + 1
		WHERE id = $1 AND revision = $3 AND taken < capacity AND NOT EXISTS (
			SELECT FROM signups WHERE event_id = $1 AND person_id = $2 AND state = 'going')
		RETURNING id
	), seat AS (
		INSERT INTO signups (event_id, person_id, state, joined_at) SELECT id, $2, 'going', $7::timestamptz FROM taken
		ON CONFLICT (event_id, person_id) DO UPDATE SET state = 'going', answer = '', changed_at = now(), joined_at = $7
		RETURNING id
	), planned AS (
		INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at)
		SELECT seat.id, r.minutes, $4, r.due
		FROM seat, unnest($5::integer[], $6::timestamptz[]) AS r (minutes, due)
		ON CONFLICT DO NOTHING
	)
	SELECT count(*) FROM seat`

	freeSeat = `
	WITH seat AS (
		UPDATE signups SET state = 'cancelled', answer = $3, changed_at = now()
		WHERE event_id = $1 AND person_id = $2 AND state = 'going' RETURNING id
	), freed AS (
		UPDATE events SET taken = taken - 1 WHERE id = $1 AND EXISTS (SELECT FROM seat)
	), silenced AS (
		DELETE FROM reminders USING seat WHERE signup_id = seat.id AND claimed_at IS NULL
	)
	SELECT count(*) FROM seat`

	noteAnswer = `
	WITH seat AS (
		UPDATE signups SET answer = $3, changed_at = now()
		WHERE event_id = $1 AND person_id = $2 AND state = 'going' RETURNING id
	)
	SELECT count(*) FROM seat`
)

// change is the statement that carries out the decision and its arguments, ""
// when there is nothing to do.
func change(v seenSeat, person centre.PersonID, d events.Decision) (sql string, args []any) {
	switch d.Verdict {
	case events.Joined:
		offsets, dues := offsetsAndDues(d.Reminders)
		return takeSeat, []any{v.card.ID, person, v.revision, v.card.Starts, offsets, dues, d.At}
	case events.Left:
		return freeSeat, []any{v.card.ID, person, d.Answer}
	case events.Noted:
		return noteAnswer, []any{v.card.ID, person, d.Answer}
	}
	return "", nil
}

// carryOut writes the decision in one round trip and one transaction; done is
// false when what it rests on has changed.
func (s *Events) carryOut(ctx context.Context, v seenSeat, person centre.PersonID, d events.Decision) (done bool, err error) {
	sql, args := change(v, person, d)
	if sql == "" {
		return true, nil
	}
	batch := &pgx.Batch{} // without BEGIN a batch is a transaction of its own
	batch.Queue(lockEvent, v.card.ID)
	batch.Queue(sql, args...)
	results := s.db.pool.SendBatch(ctx, batch)
	defer func() { err = errors.Join(err, results.Close()) }()
	if _, err := results.Exec(); err != nil {
		return false, err
	}
	var changed int
	err = results.QueryRow().Scan(&changed)
	return changed == 1, err
}

// after is the event as the decision left it.
func after(c events.Card, d events.Decision) events.Card {
	c.Taken += d.Seats()
	switch d.Verdict {
	case events.Joined:
		_, dues := offsetsAndDues(d.Reminders)
		c.Going, c.Answer, c.Reminders = true, events.NoAnswer, dues
	case events.Left:
		c.Going, c.Answer, c.Reminders = false, d.Answer, nil
	case events.Noted:
		c.Answer = d.Answer
	}
	return c
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
