package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// Events keeps events, sign-ups and reminders.
type Events struct{ db *DB }

// Events returns the store of events.
func (db *DB) Events() *Events { return &Events{db: db} }

var _ events.Store = (*Events)(nil)

// cardColumns and cardTables are an event as one person sees it: @person.
const (
	cardColumns = `
	e.id, e.organisation_id, o.name, e.status, e.title, e.description, e.photo,
	COALESCE(e.starts_at, '0001-01-01Z'), COALESCE(e.ends_at, '0001-01-01Z'),
	COALESCE(e.branch_id, 0), COALESCE(e.space_id, 0), b.name, sp.name, b.address,
	COALESCE(b.latitude, 0), COALESCE(b.longitude, 0), e.place, COALESCE(e.district_id, 0),
	e.capacity, e.taken, e.ages, COALESCE(e.opens_at, '0001-01-01Z'), COALESCE(e.closes_at, '0001-01-01Z'),
	e.reminders, ARRAY(SELECT interest_id FROM event_interests WHERE event_id = e.id ORDER BY 1), e.cancel_reason,
	COALESCE(s.state = 'going', false), COALESCE(s.answer, ''),
	EXISTS (SELECT FROM follows WHERE person_id = @person AND organisation_id = e.organisation_id),
	ARRAY(SELECT due_at FROM reminders WHERE signup_id = s.id AND claimed_at IS NULL ORDER BY 1)`

	cardTables = `
	JOIN organisations o ON o.id = e.organisation_id
	LEFT JOIN branches b ON b.id = e.branch_id
	LEFT JOIN spaces sp ON sp.id = e.space_id
	LEFT JOIN signups s ON s.event_id = e.id AND s.person_id = @person`

	selectCard = `SELECT` + cardColumns + ` FROM events e` + cardTables + ` WHERE e.id = @event`

	lockCard = selectCard + ` FOR UPDATE OF e`
)

// cardFields are the places for cardColumns.
func cardFields(c *events.Card) []any {
	return []any{
		&c.ID, &c.Organisation, &c.OrganisationName, &c.Status, &c.Title, &c.Description, &c.Photo,
		&c.Starts, &c.Ends,
		&c.Place.Branch, &c.Place.Space, &c.Place.Name, &c.Place.SpaceName, &c.Place.Address,
		&c.Place.Latitude, &c.Place.Longitude, &c.Place.Text, &c.Place.District,
		&c.Capacity, &c.Taken, &c.Ages, &c.Opens, &c.Closes,
		&c.Event.Reminders, &c.Interests, &c.CancelReason,
		&c.Going, &c.Answer, &c.Following, &c.Reminders,
	}
}

func scanCard(row pgx.CollectableRow) (c events.Card, err error) {
	return c, row.Scan(cardFields(&c)...)
}

// card runs a statement that finds one card.
func card(ctx context.Context, q querier, sql string, id events.EventID, person centre.PersonID) (events.Card, error) {
	rows, _ := q.Query(ctx, sql, pgx.NamedArgs{"event": id, "person": person})
	c, err := pgx.CollectExactlyOneRow(rows, scanCard)
	if errors.Is(err, pgx.ErrNoRows) {
		return events.Card{}, centre.ErrGone
	}
	if err != nil {
		return events.Card{}, fmt.Errorf("read event %d: %w", id, err)
	}
	return c, nil
}

// Card returns an event and the person's place in it, or centre.ErrGone.
func (s *Events) Card(ctx context.Context, id events.EventID, person centre.PersonID) (events.Card, error) {
	return card(ctx, s.db.pool, selectCard, id, person)
}

// underLock runs f in a transaction that holds the event's lock.
func (s *Events) underLock(ctx context.Context, id events.EventID, by centre.PersonID, f func(pgx.Tx, events.Card) error) error {
	return s.db.inTx(ctx, func(tx pgx.Tx) error {
		c, err := card(ctx, tx, lockCard, id, by)
		if err != nil {
			return err
		}
		return f(tx, c)
	})
}

// reference is NULL for the zero id.
func reference[ID ~int64](id ID) *int64 {
	if id == 0 {
		return nil
	}
	n := int64(id)
	return &n
}

// written is never NULL.
func written(w centre.Words) centre.Words {
	if w == nil {
		return centre.Words{}
	}
	return w
}
