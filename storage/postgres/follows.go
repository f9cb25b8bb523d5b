package postgres

import (
	"context"

	"jastar/centre"
	"jastar/centre/events"
)

const (
	insertFollow = `
		INSERT INTO follows (person_id, organisation_id, at)
		SELECT p.id, $2, $3 FROM people p WHERE p.id = $1 AND p.forgotten_at IS NULL
		ON CONFLICT DO NOTHING`
	deleteFollow = `DELETE FROM follows WHERE person_id = $1 AND organisation_id = $2`
)

// Follow notes whether the person follows the organisation. Somebody who was
// forgotten meanwhile follows nobody.
func (s *Events) Follow(ctx context.Context, person centre.PersonID, o centre.OrganisationID, f events.Followed) error {
	if !f.On {
		_, err := s.db.pool.Exec(ctx, deleteFollow, person, o)
		return wrap(err, "end following organisation", o)
	}
	_, err := s.db.pool.Exec(ctx, insertFollow, person, o, f.At)
	return wrap(err, "follow organisation", o)
}

const selectFollowed = `
	SELECT o.id, o.name FROM follows f JOIN organisations o ON o.id = f.organisation_id
	WHERE f.person_id = $1 ORDER BY f.at DESC, o.id LIMIT $2`

// Followed lists whom the person follows, the latest first.
func (s *Events) Followed(ctx context.Context, person centre.PersonID) ([]events.Named, error) {
	return s.named(ctx, selectFollowed, person, events.MaxFollowed)
}
