package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

func scanOption(row pgx.CollectableRow) (announcements.Option, error) {
	var o announcements.Option
	var at *time.Time
	err := row.Scan(&o.ID, &o.Name, &o.Organisation, &at)
	if at != nil {
		o.At = at.UTC()
	}
	return o, err
}

func (s *Announcements) options(ctx context.Context, sql string, args ...any) ([]announcements.Option, error) {
	rows, err := s.db.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list choices of an announcement: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanOption)
	if err != nil {
		return nil, fmt.Errorf("list choices of an announcement: %w", err)
	}
	return list, nil
}

const selectInterestOptions = `SELECT id, name, 0, NULL::timestamptz FROM interests ORDER BY id LIMIT 60`

// Interests lists what members can tick.
func (s *Announcements) Interests(ctx context.Context) ([]announcements.Option, error) {
	return s.options(ctx, selectInterestOptions)
}

const selectDistrictOptions = `SELECT id, name, 0, NULL::timestamptz FROM districts ORDER BY id LIMIT 60`

// Districts lists the city's districts.
func (s *Announcements) Districts(ctx context.Context) ([]announcements.Option, error) {
	return s.options(ctx, selectDistrictOptions)
}

const (
	selectEventOptions = `
		SELECT id, title, organisation_id, starts_at FROM events
		WHERE status = 'published' AND starts_at > $1
		ORDER BY starts_at, id LIMIT 20`
	selectOwnEventOptions = `
		SELECT id, title, organisation_id, starts_at FROM events
		WHERE organisation_id = $2 AND status = 'published' AND starts_at > $1
		ORDER BY starts_at, id LIMIT 20`
	selectEventOption = `
		SELECT id, title, organisation_id, starts_at FROM events WHERE id = $1 AND status <> 'draft'`
)

// Events lists published events that start after the moment, soonest first.
func (s *Announcements) Events(ctx context.Context, of centre.OrganisationID, after time.Time) ([]announcements.Option, error) {
	if of == 0 {
		return s.options(ctx, selectEventOptions, after)
	}
	return s.options(ctx, selectOwnEventOptions, after, of)
}

// EventByID returns one event, also when it is over or cancelled.
func (s *Announcements) EventByID(ctx context.Context, id int64) (announcements.Option, error) {
	list, err := s.options(ctx, selectEventOption, id)
	if err == nil && len(list) == 0 {
		return announcements.Option{}, centre.ErrGone
	}
	if err != nil {
		return announcements.Option{}, err
	}
	return list[0], nil
}

const selectSenders = `
	SELECT id, name, id, NULL::timestamptz FROM organisations
	WHERE $1::bigint[] IS NULL OR id = ANY($1)
	ORDER BY id LIMIT 60`

// Organisations names those with the given ids; nil means all.
func (s *Announcements) Organisations(ctx context.Context, ids []centre.OrganisationID) ([]announcements.Option, error) {
	return s.options(ctx, selectSenders, ids)
}
