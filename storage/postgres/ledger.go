package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// runsPerPartition is how many runs share one partition of the ledger.
const runsPerPartition = 100

// partitionLock is the advisory lock under which a partition is made.
const partitionLock = 0x6a61706172 // "japar"

// makePartition makes sure that the run's deliveries have a place. The table
// is attached, not created in place: that does not hold up other runs.
func makePartition(ctx context.Context, tx pgx.Tx, run announcements.RunID) error {
	n := int64(run) / runsPerPartition
	name := fmt.Sprintf("deliveries_%d", n)
	// The catalogue is read as any table: to_regclass answers from a cache, in
	// which a name that was looked for in vain may still be missing after a wait.
	exists := func() (found bool, err error) {
		err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_class
			WHERE relname = $1 AND relnamespace = current_schema()::regnamespace)`, name).Scan(&found)
		return found, err
	}
	if found, err := exists(); err != nil || found {
		return err
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, partitionLock); err != nil {
		return err
	}
	if found, err := exists(); err != nil || found {
		return err
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(`
		CREATE TABLE %[1]s (LIKE deliveries INCLUDING ALL);
		ALTER TABLE deliveries ATTACH PARTITION %[1]s FOR VALUES FROM (%[2]d) TO (%[3]d)`,
		name, n*runsPerPartition, (n+1)*runsPerPartition))
	return err
}

// selectRecipients holds those on a page who are not to be written to now, and
// lists the others. Whoever cannot be written to at all is not held. The moments
// are the city's: its minute of the day and its midnights. For an announcement that
// counts against the daily limit it takes a place of the day for each of them; rows
// are locked in the order of people, so that two pages never wait for each other.
const selectRecipients = `
	WITH page AS (
		SELECT p.id, coalesce(p.chat_id, 0) AS chat, p.language, p.reachable AND p.forgotten_at IS NULL AS reachable,
		       ` + heldUntil + ` AS quiet, ` + morning + ` AS morning,
		       w.organisation_id IS NOT NULL AND NOT w.urgent AND @cap > 0 AS counts, w.urgent, w.useful_until,
		       EXISTS (SELECT FROM mutes u WHERE u.person_id = p.id AND ` + muted + `) AS muted
		FROM (SELECT id, organisation_id, urgent, useful_until, audience->'interests' AS interests FROM runs) AS w
		     JOIN run_pages g ON g.run_id = w.id CROSS JOIN unnest(g.person_ids) AS m(id) JOIN people p ON p.id = m.id
		     CROSS JOIN LATERAL ` + quietOf + `
		WHERE w.id = @run AND g.page = @page AND g.closed_at IS NULL
		  AND m.id NOT IN (SELECT person_id FROM deliveries WHERE run_id = @run AND person_id BETWEEN ` + firstOnPage + ` AND ` + lastOnPage + `)
		  AND m.id NOT IN (SELECT person_id FROM held WHERE run_id = @run AND person_id BETWEEN ` + firstOnPage + ` AND ` + lastOnPage + `)
	), allowed AS (
		INSERT INTO capped AS c (person_id, day, run_ids)
		SELECT id, @today, ARRAY[@run::bigint] FROM page WHERE counts AND reachable AND NOT muted AND quiet IS NULL ORDER BY id
		ON CONFLICT (person_id) DO UPDATE SET day = greatest(c.day, excluded.day), run_ids = CASE
			WHEN c.day < excluded.day THEN excluded.run_ids
			WHEN @run = ANY(c.run_ids) THEN c.run_ids
			ELSE c.run_ids || excluded.run_ids END
		WHERE c.day < excluded.day OR @run = ANY(c.run_ids) OR cardinality(c.run_ids) < @cap
		RETURNING person_id
	), judged AS (
		SELECT p.*, CASE
			WHEN NOT p.reachable OR p.muted OR p.urgent THEN NULL
			WHEN p.quiet IS NOT NULL THEN p.quiet
			WHEN p.counts AND a.person_id IS NULL THEN p.morning END AS until
		FROM page p LEFT JOIN allowed a ON a.person_id = p.id
	), kept AS (
		INSERT INTO held (run_id, person_id, until)
		SELECT @run, id, least(until, useful_until) FROM judged WHERE until IS NOT NULL
		ON CONFLICT DO NOTHING RETURNING until
	), counted AS (
		UPDATE run_pages g SET held = g.held + k.number, held_until = greatest(g.held_until, k.until)
		FROM (SELECT count(*) AS number, max(until) AS until FROM kept) AS k
		WHERE g.run_id = @run AND g.page = @page AND k.number > 0
	)
	SELECT id, chat, language, reachable, muted FROM judged WHERE until IS NULL ORDER BY id LIMIT 5000`

// Whose ids stand at the ends of a page. Read once, because a long array is
// unpacked anew for every look at it.
const (
	firstOnPage = `(SELECT person_ids[1] FROM run_pages WHERE run_id = @run AND page = @page)`
	lastOnPage  = `(SELECT person_ids[size] FROM run_pages WHERE run_id = @run AND page = @page)`
)

// Recipients lists those on a page who are to be written to at the hour, and
// holds those who are not.
func (s *Announcements) Recipients(ctx context.Context, p announcements.Page, h announcements.Hour) ([]announcements.Recipient, error) {
	args := hourArgs(h)
	args["run"], args["page"] = p.Run, p.Page
	// Planned anew each time: a plan that was made while the ledger was empty would
	// read all of it when it is full.
	rows, err := s.db.pool.Query(ctx, selectRecipients, pgx.QueryExecModeCacheDescribe, args)
	if err != nil {
		return nil, fmt.Errorf("list page %d of run %d: %w", p.Page, p.Run, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[announcements.Recipient])
	if err != nil {
		return nil, fmt.Errorf("list page %d of run %d: %w", p.Page, p.Run, err)
	}
	return list, nil
}

// recordDeliveries counts only what it inserts, so that a batch recorded twice
// changes nothing the second time, and tells which runs are to be left alone.
const recordDeliveries = recordHead + `
	), summed AS (
		UPDATE run_pages g SET sent = g.sent + c.sent, blocked = g.blocked + c.blocked,
		       failed = g.failed + c.failed, unknown = g.unknown + c.unknown, expired = g.expired + c.expired, muted = g.muted + c.muted
		FROM counted c WHERE g.run_id = c.run_id AND g.page = c.page
	)` + recordTail

// recordHeld does so for a wave, too: whom it recorded waits no more.
const recordHeld = recordHead + `
	), released AS (
		DELETE FROM held h USING batch b WHERE h.run_id = b.run_id AND h.person_id = b.person_id
		RETURNING b.run_id, b.page
	), changed AS (
		SELECT run_id, page, coalesce(sent, 0) AS sent, coalesce(blocked, 0) AS blocked, coalesce(failed, 0) AS failed,
		       coalesce(unknown, 0) AS unknown, coalesce(expired, 0) AS expired, coalesce(muted, 0) AS muted, coalesce(number, 0) AS released
		FROM counted FULL JOIN (SELECT run_id, page, count(*) AS number FROM released GROUP BY 1, 2) AS l USING (run_id, page)
	), summed AS (
		UPDATE run_pages g SET sent = g.sent + c.sent, blocked = g.blocked + c.blocked, failed = g.failed + c.failed,
		       unknown = g.unknown + c.unknown, expired = g.expired + c.expired, muted = g.muted + c.muted, held = g.held - c.released
		FROM changed c WHERE g.run_id = c.run_id AND g.page = c.page
	)` + recordTail

// What both are made of.
const (
	recordHead = `
	WITH batch AS (
		SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::smallint[], $7::text[], $8::text[])
		         AS b (run_id, page, person_id, at, message_id, outcome, reason, more)
	), added AS (
		INSERT INTO deliveries (run_id, person_id, at, message_id, outcome, reason, more_ids)
		SELECT run_id, person_id, at, nullif(message_id, 0), outcome, nullif(reason, ''), nullif(more, '')::bigint[] FROM batch
		ON CONFLICT (run_id, person_id) DO NOTHING
		RETURNING run_id, person_id, outcome, reason
	), counted AS (
		SELECT run_id, page,
		       count(*) FILTER (WHERE a.outcome = 1) AS sent,
		       count(*) FILTER (WHERE a.outcome = 2) AS blocked,
		       count(*) FILTER (WHERE a.outcome = 3) AS failed,
		       count(*) FILTER (WHERE a.outcome = 4) AS unknown,
		       count(*) FILTER (WHERE a.outcome = 7) AS muted,
		       count(*) FILTER (WHERE a.outcome = 6) AS expired
		FROM added a JOIN batch b USING (run_id, person_id)
		GROUP BY run_id, page
	), explained AS (
		INSERT INTO run_failures AS f (run_id, page, outcome, reason, number)
		SELECT run_id, page, a.outcome, coalesce(a.reason, ''), count(*)
		FROM added a JOIN batch b USING (run_id, person_id)
		WHERE a.outcome IN (2, 3) OR a.reason IS NOT NULL GROUP BY 1, 2, 3, 4
		ON CONFLICT (run_id, page, outcome, reason) DO UPDATE SET number = f.number + excluded.number`
	recordTail = `
	SELECT id FROM runs WHERE id = ANY($1) AND state NOT IN ('running', 'holding')`
)

// Record adds deliveries to the ledger and to their pages' counters in one
// transaction. What stands in the ledger already is left as it is. It returns
// the runs among them that are paused or over.
func (s *Announcements) Record(ctx context.Context, all []announcements.Delivery) (halted []announcements.RunID, err error) {
	n := len(all)
	runs, pages, people := make([]announcements.RunID, n), make([]int32, n), make([]centre.PersonID, n)
	at, messages := make([]time.Time, n), make([]int64, n)
	outcomes, causes := make([]announcements.Outcome, n), make([]announcements.Cause, n)
	more := make([]string, n)
	for i, d := range all {
		runs[i], pages[i], people[i] = d.Run, int32(d.Page), d.Person
		at[i], messages[i] = d.At, int64(d.Message)
		outcomes[i], causes[i] = d.Outcome, d.Cause
		more[i] = arrayOf(d.More)
	}
	sql := recordDeliveries
	if slices.ContainsFunc(all, func(d announcements.Delivery) bool { return d.Page < 0 }) {
		sql = recordHeld
	}
	rows, err := s.db.pool.Query(ctx, sql, runs, pages, people, at, messages, outcomes, causes, more)
	if err == nil {
		halted, err = pgx.CollectRows(rows, pgx.RowTo[announcements.RunID])
	}
	if err != nil {
		return nil, fmt.Errorf("record %d deliveries: %w", n, err)
	}
	return halted, nil
}

// arrayOf writes ids as PostgreSQL reads an array; "" for none. Arrays of
// different lengths do not fit into one parameter.
func arrayOf(ids []int) string {
	if len(ids) == 0 {
		return ""
	}
	return strings.NewReplacer("[", "{", "]", "}", " ", ",").Replace(fmt.Sprint(ids))
}

const sumFailures = `
	SELECT outcome, reason, sum(number) FROM run_failures
	WHERE run_id = $1
	GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 12`

// Reasons lists why messages of a run did not arrive, the most frequent first.
func (s *Announcements) Reasons(ctx context.Context, run announcements.RunID) ([]announcements.Reason, error) {
	rows, err := s.db.pool.Query(ctx, sumFailures, run)
	if err != nil {
		return nil, fmt.Errorf("list failures of run %d: %w", run, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[announcements.Reason])
	if err != nil {
		return nil, fmt.Errorf("list failures of run %d: %w", run, err)
	}
	return list, nil
}
