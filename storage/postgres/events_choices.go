package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

// What an organizer chooses from while writing an event. The lists are short:
// a keyboard has room for 100 buttons.

// Organisations returns the given ones in the order of their creation; nil means all.
func (s *Events) Organisations(ctx context.Context, only []centre.OrganisationID) ([]events.Named, error) {
	const sql = `SELECT id, name FROM organisations
		WHERE @only::bigint[] IS NULL OR id = ANY (@only) ORDER BY id LIMIT 90`
	return s.named(ctx, sql, pgx.NamedArgs{"only": only})
}

// Districts returns the districts of the city.
func (s *Events) Districts(ctx context.Context) ([]events.Named, error) {
	return s.named(ctx, `SELECT id, name FROM districts ORDER BY id LIMIT 90`)
}

// Interests returns what an event can be about.
func (s *Events) Interests(ctx context.Context) ([]events.Named, error) {
	return s.named(ctx, `SELECT id, name FROM interests ORDER BY id LIMIT 90`)
}

func (s *Events) named(ctx context.Context, sql string, args ...any) ([]events.Named, error) {
	rows, _ := s.db.pool.Query(ctx, sql, args...)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[events.Named])
	if err != nil {
		return nil, fmt.Errorf("list names: %w", err)
	}
	return all, nil
}

const selectBranches = `
	SELECT b.id, b.name, b.address, COALESCE(b.district_id, 0),
	       COALESCE((SELECT jsonb_agg(jsonb_build_object('ID', sp.id, 'Name', sp.name) ORDER BY sp.id)
	                 FROM spaces sp WHERE sp.branch_id = b.id), '[]')
	FROM branches b ORDER BY b.id LIMIT 90`

// Branches returns the houses of the centre with their spaces.
func (s *Events) Branches(ctx context.Context) ([]events.Branch, error) {
	rows, _ := s.db.pool.Query(ctx, selectBranches)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[events.Branch])
	if err != nil {
		return nil, fmt.Errorf("list branches: %w", err)
	}
	return all, nil
}
