package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// A run's numbers are the sums of its pages.
const (
	tallyColumns = `
		r.state, r.started_at, r.ended_at, r.paused_at, coalesce(who.name, who.work_name, ''), r.idle,
		CASE WHEN r.planned THEN g.size ELSE r.expected END, g.open, g.sent, g.blocked, g.failed, g.unknown, g.muted,
		CASE WHEN r.state IN ('running', 'paused', 'holding') THEN g.held ELSE 0 END, g.expired, g.held_until,
		CASE WHEN r.paid THEN g.paid_for ELSE r.paid_for END`
	tallyTables = `
		runs r LEFT JOIN people who ON who.id = r.paused_by CROSS JOIN LATERAL (
			SELECT coalesce(sum(size), 0) AS size, count(*) FILTER (WHERE closed_at IS NULL) AS open,
			       coalesce(sum(sent), 0) AS sent, coalesce(sum(blocked), 0) AS blocked,
			       coalesce(sum(failed), 0) AS failed, coalesce(sum(unknown), 0) AS unknown,
			       coalesce(sum(muted), 0) AS muted,
			       coalesce(sum(held), 0) AS held, coalesce(sum(expired), 0) AS expired, max(held_until) AS held_until,
			       coalesce(sum(sent + unknown) FILTER (WHERE page > 0), 0) AS paid_for
			FROM run_pages WHERE run_id = r.id) AS g`
	selectTally = `SELECT ` + tallyColumns + ` FROM ` + tallyTables + ` WHERE r.id = $1`
)

// tallyFields are where tallyColumns go.
func tallyFields(t *announcements.Tally) []any {
	return []any{&t.State, orZero(&t.Started), orZero(&t.Ended), orZero(&t.PausedAt), &t.PausedBy, &t.Idle,
		&t.Total, &t.Open, &t.Sent, &t.Blocked, &t.Failed, &t.Unknown, &t.Muted, &t.Held, &t.Expired, orZero(&t.HeldUntil), &t.Paid}
}

// Tally sums up a run's pages.
func (s *Announcements) Tally(ctx context.Context, run announcements.RunID) (announcements.Tally, error) {
	var t announcements.Tally
	err := s.db.pool.QueryRow(ctx, selectTally, run).Scan(tallyFields(&t)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, centre.ErrGone
	}
	if err != nil {
		return t, fmt.Errorf("sum up run %d: %w", run, err)
	}
	return t, nil
}

const (
	selectReport = `
		SELECT r.id, r.announcement_id, r.planned_at, r.content, r.audience, coalesce(r.organisation_id, 0), o.name,
		       r.kind, coalesce(r.base_id, 0), coalesce(a.run_id, 0), r.spent,
		       coalesce(a.edit_approval->>'state' = 'asked' AND (a.edit_approval->>'run')::bigint = r.id, false), ` + partitionGone + `, ` + correctedColumns + `, ` + tallyColumns + `
		FROM ` + tallyTables + correctedTables + ` JOIN announcements a ON a.id = r.announcement_id LEFT JOIN organisations o ON o.id = r.organisation_id `
	selectReportByID = selectReport + `WHERE r.id = $1`
	selectReports    = selectReport + `ORDER BY r.id DESC LIMIT $1 OFFSET $2`
	selectOwnReports = selectReport + `WHERE r.organisation_id = ANY($3) ORDER BY r.id DESC LIMIT $1 OFFSET $2`
)

func scanReport(row pgx.CollectableRow) (announcements.Report, error) {
	var r announcements.Report
	fields := []any{&r.ID, &r.Announcement, &r.Planned, &r.Content, &r.Audience, &r.Organisation, &r.From, &r.Kind, &r.Base, &r.Current, &r.Spent, &r.Rewording, &r.Forgotten}
	err := row.Scan(slices.Concat(fields, correctedFields(&r), tallyFields(&r.Tally))...)
	r.Planned, r.State = r.Planned.UTC(), r.Tally.State
	return r, err
}

// Reports lists runs, the newest first.
func (s *Announcements) Reports(ctx context.Context, of []centre.OrganisationID, from, limit int) ([]announcements.Report, error) {
	sql, args := selectReports, []any{limit, from}
	if of != nil {
		sql, args = selectOwnReports, append(args, of)
	}
	rows, err := s.db.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanReport)
	if err != nil {
		return nil, fmt.Errorf("list runs: %w", err)
	}
	return list, nil
}

// ReportByID tells how one run stands, or centre.ErrGone.
func (s *Announcements) ReportByID(ctx context.Context, run announcements.RunID) (announcements.Report, error) {
	rows, err := s.db.pool.Query(ctx, selectReportByID, run)
	if err != nil {
		return announcements.Report{}, fmt.Errorf("find run %d: %w", run, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanReport)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, centre.ErrGone
	}
	if err != nil {
		return r, fmt.Errorf("find run %d: %w", run, err)
	}
	return r, nil
}
