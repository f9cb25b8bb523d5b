package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"jastar/bot/simulator"
	"jastar/storage/postgres"
	"jastar/storage/storagetest"
	"jastar/zone"
)

// testToken is the simulated bot's token.
const testToken = "424242:simulated-token-of-the-tests"

// botName is the simulated bot's username.
const botName = "jastar_test_bot"

// world is one simulated Telegram with the stores of one test. Any number of
// bots can be started in it.
type world struct {
	t     *testing.T
	sim   *simulator.Simulator
	clock *movableClock
	cfg   Config
	db    *postgres.DB // the test's own look at the records

	dutiesDone int64 // see duties
}

// newWorld makes an empty centre whose clock stands at Monday, 23 November
// 2026, 10:00 in Almaty until the test moves it.
func newWorld(t *testing.T, options ...func(*simulator.Options)) *world {
	t.Helper()
	return worldOver(t, storagetest.Database(t), storagetest.Redis(t), options...)
}

// worldOver is newWorld with given stores.
func worldOver(t *testing.T, database, redis string, options ...func(*simulator.Options)) *world {
	t.Helper()
	almaty, err := zone.Load("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	clock := &movableClock{at: time.Date(2026, 11, 23, 10, 0, 0, 0, almaty)}
	o := simulator.Options{Token: testToken, BotUsername: botName, Clock: clock.now, Seed: 1}
	for _, set := range options {
		set(&o)
	}
	sim, err := simulator.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sim.Close() })
	cfg, err := readConfig([]string{
		"TELEGRAM_BOT_TOKEN=" + testToken, "TELEGRAM_API_URL=" + sim.URL(),
		"DATABASE_URL=" + database, "REDIS_URL=" + redis,
		"HTTP_ADDR=127.0.0.1:0", "ADMIN_ADDR=127.0.0.1:0", "OWNERS=9000", "BULK_RATE=1000",
	})
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), cfg.DatabaseURL, postgres.Options{MaxConns: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return &world{t: t, sim: sim, clock: clock, cfg: cfg, db: db}
}

// start builds a bot in this process and runs it until the test ends.
func (w *world) start(options ...option) *App {
	w.t.Helper()
	app, err := build(w.t.Context(), w.cfg, quietLogger(), append(options, withClock(w.clock.now))...)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := app.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := app.Stop(context.Background()); err != nil {
			w.t.Errorf("stop: %v", err)
		}
	})
	return app
}

// quietLogger logs nothing unless JASTAR_TEST_LOG asks for it.
func quietLogger() *slog.Logger {
	to := io.Discard
	if os.Getenv("JASTAR_TEST_LOG") != "" {
		to = os.Stderr
	}
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// movableClock stands still until it is moved or set going.
type movableClock struct {
	mu    sync.Mutex
	at    time.Time
	since time.Time // when it was set going; zero: it stands still
}

func (c *movableClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.since.IsZero() {
		return c.at
	}
	return c.at.Add(time.Since(c.since))
}

// run sets the clock going from the given moment on.
func (c *movableClock) run(from time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = from, time.Now()
}

func (c *movableClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// eventually fails the test unless the condition holds within the time.
func eventually(t *testing.T, within time.Duration, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", within, what)
		}
	}
}

// screen is the newest message of the bot as text, "" for none.
func screen(p *simulator.Person) string {
	m, ok := p.Last()
	if !ok {
		return ""
	}
	return m.Text + m.Caption
}

// shows waits until the newest message of the bot contains the words.
func shows(t *testing.T, p *simulator.Person, words string) {
	t.Helper()
	eventually(t, 10*time.Second, "screen with "+words+"; the last is "+screen(p), func() bool {
		return strings.Contains(screen(p), words)
	})
}
