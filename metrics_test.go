package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/bot"
	"jastar/bot/simulator"
	"jastar/storage/storagetest"
)

// scrape is what /metrics says: values by series, as they are written.
type scrape map[string]float64

// scraped asks the operator's page at the address.
func scraped(t *testing.T, admin string) scrape {
	t.Helper()
	response, err := http.Get("http://" + admin + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("scrape: %s, %v: %s", response.Status, err, body)
	}
	s := scrape{}
	for line := range strings.Lines(string(body)) {
		at := strings.LastIndexByte(line, ' ')
		if strings.HasPrefix(line, "#") || at < 0 {
			continue
		}
		if s[line[:at]], err = strconv.ParseFloat(strings.TrimSpace(line[at:]), 64); err != nil {
			t.Fatalf("scrape: %q: %v", line, err)
		}
	}
	return s
}

// perform does the duties of the timetable once and waits for what follows.
func (w *world) perform(app *App) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 30*time.Second)
	defer cancel()
	for _, duty := range app.duties {
		if err := duty.Run(ctx, w.clock.now()); err != nil {
			w.t.Fatalf("%s: %v", duty.Name, err)
		}
		if err := w.worked(ctx); err != nil {
			w.t.Fatal(err)
		}
	}
}

// Everything the bot does is seen in its metrics, and all of them are there,
// as 0, before it does anything.
func TestMetricsMove(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.run(w.clock.now())
	app := w.start(withoutTimetable())
	before := scraped(t, app.adminAddr)
	w.chatThrottled()
	w.fallDue()
	var missing []string
	defer func() { t.Logf("missing: %q", missing) }()
	eventually(t, 10*time.Second, "what waits in the stores", func() bool {
		missing = scraped(t, app.adminAddr).missing(nil, map[string]float64{
			`jastar_queue_jobs{kind="notice",state="available"}`:                          1,
			`jastar_queue_oldest_seconds{kind="notice"}`:                                  100,
			`jastar_due_late_seconds{tick="remind of events"}`:                            300,
			`jastar_due_late_seconds{tick="start announcements"}`:                         1,
			`jastar_due_late_seconds{tick="forget people"}`:                               60,
			`jastar_store_up{store="postgres"}`:                                           1,
			`jastar_store_up{store="redis"}`:                                              1,
			`jastar_store_connections{state="idle",store="postgres"}`:                     1,
			`jastar_store_connections{state="idle",store="redis"}`:                        1,
			`jastar_store_connections_max{store="postgres"}`:                              16,
			`jastar_store_connections_max{store="redis"}`:                                 32,
			`jastar_build_info{go="` + runtime.Version() + `",version="` + version + `"}`: 1,
			`process_resident_memory_bytes`:                                               1e6,
			`go_goroutines`:                                                               1,
		})
		return missing == nil
	})
	w.sql(`DELETE FROM river_job WHERE queue = 'nobody'`)
	w.perform(app)
	w.crowdTheDatabase()
	const conflicts = `jastar_intake_total{seen="poll conflict"}`
	eventually(t, 20*time.Second, "a conflict", func() bool { // whoever asked first is told of it
		_, _ = http.Get(w.sim.URL() + "/bot" + testToken + "/getUpdates?timeout=1")
		return scraped(t, app.adminAddr)[conflicts] > before[conflicts]
	})
	eventually(t, 20*time.Second, "everything counted", func() bool {
		missing = scraped(t, app.adminAddr).missing(before, map[string]float64{
			`jastar_updates_total{kind="message",outcome="ok"}`:        2,
			`jastar_updates_total{kind="tap",outcome="ok"}`:            1,
			`jastar_turn_seconds_count`:                                3,
			`jastar_sends_total{lane="reply",outcome="ok"}`:            3,
			`jastar_sends_total{lane="reply",outcome="throttled"}`:     1,
			`jastar_sends_total{lane="notice",outcome="ok"}`:           3,
			`jastar_sends_total{lane="bulk",outcome="ok"}`:             3,
			`jastar_sends_total{lane="bulk",outcome="unreachable"}`:    1,
			`jastar_telegram_call_seconds_count{method="send"}`:        8,
			`jastar_telegram_call_seconds_count{method="edit"}`:        1,
			`jastar_throttled_total{lane="reply"}`:                     1,
			`jastar_permits_total{lane="notice"}`:                      3,
			`jastar_permits_total{lane="bulk"}`:                        4,
			`jastar_permit_wait_seconds_total{lane="bulk"}`:            0.0001,
			`jastar_deliveries_total{outcome="sent"}`:                  3,
			`jastar_deliveries_total{outcome="blocked"}`:               1,
			`jastar_claimed_total{tick="start announcements"}`:         1,
			`jastar_claimed_total{tick="show progress"}`:               1,
			`jastar_claimed_total{tick="remind of events"}`:            3,
			`jastar_claimed_total{tick="forget people"}`:               1,
			`jastar_ticks_total{outcome="ok",tick="remind of events"}`: 1,
			`jastar_tick_seconds_count{tick="remind of events"}`:       1,
			`jastar_store_waits_total{store="postgres"}`:               1,
			`jastar_store_wait_seconds_total{store="postgres"}`:        0.0001,
			conflicts: 1,
		})
		return missing == nil
	})
}

// crowdTheDatabase has more people ask for an event than there are connections,
// while none of them gets an answer.
func (w *world) crowdTheDatabase() {
	w.t.Helper()
	card := "e" + strconv.FormatInt(w.event(20, "48 hours"), 36)
	people := w.members(701, 24)
	w.connected(func(c *pgx.Conn) error {
		tx, err := c.Begin(w.t.Context())
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(context.Background()) }()
		if _, err := tx.Exec(w.t.Context(), `LOCK TABLE events`); err != nil {
			return err
		}
		together(w.t, people, func(_ int, p *simulator.Person) { p.Start(card) })
		eventually(w.t, 10*time.Second, "every connection waiting", func() bool {
			return w.number(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) >= 16
		})
		return nil
	})
	for _, p := range people {
		shows(w.t, p, "Chess night")
	}
}

