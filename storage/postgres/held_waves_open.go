package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// selectWaveRuns keeps the runs as they are until the wave has been read. Those
// whose words were changed are sent with the new ones.
const selectWaveRuns = `
	SELECT r.id, r.announcement_id, r.kind, 0, r.planned_at, r.state, coalesce(e.content, r.content), r.audience,
	       coalesce(r.organisation_id, 0), o.name, r.useful_until, r.urgent, r.paid, ` + linkTokens + `
	FROM runs r LEFT JOIN organisations o ON o.id = r.organisation_id LEFT JOIN LATERAL (
		SELECT content FROM runs WHERE base_id = r.id AND kind = 'edit' ORDER BY id DESC LIMIT 1) AS e ON true
	WHERE r.id IN (SELECT run_id FROM run_pages WHERE page = $1)
	ORDER BY r.id FOR SHARE OF r`

// What is taken out of a wave: messages of runs that are over and those that were
// sent after all, those of paused runs, and those of people who are to be spared
// at the hour.
const (
	dropDead = `
		WITH dead AS (
			DELETE FROM held h WHERE h.wave = @wave AND (h.run_id <> ALL(@alive)
			    OR EXISTS (SELECT FROM deliveries d WHERE d.run_id = h.run_id AND d.person_id = h.person_id))
			RETURNING h.run_id
		)
		UPDATE run_pages g SET held = g.held - d.number FROM (SELECT run_id, count(*) AS number FROM dead GROUP BY 1) AS d
		WHERE g.run_id = d.run_id AND g.page = @page`
	restPaused = `UPDATE held SET wave = NULL, until = 'infinity' WHERE wave = $1 AND run_id = ANY($2)`
	holdOn     = `
		WITH spared AS (
			UPDATE held h SET wave = NULL, until = least(` + heldUntil + `, r.useful_until)
			FROM people p, runs r, LATERAL ` + quietOf + `
			WHERE h.wave = @wave AND p.id = h.person_id AND r.id = h.run_id AND p.reachable AND NOT r.urgent
			  AND (r.useful_until IS NULL OR r.useful_until > @now) AND ` + heldUntil + ` IS NOT NULL
			RETURNING h.run_id, h.until
		)` + shiftPages
	shiftPages = `
		UPDATE run_pages g SET held_until = greatest(g.held_until, d.until) FROM (SELECT run_id, max(until) AS until FROM spared GROUP BY 1) AS d
		WHERE g.run_id = d.run_id AND g.page = @page`
)

// selectWave lists what is left, each person's newest first, and apart from it
// what they muted meanwhile.
const selectWave = `
	SELECT p.id, coalesce(p.chat_id, 0), p.language, p.reachable AND p.forgotten_at IS NULL,
	       array_agg(h.run_id ORDER BY h.run_id DESC) FILTER (WHERE NOT x.muted), array_agg(h.run_id) FILTER (WHERE x.muted)
	FROM held h JOIN people p ON p.id = h.person_id
	     JOIN (SELECT id, organisation_id, audience->'interests' AS interests FROM runs) AS w ON w.id = h.run_id
	     CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM mutes u WHERE u.person_id = p.id AND ` + muted + `) AS muted) AS x
	WHERE h.wave = $1 GROUP BY p.id ORDER BY p.id LIMIT 20000`

// OpenWave reads a wave as it is to be sent at the hour. What is not to be sent
// then is held on or forgotten.
func (s *Announcements) OpenWave(ctx context.Context, w announcements.Wave, h announcements.Hour) (o announcements.OpenedWave, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		if o.Runs, err = waveRuns(ctx, tx, w); err != nil {
			return err
		}
		if err := clearWave(ctx, tx, w, h, o.Runs); err != nil {
			return err
		}
		if o.People, err = wavePeople(ctx, tx, w); err != nil {
			return err
		}
		return shareOut(ctx, tx, w, h, &o)
	})
	if err != nil {
		return o, fmt.Errorf("open wave %d: %w", w.Wave, err)
	}
	return o, nil
}

func waveRuns(ctx context.Context, tx pgx.Tx, w announcements.Wave) (map[announcements.RunID]announcements.Run, error) {
	rows, err := tx.Query(ctx, selectWaveRuns, w.Page())
	if err != nil {
		return nil, err
	}
	runs := map[announcements.RunID]announcements.Run{}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r announcements.Run, err error) {
		return r, row.Scan(runFields(&r)...)
	})
	for _, r := range list {
		runs[r.ID] = r
	}
	return runs, err
}

