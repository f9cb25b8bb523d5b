package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

const (
	segmentColumns = `SELECT id, coalesce(organisation_id, 0), name, audience, created_by FROM segments `

	selectSegments = segmentColumns + `WHERE coalesce(organisation_id, 0) = $1 ORDER BY name LIMIT 90`
	selectSegment  = segmentColumns + `WHERE id = $1`
)

// Segments lists an organisation's segments by name, 0 for the centre's.
func (s *Announcements) Segments(ctx context.Context, of centre.OrganisationID) ([]announcements.Segment, error) {
	rows, err := s.db.pool.Query(ctx, selectSegments, of)
	if err != nil {
		return nil, fmt.Errorf("list segments of organisation %d: %w", of, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[announcements.Segment])
	if err != nil {
		return nil, fmt.Errorf("list segments of organisation %d: %w", of, err)
	}
	return list, nil
}

// SegmentByID returns a segment.
func (s *Announcements) SegmentByID(ctx context.Context, id announcements.SegmentID) (announcements.Segment, error) {
	rows, err := s.db.pool.Query(ctx, selectSegment, id)
	if err != nil {
		return announcements.Segment{}, fmt.Errorf("find segment %d: %w", id, err)
	}
	segment, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[announcements.Segment])
	if errors.Is(err, pgx.ErrNoRows) {
		return segment, centre.ErrGone
	}
	return segment, wrap(err, "find segment", id)
}

const insertSegment = `
	INSERT INTO segments (form_id, organisation_id, name, audience, created_by, created_at)
	VALUES ($1, nullif($2::bigint, 0), $3, $4, $5, $6)
	ON CONFLICT (form_id) DO NOTHING RETURNING id`

// duplicate is the code of a value that another row has;
// https://www.postgresql.org/docs/15/errcodes-appendix.html
const duplicate = "23505"

// SaveSegment keeps a segment, once for each form.
func (s *Announcements) SaveSegment(ctx context.Context, form int64, segment announcements.Segment) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		var id int64
		err := tx.QueryRow(ctx, insertSegment, form, segment.Organisation, segment.Name, segment.Audience, segment.By, s.clock()).Scan(&id)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, centre.Deed{By: segment.By, Action: "segment.save", Object: "segment", ID: id,
			Detail: map[string]any{"organisation": segment.Organisation, "audience": segment.Audience}})
	})
	if broken(err, duplicate) {
		return announcements.ErrSegmentTaken
	}
	return wrap(err, "save segment of organisation", segment.Organisation)
}

// DropSegment deletes a segment; one that is gone already is left alone.
func (s *Announcements) DropSegment(ctx context.Context, by centre.PersonID, id announcements.SegmentID) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM segments WHERE id = $1`, id)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return record(ctx, tx, centre.Deed{By: by, Action: "segment.drop", Object: "segment", ID: int64(id)})
	})
	return wrap(err, "delete segment", id)
}
