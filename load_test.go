package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot/simulator"
)

// crowd is people who go about their business in the bot for as long as they
// are let, and look at every answer.
type crowd struct {
	w      *world
	people []*simulator.Person
	events []int64
	random []*rand.Rand // each person's own

	over    chan struct{}
	gone    sync.WaitGroup
	visits  atomic.Int64
	slowest atomic.Int64 // the longest wait for an answer, in ns
	menus   []int        // how often each person asked for the menu

	mu     sync.Mutex
	wishes map[wish]bool
}

// wish is a person's place in an event, by indices; true when it is wanted.
type wish struct{ person, event int }

// How long a person of the crowd waits for an answer, and looks around between
// two events.
const (
	crowdPatience = 2 * time.Minute
	crowdPause    = 3 * time.Second
)

// crowd makes n members and so many events that nobody runs out of them.
func (w *world) crowd(n int, seed uint64) *crowd {
	w.t.Helper()
	const events = 200
	c := &crowd{w: w, people: w.members(5001, n), over: make(chan struct{}), menus: make([]int, n), wishes: map[wish]bool{}}
	w.event(n, "48 hours")
	w.sql(`INSERT INTO events (organisation_id, created_by, status, title, starts_at, ends_at, place, capacity, ages)
		SELECT e.organisation_id, e.created_by, 'published', jsonb_build_object('en', 'Chess night ' || i || '.'),
			e.starts_at, e.ends_at, 'Hall', $1, 'open' FROM events e, generate_series(1, $2) i`, n, events)
	c.events = w.numbers(`SELECT id FROM events WHERE title->>'en' LIKE 'Chess night %.' ORDER BY id`)
	for i := range n {
		c.random = append(c.random, rand.New(rand.NewPCG(seed, uint64(i))))
	}
	return c
}

// begin lets everybody in.
func (c *crowd) begin() {
	for i := range c.people {
		c.gone.Go(func() { c.wander(i) })
	}
}

// end lets everybody finish what they are at, and waits for it.
func (c *crowd) end() {
	close(c.over)
	c.gone.Wait()
}

// wander visits one event after the other.
func (c *crowd) wander(person int) {
	for event := range c.events {
		pause := time.Duration(c.random[person].Float64() * float64(2*crowdPause))
		select {
		case <-c.over:
			return
		case <-time.After(pause):
		}
		if err := c.visit(person, event); err != nil {
			c.w.t.Errorf("person %d at event %d: %v", person, event, err)
			return
		}
		c.visits.Add(1)
	}
}

// visit opens a card and signs up. Some look into the menu first, some give
// the place back, and some cannot make up their mind and tap on and on.
func (c *crowd) visit(person, event int) error {
	p, random := c.people[person], c.random[person]
	if random.IntN(3) == 0 {
		p.Send("/menu")
		c.menus[person]++
	}
	p.Start("e" + strconv.FormatInt(c.events[event], 36))
	card, err := c.await(person, event, "Price: free")
	if err != nil {
		return err
	}
	join, err := dataOf(card, "Sign up")
	if err != nil {
		return err
	}
	p.TapDataAsync(card.ID, join)
	c.wish(person, event, true)
	card, err = c.await(person, event, "You are signed up!", "You are already signed up")
	if err != nil {
		return err
	}
	leave, err := dataOf(card, "Cancel my place")
	if err != nil {
		return err
	}
	switch random.IntN(3) {
	case 0:
		return c.leave(person, event, card, leave)
	case 1:
		c.dither(person, event, card, map[bool]string{true: join, false: leave})
	}
	return nil
}

func (c *crowd) leave(person, event int, card simulator.Message, data string) error {
	c.people[person].TapDataAsync(card.ID, data)
	c.wish(person, event, false)
	_, err := c.await(person, event, "Your place is cancelled", "You have no place")
	return err
}

// dither taps for and against the place without waiting for any answer.
func (c *crowd) dither(person, event int, card simulator.Message, data map[bool]string) {
	for range 2 + c.random[person].IntN(3) {
		wanted := c.random[person].IntN(2) == 0
		c.people[person].TapDataAsync(card.ID, data[wanted])
		c.wish(person, event, wanted)
	}
}

func (c *crowd) wish(person, event int, wanted bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wishes[wish{person, event}] = wanted
}