// clearWave takes out of a wave what is not to be sent at the hour.
func clearWave(ctx context.Context, tx pgx.Tx, w announcements.Wave, h announcements.Hour, runs map[announcements.RunID]announcements.Run) error {
	alive, paused := []int64{}, []int64{}
	for id, r := range runs {
		switch r.State {
		case announcements.Paused:
			alive, paused = append(alive, int64(id)), append(paused, int64(id))
		case announcements.Running, announcements.Holding:
			alive = append(alive, int64(id))
		}
	}
	args := hourArgs(h)
	maps.Copy(args, pgx.NamedArgs{"wave": w.Wave, "page": w.Page(), "alive": alive, "now": h.Now})
	if _, err := tx.Exec(ctx, dropDead, args); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, restPaused, w.Wave, paused); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, holdOn, args)
	return err
}

func wavePeople(ctx context.Context, tx pgx.Tx, w announcements.Wave) ([]announcements.Kept, error) {
	rows, err := tx.Query(ctx, selectWave, w.Wave)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (k announcements.Kept, err error) {
		return k, row.Scan(&k.Person, &k.Chat, &k.Language, &k.Reachable, &k.Whole, &k.Unwanted)
	})
}

const (
	// takeDays locks the days in the order of people, as pages do.
	takeDays = `
		INSERT INTO capped AS c (person_id, day, run_ids) SELECT id, $2, '{}' FROM unnest($1::bigint[]) AS p (id) ORDER BY id
		ON CONFLICT (person_id) DO UPDATE SET day = greatest(c.day, excluded.day),
		       run_ids = CASE WHEN c.day < excluded.day THEN '{}' ELSE c.run_ids END
		RETURNING person_id, run_ids`
	saveDays = `
		UPDATE capped c SET run_ids = d.runs
		FROM (SELECT person_id, array_agg(run_id) AS runs
		      FROM unnest($1::bigint[], $2::bigint[]) AS b (person_id, run_id) GROUP BY 1) AS d
		WHERE c.person_id = d.person_id`
	putOff = `
		WITH spared AS (
			UPDATE held h SET wave = NULL, until = least(` + morning + `, r.useful_until)
			FROM people p, runs r, LATERAL ` + quietOf + `, unnest(@people::bigint[], @runs::bigint[]) AS off (person_id, run_id)
			WHERE h.wave = @wave AND h.person_id = off.person_id AND h.run_id = off.run_id AND p.id = h.person_id AND r.id = h.run_id
			RETURNING h.run_id, h.until
		)` + shiftPages
)

// shareOut gives the places that the day has left to the newest announcements of
// organisations, and puts off what gets none.
func shareOut(ctx context.Context, tx pgx.Tx, w announcements.Wave, h announcements.Hour, o *announcements.OpenedWave) error {
	if h.Cap == 0 {
		return nil
	}
	counting := o.Counting(h)
	if len(counting) == 0 {
		return nil
	}
	args := hourArgs(h)
	heard, err := takeAll(ctx, tx, slices.Sorted(maps.Keys(counting)), args["today"])
	if err != nil {
		return err
	}
	off, days := o.ShareOut(h, counting, heard), announcements.Places{}
	for id, list := range heard {
		days.Add(id, list...)
	}
	if _, err := tx.Exec(ctx, saveDays, days.People, days.Runs); err != nil {
		return err
	}
	maps.Copy(args, pgx.NamedArgs{"wave": w.Wave, "page": w.Page(), "people": off.People, "runs": off.Runs})
	_, err = tx.Exec(ctx, putOff, args)
	return err
}

// takeAll locks the days of people and tells what was let through to each of them.
func takeAll(ctx context.Context, tx pgx.Tx, people []centre.PersonID, today any) (map[centre.PersonID][]announcements.RunID, error) {
	rows, err := tx.Query(ctx, takeDays, people, today)
	if err != nil {
		return nil, err
	}
	heard := map[centre.PersonID][]announcements.RunID{}
	var person centre.PersonID
	var runs []announcements.RunID
	_, err = pgx.ForEachRow(rows, []any{&person, &runs}, func() error {
		heard[person] = slices.Clone(runs)
		return nil
	})
	return heard, err
}
