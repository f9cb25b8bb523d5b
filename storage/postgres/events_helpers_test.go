package postgres_test

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"jastar/centre"
	"jastar/centre/events"
	"jastar/storage/postgres"
	"jastar/storage/storagetest"
)

// almaty is the city's zone as a fixed offset, so that tests need no zone data.
var almaty = time.FixedZone("Almaty", 5*3600)

// monday is when every test begins.
var monday = time.Date(2026, 11, 23, 12, 0, 0, 0, almaty)

// hall is a centre with one organisation, its organizer and a clock to turn.
type hall struct {
	*events.Desk
	store     *postgres.Events
	db        *postgres.DB
	sql       *pgxpool.Pool
	now       time.Time
	organizer centre.Actor
	house     events.BranchID
}

func newHall(t *testing.T) *hall {
	t.Helper()
	url := storagetest.Database(t)
	db, err := postgres.Open(t.Context(), url, postgres.Options{MaxConns: 32})
	if err != nil {
		t.Fatal(err)
	}
	sql, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(); db.Close() })
	h := &hall{store: db.Events(), db: db, sql: sql, now: monday}
	h.Desk = events.New(h.store, events.Settings{Clock: func() time.Time { return h.now }, Zone: almaty,
		Quiet: centre.QuietHours{From: 22 * 60, To: 8 * 60}})
	organisation := value[centre.OrganisationID](t, h, `INSERT INTO organisations (name) VALUES ('{"kk": "Жас толқын"}') RETURNING id`)
	h.organizer = h.member(t)
	h.organizer.Role, h.organizer.Organisations = centre.Organizer, []centre.OrganisationID{organisation}
	h.house = value[events.BranchID](t, h, `INSERT INTO branches (name, address, district_id, latitude, longitude)
		VALUES ('{"en": "Depot"}', '{"en": "1 Rail st"}', (SELECT min(id) FROM districts), 43.25, 76.9) RETURNING id`)
	return h
}

// member adds a grown-up member.
func (h *hall) member(t *testing.T) centre.Actor {
	t.Helper()
	return h.members(t, 1)[0]
}

func (h *hall) members(t *testing.T, n int) []centre.Actor {
	t.Helper()
	const sql = `INSERT INTO people (chat_id, name, age_band, member_since, consent_version)
		SELECT (SELECT coalesce(max(chat_id), 0) FROM people) + i, 'Member ' || i, '18-35', now(), 1
		FROM generate_series(1, $1::int) i RETURNING id`
	rows, _ := h.sql.Query(t.Context(), sql, n)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[centre.PersonID])
	if err != nil {
		t.Fatal(err)
	}
	actors := make([]centre.Actor, n)
	for i, id := range ids {
		actors[i] = centre.Actor{Person: id, Role: centre.Member, Consented: true}
	}
	return actors
}

// draft is a complete event in the days to come.
func (h *hall) draft(seats int, start time.Time) events.Draft {
	return events.Draft{Form: start.UnixNano() + int64(seats), Organisation: h.organizer.Organisations[0],
		Title:  centre.Words{"kk": "Шахмат кеші", "en": "Chess evening"},
		Starts: start, Ends: start.Add(2 * time.Hour), Place: events.Spot{Branch: h.house}, Capacity: seats}
}

// publish publishes a draft.
func (h *hall) publish(t *testing.T, d events.Draft) events.EventID {
	t.Helper()
	id, err := h.SaveDraft(t.Context(), h.organizer, d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Publish(t.Context(), h.organizer, id); err != nil {
		t.Fatal(err)
	}
	return id
}

// join signs a member up, which must succeed.
func (h *hall) join(t *testing.T, who centre.Actor, id events.EventID) events.Outcome {
	t.Helper()
	o, err := h.RSVP(t.Context(), who, id, events.Wish{Going: true})
	if err != nil || o.Verdict != events.Joined {
		t.Fatalf("RSVP = %v, %v; want joined", o.Verdict, err)
	}
	return o
}

// fill signs members up by SQL, without reminders.
func (h *hall) fill(t *testing.T, id events.EventID, who []centre.Actor) {
	t.Helper()
	people := make([]centre.PersonID, len(who))
	for i, a := range who {
		people[i] = a.Person
	}
	h.exec(t, `INSERT INTO signups (event_id, person_id, state) SELECT $1, unnest($2::bigint[]), 'going'`, id, people)
	h.exec(t, `UPDATE events SET taken = taken + $2 WHERE id = $1`, id, len(who))
}

func (h *hall) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := h.sql.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// notices returns the queued notices in the order they will be worked.
func (h *hall) notices(t *testing.T) []centre.Notice {
	t.Helper()
	rows, _ := h.sql.Query(t.Context(), `SELECT args FROM river_job WHERE kind = 'notice' ORDER BY priority, id`)
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (n centre.Notice, err error) {
		var raw []byte
		if err := row.Scan(&raw); err != nil {
			return n, err
		}
		return n, json.Unmarshal(raw, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// value reads one value.
func value[T any](t *testing.T, h *hall, sql string, args ...any) (v T) {
	t.Helper()
	if err := h.sql.QueryRow(context.WithoutCancel(t.Context()), sql, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// migrateBackAndForth takes migrations back, the last one first, and makes them again.
func (h *hall) migrateBackAndForth(t *testing.T, names ...string) {
	t.Helper()
	var ups, downs []string
	for _, name := range names {
		text, err := os.ReadFile("migrations/" + name + ".sql")
		if err != nil {
			t.Fatal(err)
		}
		up, down, _ := strings.Cut(string(text), "-- +goose Down")
		ups, downs = append(ups, up), append(downs, down)
	}
	for _, down := range slices.Backward(downs) {
		h.exec(t, down)
	}
	for _, up := range ups {
		h.exec(t, up)
	}
}
