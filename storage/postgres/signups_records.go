package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// recordLimit bounds the file in which people read their own data.
const recordLimit = 10_000

const (
	selectPlacesHad = `
	SELECT e.id, e.title, e.starts_at, s.state, s.answer, s.created_at, s.changed_at,
	       ARRAY(SELECT due_at FROM reminders WHERE signup_id = s.id ORDER BY 1), e.cancel_reason
	FROM signups s JOIN events e ON e.id = s.event_id
	WHERE s.person_id = $1 ORDER BY s.id DESC LIMIT $2`

	selectEventsMade = `
	SELECT id, title, status, created_at FROM events WHERE created_by = $1 ORDER BY id DESC LIMIT $2`
)

// Records returns every place a person has or had, and the events they created.
func (s *Events) Records(ctx context.Context, person centre.PersonID) (all events.Records, err error) {
	if all.Places, err = recordsOf[events.Record](ctx, s.db, selectPlacesHad, person); err != nil {
		return all, err
	}
	all.Created, err = recordsOf[events.Made](ctx, s.db, selectEventsMade, person)
	return all, err
}

// recordsOf lists what a statement finds of one person.
func recordsOf[T any](ctx context.Context, db *DB, sql string, person centre.PersonID) ([]T, error) {
	rows, _ := db.pool.Query(ctx, sql, person, recordLimit)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	if err != nil {
		return nil, fmt.Errorf("read records of person %d: %w", person, err)
	}
	return all, nil
}

// Two statements in one transaction: the first locks the events, in one order so
// that two who leave never wait for each other; the second sees what the last
// holders of the locks left.
const (
	lockSeats = `
	SELECT FROM events WHERE ends_at > @now
	AND id IN (SELECT event_id FROM signups WHERE person_id = @person AND state = 'going')
	ORDER BY id FOR UPDATE`

	leaveAll = `
	WITH gone AS (
		UPDATE signups s SET state = 'cancelled', changed_at = now() FROM events e
		WHERE e.id = s.event_id AND e.ends_at > @now AND s.person_id = @person AND s.state = 'going'
		RETURNING s.id, s.event_id
	), freed AS (
		UPDATE events e SET taken = taken - 1 FROM gone WHERE e.id = gone.event_id
	)
	DELETE FROM reminders r USING gone WHERE r.signup_id = gone.id AND r.claimed_at IS NULL`
)

// Leave frees all seats of a person in events that are not over.
func (s *Events) Leave(ctx context.Context, person centre.PersonID, now time.Time) error {
	return s.db.inTx(ctx, func(tx pgx.Tx) error {
		for _, sql := range []string{lockSeats, leaveAll} {
			if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"person": person, "now": now}); err != nil {
				return fmt.Errorf("free seats of person %d: %w", person, err)
			}
		}
		return nil
	})
}
