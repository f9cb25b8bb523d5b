package main

import (
	"context"
	"strings"
	"time"

	"jastar/bot/simulator"
)

// compare holds what people saw against what the database says.
func (w *world) compare(ctx context.Context, c *crowd, report *table) error {
	w.updates.compare(report)
	c.compareAnswers(report)
	for _, part := range []func(context.Context, *table) error{
		c.compareMembers, c.comparePlaces, w.compareSeats, w.compareReminders, w.compareRuns, w.compareReach,
	} {
		if err := part(ctx, report); err != nil {
			return err
		}
	}
	w.compareCalls(report)
	line := report.line("the schedule happened as planned")
	line.of = 1
	if err := w.failed(); err != nil {
		line.wrong("%v", err)
	}
	w.figures(report)
	return nil
}

// compareAnswers reports who waited in vain.
func (c *crowd) compareAnswers(report *table) {
	line := report.line("visits and words answered")
	var slowest time.Duration
	for _, p := range c.people {
		line.of += p.visits
		slowest = max(slowest, p.slowest)
		for _, b := range p.broken {
			line.wrong("person %d %s", p.who.ID(), b)
		}
	}
	report.note("longest wait for an answer", slowest.Round(100*time.Millisecond))
}

// compareMembers holds who was told to be a member against who is.
func (c *crowd) compareMembers(ctx context.Context, report *table) error {
	type row struct {
		Chat     int64
		Name     string
		Consents int
	}
	rows, err := rowsOf[row](ctx, c.records, `SELECT p.chat_id, p.name, (SELECT count(*) FROM consents c WHERE c.person_id = p.id)
		FROM people p WHERE p.member_since IS NOT NULL AND p.chat_id BETWEEN $1 AND $2 ORDER BY 1 LIMIT 1000`, firstPerson, firstMember-1)
	if err != nil {
		return err
	}
	stored := map[int64]row{}
	for _, r := range rows {
		stored[r.Chat] = r
	}
	line := report.line("forms finished, as people were told")
	for _, p := range c.people {
		line.of++
		id := p.who.ID()
		r, is := stored[id]
		if is != p.member {
			line.wrong("person %d was told to be a member: %v, is one: %v", id, p.member, is)
		}
		if is && (r.Name != nameOf(id) || r.Consents != 1) {
			line.wrong("person %d is called %q with %d consents", id, r.Name, r.Consents)
		}
	}
	return nil
}

// comparePlaces holds what people wished and were told against their sign-ups.
func (c *crowd) comparePlaces(ctx context.Context, report *table) error {
	has, err := c.places(ctx)
	if err != nil {
		return err
	}
	wished, told := report.line("sign-ups and cancellations had their effect"), report.line("the last answer about a place is true")
	for _, p := range c.people {
		for event, wanted := range p.wishes {
			wished.of++
			s := seat{p.who.ID(), event}
			if has[s] != wanted {
				wished.wrong("person %d wants a place in event %d: %v, has it: %v", s.chat, s.event, wanted, has[s])
			}
		}
	}
	c.witness.mu.Lock()
	defer c.witness.mu.Unlock()
	for s, m := range c.witness.says {
		told.of++
		if says, _ := going(m.Text); says != has[s] {
			told.wrong("person %d has a place in event %d: %v, and read at %s: %q%s", s.chat, s.event, has[s],
				touched(m).Format("15:04:05.000"), m.Text, c.people[s.chat-firstPerson].remembers())
		}
	}
	for s := range has {
		if _, ever := c.witness.says[s]; !ever {
			told.wrong("person %d has a place in event %d and was never told", s.chat, s.event)
		}
	}
	return nil
}

// places are all places that are taken.
func (c *crowd) places(ctx context.Context) (map[seat]bool, error) {
	type row struct{ Chat, Event int64 }
	rows, err := rowsOf[row](ctx, c.records, `SELECT p.chat_id, s.event_id FROM signups s JOIN people p ON p.id = s.person_id WHERE s.state = 'going'`)
	if err != nil {
		return nil, err
	}
	number := c.numbers()
	has := map[seat]bool{}
	for _, r := range rows {
		has[seat{r.Chat, number[r.Event]}] = true
	}
	return has, nil
}

// numbers are the events' numbers by id.
func (w *world) numbers() map[int64]int {
	number := map[int64]int{}
	for _, e := range w.events {
		number[e.id] = e.number
	}
	return number
}

// compareSeats looks for seats that were sold twice or counted wrongly.
func (w *world) compareSeats(ctx context.Context, report *table) error {
	type row struct{ Event, Capacity, Taken, Going int64 }
	rows, err := rowsOf[row](ctx, w.records, `SELECT e.id, e.capacity, e.taken, count(s.id) FILTER (WHERE s.state = 'going')
		FROM events e LEFT JOIN signups s ON s.event_id = e.id GROUP BY e.id`)
	if err != nil {
		return err
	}
	line, full := report.line("events whose seats are right"), 0
	number := w.numbers()
	for _, r := range rows {
		line.of++
		if r.Taken != r.Going || r.Going > r.Capacity {
			line.wrong("event %d of %d seats counts %d and has given out %d", number[r.Event], r.Capacity, r.Taken, r.Going)
		}
		if r.Going == r.Capacity {
			full++
		}
	}
	report.note("events that are full", full)
	return nil
}

// compareReach holds who turned away against whom the bot still writes to. Of
// deleted accounts it learns only by writing to them.
func (w *world) compareReach(ctx context.Context, report *table) error {
	type row struct {
		Chat              int64
		Reachable, Hinted bool
	}
	rows, err := rowsOf[row](ctx, w.records, `SELECT chat_id, reachable,
		EXISTS (SELECT FROM deliveries d WHERE d.person_id = p.id AND d.outcome = $2)
		FROM people p WHERE chat_id >= $1`, firstMember, blocked)
	if err != nil {
		return err
	}
	line := report.line("members known to be reachable or not")
	for _, r := range rows {
		s, away := w.shut[r.Chat]
		if away && (s.leave || w.announce) && !r.Hinted {
			continue
		}
		if line.of++; away == r.Reachable {
			line.wrong("member %d can be written to: %v, is marked so: %v", r.Chat, !away, r.Reachable)
		}
	}
	return nil
}

// compareCalls looks for calls that Telegram refuses. An edit that was carried
// out without an answer is made again, which Telegram calls not modified.
func (w *world) compareCalls(report *table) {
	line, repeated := report.line("calls that Telegram would not refuse"), 0
	line.of = int(w.sim.Calls())
	for _, m := range w.sim.Mistakes() {
		if strings.Contains(m.Description, "message is not modified") || strings.Contains(m.Description, "message to delete not found") {
			repeated++
			continue
		}
		line.wrong("%s %d: %s %v", m.Method, m.Code, m.Description, m.Params["chat_id"])
	}
	report.note("edits and deletions made once more", repeated)
}

// figures adds what is only worth knowing.
func (w *world) figures(report *table) {
	starts, injected := 0, 0
	for _, p := range w.replicas {
		starts += p.starts
	}
	for _, r := range w.sim.Refusals() {
		if r.Kind == simulator.Injected {
			injected++
		}
	}
	report.note("kills and starts of replicas", [2]int{len(w.kills), starts})
	report.note("messages sent", w.sim.Sent())
	report.note("calls that met a fault of Telegram", injected)
}
