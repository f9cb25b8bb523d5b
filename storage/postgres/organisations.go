package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/organisations"
)

// Organisations keeps organisations, who works for them, and invitations.
type Organisations struct{ db *DB }

// Organisations makes the store.
func (db *DB) Organisations() *Organisations { return &Organisations{db: db} }

const selectOrganisations = `
	SELECT id, name FROM organisations WHERE $1::bigint[] IS NULL OR id = ANY($1)
	ORDER BY id LIMIT $2 OFFSET $3`

// Page lists organisations by id; a nil list means all of them.
func (s *Organisations) Page(ctx context.Context, only []centre.OrganisationID, page int) (organisations.Page, error) {
	const size = organisations.PageSize
	rows, err := s.db.pool.Query(ctx, selectOrganisations, only, size+1, page*size)
	if err != nil {
		return organisations.Page{}, fmt.Errorf("list organisations: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[organisations.Organisation])
	if err != nil {
		return organisations.Page{}, fmt.Errorf("list organisations: %w", err)
	}
	return organisations.Page{Organisations: all[:min(size, len(all))], More: len(all) > size}, nil
}

const selectOrganisation = `SELECT id, name FROM organisations WHERE id = $1`

// ByID returns an organisation, or centre.ErrGone.
func (s *Organisations) ByID(ctx context.Context, id centre.OrganisationID) (organisations.Organisation, error) {
	var o organisations.Organisation
	err := s.db.pool.QueryRow(ctx, selectOrganisation, id).Scan(&o.ID, &o.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return o, centre.ErrGone
	}
	return o, wrap(err, "find organisation", id)
}

const (
	insertOrganisation = `
		INSERT INTO organisations (form_id, name, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (form_id) DO NOTHING RETURNING id`
	selectByForm = `SELECT id FROM organisations WHERE form_id = $1`
)

// Create makes an organisation, once for each form.
func (s *Organisations) Create(ctx context.Context, by centre.PersonID, d organisations.Draft, now time.Time) (id centre.OrganisationID, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, insertOrganisation, d.Form, d.Name, now).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return tx.QueryRow(ctx, selectByForm, d.Form).Scan(&id)
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, centre.Deed{By: by, Action: "organisation.create", Object: "organisation",
			ID: int64(id), Detail: map[string]any{"name": d.Name}})
	})
	return id, wrap(err, "create organisation of form", d.Form)
}

const (
	lockOrganisation   = `SELECT name FROM organisations WHERE id = $1 FOR UPDATE`
	renameOrganisation = `UPDATE organisations SET name = $2 WHERE id = $1`
)

// Rename changes the name in all languages.
func (s *Organisations) Rename(ctx context.Context, by centre.PersonID, o organisations.Organisation) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		var old centre.Words
		err := tx.QueryRow(ctx, lockOrganisation, o.ID).Scan(&old)
		if errors.Is(err, pgx.ErrNoRows) {
			return centre.ErrGone
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, renameOrganisation, o.ID, o.Name); err != nil {
			return err
		}
		return record(ctx, tx, centre.Deed{By: by, Action: "organisation.rename", Object: "organisation",
			ID: int64(o.ID), Detail: map[string]any{"old": old, "new": o.Name}})
	})
	return wrap(err, "rename organisation", o.ID)
}
