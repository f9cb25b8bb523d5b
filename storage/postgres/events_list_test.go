package postgres_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
	"jastar/storage/postgres"
)

func ids(p events.Page) (all []events.EventID) {
	for _, c := range p.Cards {
		all = append(all, c.ID)
	}
	return all
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who := h.member(t)
	h.exec(t, `UPDATE people SET district_id = (SELECT min(id) FROM districts) WHERE id = $1`, who.Person)
	h.exec(t, `INSERT INTO person_interests SELECT $1, min(id) FROM interests`, who.Person)
	liked := h.draft(5, monday.Add(3*time.Hour))
	liked.Interests = []events.InterestID{value[events.InterestID](t, h, `SELECT min(id) FROM interests`)}
	far := h.draft(5, monday.AddDate(0, 0, 5))
	far.Place = events.Spot{Text: "City park", District: value[events.DistrictID](t, h, `SELECT max(id) FROM districts`)}
	today, weekend := h.publish(t, liked), h.publish(t, far)
	over := h.publish(t, h.draft(5, monday.Add(time.Minute)))
	if _, err := h.SaveDraft(t.Context(), h.organizer, h.draft(6, monday.Add(4*time.Hour))); err != nil {
		t.Fatal(err)
	}
	h.now = monday.Add(121 * time.Minute)
	for _, c := range []struct {
		ask  events.Ask
		want []events.EventID
	}{
		{events.Ask{Filter: events.FilterAll}, []events.EventID{today, weekend}},
		{events.Ask{Filter: events.FilterAll, Page: 99}, []events.EventID{today, weekend}},
		{events.Ask{Filter: events.FilterAll, Page: -1}, []events.EventID{today, weekend}},
		{events.Ask{Filter: events.FilterToday}, []events.EventID{today}},
		{events.Ask{Filter: events.FilterWeekend}, []events.EventID{weekend}},
		{events.Ask{Filter: events.FilterDistrict}, []events.EventID{today}},
		{events.Ask{Filter: events.FilterInterests}, []events.EventID{today}},
		{events.Ask{Filter: events.FilterHost, Host: h.organizer.Organisations[0]}, []events.EventID{today, weekend}},
		{events.Ask{Filter: events.FilterHost, Host: 12345}, nil},
	} {
		page, err := h.List(t.Context(), who, c.ask)
		if diff := cmp.Diff(c.want, ids(page)); err != nil || diff != "" {
			t.Errorf("%v: %v %s", c.ask, err, diff)
		}
	}
	if card, err := h.Card(t.Context(), who, over); err != nil || card.Live(h.now) {
		t.Errorf("an old link must still show what is over: %v", err)
	}
	var lacks *centre.Lacks
	if _, err := h.List(t.Context(), h.organizer, events.Ask{Filter: events.FilterDistrict}); !errors.As(err, &lacks) || lacks.Need != centre.NeedDistrict {
		t.Errorf("a list of no district: %v", err)
	}
}

