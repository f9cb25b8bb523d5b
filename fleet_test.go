package main

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"jastar/bench/fleet"
	"jastar/bot/simulator"
)

// front is the load balancer before several replicas of one bot.
type front struct {
	*fleet.Balancer
	taken int // places given out
}

// startFleet runs n bots of the world in this process, with the webhook on.
func (w *world) startFleet(n int, seed uint64, options ...option) []*App {
	w.t.Helper()
	f := w.newFleet(seed)
	var apps []*App
	for range n {
		app, err := build(w.t.Context(), w.cfg, quietLogger(), append(options, withClock(w.clock.now))...)
		if err != nil {
			w.t.Fatal(err)
		}
		if err := app.Start(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
		f.add(app.publicAddr)
		apps = append(apps, app)
	}
	w.t.Cleanup(func() {
		for _, app := range apps {
			if err := app.Stop(context.Background()); err != nil {
				w.t.Errorf("stop: %v", err)
			}
		}
	})
	return apps
}

// newFleet is a load balancer without a replica yet, where the webhook of the
// bots started from now on points to.
func (w *world) newFleet(seed uint64) *front {
	f := &front{Balancer: fleet.NewBalancer(seed)}
	server := httptest.NewServer(f)
	w.t.Cleanup(server.Close)
	w.cfg.Updates, w.cfg.PublicURL = "webhook", server.URL
	return f
}

// only sends every update to one replica from now on.
func (f *front) only(address string) { f.Place(0, address) }

func (f *front) add(address string) {
	f.Place(f.taken, address)
	f.taken++
}

// sql runs a statement of the test's own.
func (w *world) sql(statement string, args ...any) {
	w.t.Helper()
	w.connected(func(c *pgx.Conn) error {
		_, err := c.Exec(context.Background(), statement, args...)
		return err
	})
}

// number returns the single number a statement selects.
func (w *world) number(statement string, args ...any) (n int64) {
	w.t.Helper()
	w.connected(func(c *pgx.Conn) error { return c.QueryRow(context.Background(), statement, args...).Scan(&n) })
	return n
}

// numbers returns the column of numbers a statement selects.
func (w *world) numbers(statement string, args ...any) (all []int64) {
	w.t.Helper()
	w.connected(func(c *pgx.Conn) error {
		rows, err := c.Query(context.Background(), statement, args...)
		if err == nil {
			all, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		}
		return err
	})
	return all
}

// pairs returns the two columns of numbers a statement selects.
func (w *world) pairs(statement string, args ...any) (all [][2]int64) {
	w.t.Helper()
	w.connected(func(c *pgx.Conn) error {
		rows, err := c.Query(context.Background(), statement, args...)
		if err == nil {
			all, err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (pair [2]int64, err error) {
				err = r.Scan(&pair[0], &pair[1])
				return pair, err
			})
		}
		return err
	})
	return all
}

func (w *world) connected(do func(c *pgx.Conn) error) {
	w.t.Helper()
	c, err := pgx.Connect(context.Background(), w.cfg.DatabaseURL)
	if err != nil {
		w.t.Fatal(err)
	}
	defer c.Close(context.Background())
	if err := do(c); err != nil {
		w.t.Fatal(err)
	}
}

// members makes n grown-up members who speak English, with chats from first on.
func (w *world) members(first int64, n int) []*simulator.Person {
	w.t.Helper()
	w.sql(`INSERT INTO people (chat_id, language, name, age_band, birth_date, consent_version, consented_at, member_since)
		SELECT id, 'en', 'Member ' || id, '18-35', '2000-01-01', 1, now(), now() FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) id`, first, n)
	people := make([]*simulator.Person, n)
	for i := range people {
		people[i] = w.sim.Person(simulator.Profile{ID: first + int64(i), FirstName: "Member", LanguageCode: "en"})
	}
	return people
}

// event publishes an event for grown-ups and returns its id.
func (w *world) event(seats int, in string) int64 {
	w.t.Helper()
	w.sql(`INSERT INTO people (chat_id, language) VALUES (1, 'kk') ON CONFLICT DO NOTHING`)
	w.sql(`INSERT INTO organisations (form_id, name) VALUES (1, '{"en": "Chess club"}') ON CONFLICT DO NOTHING`)
	return w.number(`INSERT INTO events (organisation_id, created_by, status, title, starts_at, ends_at, place, capacity, ages)
		SELECT o.id, p.id, 'published', '{"en": "Chess night"}', $1::timestamptz + $2::interval, $1::timestamptz + $2::interval + interval '2 hours', 'Hall', $3, 'open'
		FROM organisations o, people p WHERE o.form_id = 1 AND p.chat_id = 1 RETURNING id`, w.clock.now(), in, seats)
}

// together calls f for every person at the same moment and waits for all.
func together(t *testing.T, people []*simulator.Person, f func(i int, p *simulator.Person)) {
	t.Helper()
	var ready, done sync.WaitGroup
	begin := make(chan struct{})
	ready.Add(len(people))
	for i, p := range people {
		done.Go(func() {
			ready.Done()
			<-begin
			f(i, p)
		})
	}
	ready.Wait()
	close(begin)
	done.Wait()
}
