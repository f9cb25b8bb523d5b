package main

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot/simulator"
	"jastar/centre"
	centreevents "jastar/centre/events"
)

// punctual is how late a reminder that is due alone may be.
const punctual = 5 * time.Second

// Among 10,000 members with 20,000 reminders ahead, one that is due alone is
// sent at its time. It is measured, so no other test runs beside it.
func TestReminderIsPunctualAmongMany(t *testing.T) {
	w := newWorld(t)
	w.clock.run(w.clock.now())
	w.crowdedFuture(10_000)
	w.sim.AddPeople(701, 5)
	people := w.members(701, 5)
	w.start()
	worst := time.Duration(0)
	for _, p := range people {
		const ahead = 1500 * time.Millisecond
		due := w.clock.now().Add(ahead)
		arrived := w.firstCall(p.ID())
		w.remindIn([]*simulator.Person{p}, ahead)
		eventually(t, ahead+2*punctual, "the reminder", func() bool { return arrived.Load() != nil })
		late := arrived.Load().Sub(due)
		worst = max(worst, late)
		if late < 0 || late > punctual {
			t.Errorf("the reminder came %s after its time", late)
		}
	}
	t.Logf("the latest of %d reminders came %s after its time", len(people), worst.Round(time.Millisecond))
	settled(t, w, 10*time.Second)
	if n := w.number(`SELECT count(*) FROM reminders WHERE claimed_at IS NOT NULL`); n != int64(len(people)) {
		t.Errorf("%d reminders were sent, of which %d were due", n, len(people))
	}
	noMistakes(t, w)
}

// crowdedFuture makes n members with two reminders each in the days to come,
// for 100 events.
func (w *world) crowdedFuture(n int) {
	w.t.Helper()
	first := w.event(1, "100 hours")
	w.sql(`INSERT INTO people (chat_id, language, name, age_band, birth_date, consent_version, consented_at, member_since)
		SELECT 100000 + i, 'en', 'Member ' || i, '18-35', '2000-01-01', 1, now(), now() FROM generate_series(1, $1) i`, n)
	w.sql(`INSERT INTO events (organisation_id, created_by, status, title, starts_at, ends_at, place, capacity, taken, ages)
		SELECT organisation_id, created_by, 'published', title, starts_at + i * interval '1 hour', ends_at + i * interval '1 hour', place, $2, $2, 'open'
		FROM events, generate_series(1, 100) i WHERE id = $1`, first, n/100)
	w.sql(`INSERT INTO signups (event_id, person_id, state)
		SELECT $1 + 1 + p.chat_id % 100, p.id, 'going' FROM people p WHERE p.chat_id > 100000`, first)
	w.sql(`INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at)
		SELECT s.id, o, e.starts_at, e.starts_at - o * interval '1 minute'
		FROM signups s JOIN events e ON e.id = s.event_id, unnest('{1440,180}'::integer[]) o`)
	w.sql(`ANALYZE`)
}

// firstCall notes when the next message arrives in the chat.
func (w *world) firstCall(chat int64) *atomic.Pointer[time.Time] {
	arrived := new(atomic.Pointer[time.Time])
	w.sim.OnCall(func(c simulator.Call) {
		if c.ChatID == chat && c.Method == "sendMessage" {
			arrived.CompareAndSwap(nil, &c.At)
		}
	})
	return arrived
}

// A moved event reminds by its new time: not at the old one, once at the new
// one, and whoever was reminded of the old time is reminded of the new one, too.
func TestReminderMovesWithItsEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sim.AddPeople(801, 10)
	people := w.members(801, 10)
	w.start()
	event := w.event(10, "48 hours")
	starts := w.clock.now().Add(48 * time.Hour)
	for _, p := range people {
		p.Start("e" + strconv.FormatInt(event, 36))
		shows(t, p, "Price: free")
		tap(t, p, "Sign up")
		shows(t, p, "You are signed up!")
	}
	reminded := func(want int) {
		t.Helper()
		w.duties()
		for _, p := range people {
			if n := shown(p, "Reminder."); n != want {
				t.Errorf("person %d was reminded %d times, want %d", p.ID(), n, want)
			}
		}
	}
	w.move(event, 1, starts.Add(24*time.Hour))
	w.clock.advance(24*time.Hour + time.Minute) // a day before the old start
	reminded(0)
	w.clock.advance(24 * time.Hour) // a day before the new one
	reminded(1)
	w.move(event, 2, starts.Add(28*time.Hour))
	w.clock.advance(4 * time.Hour) // a day before the newest
	reminded(2)
	for _, p := range people {
		if n := shown(p, "Something has changed"); n != 2 {
			t.Errorf("person %d was told %d times of two changes", p.ID(), n)
		}
	}
	noMistakes(t, w)
}

