package scheduler

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
	"jastar/storage/postgres"
	"jastar/storage/storagetest"
)

// city is a database with members, one announcement and the people's Telegram.
type city struct {
	db       *postgres.DB
	sql      *pgxpool.Pool
	store    *postgres.Announcements
	people   *postgres.People
	desk     *announcements.Desk
	telegram *telegram
	clock    *fakeClock
	staff    centre.Actor
	rate     float64        // of a service: messages a second
	worked   map[int64]bool // jobs that the hand-driven queue is done with
}

var almaty = time.FixedZone("Almaty", 5*3600)

// fakeClock stands still until it is moved.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Move(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

func newCity(t *testing.T, members int) *city {
	t.Helper()
	url := storagetest.Database(t)
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sql, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(); db.Close() })
	c := &city{db: db, sql: sql, people: db.People(1), worked: map[int64]bool{}, rate: 1000,
		clock:    &fakeClock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, almaty)},
		telegram: &telegram{got: map[int64]int{}}}
	c.store = db.Announcements(c.clock.Now)
	c.desk = &announcements.Desk{Store: c.store, People: c.people, Cron: Expressions{}, Zone: almaty, Clock: c.clock.Now}
	who, err := c.people.Meet(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	c.staff = who.Actor
	c.exec(t, `INSERT INTO people (chat_id, language, member_since)
		SELECT 1000 + n, (ARRAY['kk', 'ru', 'en'])[1 + n % 3], now() FROM generate_series(1, $1) AS n`, members)
	return c
}

func (c *city) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := c.sql.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func (c *city) number(t *testing.T, sql string, args ...any) int {
	t.Helper()
	var n int
	if err := c.sql.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// draft writes an announcement to all members.
func (c *city) draft(t *testing.T) announcements.Announcement {
	t.Helper()
	a, err := c.desk.Create(t.Context(), c.staff, rand.Int64(), announcements.NewDraft{
		Language: "kk", Message: announcements.Message{Text: "Сәлем"}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// sendNow starts an announcement and waits out the countdown.
func (c *city) sendNow(t *testing.T) announcements.Announcement {
	t.Helper()
	a := c.draft(t)
	if _, err := c.desk.SendNow(t.Context(), c.staff, a.ID, 0); err != nil {
		t.Fatal(err)
	}
	if err := c.desk.StartDue(t.Context(), c.clock.Move(announcements.CountdownTime)); err != nil {
		t.Fatal(err)
	}
	a, err := c.store.ByID(t.Context(), a.ID)
	if err != nil || a.Run == 0 {
		t.Fatalf("the run did not start: %+v, %v", a, err)
	}
	return a
}

// replica is an engine with its own window, as a process of its own has.
func (c *city) replica(t *testing.T, store RunStore, window int) *Runs {
	t.Helper()
	screen := func(run announcements.Run, l locales.Language) bot.Screen {
		m, _ := run.Content.In(string(l))
		return bot.Screen{Written: &bot.Written{Text: m.Text}}
	}
	r := NewRuns(RunConfig{
		Store: store, People: c.people, Sender: c.telegram, Clock: c.clock.Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Rate: 100_000, PaidRate: 1000, Window: window, Default: locales.Kazakh,
		Screen: screen, Post: screen, Withdrawn: withdrawn, Lost: c.desk.ChannelLost, Spent: c.desk.StarsSpent,
	})
	r.start()
	return r
}

// work takes queued jobs one after another, as River would, until none is
// left. A page that is put aside is taken again.
func (c *city) work(t *testing.T, r *Runs) {
	t.Helper()
	c.workUntil(t.Context(), t, r)
}

// workUntil works like a process that is killed when ctx ends.
func (c *city) workUntil(ctx context.Context, t *testing.T, r *Runs) {
	for ctx.Err() == nil {
		job := c.nextJob(t)
		if job == nil {
			return
		}
		if err := c.workOne(ctx, r, job); err == nil {
			c.worked[job.ID] = true
		}
	}
}

func (c *city) workOne(ctx context.Context, r *Runs, row *rivertype.JobRow) error {
	if row.Kind == (announcements.Planning{}).Kind() {
		job := &river.Job[announcements.Planning]{JobRow: row}
		_ = json.Unmarshal(row.EncodedArgs, &job.Args)
		return (&planWorker{runs: r}).Work(ctx, job)
	}
	if row.Kind == (announcements.Wave{}).Kind() {
		job := &river.Job[announcements.Wave]{JobRow: row}
		_ = json.Unmarshal(row.EncodedArgs, &job.Args)
		return (&waveWorker{runs: r}).Work(ctx, job)
	}
	job := &river.Job[announcements.Page]{JobRow: row}
	_ = json.Unmarshal(row.EncodedArgs, &job.Args)
	return (&pageWorker{runs: r}).Work(ctx, job)
}

func (c *city) nextJob(t *testing.T) *rivertype.JobRow {
	t.Helper()
	done := []int64{}
	for id := range c.worked {
		done = append(done, id)
	}
	row := &rivertype.JobRow{Attempt: 1}
	err := c.sql.QueryRow(t.Context(), `SELECT id, kind, args FROM river_job
		WHERE kind IN ('run_page', 'run_plan', 'run_wave') AND id <> ALL($1) ORDER BY id LIMIT 1`, done).
		Scan(&row.ID, &row.Kind, &row.EncodedArgs)
	if err != nil {
		return nil
	}
	return row
}

// telegram takes messages and counts them by chat. behave decides what
// happens to each call; nil takes everything.
type telegram struct {
	mu     sync.Mutex
	got    map[int64]int
	calls  int
	behave func(call int, chat int64) (arrives bool, err error)

	corrections // what was done to messages that had arrived
}

func (tg *telegram) Render(l locales.Language, s bot.Screen) bot.Outgoing {
	return bot.Outgoing{Written: s.Written}
}

func (tg *telegram) Send(ctx context.Context, _ bot.Lane, chat int64, _ bot.Outgoing) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	tg.mu.Lock()
	tg.calls++
	call, behave := tg.calls, tg.behave
	tg.mu.Unlock()
	arrives, err := true, error(nil)
	if behave != nil {
		arrives, err = behave(call, chat)
	}
	tg.mu.Lock()
	defer tg.mu.Unlock()
	if arrives {
		tg.got[chat]++
	}
	return call, err
}

func (tg *telegram) SendAll(ctx context.Context, lane bot.Lane, chat int64, m bot.Outgoing) ([]int, error) {
	id, err := tg.Send(ctx, lane, chat, m)
	return []int{id}, err
}

func (tg *telegram) Edit(ctx context.Context, _ bot.Lane, chat int64, message int, m bot.Outgoing) error {
	return tg.change(ctx, "edit", chat, message)
}

func (tg *telegram) Delete(ctx context.Context, _ bot.Lane, chat int64, messages ...int) error {
	return tg.change(ctx, "delete", chat, messages[0])
}

// count tells how many chats got nothing and how many messages were repeated.
func (tg *telegram) count(members int) (without, repeated int) {
	tg.mu.Lock()
	defer tg.mu.Unlock()
	for n := 1; n <= members; n++ {
		got := tg.got[int64(1000+n)]
		if got == 0 {
			without++
		} else {
			repeated += got - 1
		}
	}
	return without, repeated
}

func sendError(p bot.SendPolicy) error {
	return &bot.SendError{Policy: p, Method: "sendMessage", Code: 400, Description: fmt.Sprintf("Bad Request: %s", p)}
}
