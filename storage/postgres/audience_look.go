package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// languagesOf collects languages in the bits of a number: counting them apart
// would sort the whole audience.
func languagesOf(a announcements.Audience, day time.Time, args pgx.NamedArgs) string {
	args["codes"] = announcements.Languages()
	return `SELECT coalesce(bit_or(1 << coalesce(array_position(@codes::text[], p.language), 0)), 0) FROM people p
		WHERE p.reachable AND ` + audiencePredicate(a, day, args)
}

// LanguagesOf lists the languages that those in the audience who can be written
// to read, "" among them when somebody has not chosen one.
func (s *Announcements) LanguagesOf(ctx context.Context, a announcements.Audience) (codes []string, err error) {
	args := pgx.NamedArgs{}
	var bits int
	if err := s.db.pool.QueryRow(ctx, languagesOf(a, s.clock(), args), args).Scan(&bits); err != nil {
		return nil, fmt.Errorf("find languages of an audience: %w", err)
	}
	for i, code := range append([]string{""}, announcements.Languages()...) {
		if bits&(1<<i) != 0 {
			codes = append(codes, code)
		}
	}
	return codes, nil
}

// selectRunsSince finds the sendings that were at work after the moment; there are
// as many as were started that day.
const selectRunsSince = `
	SELECT id FROM runs WHERE base_id IS NULL AND started_at IS NOT NULL AND coalesce(ended_at, 'infinity'::timestamptz) >= $1
	LIMIT 1000`

// Heard counts those in the audience who can be written to and were sent
// something since the moment. Knowing the runs, it reads their part of the
// ledger only, and nothing on a day without one.
func (s *Announcements) Heard(ctx context.Context, a announcements.Audience, since time.Time) (heard int, err error) {
	rows, err := s.db.pool.Query(ctx, selectRunsSince, since)
	if err != nil {
		return 0, fmt.Errorf("find runs since %s: %w", since, err)
	}
	runs, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil || len(runs) == 0 {
		return 0, err
	}
	args := pgx.NamedArgs{"runs": runs, "since": since}
	if err := s.db.pool.QueryRow(ctx, countHeard(a, s.clock(), args), args).Scan(&heard); err != nil {
		return 0, fmt.Errorf("count who heard of %d runs: %w", len(runs), err)
	}
	return heard, nil
}

// countHeard counts those of an audience who were sent something by one of @runs.
func countHeard(a announcements.Audience, day time.Time, args pgx.NamedArgs) string {
	return `SELECT count(*) FROM people p WHERE p.reachable AND ` + audiencePredicate(a, day, args) +
		` AND p.id IN (SELECT d.person_id FROM deliveries d WHERE d.run_id = ANY(@runs) AND d.outcome = 1 AND d.at >= @since)`
}

// sampleOfPeople chooses by a hash of id and seed, so that the same seed gives
// the same people. Guests have no name.
func sampleOfPeople(a announcements.Audience, day time.Time, args pgx.NamedArgs) string {
	return `SELECT id, name FROM people WHERE id IN (SELECT p.id FROM people p WHERE p.member_since IS NOT NULL AND ` +
		audiencePredicate(a, day, args) + ` ORDER BY hashint8extended(p.id, @seed) LIMIT @size)
		ORDER BY hashint8extended(id, @seed)`
}

// Sample names members of an audience and notes in the audit log who looked at
// whom, in one transaction.
func (s *Announcements) Sample(ctx context.Context, a announcements.Audience, seed int64, looked centre.Deed) (names []string, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		args := pgx.NamedArgs{"seed": seed, "size": announcements.SampleSize}
		rows, err := tx.Query(ctx, sampleOfPeople(a, s.clock(), args), args)
		if err != nil {
			return err
		}
		var ids []int64
		var id int64
		var name *string
		_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
			ids = append(ids, id)
			if name != nil {
				names = append(names, *name)
			}
			return nil
		})
		if err != nil {
			return err
		}
		looked.Detail = map[string]any{"people": ids}
		return record(ctx, tx, looked)
	})
	if err != nil {
		return nil, fmt.Errorf("sample audience: %w", err)
	}
	return names, nil
}