// missing lists the series that did not grow by what they should since before,
// nil for since nothing. A series must have been there before.
func (s scrape) missing(before scrape, least map[string]float64) (all []string) {
	for series, want := range least {
		was, known := before[series]
		if got := s[series] - was; got < want || before != nil && !known {
			all = append(all, fmt.Sprintf("%s: %g, want %g or more", series, got, want))
		}
	}
	return all
}

// chatThrottled lets a newcomer choose a language and open the menu, whose
// message Telegram refuses at first.
func (w *world) chatThrottled() {
	newcomer := w.sim.Person(simulator.Profile{ID: 101, FirstName: "A.", LanguageCode: "en"})
	newcomer.Start("")
	shows(w.t, newcomer, "Choose your language")
	tap(w.t, newcomer, "English")
	shows(w.t, newcomer, "What would you like to do?")
	w.sim.Inject(simulator.Fault{Kind: simulator.FaultTooManyRequests, Methods: []string{"sendMessage"}, Count: 1})
	newcomer.Send("/menu")
	eventually(w.t, 10*time.Second, "an answer after the refusal", func() bool {
		return shown(newcomer, "What would you like to do?") == 2
	})
}

// fallDue makes something due for every line of the timetable, and a notice
// that nobody works.
func (w *world) fallDue() {
	w.sim.AddPeople(201, 5)
	people := w.members(201, 5)
	people[4].Deactivate()
	w.remindIn(people[:3], -5*time.Minute)
	w.announce("", w.clock.now().Add(-time.Second))
	w.sql(`UPDATE people SET forget_at = $1 WHERE chat_id = 204`, w.clock.now().Add(-time.Minute))
	w.sql(`INSERT INTO river_job (kind, queue, state, args, max_attempts, scheduled_at)
		VALUES ('notice', 'nobody', 'available', '{}', 5, now() - interval '100 seconds')`)
}

// Refusals of calls that were under way together ask for one silence, not for
// many; those of replies concern one chat and ask for none.
func TestSilenceCountsOnce(t *testing.T) {
	t.Parallel()
	start := time.Now()
	var s silence
	for i, c := range []struct{ at, wait, want time.Duration }{
		{0, 10, 10}, {1, 9, 0}, {2, 5, 0}, {3, 10, 3}, {20, 4, 4}, {21, -1, 0},
	} {
		if got := s.extend(start.Add(c.at*time.Second), c.wait*time.Second); got != c.want*time.Second {
			t.Errorf("refusal %d makes the silence longer by %s, want %d s", i, got, c.want)
		}
	}
	m := newMetrics()
	for range 64 {
		m.send(bot.LaneReply, &bot.SendError{Policy: bot.Throttled, RetryAfter: time.Hour})
		m.send(bot.LaneBulk, &bot.SendError{Policy: bot.Throttled, RetryAfter: time.Minute})
	}
	pages := httptest.NewServer(m.handler())
	defer pages.Close()
	got := scraped(t, strings.TrimPrefix(pages.URL, "http://"))["jastar_throttle_seconds_total"]
	if got < 60 || got > 90 {
		t.Errorf("64 refusals at once ask for %.0f s of silence, want 60", got)
	}
}

// A scrape answers while a store is away, and tells which.
func TestMetricsWhileAStoreIsAway(t *testing.T) {
	t.Parallel()
	pair := storagetest.Stores(t)
	w := worldOver(t, pair.PostgresURL(), pair.RedisURL())
	app := w.start(withoutTimetable())
	eventually(t, 10*time.Second, "both stores up", func() bool {
		s := scraped(t, app.adminAddr)
		return s[`jastar_store_up{store="postgres"}`] == 1 && s[`jastar_store_up{store="redis"}`] == 1
	})
	pair.StopPostgres()
	var slowest time.Duration
	eventually(t, 15*time.Second, "postgres seen to be away", func() bool {
		start := time.Now()
		s := scraped(t, app.adminAddr)
		slowest = max(slowest, time.Since(start))
		up, told := s[`jastar_store_up{store="postgres"}`]
		_, counted := s[`jastar_queue_jobs{kind="notice",state="available"}`]
		return told && up == 0 && !counted && s[`jastar_store_up{store="redis"}`] == 1
	})
	if slowest > 2*time.Second {
		t.Errorf("a scrape took %s", slowest)
	}
	pair.StartPostgres()
	eventually(t, 15*time.Second, "postgres seen to be back", func() bool {
		return scraped(t, app.adminAddr)[`jastar_store_up{store="postgres"}`] == 1
	})
}

// A store that does not answer holds no scrape up, and is asked once, not once
// for each scrape.
func TestScrapeDoesNotWait(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}, 100), make(chan struct{})
	s := &storeWatch{clock: time.Now, take: func(context.Context) sample {
		asked <- struct{}{}
		<-answer
		return sample{up: map[string]bool{"postgres": true}}
	}}
	for range 3 {
		start := time.Now()
		if _, ok := s.current(); ok {
			t.Error("a sample was shown that nobody took")
		}
		if took := time.Since(start); took > 2*scrapeWaits {
			t.Errorf("a scrape waited for %s", took)
		}
	}
	close(answer)
	eventually(t, 5*time.Second, "the answer shown", func() bool {
		latest, ok := s.current()
		return ok && latest.up["postgres"]
	})
	if len(asked) != 1 {
		t.Errorf("the stores were asked %d times", len(asked))
	}
}
