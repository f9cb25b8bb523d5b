package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

const (
	// doneWith is how many messages of run r were taken back by its recalls.
	doneWith = `(SELECT coalesce(sum(g.sent), 0) FROM runs c JOIN run_pages g ON g.run_id = c.id
		         WHERE c.base_id = r.id AND c.kind = 'recall')`

	insertCorrection = `
		INSERT INTO runs (announcement_id, planned_at, state, content, audience, organisation_id, started_at, kind, base_id, form_id, upto_id, expected)
		SELECT r.announcement_id, $2, 'running', $3, r.audience, r.organisation_id, $2, $4, r.id, nullif($5::bigint, 0), r.upto_id,
		       (SELECT coalesce(sum(g.sent), 0) FROM run_pages g WHERE g.run_id = r.id) - ` + doneWith + `
		FROM runs r WHERE r.id = $1
		RETURNING id, upto_id`
)

// startCorrection writes a run that changes the messages of another, and its
// first page, and queues the jobs of both.
func (s *Announcements) startCorrection(ctx context.Context, tx pgx.Tx, a *announcements.Announcement, c announcements.Correction) error {
	if err := holdLedger(ctx, tx, c.Base); err != nil {
		return err
	}
	r := openRun{state: announcements.Running, base: c.Base}
	if err := s.settleHeld(ctx, tx, c); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, insertCorrection, c.Base, s.clock(), c.Content, c.Kind, c.Form).Scan(&r.id, &r.upto); err != nil {
		return err
	}
	a.Run, a.Running, a.Paused, a.Holding, a.Kind = r.id, true, false, false, c.Kind
	return s.begin(ctx, tx, &r)
}

// pageOfReaders selects the next people who got a message of run @base, by
// keyset over its ledger. What an earlier recall, one that was stopped, has
// taken back is left out.
const pageOfReaders = `
	SELECT d.person_id AS id FROM deliveries d
	WHERE d.run_id = @base AND d.person_id > @after AND d.person_id <= @upto AND d.outcome = 1 AND d.message_id IS NOT NULL
	  AND NOT EXISTS (SELECT FROM runs c JOIN deliveries e ON e.run_id = c.id AND e.person_id = d.person_id
	                  WHERE c.base_id = @base AND c.kind = 'recall' AND c.id <> @run AND e.outcome = 1)
	ORDER BY d.person_id LIMIT @size`

const selectReaders = `
	SELECT p.id, coalesce(p.chat_id, 0), p.language, p.reachable AND p.forgotten_at IS NULL, false, b.message_id, b.at, coalesce(b.more_ids, '{}')
	FROM run_pages g CROSS JOIN unnest(g.person_ids) AS m(id) JOIN people p ON p.id = m.id
	     JOIN deliveries b ON b.run_id = $3 AND b.person_id = m.id
	WHERE g.run_id = $1 AND g.page = $2 AND g.closed_at IS NULL
	  AND NOT EXISTS (SELECT FROM deliveries d WHERE d.run_id = $1 AND d.person_id = m.id
	                  AND d.person_id BETWEEN g.person_ids[1] AND g.person_ids[g.size])
	ORDER BY p.id LIMIT 5000`

// Readers lists those on a page of a correction who are not in the ledger yet,
// with the messages they got from the run that it corrects.
func (s *Announcements) Readers(ctx context.Context, p announcements.Page, base announcements.RunID) ([]announcements.Reader, error) {
	rows, err := s.db.pool.Query(ctx, selectReaders, p.Run, p.Page, base)
	if err != nil {
		return nil, fmt.Errorf("list page %d of run %d: %w", p.Page, p.Run, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[announcements.Reader])
	if err != nil {
		return nil, fmt.Errorf("list page %d of run %d: %w", p.Page, p.Run, err)
	}
	return list, nil
}

// The latest correction of a run, and how much was taken back.
const (
	correctedColumns = `
		coalesce(l.id, 0), coalesce(l.kind, ''), coalesce(l.state, ''), l.started_at, coalesce(l.content, '{}'), coalesce(l.form_id, 0), ` + doneWith
	correctedTables = `
		LEFT JOIN LATERAL (
			SELECT id, kind, state, started_at, content, form_id FROM runs WHERE base_id = r.id ORDER BY id DESC LIMIT 1) AS l ON true `
)

// correctedFields are where correctedColumns go.
func correctedFields(r *announcements.Report) []any {
	c := &r.Corrected
	return []any{&c.Run, &c.Kind, &c.State, orZero(&c.Started), &c.Content, &c.Form, &r.Recalled}
}
