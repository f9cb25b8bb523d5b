package scheduler

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// service runs a whole scheduler over the city's database.
func (c *city) service(t *testing.T, speakers ...bot.Speaker) *Service {
	t.Helper()
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	texts, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	readers := &bot.Readers{Clock: c.clock.Now, Zone: almaty, Texts: texts, Default: locales.Kazakh}
	s, err := New(Config{
		Clock: c.clock.Now, Log: log,
		Notices: &Notices{People: c.people, Readers: readers, Sender: c.telegram, Speakers: speakers, Done: c.db, Log: log},
		Runs: NewRuns(RunConfig{Store: c.store, People: c.people, Sender: c.telegram, Clock: c.clock.Now, Log: log,
			Rate: c.rate, Window: 64, Default: locales.Kazakh,
			Screen: func(announcements.Run, locales.Language) bot.Screen {
				return bot.Screen{Written: &bot.Written{Text: "x"}}
			}, Withdrawn: withdrawn}),
		Work: func(cfg *river.Config) (Jobs, error) {
			cfg.TestOnly = true // no random waiting at the start
			return c.db.Worker(cfg)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

// await waits until a condition holds.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); pause(t.Context(), 10*time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// A run goes through the queue from its start to its end on two replicas.
func TestServiceSendsRun(t *testing.T) {
	const members = 1200
	c := newCity(t, members)
	c.service(t)
	c.service(t)
	a := c.sendNow(t)
	await(t, "the run ends", func() bool { return c.number(t, `SELECT count(*) FROM runs WHERE state = 'finished'`) == 1 })
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.Sent != members {
		t.Errorf("tally %+v, %v", tally, err)
	}
}

// Stop leaves a page where it is, with every result recorded.
func TestServiceStopsInTheMiddle(t *testing.T) {
	const members = 600
	c := newCity(t, members)
	half := make(chan struct{})
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		if call == 100 {
			close(half)
		}
		pause(context.Background(), 30*time.Millisecond)
		return true, nil
	}
	s := c.service(t)
	c.sendNow(t)
	<-half
	begin := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("the stop took %v", took)
	}
	without, repeated := c.telegram.count(members)
	if recorded := c.number(t, `SELECT count(*) FROM deliveries`); recorded != members-without || repeated != 0 {
		t.Errorf("%d recorded, %d sent, %d repeated", recorded, members-without, repeated)
	}
	c.telegram.behave = nil
	c.service(t)
	await(t, "another replica goes on", func() bool { return c.number(t, `SELECT count(*) FROM deliveries`) == members })
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
}

// What becomes of a notice under every outcome of its call.
func TestNotices(t *testing.T) {
	c := newCity(t, 6)
	spoken := bot.SpeakerOf("test.hello", func(_ context.Context, r *bot.Reader, data struct{ Still bool }) (bot.Screen, error) {
		if !data.Still {
			return bot.Screen{}, nil
		}
		return bot.Screen{Written: &bot.Written{Text: string(r.Language)}}, nil
	})
	var throttled, unknown atomic.Int32
	c.telegram.behave = func(_ int, chat int64) (bool, error) {
		switch {
		case chat == 1002:
			return false, sendError(bot.Unreachable)
		case chat == 1003:
			return false, sendError(bot.Rejected)
		case chat == 1004 && throttled.Add(1) == 1:
			return false, &bot.SendError{Policy: bot.Throttled, RetryAfter: time.Second}
		case chat == 1005 && unknown.Add(1) == 1:
			return true, sendError(bot.Unknown)
		}
		return true, nil
	}
	type data struct{ Still bool }
	var notices []centre.Notice
	for n := 1; n <= 6; n++ {
		id := c.number(t, `SELECT id FROM people WHERE chat_id = $1`, 1000+n)
		notices = append(notices, centre.NewNotice("test.hello", centre.PersonID(id), data{n != 6}))
	}
	notices = append(notices, centre.NewNotice("test.hello", 99_999, data{true}), centre.NewNotice("test.nobody", notices[0].To, data{true}))
	if err := c.db.Notify(t.Context(), notices...); err != nil {
		t.Fatal(err)
	}
	c.service(t, spoken)
	await(t, "every notice is settled", func() bool {
		return c.number(t, `SELECT count(*) FROM river_job WHERE state NOT IN ('completed', 'cancelled')`) == 0
	})
	c.telegram.mu.Lock()
	got := [6]int{c.telegram.got[1001], c.telegram.got[1002], c.telegram.got[1003], c.telegram.got[1004], c.telegram.got[1005], c.telegram.got[1006]}
	c.telegram.mu.Unlock()
	if want := [6]int{1, 0, 0, 1, 2, 0}; got != want {
		t.Errorf("messages %v, want %v", got, want)
	}
	if n := c.number(t, `SELECT count(*) FROM people WHERE NOT reachable AND chat_id = 1002`); n != 1 {
		t.Error("the unreachable reader is not marked")
	}
	if n := c.number(t, `SELECT count(*) FROM river_job WHERE state = 'cancelled'`); n != 2 {
		t.Errorf("%d notices were given up, want the rejected one and the one nobody speaks about", n)
	}
}

// A duty that overruns is not started twice, and a panic hurts nobody else.
func TestTicks(t *testing.T) {
	var started, others atomic.Int32
	release := make(chan struct{})
	ticks := []Tick{
		{"slow", "* * * * * *", func(context.Context, time.Time) error { started.Add(1); <-release; return nil }},
		{"broken", "* * * * * *", func(context.Context, time.Time) error { panic("broken") }},
		{"other", "* * * * * *", func(context.Context, time.Time) error { others.Add(1); return nil }},
		{"absent", "* * * * * *", nil},
	}
	tick, err := newTicker(ticks, time.Now, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	tick.start()
	await(t, "three ticks", func() bool { return others.Load() >= 3 })
	if n := started.Load(); n != 1 {
		t.Errorf("the slow duty was started %d times", n)
	}
	close(release)
	tick.stop(t.Context())
}

// A duty that overruns its time is logged; one that is cut short at the end is not.
func TestSlowDutyIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lines strings.Builder
		log := slog.New(slog.NewTextHandler(&lines, nil))
		slow := Tick{Name: "slow", Run: func(ctx context.Context, _ time.Time) error { <-ctx.Done(); return ctx.Err() }}
		cut, end := context.WithCancel(t.Context())
		end()
		runDuty(cut, slow, time.Now, log)
		if lines.Len() != 0 {
			t.Errorf("logged at the end: %s", lines.String())
		}
		runDuty(t.Context(), slow, time.Now, log)
		if !strings.Contains(lines.String(), "tick=slow") {
			t.Errorf("not logged: %q", lines.String())
		}
	})
}

func TestTimetableParses(t *testing.T) {
	duty := func(context.Context, time.Time) error { return nil }
	ticks := Timetable(Duties{StartAnnouncements: duty, ShowProgress: duty, RemindOfEvents: duty, ForgetPeople: duty, DropLedger: duty})
	if _, err := newTicker(ticks, time.Now, slog.Default()); err != nil {
		t.Error(err)
	}
	if _, err := newTicker([]Tick{{"wrong", "* * * * *", duty}}, time.Now, slog.Default()); err == nil || !strings.Contains(err.Error(), "wrong") {
		t.Errorf("five fields in the timetable: %v", err)
	}
}