// duties waits until everything that is due at this moment was done: whoever
// has a reminder due at the very end has got it.
func (w *world) duties() {
	w.t.Helper()
	w.dutiesDone++
	chat := 900_000 + w.dutiesDone
	w.sim.AddPeople(chat, 1)
	last := w.members(chat, 1)
	w.remindIn(last, 0)
	shows(w.t, last[0], "Reminder.")
	settled(w.t, w, 30*time.Second)
}

// move changes when an event begins, as the centre's staff does.
func (w *world) move(event, form int64, to time.Time) {
	w.t.Helper()
	desk := centreevents.New(w.db.Events(), centreevents.Settings{Clock: w.clock.now, Zone: w.cfg.Zone(), Quiet: w.cfg.QuietHours})
	staff := centre.Actor{Person: centre.PersonID(w.number(`SELECT id FROM people WHERE chat_id = 1`)), Role: centre.Coordinator, Consented: true}
	err := desk.Move(context.Background(), staff, centreevents.Move{Form: form, Event: centreevents.EventID(event),
		Starts: to, Ends: to.Add(2 * time.Hour), Place: centreevents.Spot{Text: "Hall"}})
	if err != nil {
		w.t.Fatal(err)
	}
}

// An announcement by cron whose time came while the bot was away for ten
// minutes is sent once when it is back, and goes on by its expression.
func TestMissedCronIsMadeUpForOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sim.AddPeople(851, 50)
	people := w.members(851, 50)
	w.announce("5 10 * * *", w.clock.now().Add(5*time.Minute))
	w.clock.advance(10 * time.Minute)
	begin := time.Now()
	w.startFleet(2, 1) // both look at once
	eventually(t, 20*time.Second, "the announcement", func() bool { return w.number(`SELECT count(*) FROM runs WHERE state = 'finished'`) == 1 })
	t.Logf("sent %s after the start", time.Since(begin).Round(10*time.Millisecond))
	w.duties()
	for _, p := range people {
		if n := shown(p, "The centre opens at nine."); n != 1 {
			t.Errorf("person %d got the announcement %d times", p.ID(), n)
		}
	}
	w.clock.advance(24 * time.Hour)
	eventually(t, 20*time.Second, "the next day's run", func() bool { return w.number(`SELECT count(*) FROM runs WHERE state = 'finished'`) == 2 })
	noMistakes(t, w)
}

// One that is later than the grace is not sent any more, and whoever planned
// it hears of it, once.
func TestTooLateCronIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sim.AddPeople(851, 50)
	people := w.members(851, 50)
	w.announce("0 11 * * *", w.clock.now().Add(time.Hour))
	owner := w.sim.Person(simulator.Profile{ID: 9000})
	w.clock.advance(5 * time.Hour)
	w.startFleet(2, 1)
	eventually(t, 20*time.Second, "the report", func() bool { return screen(owner) != "" })
	t.Logf("the owner reads: %s", screen(owner))
	w.duties()
	if n := len(owner.Messages()); n != 1 {
		t.Errorf("the owner got %d messages", n)
	}
	for _, p := range people {
		if n := len(p.Messages()); n != 0 {
			t.Errorf("person %d got %d messages", p.ID(), n)
		}
	}
	if n := w.number(`SELECT count(*) FROM runs WHERE state = 'missed'`); n != 1 {
		t.Errorf("%d times are noted as missed", n)
	}
	noMistakes(t, w)
}
