package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/storage/convoy"
)

// Announcements keeps announcements, their runs and the ledger.
type Announcements struct {
	db    *DB
	clock centre.Clock
	road  *convoy.Road[opening, string] // of links that are opened
}

// Announcements makes the store. The clock says when something was changed and,
// by the day in its zone, how old people are.
func (db *DB) Announcements(clock centre.Clock) *Announcements {
	s := &Announcements{db: db, clock: clock}
	s.road = convoy.New(s.followAll)
	return s
}

const insertAnnouncement = `
	INSERT INTO announcements (form_id, organisation_id, author_id, content, audience, changed_at)
	VALUES ($1, nullif($2, 0), $3, $4, $5, $6)
	ON CONFLICT (form_id) DO NOTHING
	RETURNING id`

const selectFormAnnouncement = `SELECT id FROM announcements WHERE form_id = $1 AND author_id = $2`

// Create keeps a new draft. A form that was kept before gives the announcement
// it made then.
func (s *Announcements) Create(ctx context.Context, form int64, a announcements.Announcement) (announcements.Announcement, error) {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, insertAnnouncement, form, a.Organisation, a.Author, a.Content, a.Audience, s.clock()).Scan(&a.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			return tx.QueryRow(ctx, selectFormAnnouncement, form, a.Author).Scan(&a.ID)
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, centre.Deed{By: a.Author, Action: "announcement.create", Object: "announcement", ID: int64(a.ID)})
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return announcements.Announcement{}, centre.ErrGone
	}
	if err != nil {
		return announcements.Announcement{}, fmt.Errorf("create announcement: %w", err)
	}
	return s.ByID(ctx, a.ID)
}

const selectAnnouncement = `
	SELECT a.id, coalesce(a.organisation_id, 0), a.author_id, a.state, a.content, a.audience, a.channels,
	       a.cron, a.next_at, a.countdown, coalesce(a.started_by, 0),
	       coalesce(a.run_id, 0), coalesce(r.state IN ('running', 'paused'), false), coalesce(r.state = 'paused', false), coalesce(r.kind, ''),
	       a.message_id, a.show_at, coalesce(a.shown_to, 0), a.wording,
	       a.until_at, a.skipped, a.resting, coalesce(a.event_id, 0), a.event_offset, a.woken, e.starts_at, coalesce(e.status = 'cancelled', false), o.name,
	       a.approval, a.edit_approval, coalesce(r.state = 'holding', false), a.useful, a.urgent, a.paid, (SELECT ceiling FROM paid), coalesce(r.spent, false)
	FROM announcements a LEFT JOIN runs r ON r.id = a.run_id LEFT JOIN events e ON e.id = a.event_id
	     LEFT JOIN organisations o ON o.id = a.organisation_id `

func scanAnnouncement(row pgx.CollectableRow) (announcements.Announcement, error) {
	var a announcements.Announcement
	var next, show, until, starts *time.Time
	tie := &a.Schedule.Tie
	err := row.Scan(&a.ID, &a.Organisation, &a.Author, &a.State, &a.Content, &a.Audience, &a.Channels,
		&a.Schedule.Cron, &next, &a.Schedule.Countdown, &a.StartedBy,
		&a.Run, &a.Running, &a.Paused, &a.Kind, &a.Message, &show, &a.ShownTo, &a.Wording,
		&until, &a.Schedule.Skipped, &a.Schedule.Resting, &tie.Event, &tie.Offset, &tie.Woken, &starts, &tie.CalledOff, &a.From,
		&a.Approval, &a.EditApproval, &a.Holding, &a.Useful, &a.Urgent, &a.Paid, &a.Ceiling, &a.Spent)
	a.Schedule.Next, a.Show, a.Schedule.Until, tie.Starts = inUTC(next), inUTC(show), inUTC(until), inUTC(starts)
	for i, t := range a.Schedule.Skipped {
		a.Schedule.Skipped[i] = t.UTC()
	}
	return a, err
}

// ByID returns an announcement.
func (s *Announcements) ByID(ctx context.Context, id announcements.ID) (announcements.Announcement, error) {
	return s.one(ctx, s.db.pool, id)
}

// announcementReader is the pool or a transaction.
type announcementReader interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func (s *Announcements) one(ctx context.Context, q announcementReader, id announcements.ID) (announcements.Announcement, error) {
	rows, err := q.Query(ctx, selectAnnouncement+`WHERE a.id = $1`, id)
	if err != nil {
		return announcements.Announcement{}, fmt.Errorf("find announcement %d: %w", id, err)
	}
	a, err := pgx.CollectExactlyOneRow(rows, scanAnnouncement)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, centre.ErrGone
	}
	if err != nil {
		return a, fmt.Errorf("find announcement %d: %w", id, err)
	}
	return a, nil
}

const selectDueAnnouncements = `
	SELECT id FROM (
		(SELECT id, next_at FROM announcements WHERE woken ORDER BY id LIMIT 100)
		UNION
		(SELECT a.id, a.next_at FROM announcements a
		WHERE a.state = 'scheduled' AND NOT a.resting AND a.next_at <= $1
		  AND NOT EXISTS (SELECT FROM runs r WHERE r.id = a.run_id AND r.state IN ('running', 'paused'))
		ORDER BY a.next_at LIMIT 100)
		UNION
		(SELECT id, next_at FROM announcements
		WHERE state = 'in_review' AND cron = '' AND NOT countdown AND next_at < $2
		ORDER BY next_at LIMIT 100)
	) AS due ORDER BY next_at, id`

// Due lists announcements whose planned start has come and whose earlier run
// is over, those whose event was changed, and those that nobody approved before
// the moment late; the longest waiting first.
func (s *Announcements) Due(ctx context.Context, now, late time.Time) ([]announcements.ID, error) {
	rows, err := s.db.pool.Query(ctx, selectDueAnnouncements, now, late)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[announcements.ID])
}

const listAnnouncements = selectAnnouncement + `
	WHERE a.state = $1 AND ($2::bigint[] IS NULL OR a.organisation_id = ANY($2))
	ORDER BY a.id DESC LIMIT 20`

// List gives the newest announcements of a state.
func (s *Announcements) List(ctx context.Context, state announcements.State, of []centre.OrganisationID) ([]announcements.Announcement, error) {
	rows, err := s.db.pool.Query(ctx, listAnnouncements, state, of)
	if err != nil {
		return nil, fmt.Errorf("list %s announcements: %w", state, err)
	}
	list, err := pgx.CollectRows(rows, scanAnnouncement)
	if err != nil {
		return nil, fmt.Errorf("list %s announcements: %w", state, err)
	}
	return list, nil
}
