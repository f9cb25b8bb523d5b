package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jastar/centre"
	"jastar/centre/events"
	"jastar/storage/postgres"
)

func TestSeedMakesACentreOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	h.exec(t, `DELETE FROM branches; DELETE FROM organisations`)
	h.now = monday.Add(37*time.Second + 11*time.Hour + 40*time.Minute) // close to midnight, in quiet hours
	demo := postgres.Demo{Now: h.now, Zone: almaty,
		Member:      postgres.DemoPerson{Chat: 9001, Name: "Aliya", Language: "kk"},
		Organizer:   postgres.DemoPerson{Chat: 9002, Name: "Timur", Language: "ru"},
		Coordinator: postgres.DemoPerson{Chat: 9003, Name: "Dana", Language: "en"}}
	first, err := h.db.Seed(t.Context(), demo)
	if err != nil {
		t.Fatal(err)
	}
	again, err := h.db.Seed(t.Context(), demo)
	if diff := cmp.Diff(first, again); err != nil || diff != "" {
		t.Error("seeded twice:", err, diff)
	}
	for sql, want := range map[string]int{
		`SELECT count(*) FROM branches`:                                                                            3,
		`SELECT count(*) FROM organisations`:                                                                       5,
		`SELECT count(*) FROM events WHERE status = 'published'`:                                                   30,
		`SELECT count(*) FROM events WHERE title ?& '{kk,ru,en}' AND description ?& '{kk,ru,en}'`:                  30,
		`SELECT count(DISTINCT ages) FROM events`:                                                                  3,
		`SELECT count(*) FROM events WHERE taken <> (SELECT count(*) FROM signups WHERE event_id = events.id)`:     0,
		`SELECT count(*) FROM people WHERE staff_role = 'coordinator'`:                                             1,
		`SELECT least(count(*), 4) FROM events WHERE taken = capacity`:                                             4,
		`SELECT count(DISTINCT i.code) FROM interests i JOIN event_interests e ON e.interest_id = i.id`:            10,
		`SELECT count(DISTINCT date_trunc('day', starts_at)) FROM events WHERE branch_id IS NULL OR space_id <> 0`: 14,
	} {
		if got := value[int](t, h, sql); got != want {
			t.Errorf("%s = %d, want %d", sql, got, want)
		}
	}
	soon, err := h.Card(t.Context(), centre.Actor{Person: first.Member}, first.Soon)
	if err != nil || !soon.Going || len(soon.Reminders) != 1 {
		t.Fatalf("the event that is soon: %+v, %v", soon, err)
	}
	if wait := soon.Reminders[0].Sub(h.now); wait < time.Minute || wait > 2*time.Minute {
		t.Errorf("its reminder comes after %v", wait)
	}
	page, err := h.List(t.Context(), centre.Actor{Person: first.Member}, events.Ask{Filter: events.FilterInterests})
	if err != nil || page.Total == 0 {
		t.Errorf("nothing fits the member's interests: %v", err)
	}
}