// await waits until the latest screen about the event says one of the words.
func (c *crowd) await(person, event int, words ...string) (simulator.Message, error) {
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		m := about(c.people[person], c.title(event))
		for _, word := range words {
			if strings.Contains(m.Text, word) {
				c.waited(time.Since(begin))
				return m, nil
			}
		}
		if time.Since(begin) > crowdPatience {
			return m, fmt.Errorf("not within %s: %q; the last is %q", crowdPatience, words, m.Text)
		}
	}
}

func (c *crowd) waited(d time.Duration) {
	for {
		longest := c.slowest.Load()
		if int64(d) <= longest || c.slowest.CompareAndSwap(longest, int64(d)) {
			return
		}
	}
}

func (c *crowd) title(event int) string { return fmt.Sprintf("Chess night %d.", event+1) }

// about is the message that holds the words and was sent or edited last.
func about(p *simulator.Person, words string) (newest simulator.Message) {
	var at time.Time
	for _, m := range p.Messages() {
		touched := later(m.Date, m.EditDate)
		if m.FromBot && !m.Deleted && strings.Contains(m.Text, words) && touched.After(at) {
			newest, at = m, touched
		}
	}
	return newest
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// dataOf is what the button with that label carries.
func dataOf(m simulator.Message, label string) (string, error) {
	for _, row := range m.Keyboard {
		for _, b := range row {
			if b.Text == label {
				return b.Data, nil
			}
		}
	}
	return "", fmt.Errorf("no button %q on %q", label, m.Text)
}

// check fails the test unless every tap had its effect, every seat is counted
// and the latest screen of each event is true.
func (c *crowd) check() {
	t := c.w.t
	t.Helper()
	going := map[wish]bool{}
	for _, row := range c.w.pairs(`SELECT p.chat_id, s.event_id FROM signups s JOIN people p ON p.id = s.person_id WHERE s.state = 'going'`) {
		going[wish{int(row[0] - c.people[0].ID()), int(row[1] - c.events[0])}] = true
	}
	for at, wanted := range c.wishes {
		if going[at] != wanted {
			t.Errorf("person %d has a place in event %d: %v, wants it: %v", at.person, at.event, going[at], wanted)
		}
		m := about(c.people[at.person], c.title(at.event))
		if told := strings.Contains(m.Text, "✅ You are signed up."); told != going[at] {
			t.Errorf("person %d has a place in event %d: %v, and reads: %s", at.person, at.event, going[at], m.Text)
		}
	}
	if n := c.w.number(`SELECT count(*) FROM events e WHERE taken <> (SELECT count(*) FROM signups s WHERE s.event_id = e.id AND s.state = 'going')`); n > 0 {
		t.Errorf("%d events count their seats wrongly", n)
	}
}

// checkMenus fails the test unless everybody got the menu as often as they
// asked for it.
func (c *crowd) checkMenus() {
	t := c.w.t
	t.Helper()
	for i, asked := range c.menus {
		if got := shown(c.people[i], "What would you like to do?"); got < asked {
			t.Errorf("person %d asked for the menu %d times and got it %d times", i, asked, got)
		}
	}
}

// shown counts the messages of the bot that hold the words.
func shown(p *simulator.Person, words string) (n int) {
	for _, m := range p.Messages() {
		if m.FromBot && strings.Contains(m.Text, words) {
			n++
		}
	}
	return n
}

// settled waits until the bot has nothing left to do: no update, no call and
// no job that is under way or will be tried again.
func settled(t *testing.T, w *world, within time.Duration) {
	t.Helper()
	const open = `SELECT count(*) FROM river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')`
	eventually(t, within, "nothing left to do", func() bool { return w.sim.Pending() == 0 && w.number(open) == 0 })
	idle(t, w)
}

// remindIn signs people up for an event of their own, with a reminder that is
// due after d.
func (w *world) remindIn(people []*simulator.Person, d time.Duration) {
	w.t.Helper()
	event := w.event(len(people), "4 hours")
	w.sql(`WITH s AS (INSERT INTO signups (event_id, person_id, state)
			SELECT $1, id, 'going' FROM people WHERE chat_id BETWEEN $2 AND $3 RETURNING id), taken AS (
			UPDATE events SET taken = capacity WHERE id = $1)
		INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at)
		SELECT s.id, 240, e.starts_at, $4 FROM s, events e WHERE e.id = $1`,
		event, people[0].ID(), people[len(people)-1].ID(), w.clock.now().Add(d))
}
