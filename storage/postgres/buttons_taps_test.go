package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/centre/events"
	"jastar/storage/postgres"
)

// Buttons belong to the draft as a whole: they outlive its variants, and the
// same wish twice adds one.
func TestButtonsOfADraft(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	event := int64(n.publish(t, n.hall.draft(5, monday.Add(48*time.Hour))))
	a := n.draft(t, n.staff, 0)
	seat := announcements.Button{Kind: announcements.ButtonSeat, Event: event}
	link := announcements.Link{Form: 7001, URL: "https://example.kz", Label: "Сайт"}
	for range 2 {
		if _, err := n.desk.AddEventButton(ctx, n.staff, a.ID, seat); err != nil {
			t.Fatal(err)
		}
		if _, err := n.desk.AddLink(ctx, n.staff, a.ID, link); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := n.desk.Write(ctx, n.staff, a.ID, announcements.NewDraft{Language: "ru", Message: announcements.Message{Text: "Привет"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.Unwrite(ctx, n.staff, a.ID, "kk"); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.Label(ctx, n.staff, a.ID, announcements.Label{Button: 7001, Language: "en", Text: "Site"}); err != nil {
		t.Fatal(err)
	}
	b, err := n.desk.Board(ctx, n.staff, a.ID)
	rows := b.Content.Buttons()
	if err != nil || len(rows) != 2 || rows[0][0].ID != announcements.EventButton(announcements.ButtonSeat, event).ID || len(rows[0]) != 1 {
		t.Fatalf("%+v, %v", rows, err)
	}
	if l := rows[1][0]; l.URL != link.URL || l.Label["kk"] != "Сайт" || l.Label["en"] != "Site" {
		t.Errorf("the link is %+v", l)
	}
	if b.Events[event].ID != event {
		t.Errorf("events %+v", b.Events)
	}
	if got := n.count(t, `SELECT count(*) FROM audit WHERE action = 'announcement.edit' AND detail ? 'buttons'`); got != 5 {
		t.Errorf("%d deeds", got)
	}
}

// An organizer has buttons for events of the own organisation alone, and nobody
// changes those of others or of what is on its way.
func TestForeignButtonsAreRefused(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	foreign := value[int64](t, n.hall, `INSERT INTO organisations (name) VALUES ('{"en": "Other"}') RETURNING id`)
	event := int64(n.publish(t, n.hall.draft(5, monday.Add(48*time.Hour))))
	n.exec(t, `UPDATE events SET organisation_id = $1 WHERE id = $2`, foreign, event)
	own := n.draft(t, n.organizer, n.organizer.Organisations[0])
	centres := n.draft(t, n.staff, 0)
	link := announcements.Link{Form: 7001, URL: "https://example.kz", Label: "Сайт"}
	card := announcements.Button{Kind: announcements.ButtonCard, Event: event}
	for name, err := range map[string]error{
		"event": refusalOf(n.desk.AddEventButton(ctx, n.organizer, own.ID, card)),
		"draft": refusalOf(n.desk.AddLink(ctx, n.organizer, centres.ID, link)),
		"board": refusalOf(n.desk.Board(ctx, n.organizer, centres.ID)),
		"kind":  refusalOf(n.desk.AddEventButton(ctx, n.staff, centres.ID, announcements.Button{Kind: "link", Event: event})),
		"none":  refusalOf(n.desk.AddEventButton(ctx, n.staff, centres.ID, announcements.Button{Kind: "card", Event: 12345})),
		"move":  refusalOf(n.desk.Place(ctx, n.staff, centres.ID, 77, announcements.Spot{})),
	} {
		if err == nil {
			t.Errorf("%s was allowed", name)
		}
	}
	a := n.sent(t, 3)
	if _, err := n.desk.AddLink(ctx, n.staff, a.ID, link); !errors.Is(err, centre.Refuse("announcements.not_a_draft")) {
		t.Errorf("a sent message got a button: %v", err)
	}
}

// tapped is a run to ten members, eight of whom got it, with a sign-up button.
func (n *newsroom) tapped(t *testing.T) (run announcements.RunID, button announcements.Button, readers []centre.Actor) {
	t.Helper()
	event := n.publish(t, n.hall.draft(500, monday.Add(20*24*time.Hour)))
	button = announcements.EventButton(announcements.ButtonSeat, int64(event))
	a := n.sent(t, 10)
	rows := [][]announcements.Button{{button}}
	n.exec(t, `UPDATE runs SET content = $2 WHERE id = $1`, a.Run, announcements.Content{"kk": {Text: "Сәлем", Buttons: rows}})
	n.exec(t, `INSERT INTO run_events VALUES ($1, $2)`, a.Run, event)
	n.exec(t, `UPDATE people SET consent_version = 1, age_band = '18-35', name = 'Reader' WHERE chat_id BETWEEN 7001 AND 7010`)
	for chat := int64(7001); chat <= 7010; chat++ {
		id := value[centre.PersonID](t, n.hall, `SELECT id FROM people WHERE chat_id = $1`, chat)
		readers = append(readers, centre.Actor{Person: id, Role: centre.Member, Consented: true})
	}
	return a.Run, button, readers
}

// Each person counts once for a button, however often and at once they tap.
// Taps on what a run does not have, and of those it did not reach, do not count.
func TestTapsCountOnce(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	run, button, readers := n.tapped(t)
	stranger := n.member(t)
	var all sync.WaitGroup
	for _, who := range append(readers[:4:4], stranger) {
		for range 4 {
			all.Go(func() {
				_ = n.store.KeepTap(ctx, announcements.Tap{Run: run, Button: button.ID, Person: who.Person, At: n.now})
			})
		}
	}
	all.Wait()
	n.desk.CountTap(ctx, readers[4], run, button.ID)
	n.desk.CountTap(ctx, readers[5], run, button.ID+1)
	n.desk.CountTap(ctx, readers[6], run+1000, button.ID)
	n.desk.CountTap(ctx, readers[7], 0, button.ID)
	_, e, err := n.desk.Echo(ctx, n.staff, run)
	if err != nil || len(e.Tapped) != 1 || e.Tapped[button.ID] != 5 {
		t.Errorf("%+v, %v", e, err)
	}
	if _, _, err := n.desk.Echo(ctx, n.organizer, run); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("an organizer reads the centre's: %v", err)
	}
	if at := value[time.Time](t, n.hall, `SELECT min(at) FROM taps`); !at.Equal(n.now) {
		t.Errorf("tapped at %v, not at the bot's time %v", at, n.now)
	}
}

// A sign-up follows when it comes within seven days after the message to
// somebody who got it.
func TestFollowedSignUps(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	run, button, readers := n.tapped(t)
	event, sent := events.EventID(button.Event), n.now
	join := func(who centre.Actor, at time.Time, going bool) {
		t.Helper()
		n.now = at
		if _, err := n.RSVP(ctx, who, event, events.Wish{Going: going}); err != nil {
			t.Fatal(err)
		}
	}
	join(readers[0], sent, true)
	join(readers[1], sent.Add(-time.Second), true) // before the message
	join(readers[2], sent.Add(announcements.FollowedFor-time.Second), true)
	join(readers[3], sent.Add(announcements.FollowedFor), true) // too late
	join(readers[4], sent.Add(time.Hour), true)
	join(readers[4], sent.Add(2*time.Hour), false)  // gave the seat back
	join(readers[5], sent.Add(-time.Hour), true)    // had a seat,
	join(readers[5], sent.Add(-time.Minute), false) // gave it back,
	join(readers[5], sent.Add(time.Hour), true)     // and came again
	join(readers[9], sent.Add(time.Hour), true)     // no answer: perhaps it never arrived
	join(n.member(t), sent.Add(time.Hour), true)    // nobody wrote to them
	people, named, err := n.store.Followed(ctx, run)
	if err != nil || !named || people != 4 {
		t.Errorf("%d followed, %v, %v", people, named, err)
	}
	if _, named, err := n.store.Followed(ctx, run+1); named || err != nil {
		t.Errorf("another run is named: %v, %v", named, err)
	}
}

// What a start is about is noted when it happens.
func TestRunIsAboutItsEvents(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	button := int64(n.publish(t, n.hall.draft(5, monday.Add(48*time.Hour))))
	other := int64(n.publish(t, n.hall.draft(5, monday.Add(72*time.Hour))))
	for name, c := range map[string]struct {
		button, tie, without int64
		want                 int64
	}{
		"button": {button, other, other, button}, "tie": {0, other, 0, other}, "audience": {0, 0, other, other}, "nothing": {},
	} {
		a := n.draft(t, n.staff, 0)
		if c.button != 0 {
			if _, err := n.desk.AddEventButton(ctx, n.staff, a.ID, announcements.Button{Kind: announcements.ButtonCard, Event: c.button}); err != nil {
				t.Fatal(err)
			}
		}
		if c.without != 0 {
			if _, err := n.desk.Address(ctx, n.staff, a.ID, func(a announcements.Audience) announcements.Audience {
				a.WithoutEvents = []int64{c.without}
				return a
			}); err != nil {
				t.Fatal(err)
			}
		}
		plan := func() error { return refusalOf(n.desk.SendAt(ctx, n.staff, a.ID, n.now.Add(time.Hour))) }
		if c.tie != 0 {
			plan = func() error {
				return refusalOf(n.desk.SendAround(ctx, n.staff, a.ID, announcements.Tie{Event: c.tie, Offset: announcements.Offset{Minutes: -60 * 71}}))
			}
		}
		if err := plan(); err != nil {
			t.Fatal(name, err)
		}
		if err := n.desk.StartDue(ctx, n.now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		got := value[int64](t, n.hall, `SELECT coalesce((SELECT e.event_id FROM run_events e JOIN runs r ON r.id = e.run_id WHERE r.announcement_id = $1), 0)`, a.ID)
		if got != c.want {
			t.Errorf("%s: about event %d, want %d", name, got, c.want)
		}
	}
}

// Taps and sign-ups are found by keys, however large the ledger is.
func TestEchoUsesKeys(t *testing.T) {
	n := newNewsroom(t)
	run, _, _ := n.tapped(t)
	n.exec(t, `INSERT INTO people (chat_id) SELECT 100000 + i FROM generate_series(1, 20000) i`)
	n.exec(t, `INSERT INTO deliveries (run_id, person_id, at, outcome) SELECT $1, id, now(), 1 FROM people ON CONFLICT DO NOTHING`, run)
	n.exec(t, `INSERT INTO signups (event_id, person_id, state) SELECT e.id, p.id, 'going' FROM events e, (SELECT id FROM people LIMIT 50) p ON CONFLICT DO NOTHING`)
	n.exec(t, `ANALYZE`)
	for _, plan := range []string{
		explain(t, n.hall, postgres.CountFollowed, run, announcements.FollowedFor),
		explain(t, n.hall, postgres.KeepTap, run, 7, 8, n.now),
	} {
		if strings.Contains(plan, "Seq Scan on deliveries") {
			t.Error(plan)
		}
	}
}
