package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// keepLinks writes down where the link buttons of a new run lead.
func keepLinks(ctx context.Context, tx pgx.Tx, run announcements.RunID, links []announcements.RunLink) error {
	const sql = `INSERT INTO run_links (run_id, button, token, url) VALUES ($1, $2, $3, $4)`
	for _, l := range links {
		if _, err := tx.Exec(ctx, sql, run, int64(l.Button), string(l.Token), l.URL); err != nil {
			return fmt.Errorf("keep link of run %d: %w", run, err)
		}
	}
	return nil
}

// linkTokens are the tokens by button of run r, or of the one that it corrects.
const linkTokens = `(SELECT jsonb_object_agg(l.button, l.token) FROM run_links l WHERE l.run_id = coalesce(r.base_id, r.id))`

// opening is a link that somebody opens, or looks at when it does not count.
type opening struct {
	token announcements.LinkToken
	count bool
}

// followTime is how long finding out where links lead may take.
const followTime = 3 * time.Second

// FollowLink tells where a link leads. A crowd that opens links is led on
// together, in one statement after the other.
func (s *Announcements) FollowLink(ctx context.Context, token announcements.LinkToken, count bool) (address string, err error) {
	if address, err = s.road.Ask(ctx, opening{token, count}); err != nil {
		return "", fmt.Errorf("follow link: %w", err)
	}
	if address == "" {
		return "", centre.ErrGone
	}
	return address, nil
}

// followLinks counts in the order of links: two replicas that open the same ones
// wait for each other in one direction.
const followLinks = `
	WITH followed AS (
		SELECT l.id, l.token, l.url, o.number FROM unnest($1::text[], $2::integer[]) AS o (token, number) JOIN run_links l ON l.token = o.token
	), counted AS (
		INSERT INTO link_openings AS c (link_id, at, number) SELECT id, $3::timestamptz, number FROM followed WHERE number > 0 ORDER BY id
		ON CONFLICT (link_id, at) DO UPDATE SET number = c.number + excluded.number
	)
	SELECT token, url FROM followed`

// followAll answers with "" where nothing leads.
func (s *Announcements) followAll(ctx context.Context, all []opening) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, followTime)
	defer cancel()
	tokens, numbers := countOpenings(all)
	rows, err := s.db.pool.Query(ctx, followLinks, tokens, numbers, s.clock().Truncate(time.Minute))
	if err != nil {
		return nil, err
	}
	leads, token, url := map[string]string{}, "", ""
	if _, err := pgx.ForEachRow(rows, []any{&token, &url}, func() error { leads[token] = url; return nil }); err != nil {
		return nil, err
	}
	addresses := make([]string, len(all))
	for i, o := range all {
		addresses[i] = leads[string(o.token)]
	}
	return addresses, nil
}

// countOpenings lists each token once, with the number of openings that count.
func countOpenings(all []opening) (tokens []string, numbers []int) {
	places := map[announcements.LinkToken]int{}
	for _, o := range all {
		i, known := places[o.token]
		if !known {
			i = len(tokens)
			places[o.token] = i
			tokens, numbers = append(tokens, string(o.token)), append(numbers, 0)
		}
		if o.count {
			numbers[i]++
		}
	}
	return tokens, numbers
}

const countOpened = `
	SELECT l.button, coalesce(sum(o.number), 0) FROM run_links l LEFT JOIN link_openings o ON o.link_id = l.id
	WHERE l.run_id = $1 GROUP BY l.button`

// Opened counts the openings of each link of a run.
func (s *Announcements) Opened(ctx context.Context, run announcements.RunID) (map[announcements.ButtonID]int, error) {
	rows, err := s.db.pool.Query(ctx, countOpened, run)
	if err != nil {
		return nil, fmt.Errorf("count openings of run %d: %w", run, err)
	}
	opened, id, n := map[announcements.ButtonID]int{}, announcements.ButtonID(0), 0
	if _, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error { opened[id] = n; return nil }); err != nil {
		return nil, fmt.Errorf("count openings of run %d: %w", run, err)
	}
	return opened, nil
}
