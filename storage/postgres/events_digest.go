package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
)

const (
	selectDigest = `SELECT due_at IS NOT NULL, near, due_at FROM digests WHERE person_id = $1`
	saveDigest   = `
		INSERT INTO digests AS d (person_id, due_at, near, changed_at)
		SELECT p.id, $2, $3, $4 FROM people p WHERE p.id = $1 AND p.forgotten_at IS NULL
		ON CONFLICT (person_id) DO UPDATE SET near = excluded.near, changed_at = excluded.changed_at,
			due_at = CASE WHEN excluded.due_at IS NOT NULL THEN coalesce(d.due_at, excluded.due_at) END`
	offerDigest = `
		INSERT INTO digests (person_id, changed_at)
		SELECT p.id, $2 FROM people p WHERE p.id = $1 AND p.forgotten_at IS NULL
		ON CONFLICT DO NOTHING`
)

// Digest tells what a person wants.
func (s *Events) Digest(ctx context.Context, person centre.PersonID) (d events.Digest, err error) {
	err = s.db.pool.QueryRow(ctx, selectDigest, person).Scan(&d.On, &d.Near, orZero(&d.Next))
	if errors.Is(err, pgx.ErrNoRows) {
		return events.Digest{}, nil
	}
	return d, wrap(err, "read digest of person", person)
}

// SaveDigest keeps what a person wants.
func (s *Events) SaveDigest(ctx context.Context, person centre.PersonID, d events.Digest, now time.Time) error {
	_, err := s.db.pool.Exec(ctx, saveDigest, person, orNull(d.Next), d.Near, now)
	return wrap(err, "save digest of person", person)
}

// OfferDigest notes that the person was offered the digest.
func (s *Events) OfferDigest(ctx context.Context, person centre.PersonID, now time.Time) (bool, error) {
	tag, err := s.db.pool.Exec(ctx, offerDigest, person, now)
	return tag.RowsAffected() == 1, wrap(err, "offer digest to person", person)
}

// digestLock is the advisory lock under which digests are claimed: replicas that
// wake at the same moment must not each fill the queue.
const digestLock = 0x6a61646967 // "jadig"

// claimDigests takes as many as there is room for among the notices that nobody
// waits for (River's priority 4): others, and announcements, go between them.
const claimDigests = `
	SELECT d.person_id, d.due_at, p.quiet_from, p.quiet_to
	FROM digests d JOIN people p ON p.id = d.person_id
	WHERE d.due_at <= @now
	ORDER BY d.due_at, d.person_id
	LIMIT greatest(0, @limit - (SELECT count(*) FROM river_job
		WHERE queue = 'notices' AND priority = 4 AND state IN ('available', 'pending', 'retryable', 'running', 'scheduled')))
	FOR UPDATE OF d SKIP LOCKED`

const moveDigests = `
	UPDATE digests d SET due_at = m.next FROM unnest($1::bigint[], $2::timestamptz[]) AS m (person_id, next)
	WHERE d.person_id = m.person_id`

// dueDigest is one claimed digest.
type dueDigest struct {
	Person    centre.PersonID
	Due       time.Time
	QuietFrom *int
	QuietTo   *int
}

// ClaimDueDigests settles digests that are due and queues their notices.
func (s *Events) ClaimDueDigests(ctx context.Context, now time.Time, limit int,
	settle func(due time.Time, quiet *centre.QuietHours) events.DigestStep) (claimed int, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, digestLock).Scan(&mine); err != nil || !mine {
			return err
		}
		rows, _ := tx.Query(ctx, claimDigests, pgx.NamedArgs{"now": now, "limit": limit})
		due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[dueDigest])
		if err != nil || len(due) == 0 {
			return err
		}
		claimed = len(due)
		return s.settleDigests(ctx, tx, due, settle)
	})
	return claimed, wrap(err, "claim digests due", now)
}

func (s *Events) settleDigests(ctx context.Context, tx pgx.Tx, due []dueDigest,
	settle func(due time.Time, quiet *centre.QuietHours) events.DigestStep) error {
	people, nexts := make([]centre.PersonID, len(due)), make([]time.Time, len(due))
	var notices []centre.Notice
	for i, d := range due {
		step := settle(d.Due, quietHours(d.QuietFrom, d.QuietTo))
		people[i], nexts[i] = d.Person, step.Next
		if step.Send {
			n := centre.NewNotice(events.DigestDue, d.Person, events.DigestNotice{Due: d.Due})
			n.Rank = centre.RankIdle
			notices = append(notices, n)
		}
	}
	if _, err := tx.Exec(ctx, moveDigests, people, nexts); err != nil {
		return err
	}
	return s.db.notify(ctx, tx, notices...)
}

const selectDigestReader = `
	SELECT coalesce(d.due_at IS NOT NULL, false), coalesce(d.near, false), coalesce(p.age_band, ''), p.birth_date,
	       EXISTS (SELECT FROM mutes m WHERE m.person_id = p.id AND m.kind = 'everything'), coalesce(p.district_id, 0)
	FROM people p LEFT JOIN digests d ON d.person_id = p.id WHERE p.id = $1`

// DigestReader tells what a digest needs to know of its reader.
func (s *Events) DigestReader(ctx context.Context, person centre.PersonID) (r events.DigestReader, err error) {
	err = s.db.pool.QueryRow(ctx, selectDigestReader, person).
		Scan(&r.On, &r.Near, &r.Band, orZero(&r.Born), &r.Silent, &r.District)
	return r, wrap(err, "read digest's reader", person)
}

const (
	digestCondition = `e.status = 'published' AND e.starts_at > @now AND e.starts_at < @until AND e.taken < e.capacity
		AND (e.closes_at IS NULL OR e.closes_at > @now)
		AND (@adult OR e.ages <> 'adults') AND (@district = 0 OR e.district_id = @district)
		AND (EXISTS (SELECT FROM event_interests ei JOIN person_interests pi USING (interest_id)
		             WHERE ei.event_id = e.id AND pi.person_id = @person)
		     OR EXISTS (SELECT FROM follows f WHERE f.person_id = @person AND f.organisation_id = e.organisation_id))
		AND NOT EXISTS (SELECT FROM signups met WHERE met.event_id = e.id AND met.person_id = @person)
		AND NOT EXISTS (SELECT FROM mutes m WHERE m.person_id = @person AND m.organisation_id = e.organisation_id)`

	selectDigestEvents = `SELECT hit.total, ` + cardColumns + `
		FROM (SELECT e.id, count(*) OVER () AS total FROM events e WHERE ` + digestCondition + `
			ORDER BY e.title ? @language DESC, ` + soonest + ` LIMIT @size) hit
		JOIN events e USING (id)` + cardTables + ` ORDER BY ` + soonest
)

// DigestEvents lists the events for a digest.
func (s *Events) DigestEvents(ctx context.Context, q events.DigestQuery) (found events.Page, err error) {
	rows, _ := s.db.pool.Query(ctx, selectDigestEvents, pgx.NamedArgs{"person": q.Person, "language": q.Language, "adult": q.Adult,
		"district": q.District, "now": q.Now, "until": q.Until, "size": events.DigestSize})
	found.Cards, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c events.Card, err error) {
		return c, row.Scan(append([]any{&found.Total}, cardFields(&c)...)...)
	})
	if err != nil {
		return events.Page{}, fmt.Errorf("list events of a digest: %w", err)
	}
	return found, nil
}
