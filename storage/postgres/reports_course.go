package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// selectCourse counts what happened in each step; what came earlier or later
// counts in the first and the last one. Pages stand for their messages.
const selectCourse = `
	WITH happened (what, at, number) AS (
		SELECT 1, coalesce(closed_at, $5), sent FROM run_pages WHERE run_id = $1
		UNION ALL SELECT 2, at, 1 FROM taps WHERE run_id = $1
		UNION ALL SELECT 3, joined_at, 1 FROM (` + followers + `) AS f
		UNION ALL SELECT 4, o.at, o.number FROM run_links l JOIN link_openings o ON o.link_id = l.id WHERE l.run_id = $1
	)
	SELECT what, least(greatest(ceil(extract(epoch FROM at - $3::timestamptz) / $4::float8)::integer, 1), $6::integer) AS step, sum(number)
	FROM happened GROUP BY 1, 2`

// Course fills in the sums of a course.
func (s *Announcements) Course(ctx context.Context, run announcements.RunID, c announcements.Course) (announcements.Course, error) {
	n := len(c.Sent)
	rows, err := s.db.pool.Query(ctx, selectCourse, run, announcements.FollowedFor, c.From, c.Step.Seconds(), s.clock(), n)
	if err != nil {
		return c, fmt.Errorf("read course of run %d: %w", run, err)
	}
	var what, step, number int
	curves := [][]int{c.Sent, c.Tapped, c.Followed, c.Opened}
	_, err = pgx.ForEachRow(rows, []any{&what, &step, &number}, func() error {
		curves[what-1][step-1] = number
		return nil
	})
	if err != nil {
		return c, fmt.Errorf("read course of run %d: %w", run, err)
	}
	for _, curve := range curves {
		for i := 1; i < n; i++ {
			curve[i] += curve[i-1]
		}
	}
	return c, nil
}

// claimReports takes the earliest of each author: several pictures at once would
// come in any order.
const claimReports = `
	WITH due AS (
		SELECT r.id, r.ended_at, coalesce(a.started_by, a.author_id) AS author
		FROM runs r JOIN announcements a ON a.id = r.announcement_id
		WHERE NOT r.reported AND r.base_id IS NULL AND r.ended_at <= $1
		ORDER BY r.ended_at, r.id LIMIT $2 FOR UPDATE OF r SKIP LOCKED
	), first AS (
		SELECT DISTINCT ON (author) id, author FROM due ORDER BY author, ended_at, id
	)
	UPDATE runs r SET reported = true FROM first f WHERE r.id = f.id RETURNING r.id, f.author`

// ReportRuns queues the notice about runs that ended by the moment, one for each
// author, in the transaction that notes it.
func (s *Announcements) ReportRuns(ctx context.Context, ended time.Time, n int) (done int, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, claimReports, ended, n)
		if err != nil {
			return err
		}
		var run announcements.RunID
		var to centre.PersonID
		var notices []centre.Notice
		if _, err := pgx.ForEachRow(rows, []any{&run, &to}, func() error {
			notices = append(notices, centre.NewNotice(announcements.NoticeReport, to, announcements.Reported{Run: run}))
			return nil
		}); err != nil {
			return err
		}
		done = len(notices)
		return s.db.notify(ctx, tx, notices...)
	})
	if err != nil {
		return 0, fmt.Errorf("claim reports: %w", err)
	}
	return done, nil
}

const selectRanBetween = `SELECT EXISTS (SELECT FROM runs
	WHERE announcement_id = $1 AND base_id IS NULL AND started_at >= $2 AND started_at < $3)`

// RanBetween tells whether a run of the announcement began from..before.
func (s *Announcements) RanBetween(ctx context.Context, id announcements.ID, from, before time.Time) (ran bool, err error) {
	if err := s.db.pool.QueryRow(ctx, selectRanBetween, id, from, before).Scan(&ran); err != nil {
		return false, fmt.Errorf("find runs of announcement %d: %w", id, err)
	}
	return ran, nil
}

const selectPages = `
	SELECT page, closed_at, size, sent, blocked, failed, unknown FROM run_pages WHERE run_id = $1 ORDER BY page LIMIT 2000`

// PageTallies lists the pages of a run.
func (s *Announcements) PageTallies(ctx context.Context, run announcements.RunID) ([]announcements.PageTally, error) {
	rows, err := s.db.pool.Query(ctx, selectPages, run)
	if err != nil {
		return nil, fmt.Errorf("list pages of run %d: %w", run, err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p announcements.PageTally, err error) {
		err = row.Scan(&p.Page, orZero(&p.Closed), &p.Size, &p.Sent, &p.Blocked, &p.Failed, &p.Unknown)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list pages of run %d: %w", run, err)
	}
	return list, nil
}

const selectGroups = `
	WITH missed AS (
		SELECT p.language, p.district_id FROM deliveries d JOIN people p ON p.id = d.person_id
		WHERE d.run_id = $1 AND d.outcome IN (2, 3, 4)
	)
	(SELECT true, language, NULL::jsonb, count(*) FROM missed GROUP BY 2 ORDER BY 4 DESC, 2 LIMIT 10)
	UNION ALL
	(SELECT false, '', t.name, count(*) FROM missed m LEFT JOIN districts t ON t.id = m.district_id GROUP BY t.id, t.name ORDER BY 4 DESC, t.id LIMIT 100)`

// Groups counts who did not get a message, by language and by district.
func (s *Announcements) Groups(ctx context.Context, run announcements.RunID) (languages, districts []announcements.Group, err error) {
	rows, err := s.db.pool.Query(ctx, selectGroups, run)
	if err != nil {
		return nil, nil, fmt.Errorf("group failures of run %d: %w", run, err)
	}
	var spoken bool
	var g announcements.Group
	_, err = pgx.ForEachRow(rows, []any{&spoken, &g.Language, &g.District, &g.Number}, func() error {
		if spoken {
			languages = append(languages, g)
		} else {
			districts = append(districts, g)
		}
		g = announcements.Group{}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("group failures of run %d: %w", run, err)
	}
	return languages, districts, nil
}
