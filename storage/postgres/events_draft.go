package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// SaveDraft creates the draft of a form, once, or updates the one with d.ID.
func (s *Events) SaveDraft(ctx context.Context, by centre.PersonID, d events.Draft, rule func(events.Event) error) (events.EventID, error) {
	err := s.db.inTx(ctx, func(tx pgx.Tx) (err error) {
		if d.ID == 0 {
			if d.ID, err = beginDraft(ctx, tx, by, d); err != nil {
				return err
			}
		}
		c, err := card(ctx, tx, lockCard, d.ID, by)
		if err != nil {
			return err
		}
		if err := rule(c.Event); err != nil {
			return err
		}
		return writeDraft(ctx, tx, d)
	})
	return d.ID, err
}

// beginDraft returns the draft of the form, which it creates when there is none.
func beginDraft(ctx context.Context, tx pgx.Tx, by centre.PersonID, d events.Draft) (id events.EventID, err error) {
	const (
		insert = `INSERT INTO events (form_id, organisation_id, created_by) VALUES ($1, $2, $3)
			ON CONFLICT (form_id) DO NOTHING RETURNING id`
		existing = `SELECT id FROM events WHERE form_id = $1`
	)
	err = tx.QueryRow(ctx, insert, d.Form, d.Organisation, by).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		err = tx.QueryRow(ctx, existing, d.Form).Scan(&id)
		return id, err
	}
	if err != nil {
		return 0, fmt.Errorf("begin draft: %w", err)
	}
	return id, record(ctx, tx, centre.Deed{By: by, Action: "event.create", Object: "event", ID: int64(id),
		Detail: map[string]any{"organisation": d.Organisation}})
}

const updateDraft = `
	UPDATE events SET revision = revision + 1, organisation_id = @organisation, title = @title, description = @description, photo = @photo,
		starts_at = @starts, ends_at = @ends, branch_id = @branch, space_id = @space, place = @place,
		district_id = COALESCE((SELECT district_id FROM branches WHERE id = @branch), @district),
		capacity = @capacity, ages = COALESCE(NULLIF(@ages, ''), ages), opens_at = @opens, closes_at = @closes,
		reminders = @reminders
	WHERE id = @event`

// writeDraft writes every part of the draft.
func writeDraft(ctx context.Context, tx pgx.Tx, d events.Draft) error {
	args := spotArgs(d.Place)
	for name, value := range (pgx.NamedArgs{
		"event": d.ID, "organisation": d.Organisation, "title": written(d.Title), "description": written(d.Description), "photo": d.Photo,
		"starts": orNull(d.Starts), "ends": orNull(d.Ends), "capacity": d.Capacity, "ages": string(d.Ages),
		"opens": orNull(d.Opens), "closes": orNull(d.Closes), "reminders": d.Reminders,
	}) {
		args[name] = value
	}
	if _, err := tx.Exec(ctx, updateDraft, args); err != nil {
		return fmt.Errorf("save draft %d: %w", d.ID, err)
	}
	return writeInterests(ctx, tx, d.ID, d.Interests)
}

// spotArgs are the columns of a place.
func spotArgs(s events.Spot) pgx.NamedArgs {
	return pgx.NamedArgs{"branch": reference(s.Branch), "space": reference(s.Space), "place": s.Text,
		"district": reference(s.District)}
}

func writeInterests(ctx context.Context, tx pgx.Tx, id events.EventID, interests []events.InterestID) error {
	const (
		remove = `DELETE FROM event_interests WHERE event_id = $1 AND NOT interest_id = ANY ($2)`
		add    = `INSERT INTO event_interests SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING`
	)
	chosen := append([]events.InterestID{}, interests...)
	for _, sql := range []string{remove, add} {
		if _, err := tx.Exec(ctx, sql, id, chosen); err != nil {
			return fmt.Errorf("save interests of event %d: %w", id, err)
		}
	}
	return nil
}

// DeleteDraft deletes a draft.
func (s *Events) DeleteDraft(ctx context.Context, by centre.PersonID, id events.EventID, rule func(events.Event) error) error {
	const sql = `DELETE FROM events WHERE id = $1`
	return s.underLock(ctx, id, by, func(tx pgx.Tx, c events.Card) error {
		if err := rule(c.Event); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sql, id); err != nil {
			return fmt.Errorf("delete draft %d: %w", id, err)
		}
		return record(ctx, tx, centre.Deed{By: by, Action: "event.delete_draft", Object: "event", ID: int64(id)})
	})
}

// Publish publishes the draft unless it is published already.
func (s *Events) Publish(ctx context.Context, by centre.PersonID, id events.EventID, rule func(events.Event) error) (published events.Card, err error) {
	const sql = `UPDATE events SET revision = revision + 1, status = 'published' WHERE id = $1`
	err = s.underLock(ctx, id, by, func(tx pgx.Tx, c events.Card) error {
		if err := rule(c.Event); err != nil {
			return err
		}
		before := c.Status
		published = c
		published.Status = events.StatusPublished
		if before == events.StatusPublished {
			return nil
		}
		if _, err := tx.Exec(ctx, sql, id); err != nil {
			return fmt.Errorf("publish event %d: %w", id, err)
		}
		return record(ctx, tx, centre.Deed{By: by, Action: "event.publish", Object: "event", ID: int64(id)})
	})
	return published, err
}