func TestPagesAndTickets(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who := h.member(t)
	var all []events.EventID
	for i := range 12 {
		id := h.publish(t, h.draft(5, monday.Add(time.Duration(48+i)*time.Hour)))
		h.join(t, who, id)
		all = append(all, id)
	}
	var seen []events.EventID
	for n := range 3 {
		page, err := h.Tickets(t.Context(), who, n)
		if err != nil || page.Total != 12 || page.Pages() != 3 || page.Page != n {
			t.Fatalf("page %d: %d of %d, %d in all, %v", n, page.Page, page.Pages(), page.Total, err)
		}
		seen = append(seen, ids(page)...)
	}
	if diff := cmp.Diff(all, seen); diff != "" {
		t.Error(diff)
	}
	own, err := h.Own(t.Context(), h.organizer, 2)
	if diff := cmp.Diff(all[10:], ids(own)); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestDraftIsWrittenOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	d := h.draft(30, monday.AddDate(0, 0, 2))
	d.Interests, d.Reminders = []events.InterestID{1, 2}, []int{60}
	first, err := h.SaveDraft(t.Context(), h.organizer, d)
	if err != nil {
		t.Fatal(err)
	}
	d.Interests = []events.InterestID{2, 3} // the same turn again, with another answer
	if again, err := h.SaveDraft(t.Context(), h.organizer, d); again != first || err != nil {
		t.Errorf("saved again as %d, %v; want %d", again, err, first)
	}
	back, _, err := h.DraftOf(t.Context(), h.organizer, first)
	d.ID, d.Form, d.Ages = first, 0, events.AgesGuardian
	d.Place.District = back.Place.District // the house's
	if diff := cmp.Diff(d, back, cmp.Comparer(time.Time.Equal), cmpopts.EquateEmpty()); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if err := h.DeleteDraft(t.Context(), h.organizer, first); err != nil {
		t.Error(err)
	}
	if got := value[int](t, h, `SELECT count(*) FROM events`); got != 0 {
		t.Errorf("%d events after deleting the only draft", got)
	}
}

// TestHotStatementsUseIndexes explains every hot statement at some volume: none
// may read a whole table that grows.
func TestHotStatementsUseIndexes(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.members(t, 5000)
	h.exec(t, `INSERT INTO events (organisation_id, created_by, status, title, starts_at, ends_at, branch_id, district_id, capacity)
		SELECT $1, $2, 'published', '{"kk": "a"}', $3::timestamptz + i * interval '10 minutes' - interval '20 days',
		       $3::timestamptz + i * interval '10 minutes' - interval '20 days' + interval '1 hour', $4, 1 + i % 8, 50
		FROM generate_series(1, 4000) i`, h.organizer.Organisations[0], h.organizer.Person, monday, h.house)
	h.exec(t, `INSERT INTO organisations (name) SELECT '{"kk": "b"}' FROM generate_series(1, 40)`)
	h.exec(t, `UPDATE events SET organisation_id = (SELECT max(id) FROM organisations) - id % 40`)
	h.exec(t, `INSERT INTO signups (event_id, person_id, state)
		SELECT 1 + i % 4000, 2 + (i * 7) % 5000, 'going' FROM generate_series(1, 40000) i ON CONFLICT DO NOTHING`)
	h.exec(t, `INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at, claimed_at)
		SELECT id, 180, $1, $1::timestamptz + id * interval '1 minute', CASE WHEN id % 10 > 0 THEN now() END FROM signups`, monday)
	h.exec(t, `INSERT INTO event_interests SELECT 1 + i % 4000, 1 + i % 10 FROM generate_series(1, 8000) i ON CONFLICT DO NOTHING`)
	h.exec(t, `INSERT INTO person_interests SELECT 1 + i % 5000, 1 + i % 7 FROM generate_series(1, 15000) i ON CONFLICT DO NOTHING`)
	h.exec(t, `ANALYZE`)
	args := pgx.NamedArgs{"event": 77, "person": 78, "now": monday, "from": monday, "until": monday.AddDate(0, 0, 1),
		"district": 3, "host": 5, "size": 5, "skip": 0, "of": []int64{5},
		"revision": 0, "starts": monday, "offsets": []int{60}, "dues": []time.Time{monday}, "answer": "late", "limit": 100}
	grows := regexp.MustCompile(`Seq Scan on (events|signups|reminders|people|event_interests|person_interests)\b`)
	for name, hot := range postgres.HotEventStatements() {
		given := []any{args}
		if len(hot.Numbers) > 0 {
			given = given[:0]
		}
		for _, n := range hot.Numbers {
			given = append(given, args[n])
		}
		rows, _ := h.sql.Query(t.Context(), "EXPLAIN "+hot.SQL, given...)
		plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if text := strings.Join(plan, "\n"); grows.MatchString(text) {
			t.Errorf("%s reads a whole table:\n%s", name, text)
		}
	}
}
