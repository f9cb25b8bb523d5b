package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"jastar/centre"
	"jastar/centre/announcements"
)

// StartQueue carries what must not wait behind long runs: planners and the
// first page of each run.
const StartQueue = "starts"

// pageAttempts is how often a page or a planner is tried before the queue
// gives up on it; a page settles everyone long before.
const pageAttempts = 1000

const insertRun = `
	INSERT INTO runs (announcement_id, planned_at, state, content, audience, organisation_id, upto_id, started_at, useful_until, urgent, paid)
	SELECT $1, $2, 'running', $3, $4, nullif($5::bigint, 0), coalesce(max(p.id), 0), $6, $7, $8, $9 FROM people p
	ON CONFLICT (announcement_id, planned_at) WHERE base_id IS NULL DO NOTHING
	RETURNING id`

// startRun writes a run and its first page, and queues the jobs of both. A
// planned time that was started or noted before is left as it is.
func (s *Announcements) startRun(ctx context.Context, tx pgx.Tx, a *announcements.Announcement, e announcements.Effects) error {
	r := openRun{state: announcements.Running, audience: a.Audience, channels: a.Channels, paid: e.Paid}
	if e.Paid {
		if err := holdCeiling(ctx, tx, a.Ceiling); err != nil {
			return err
		}
	}
	err := tx.QueryRow(ctx, insertRun, a.ID, e.Start, a.Content, a.Audience, a.Organisation, s.clock(), orNull(e.Useful), a.Urgent != "", e.Paid).Scan(&r.id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	a.Run, a.Running, a.Holding, a.Kind = r.id, true, false, announcements.KindSend
	if err := nameEvents(ctx, tx, r.id, e.Named); err != nil {
		return err
	}
	if err := keepLinks(ctx, tx, r.id, e.Links); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, selectUpto, r.id).Scan(&r.upto); err != nil {
		return err
	}
	return s.begin(ctx, tx, &r)
}

// begin cuts the first page of a new run, and queues its job and the planner's.
func (s *Announcements) begin(ctx context.Context, tx pgx.Tx, r *openRun) error {
	if err := makePartition(ctx, tx, r.id); err != nil {
		return err
	}
	if err := s.cut(ctx, tx, r, announcements.FirstPage); err != nil {
		return err
	}
	if err := s.startPosts(ctx, tx, r); err != nil {
		return err
	}
	if !r.planned {
		r.planning = true
		if err := s.queue(ctx, tx, announcements.Planning{Run: r.id}, StartQueue); err != nil {
			return err
		}
	}
	return s.settle(ctx, tx, r)
}

const insertNoted = `
	INSERT INTO runs (announcement_id, planned_at, state, content, audience, organisation_id)
	SELECT $1, noted.planned, noted.state, $4, $5, nullif($6::bigint, 0)
	FROM unnest($2::timestamptz[], $3::text[]) WITH ORDINALITY AS noted (planned, state, place) ORDER BY place
	ON CONFLICT (announcement_id, planned_at) WHERE base_id IS NULL DO NOTHING`

// noteRuns writes down planned times that did not become runs, all at once.
func noteRuns(ctx context.Context, tx pgx.Tx, a *announcements.Announcement, noted []announcements.PlannedRun) error {
	if len(noted) == 0 {
		return nil
	}
	var planned []time.Time
	var states []announcements.RunState
	for _, n := range noted {
		planned, states = append(planned, n.Planned), append(states, n.State)
	}
	_, err := tx.Exec(ctx, insertNoted, a.ID, planned, states, a.Content, a.Audience, a.Organisation)
	return err
}

const selectUpto = `SELECT upto_id FROM runs WHERE id = $1`

func (s *Announcements) queue(ctx context.Context, tx pgx.Tx, job river.JobArgs, queue string) error {
	_, err := s.db.river.InsertTx(ctx, tx, job, &river.InsertOpts{Queue: queue, MaxAttempts: pageAttempts})
	if err != nil {
		return fmt.Errorf("queue %s: %w", job.Kind(), err)
	}
	return nil
}

const selectRun = `
	SELECT r.id, r.announcement_id, r.kind, coalesce(r.base_id, 0), r.planned_at, r.state, r.content, r.audience,
	       coalesce(r.organisation_id, 0), o.name, r.useful_until, r.urgent, r.paid, ` + linkTokens + `
	FROM runs r LEFT JOIN organisations o ON o.id = r.organisation_id WHERE r.id = $1`

// runFields are where the columns of a run go.
func runFields(r *announcements.Run) []any {
	return []any{&r.ID, &r.Announcement, &r.Kind, &r.Base, &r.Planned, &r.State, &r.Content, &r.Audience,
		&r.Organisation, &r.From, orZero(&r.Useful), &r.Urgent, &r.Paid, &r.Links}
}

// RunByID returns a run.
func (s *Announcements) RunByID(ctx context.Context, id announcements.RunID) (announcements.Run, error) {
	var r announcements.Run
	err := s.db.pool.QueryRow(ctx, selectRun, id).Scan(runFields(&r)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, centre.ErrGone
	}
	if err != nil {
		return r, fmt.Errorf("find run %d: %w", id, err)
	}
	return r, nil
}

const (
	selectExpected = `SELECT expected FROM runs WHERE id = $1`
	updateExpected = `UPDATE runs SET expected = $2 WHERE id = $1`
)

// Expect counts once whom the run is for, so that its progress can be told
// before every page has been cut.
func (s *Announcements) Expect(ctx context.Context, run announcements.RunID) error {
	var expected int
	if err := s.db.pool.QueryRow(ctx, selectExpected, run).Scan(&expected); err != nil {
		return fmt.Errorf("find expected size of run %d: %w", run, err)
	}
	if expected > 0 {
		return nil
	}
	r, err := s.RunByID(ctx, run)
	if err != nil {
		return err
	}
	size, err := s.Measure(ctx, r.Audience)
	if err != nil {
		return err
	}
	if _, err := s.db.pool.Exec(ctx, updateExpected, run, size.Reachable); err != nil {
		return fmt.Errorf("keep expected size of run %d: %w", run, err)
	}
	return nil
}
