package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

// audiencePredicate turns an audience into a condition on people p, and adds
// its values to the arguments. Ages are those of the day. Those who asked to be
// forgotten are in none. What holds for all is the condition of the indexes
// people_audience_*.
func audiencePredicate(a announcements.Audience, day time.Time, args pgx.NamedArgs) string {
	all := conditions{"p.chat_id IS NOT NULL AND p.forgotten_at IS NULL AND p.forget_at IS NULL"}
	if !a.Everyone {
		all = append(all, "p.member_since IS NOT NULL")
	}
	narrow(&all, args, "languages", a.Languages, "p.language = ANY(@languages)")
	narrow(&all, args, "districts", a.Districts, "p.district_id = ANY(@districts)")
	narrow(&all, args, "residences", a.Residences, "p.residence = ANY(@residences)")
	narrow(&all, args, "occupations", a.Occupations, "p.occupation = ANY(@occupations)")
	narrow(&all, args, "ages", a.Ages, ofAge(a.Ages, day, args))
	narrow(&all, args, "interests", a.Interests, "p.id IN (SELECT i.person_id FROM person_interests i WHERE i.interest_id = ANY(@interests))")
	narrow(&all, args, "events", a.Events, "p.id IN (SELECT s.person_id FROM signups s WHERE s.event_id = ANY(@events) AND s.state = 'going')")
	narrow(&all, args, "without_interests", a.WithoutInterests,
		"NOT EXISTS (SELECT FROM person_interests i WHERE i.person_id = p.id AND i.interest_id = ANY(@without_interests))")
	narrow(&all, args, "without_events", a.WithoutEvents,
		"NOT EXISTS (SELECT FROM signups s WHERE s.person_id = p.id AND s.event_id = ANY(@without_events) AND s.state = 'going')")
	if a.Participants != 0 {
		args["participants"] = int64(a.Participants)
		// UNION tells the planner how many there are, as UNION ALL would not.
		all = append(all, `p.id IN (SELECT f.person_id FROM follows f WHERE f.organisation_id = @participants
			UNION SELECT s.person_id FROM events e JOIN signups s ON s.event_id = e.id
			WHERE e.organisation_id = @participants AND s.state = 'going')`)
	}
	return strings.Join(all, " AND ")
}

type conditions []string

// narrow adds the condition on a field that has values.
func narrow[T any](all *conditions, args pgx.NamedArgs, name string, values []T, condition string) {
	if len(values) > 0 {
		args[name] = values
		*all = append(*all, condition)
	}
}

// ofAge is the condition of the age bands on the day. The date of birth decides
// where it is known, else what the person told.
func ofAge(codes []string, day time.Time, args pgx.NamedArgs) string {
	is := "p.birth_date IS NULL AND p.age_band = ANY(@ages)"
	for i, band := range announcements.AgeBands() {
		if slices.Contains(codes, band.Code) {
			args[fmt.Sprint("born_after_", i)], args[fmt.Sprint("born_upto_", i)] = band.Born(day)
			is += fmt.Sprintf(" OR p.birth_date > @born_after_%d::date AND p.birth_date <= @born_upto_%[1]d::date", i)
		}
	}
	return "(" + is + ")"
}

// Measure counts an audience.
func (s *Announcements) Measure(ctx context.Context, a announcements.Audience) (announcements.Size, error) {
	var size announcements.Size
	args := pgx.NamedArgs{}
	if err := s.db.pool.QueryRow(ctx, countPeople(a, s.clock(), args), args).Scan(&size.People, &size.Reachable); err != nil {
		return size, fmt.Errorf("measure audience: %w", err)
	}
	return size, nil
}

// countPeople counts an audience and those in it who can be written to.
func countPeople(a announcements.Audience, day time.Time, args pgx.NamedArgs) string {
	return `SELECT count(*), count(*) FILTER (WHERE p.reachable) FROM people p WHERE ` + audiencePredicate(a, day, args)
}

// pageOfPeople selects the next ids of an audience that can be written to, by
// keyset: after @after, up to @upto, at most @size.
func pageOfPeople(a announcements.Audience, day time.Time, args pgx.NamedArgs) string {
	return `SELECT p.id FROM people p WHERE p.reachable AND ` + audiencePredicate(a, day, args) +
		` AND p.id > @after AND p.id <= @upto ORDER BY p.id LIMIT @size`
}
