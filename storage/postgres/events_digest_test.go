package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
	"jastar/storage/postgres"
)

// friday is when the first digests of the tests go out.
var friday = events.NextDigest(monday)

func (h *hall) subscribe(t *testing.T, who centre.Actor, near bool) {
	t.Helper()
	if err := h.SetDigest(t.Context(), who, events.Digest{On: true, Near: near}); err != nil {
		t.Fatal(err)
	}
}

// send settles what is due as several replicas at once do, again and again, and
// returns how many notices there are in all.
func (h *hall) send(t *testing.T, limit int) int {
	t.Helper()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 3 {
				if _, err := h.SendDigests(t.Context(), limit); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	return value[int](t, h, `SELECT count(*) FROM river_job WHERE args->>'subject' = $1`, events.DigestDue)
}

// A wish is kept as it is, needs membership and, for a district, the district;
// wishing again does not move the next one.
func TestSetDigest(t *testing.T) {
	h := newHall(t)
	ctx, m := t.Context(), h.member(t)
	for _, w := range []events.Digest{{On: true}, {On: true}, {}, {}, {On: true}} {
		if err := h.SetDigest(ctx, m, w); err != nil {
			t.Fatal(err)
		}
		got, err := h.Digest(ctx, m)
		if err != nil || got.On != w.On || got.Near || w.On != got.Next.Equal(friday) {
			t.Errorf("%+v gives %+v, %v", w, got, err)
		}
	}
	h.now = friday.Add(time.Minute) // due, and not sent yet
	h.subscribe(t, m, false)
	if got, err := h.Digest(ctx, m); err != nil || !got.Next.Equal(friday) {
		t.Errorf("wished again: %+v, %v", got, err)
	}
	var lacks *centre.Lacks
	if err := h.SetDigest(ctx, m, events.Digest{On: true, Near: true}); !errors.As(err, &lacks) || lacks.Need != centre.NeedDistrict {
		t.Errorf("without a district: %v", err)
	}
	h.exec(t, `UPDATE people SET district_id = 2 WHERE id = $1`, m.Person)
	h.subscribe(t, m, true)
	if got, err := h.Digest(ctx, m); err != nil || !got.Near {
		t.Errorf("%+v, %v", got, err)
	}
	if err := h.SetDigest(ctx, centre.Actor{Person: m.Person}, events.Digest{On: true}); !errors.As(err, &lacks) || lacks.Need != centre.NeedMembership {
		t.Errorf("a guest: %v", err)
	}
}

// The digest is offered once, and not to those who had one.
func TestOfferDigest(t *testing.T) {
	h := newHall(t)
	m, had := h.member(t), h.member(t)
	h.subscribe(t, had, false)
	if err := h.SetDigest(t.Context(), had, events.Digest{}); err != nil {
		t.Fatal(err)
	}
	var got []bool
	for _, who := range []centre.Actor{{Person: m.Person}, m, m, had} {
		ok, err := h.OfferDigest(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, ok)
	}
	if want := []bool{false, true, false, false}; !slices.Equal(got, want) {
		t.Errorf("offered %v, want %v", got, want)
	}
}

// However many replicas look, each gets one digest a week; in their quiet hours it
// waits, and after a long absence it is left out.
func TestDigestOnceAWeek(t *testing.T) {
	h := newHall(t)
	all := h.members(t, 6)
	for _, m := range all {
		h.subscribe(t, m, false)
	}
	h.exec(t, `UPDATE people SET quiet_from = 1020, quiet_to = 1140 WHERE id = $1`, all[0].Person) // 17:00 to 19:00
	for _, step := range []struct {
		at   time.Time
		want int // notices so far
	}{
		{friday.Add(-time.Second), 0}, {friday, 5}, {friday.Add(time.Minute), 5}, {friday.Add(59 * time.Minute), 5},
		{friday.Add(time.Hour), 6}, {friday.AddDate(0, 0, 6), 6}, {friday.AddDate(0, 0, 10), 6},
		{friday.AddDate(0, 0, 14), 11}, {friday.AddDate(0, 0, 14).Add(time.Hour), 12},
	} {
		h.now = step.at
		if got := h.send(t, 100); got != step.want {
			t.Errorf("%v: %d notices, want %d", step.at, got, step.want)
		}
	}
	if got := value[int](t, h, `SELECT count(*) FROM river_job WHERE priority = 4 AND queue = 'notices'`); got != 12 {
		t.Errorf("%d notices that nobody waits for", got)
	}
}

// The queue is never filled with digests, whatever is due and whoever looks.
func TestDigestsArePaced(t *testing.T) {
	h := newHall(t)
	for _, m := range h.members(t, 30) {
		h.subscribe(t, m, false)
	}
	h.now = friday
	for done := 0; done < 30; done += 7 {
		if got := h.send(t, 7); got != min(7, 30-done) {
			t.Fatalf("%d wait after %d", got, done)
		}
		h.exec(t, `DELETE FROM river_job WHERE args->>'subject' = $1`, events.DigestDue) // sent
	}
}

// What a digest tells of fits its reader in every respect.
func TestDigestFor(t *testing.T) {
	h := newHall(t)
	ctx, reader, other := t.Context(), h.member(t), h.member(t)
	h.exec(t, `INSERT INTO person_interests SELECT $1, unnest(ARRAY[1, 2])`, reader.Person)
	organisation := func() centre.OrganisationID {
		return value[centre.OrganisationID](t, h, `INSERT INTO organisations (name) VALUES ('{"kk": "Көрші"}') RETURNING id`)
	}
	loved, hated := organisation(), organisation()
	h.exec(t, `INSERT INTO follows (person_id, organisation_id, at) VALUES ($1, $2, now())`, reader.Person, loved)
	h.exec(t, `INSERT INTO mutes (person_id, kind, organisation_id, at) VALUES ($1, 'organisation', $2, now())`, reader.Person, hated)
	made := 0
	add := func(name string, in time.Duration, interest int, more string) events.EventID {
		made++
		id := h.publish(t, h.draft(5, monday.Add(time.Duration(made)*time.Hour)))
		h.exec(t, `UPDATE events SET title = jsonb_build_object('kk', $2::text), starts_at = $3, ends_at = $3::timestamptz + interval '1 hour' WHERE id = $1`,
			id, name, friday.Add(in))
		h.exec(t, `DELETE FROM event_interests WHERE event_id = $1`, id)
		h.exec(t, `INSERT INTO event_interests VALUES ($1, $2)`, id, interest)
		if more != "" {
			h.exec(t, `UPDATE events SET `+more+` WHERE id = $1`, id)
		}
		return id
	}
	const day = 24 * time.Hour
	add("on the last day", 9*day+5*time.Hour, 1, "")
	add("first", time.Hour, 2, "")
	add("followed", 2*day, 9, fmt.Sprint("organisation_id = ", loved))
	add("adults", 3*day, 1, "ages = 'adults'")
	add("near", 4*day, 1, "district_id = 7")
	add("running", -time.Hour, 1, "")
	add("too far", 9*day+7*time.Hour, 1, "")
	add("other interest", day, 9, "")
	add("muted", day, 1, fmt.Sprint("organisation_id = ", hated))
	add("full", day, 1, "taken = capacity")
	add("closed", day, 1, "closes_at = '2026-11-27 17:59+05'")
	add("cancelled", day, 1, "status = 'cancelled'")
	for _, state := range []string{"going", "cancelled"} {
		id := add(state, day, 1, "")
		h.exec(t, `INSERT INTO signups (event_id, person_id, state) VALUES ($1, $2, $3), ($1, $4, 'going')`, id, reader.Person, state, other.Person)
	}
	h.exec(t, `UPDATE people SET district_id = 7 WHERE id = $1`, reader.Person)
	h.now = friday
	told := func() (names []string) {
		page, err := h.DigestFor(ctx, reader, "kk")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Cards {
			names = append(names, c.Title["kk"])
		}
		if page.Total != len(names) {
			t.Errorf("%d in all of %v", page.Total, names)
		}
		return names
	}
	if got := told(); got != nil {
		t.Errorf("not wanted, and tells %q", got)
	}
	h.subscribe(t, reader, false)
	if got, want := told(), []string{"first", "followed", "adults", "near", "on the last day"}; !slices.Equal(got, want) {
		t.Errorf("tells %q, want %q", got, want)
	}
	h.exec(t, `UPDATE people SET birth_date = '2009-03-01' WHERE id = $1`, reader.Person)
	if got := told(); slices.Contains(got, "adults") || len(got) != 4 {
		t.Errorf("a minor's tells %q", got)
	}
	h.subscribe(t, reader, true)
	if got, want := told(), []string{"near"}; !slices.Equal(got, want) {
		t.Errorf("of the district: %q, want %q", got, want)
	}
	h.exec(t, `INSERT INTO mutes (person_id, kind, at) VALUES ($1, 'everything', now())`, reader.Person)
	if got := told(); got != nil {
		t.Errorf("everything is off, and it tells %q", got)
	}
}

// Among more than there is room for, what the reader can read goes first; the
// order is that of the calendar.
func TestDigestPrefersTheLanguage(t *testing.T) {
	h := newHall(t)
	reader := h.member(t)
	h.exec(t, `INSERT INTO person_interests VALUES ($1, 1)`, reader.Person)
	for i := range events.DigestSize + 3 {
		id := h.publish(t, h.draft(5, monday.Add(time.Duration(i+1)*time.Hour)))
		h.exec(t, `UPDATE events SET title = jsonb_build_object($2::text, 'x') WHERE id = $1`, id, map[bool]string{true: "ru", false: "kk"}[i%2 == 0])
		h.exec(t, `INSERT INTO event_interests VALUES ($1, 1) ON CONFLICT DO NOTHING`, id)
	}
	h.subscribe(t, reader, false)
	page, err := h.DigestFor(t.Context(), reader, "kk")
	if err != nil || len(page.Cards) != events.DigestSize || page.Total != events.DigestSize+3 {
		t.Fatalf("%d of %d, %v", len(page.Cards), page.Total, err)
	}
	kazakh := 0
	for i, c := range page.Cards {
		if c.Title["kk"] != "" {
			kazakh++
		}
		if i > 0 && c.Starts.Before(page.Cards[i-1].Starts) {
			t.Errorf("%d comes too late", i)
		}
	}
	if kazakh != 5 {
		t.Errorf("%d of 5 in the reader's language", kazakh)
	}
}

// What is due is found by index among many, and so are the events of one digest.
func TestDigestsUseIndexes(t *testing.T) {
	h := newHall(t)
	h.exec(t, `INSERT INTO people (chat_id, language, member_since) SELECT 5000 + i, 'kk', now() FROM generate_series(1, 20000) i`)
	h.exec(t, `INSERT INTO digests (person_id, due_at, changed_at) SELECT id, $1::timestamptz + id * interval '1 second', now() FROM people`, friday)
	h.exec(t, `INSERT INTO person_interests SELECT id, 1 + id % 10 FROM people`)
	h.exec(t, `ANALYZE`)
	plan := explain(t, h, postgres.ClaimDigests, pgx.NamedArgs{"now": friday.Add(100 * time.Second), "limit": 15})
	if strings.Contains(plan, "Seq Scan on digests") || strings.Contains(plan, "Seq Scan on people") || strings.Contains(plan, "Sort") {
		t.Errorf("claim:\n%s", plan)
	}
	plan = explain(t, h, postgres.SelectDigestEvents, pgx.NamedArgs{"person": 77, "language": "kk", "adult": true, "district": 0,
		"now": friday, "until": friday.AddDate(0, 0, 9), "size": 8})
	if strings.Contains(plan, "Seq Scan on person_interests") || strings.Contains(plan, "Seq Scan on people") {
		t.Errorf("events:\n%s", plan)
	}
}

// What somebody wants of the digest is in their file, and gone when they are forgotten.
func TestDigestIsExportedAndErased(t *testing.T) {
	b := newBureau(t)
	a := b.join(t, 800, "18-35")
	_, err := b.sql.Exec(t.Context(), `INSERT INTO digests (person_id, due_at, changed_at) VALUES ($1, now(), now())`, a.Person)
	b.must(t, err)
	file, err := b.Export(t.Context(), a.Person)
	b.must(t, err)
	if !strings.Contains(string(file), `"near": false`) {
		t.Errorf("not in\n%s", file)
	}
	b.forgetAt(t, a, b.now)
	b.forgetDue(t)
	if left := list[int64](t, b, `SELECT count(*) FROM digests`)[0]; left != 0 {
		t.Errorf("%d left", left)
	}
}
