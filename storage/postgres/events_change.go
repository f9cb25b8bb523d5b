package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// Move changes time and place, plans the reminders anew and queues a notice for
// everybody who has a seat, if the move tells them. A form that was carried out before, or that changes
// nothing, has no effect.
func (s *Events) Move(ctx context.Context, m events.Move, r events.MoveRules) error {
	return s.underLock(ctx, m.Event, r.By, func(tx pgx.Tx, c events.Card) error {
		if err := r.Allowed(c.Event); err != nil {
			return err
		}
		change, changed, err := writeMove(ctx, tx, c.Event, m, r.Now)
		if err != nil || !changed {
			return err
		}
		places, err := attendance(ctx, tx, m.Event)
		if err != nil {
			return err
		}
		if !m.Starts.Equal(c.Starts) {
			if err := replan(ctx, tx, places, r.Plan); err != nil {
				return err
			}
			if err := wakePlans(ctx, tx, m.Event); err != nil {
				return err
			}
		}
		if m.Tells(c.Event) {
			if err := s.tell(ctx, tx, places, events.EventMoved, events.ChangeNotice{Event: m.Event, Change: change}); err != nil {
				return err
			}
		}
		return record(ctx, tx, centre.Deed{By: r.By, Action: "event.move", Object: "event", ID: int64(m.Event),
			Detail: map[string]any{"starts": []any{c.Starts, m.Starts}, "ends": []any{c.Ends, m.Ends},
				"branch": []any{c.Place.Branch, m.Place.Branch}, "space": []any{c.Place.Space, m.Place.Space},
				"district": []any{c.Place.District, m.Place.District}}})
	})
}

const (
	insertChange = `
	INSERT INTO event_changes (form_id, event_id, old_start, old_end, old_place, moved, made_at)
	VALUES (@form, @event, @old_start, @old_end, @old_place, @moved, now())
	ON CONFLICT (form_id) DO NOTHING RETURNING id`

	updateTimeAndPlace = `
	UPDATE events SET revision = revision + 1, opens_at = @opens, closes_at = @closes, starts_at = @starts, ends_at = @ends,
		branch_id = @branch, space_id = @space, place = @place,
		district_id = COALESCE((SELECT district_id FROM branches WHERE id = @branch), @district)
	WHERE id = @event`
)

// writeMove notes what the event was and changes it; changed is false when the
// form has no effect.
func writeMove(ctx context.Context, tx pgx.Tx, e events.Event, m events.Move, now time.Time) (id events.ChangeID, changed bool, err error) {
	moved := !m.Starts.Equal(e.Starts) || !m.Ends.Equal(e.Ends)
	if !m.Changes(e) {
		return 0, false, nil
	}
	place, err := json.Marshal(e.Place)
	if err != nil {
		return 0, false, fmt.Errorf("keep old place: %w", err)
	}
	opens, closes := e.MovedWindow(m.Starts, now)
	args := spotArgs(m.Place)
	for name, value := range (pgx.NamedArgs{"form": m.Form, "event": m.Event, "old_start": e.Starts, "old_end": e.Ends,
		"old_place": place, "moved": moved, "starts": m.Starts, "ends": m.Ends,
		"opens": orNull(opens), "closes": orNull(closes)}) {
		args[name] = value
	}
	err = tx.QueryRow(ctx, insertChange, args).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("note change of event %d: %w", m.Event, err)
	}
	if _, err := tx.Exec(ctx, updateTimeAndPlace, args); err != nil {
		return 0, false, fmt.Errorf("move event %d: %w", m.Event, err)
	}
	return id, true, nil
}

// selectAttendance is read under the event's lock.
const selectAttendance = `
	SELECT s.id, s.person_id, e.starts_at, e.reminders, p.reminder_offsets, p.quiet_from, p.quiet_to
	FROM signups s JOIN events e ON e.id = s.event_id JOIN people p ON p.id = s.person_id
	WHERE s.event_id = $1 AND s.state = 'going' ORDER BY s.id`

// attendance returns everybody who has a seat, with what decides about their reminders.
func attendance(ctx context.Context, tx pgx.Tx, id events.EventID) ([]place, error) {
	rows, _ := tx.Query(ctx, selectAttendance, id)
	places, err := pgx.CollectRows(rows, pgx.RowToStructByPos[place])
	if err != nil {
		return nil, fmt.Errorf("read seats of event %d: %w", id, err)
	}
	return places, nil
}

// noticeBatch is how many notices are queued by one statement.
const noticeBatch = 2000

// tell queues the same urgent notice for everybody who has a seat.
func (s *Events) tell(ctx context.Context, tx pgx.Tx, places []place, subject string, data any) error {
	for part := range slices.Chunk(places, noticeBatch) {
		notices := make([]centre.Notice, len(part))
		for i, p := range part {
			notices[i] = centre.NewNotice(subject, p.Person, data)
			notices[i].Rank = centre.RankUrgent
		}
		if err := s.db.notify(ctx, tx, notices...); err != nil {
			return err
		}
	}
	return nil
}

// CallOff cancels the event, deletes the pending reminders and queues a notice
// for everybody who has a seat.
func (s *Events) CallOff(ctx context.Context, by centre.PersonID, c events.CallOff, rule func(events.Event) error) error {
	return s.underLock(ctx, c.Event, by, func(tx pgx.Tx, card events.Card) error {
		if err := rule(card.Event); err != nil || card.Status == events.StatusCancelled {
			return err
		}
		if err := cancelEvent(ctx, tx, c); err != nil {
			return err
		}
		if err := wakePlans(ctx, tx, c.Event); err != nil {
			return err
		}
		places, err := attendance(ctx, tx, c.Event)
		if err != nil {
			return err
		}
		if err := s.tell(ctx, tx, places, events.EventCalledOff, events.EventNotice{Event: c.Event}); err != nil {
			return err
		}
		return record(ctx, tx, centre.Deed{By: by, Action: "event.cancel", Object: "event", ID: int64(c.Event),
			Detail: map[string]any{"reason": c.Reason, "attendees": len(places)}})
	})
}

func cancelEvent(ctx context.Context, tx pgx.Tx, c events.CallOff) error {
	const (
		update  = `UPDATE events SET revision = revision + 1, status = 'cancelled', cancel_reason = @reason WHERE id = @event`
		silence = `DELETE FROM reminders USING signups s
			WHERE s.id = signup_id AND s.event_id = @event AND claimed_at IS NULL`
	)
	for _, sql := range []string{update, silence} {
		if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"event": c.Event, "reason": c.Reason}); err != nil {
			return fmt.Errorf("cancel event %d: %w", c.Event, err)
		}
	}
	return nil
}

// Change returns what an event was before a change, or centre.ErrGone.
func (s *Events) Change(ctx context.Context, id events.ChangeID) (c events.Change, err error) {
	const sql = `SELECT id, event_id, old_start, old_end, old_place FROM event_changes WHERE id = $1`
	err = s.db.pool.QueryRow(ctx, sql, id).Scan(&c.ID, &c.Event, &c.Starts, &c.Ends, &c.Place)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, centre.ErrGone
	}
	if err != nil {
		return c, fmt.Errorf("read change %d: %w", id, err)
	}
	return c, nil
}
