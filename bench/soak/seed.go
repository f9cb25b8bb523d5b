package main

import (
	"context"
	"fmt"
	"time"

	"jastar/bot/simulator"
)

// eventKind says what an event is good for.
type eventKind int

const (
	plenty    eventKind = iota // everybody finds a seat
	scarce                     // a tenth of the people do
	reminding                  // everybody finds a seat and is reminded
)

// event is one event people can sign up for.
type event struct {
	number int // stands in the title
	id     int64
	kind   eventKind
	due    time.Time // of its reminder
}

// How many events there are, beside those that remind.
const (
	plentyEvents = 60
	scarceEvents = 12
)

// leadTime is how long before its start an event reminds.
const leadTime = 180 * time.Minute

// seed fills the database with what is there before the first update: members,
// events and planned announcements.
func (w *world) seed(ctx context.Context, p *plan) error {
	if err := w.seedMembers(ctx); err != nil {
		return err
	}
	if err := w.seedEvents(ctx, p); err != nil {
		return err
	}
	w.seedShutting(p)
	w.begun, w.announcements = p.start, len(p.runs)
	for i, at := range p.runs {
		if err := w.seedAnnouncement(ctx, i+1, p.start.Add(at)); err != nil {
			return err
		}
	}
	return nil
}

// seedAnnouncement plans the announcement of that number for a moment.
func (w *world) seedAnnouncement(ctx context.Context, number int, at time.Time) error {
	return w.records.do(ctx, `INSERT INTO announcements (form_id, author_id, started_by, state, content, audience, next_at, changed_at)
		SELECT $1, id, id, 'scheduled', jsonb_build_object('en', jsonb_build_object('text', $2::text)), '{}', $3, now()
		FROM people WHERE chat_id = $4`, number, wordsOf(number), at, coordinatorChat)
}

// wordsOf is what the announcement of that number says.
func wordsOf(number int) string { return fmt.Sprintf("%s%d", announcementWords, number) }

func (w *world) seedMembers(ctx context.Context) error {
	w.sim.AddPeople(coordinatorChat, 1)
	w.sim.AddPeople(firstMember, w.chats)
	err := w.records.do(ctx, `INSERT INTO people (chat_id, language, staff_role) VALUES ($1, 'en', 'coordinator')`, coordinatorChat)
	if err != nil {
		return err
	}
	return w.records.do(ctx, `INSERT INTO people (chat_id, language, name, age_band, consent_version, consented_at, member_since)
		SELECT id, (ARRAY['kk', 'ru', 'en'])[1 + id % 3], 'Member ' || id, '18-35', 1, now(), now()
		FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) id`, firstMember, w.chats)
}

func (w *world) seedEvents(ctx context.Context, p *plan) error {
	if err := w.records.do(ctx, `INSERT INTO organisations (form_id, name) VALUES (1, '{"en": "Soak club"}')`); err != nil {
		return err
	}
	add := func(kind eventKind, starts time.Time, seats int, reminders []int) error {
		e := event{number: len(w.events) + 1, kind: kind, due: starts.Add(-leadTime)}
		var err error
		e.id, err = w.records.one(ctx, `INSERT INTO events (organisation_id, created_by, status, title, starts_at, ends_at, place, capacity, ages, reminders)
			SELECT o.id, p.id, 'published', jsonb_build_object('en', $1::text), $2, $2::timestamptz + interval '2 hours', 'Hall', $3, 'open', $4
			FROM organisations o, people p WHERE p.chat_id = $5 RETURNING id`,
			fmt.Sprintf("Soak evening %d.", e.number), starts, seats, reminders, coordinatorChat)
		w.events = append(w.events, e)
		return err
	}
	for i := range plentyEvents + scarceEvents {
		kind, seats := plenty, w.people
		if i >= plentyEvents {
			kind, seats = scarce, max(1, w.people/10)
		}
		if err := add(kind, p.start.Add(72*time.Hour), seats, []int{}); err != nil {
			return err
		}
	}
	for _, at := range p.begin {
		if err := add(reminding, p.start.Add(at+leadTime), w.people, []int{int(leadTime.Minutes())}); err != nil {
			return err
		}
	}
	return nil
}

// seedShutting picks one member in fifty to block the bot and one in a hundred
// to delete the account, a third of them before the start.
func (w *world) seedShutting(p *plan) {
	w.shut = map[int64]shutting{}
	random := w.random(2)
	for i, n := range random.Perm(w.chats)[:w.chats*3/100] {
		s := shutting{leave: i%3 == 0}
		if i%9 > 2 {
			s.at = time.Duration(random.Int64N(int64(p.length) * 3 / 4))
		}
		chat := int64(firstMember + n)
		w.shut[chat] = s
		if s.at == 0 {
			w.lose(chat, s)
		}
	}
}

// lose has a member turn away; doing it twice is as good as once.
func (w *world) lose(chat int64, s shutting) {
	p := w.sim.Person(simulator.Profile{ID: chat})
	if s.leave {
		p.Deactivate()
		return
	}
	p.Block()
}
