package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// notOver is true of published events that have not ended. No event is longer
// than a day, so the index on starts_at answers it.
const notOver = `e.status = 'published' AND e.ends_at > @now AND e.starts_at > @now - interval '24 hours'`

// filterCondition is what a list of the catalogue shows.
func filterCondition(f events.Filter) string {
	switch f {
	case events.FilterToday, events.FilterWeekend:
		return notOver + ` AND e.starts_at >= @from AND e.starts_at < @until`
	case events.FilterDistrict:
		return notOver + ` AND e.district_id = @district`
	case events.FilterInterests:
		return notOver + ` AND EXISTS (SELECT FROM event_interests ei JOIN person_interests pi USING (interest_id)
			WHERE ei.event_id = e.id AND pi.person_id = @person)`
	case events.FilterHost:
		return notOver + ` AND e.organisation_id = @host`
	}
	return notOver
}

// soonest is the order of lists of events to come.
const soonest = `e.starts_at, e.id`

// Page returns one page of the catalogue, soonest first.
func (s *Events) Page(ctx context.Context, q events.Query) (events.Page, error) {
	return s.page(ctx, listing{filterCondition(q.Filter), soonest}, q.Page, pgx.NamedArgs{
		"now": q.Now, "from": q.From, "until": q.Until, "person": q.Person, "district": q.District, "host": q.Host})
}

const ticketCondition = notOver + ` AND e.id IN (SELECT event_id FROM signups WHERE person_id = @person AND state = 'going')`

// Tickets returns one page of the events to come in which the person has a seat.
func (s *Events) Tickets(ctx context.Context, person centre.PersonID, now time.Time, page int) (events.Page, error) {
	return s.page(ctx, listing{ticketCondition, soonest}, page, pgx.NamedArgs{"now": now, "person": person})
}

// ownCondition and ownOrder are an organizer's list: drafts first, then what is
// to come, then the past.
const (
	ownCondition = `(@of::bigint[] IS NULL OR e.organisation_id = ANY (@of))
		AND (e.status = 'draft' OR e.starts_at > @now::timestamptz - interval '30 days')`

	ownOrder = `e.status <> 'draft', e.ends_at <= @now, CASE WHEN e.ends_at > @now THEN e.starts_at END, e.starts_at DESC, e.id`
)

// Own returns one page of the organisations' drafts and events of the last
// month and to come.
func (s *Events) Own(ctx context.Context, of []centre.OrganisationID, now time.Time, page int) (events.Page, error) {
	return s.page(ctx, listing{ownCondition, ownOrder}, page, pgx.NamedArgs{"now": now, "of": of, "person": 0})
}

// listing is a list by its condition and its order.
type listing struct{ condition, order string }

// sql reads one page of the list and counts the whole of it.
func (l listing) sql() string {
	return `SELECT hit.total, ` + cardColumns + `
		FROM (SELECT e.id, count(*) OVER () AS total FROM events e WHERE ` + l.condition + `
			ORDER BY ` + l.order + ` LIMIT @size OFFSET @skip) hit
		JOIN events e USING (id)` + cardTables + ` ORDER BY ` + l.order
}

// page reads one page of a list. A page beyond the end is the first.
func (s *Events) page(ctx context.Context, l listing, page int, args pgx.NamedArgs) (events.Page, error) {
	args["size"], args["skip"] = events.PageSize, page*events.PageSize
	found := events.Page{Page: page}
	rows, _ := s.db.pool.Query(ctx, l.sql(), args)
	var err error
	found.Cards, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c events.Card, err error) {
		return c, row.Scan(append([]any{&found.Total}, cardFields(&c)...)...)
	})
	if err != nil {
		return events.Page{}, fmt.Errorf("list events: %w", err)
	}
	if len(found.Cards) == 0 && page > 0 {
		return s.page(ctx, l, 0, args)
	}
	return found, nil
}

const selectHosts = `
	SELECT o.id, o.name FROM organisations o
	WHERE EXISTS (SELECT FROM events e WHERE e.organisation_id = o.id AND ` + notOver + `)
	ORDER BY o.id LIMIT 90`

// Hosts returns the organisations that have events to come. A keyboard has
// room for 100 buttons, so there are never more than 90.
func (s *Events) Hosts(ctx context.Context, now time.Time) ([]events.Named, error) {
	return s.named(ctx, selectHosts, pgx.NamedArgs{"now": now})
}

// DistrictOf returns the person's district, 0 when they named none.
func (s *Events) DistrictOf(ctx context.Context, person centre.PersonID) (id events.DistrictID, err error) {
	const sql = `SELECT COALESCE(district_id, 0) FROM people WHERE id = $1`
	if err := s.db.pool.QueryRow(ctx, sql, person).Scan(&id); err != nil {
		return 0, fmt.Errorf("read district of person %d: %w", person, err)
	}
	return id, nil
}
