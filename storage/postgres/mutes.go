package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// muted is true of a mute u that keeps a message w away, which comes from an
// organisation, NULL for the centre itself, and is for interests, an array in
// JSON. A topic counts when it is all that the person and the message share: who
// is in the audience for another interest as well gets it.
const muted = `(u.kind = 'everything' OR u.kind = 'centre' AND w.organisation_id IS NULL
	OR u.kind = 'organisation' AND u.organisation_id = w.organisation_id
	OR u.kind = 'topic' AND w.interests @> to_jsonb(u.interest_id) AND NOT EXISTS (
		SELECT FROM person_interests i
		WHERE i.person_id = u.person_id AND w.interests @> to_jsonb(i.interest_id) AND NOT EXISTS (
			SELECT FROM mutes t WHERE t.person_id = i.person_id AND t.interest_id = i.interest_id)))`

const (
	insertMute = `
		INSERT INTO mutes (person_id, kind, organisation_id, interest_id, at)
		SELECT p.id, $2, o.id, i.id, $4
		FROM people p LEFT JOIN organisations o ON $2 = 'organisation' AND o.id = $3
		     LEFT JOIN interests i ON $2 = 'topic' AND i.id = $3
		WHERE p.id = $1 AND p.forgotten_at IS NULL AND ($3 = 0 OR coalesce(o.id, i.id) IS NOT NULL)
		ON CONFLICT (person_id, kind, subject_id) DO UPDATE SET at = mutes.at`
	deleteMute = `DELETE FROM mutes WHERE person_id = $1 AND kind = $2 AND subject_id = $3`
)

// SetMute notes whether the person muted something.
func (s *Announcements) SetMute(ctx context.Context, person centre.PersonID, m announcements.Mute, wished bool) error {
	if !wished {
		_, err := s.db.pool.Exec(ctx, deleteMute, person, m.Kind, m.ID)
		return wrap(err, "end a mute of person", person)
	}
	return wrap(touched(s.db.pool.Exec(ctx, insertMute, person, m.Kind, m.ID, s.clock())), "keep a mute of person", person)
}

const selectMutes = `
	SELECT m.kind, m.subject_id, coalesce(o.name, i.name)
	FROM mutes m LEFT JOIN organisations o ON o.id = m.organisation_id LEFT JOIN interests i ON i.id = m.interest_id
	WHERE m.person_id = $1
	ORDER BY array_position(ARRAY['everything', 'centre', 'organisation', 'topic'], m.kind), m.subject_id LIMIT $2`

// Mutes lists what the person muted.
func (s *Announcements) Mutes(ctx context.Context, person centre.PersonID) (announcements.Mutes, error) {
	rows, err := s.db.pool.Query(ctx, selectMutes, person, announcements.MaxMutes)
	if err == nil {
		var all announcements.Mutes
		if all, err = pgx.CollectRows(rows, pgx.RowToStructByPos[announcements.Mute]); err == nil {
			return all, nil
		}
	}
	return nil, wrap(err, "list mutes of person", person)
}

// Unwilling counts those in an audience who can be written to and do not want
// what comes from the organisation. It begins with the mutes, which are few
// beside the people.
func (s *Announcements) Unwilling(ctx context.Context, from centre.OrganisationID, a announcements.Audience) (n int, err error) {
	args := pgx.NamedArgs{"from": reference(from), "topics": a.Interests}
	if err := s.db.pool.QueryRow(ctx, countUnwilling(a, s.clock(), args), args).Scan(&n); err != nil {
		return 0, fmt.Errorf("count who does not want it: %w", err)
	}
	return n, nil
}

func countUnwilling(a announcements.Audience, day time.Time, args pgx.NamedArgs) string {
	return `SELECT count(*) FROM people p WHERE p.reachable AND ` + audiencePredicate(a, day, args) + `
		AND p.id IN (SELECT u.person_id FROM mutes u,
			(SELECT @from::bigint AS organisation_id, to_jsonb(@topics::bigint[]) AS interests) AS w WHERE ` + muted + `)`
}
