package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// audiencePredicate turns an audience into a condition on people p, and adds
// its values to the arguments. Those who asked to be forgotten are in none. What
// holds for all is the condition of the indexes people_audience_*.
func audiencePredicate(a announcements.Audience, args pgx.NamedArgs) string {
	all := []string{"p.chat_id IS NOT NULL AND p.forgotten_at IS NULL AND p.forget_at IS NULL"}
	if !a.Everyone {
		all = append(all, "p.member_since IS NOT NULL")
	}
	if len(a.Languages) > 0 {
		args["languages"] = a.Languages
		all = append(all, "p.language = ANY(@languages)")
	}
	if len(a.Interests) > 0 {
		args["interests"] = a.Interests
		all = append(all, "p.id IN (SELECT i.person_id FROM person_interests i WHERE i.interest_id = ANY(@interests))")
	}
	if len(a.Events) > 0 {
		args["events"] = a.Events
		all = append(all, "p.id IN (SELECT s.person_id FROM signups s WHERE s.event_id = ANY(@events) AND s.state = 'going')")
	}
	if a.Participants != 0 {
		args["participants"] = int64(a.Participants)
		all = append(all, `p.id IN (SELECT s.person_id FROM events e JOIN signups s ON s.event_id = e.id
			WHERE e.organisation_id = @participants AND s.state = 'going')`)
	}
	return strings.Join(all, " AND ")
}

// Measure counts an audience.
func (s *Announcements) Measure(ctx context.Context, a announcements.Audience) (announcements.Size, error) {
	var size announcements.Size
	args := pgx.NamedArgs{}
	if err := s.db.pool.QueryRow(ctx, countPeople(a, args), args).Scan(&size.People, &size.Reachable); err != nil {
		return size, fmt.Errorf("measure audience: %w", err)
	}
	return size, nil
}

// countPeople counts an audience and those in it who can be written to.
func countPeople(a announcements.Audience, args pgx.NamedArgs) string {
	return `SELECT count(*), count(*) FILTER (WHERE p.reachable) FROM people p WHERE ` + audiencePredicate(a, args)
}

// pageOfPeople selects the next ids of an audience that can be written to, by
// keyset: after @after, up to @upto, at most @size.
func pageOfPeople(a announcements.Audience, args pgx.NamedArgs) string {
	return `SELECT p.id FROM people p WHERE p.reachable AND ` + audiencePredicate(a, args) +
		` AND p.id > @after AND p.id <= @upto ORDER BY p.id LIMIT @size`
}
