package postgres_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jastar/centre"
	"jastar/centre/events"
	"jastar/centre/registration"
)

// remind claims everything that is due at the hall's moment.
func (h *hall) remind(t *testing.T) int {
	t.Helper()
	n, err := h.RemindDue(t.Context(), 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// reminding tells which queued reminders are still true.
func (h *hall) reminding(t *testing.T) (people []centre.PersonID) {
	t.Helper()
	for _, n := range h.notices(t) {
		var data events.ReminderNotice
		if n.Subject != events.ReminderDue {
			continue
		}
		if err := json.Unmarshal(n.Data, &data); err != nil {
			t.Fatal(err)
		}
		_, ok, err := h.Reminding(t.Context(), centre.Actor{Person: n.To}, data)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			people = append(people, n.To)
		}
	}
	return people
}

func TestRemindersAreClaimedOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	id := h.publish(t, h.draft(50, monday.AddDate(0, 0, 2)))
	who := h.members(t, 40)
	for _, a := range who {
		h.join(t, a, id)
	}
	h.now = monday.AddDate(0, 0, 1).Add(-time.Second)
	if n := h.remind(t); n != 0 {
		t.Errorf("%d reminders a second before they are due", n)
	}
	h.now = h.now.Add(time.Second)
	var together sync.WaitGroup
	for range 8 { // replicas
		together.Go(func() {
			for {
				n, err := h.RemindDue(context.WithoutCancel(t.Context()), 7)
				if err != nil {
					t.Error(err)
				}
				if n == 0 {
					return
				}
			}
		})
	}
	together.Wait()
	if got := len(h.reminding(t)); got != len(who) {
		t.Errorf("%d reminders for %d people", got, len(who))
	}
	if n := h.remind(t); n != 0 {
		t.Errorf("%d reminders were due twice", n)
	}
}

// Two reminders of a seat that fell due while the bot was away are one notice,
// however small the batches and however many replicas come back at once.
func TestLateRemindersOfASeatAreSaidOnce(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	const seats = 60
	start := monday.AddDate(0, 0, 2)
	id := h.publish(t, h.draft(seats, start))
	h.fill(t, id, h.members(t, seats))
	for _, offset := range []int{60, 30} { // far apart: those of a seat fall into different batches
		h.exec(t, `INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at)
			SELECT s.id, $1::integer, e.starts_at, e.starts_at - $1::integer * interval '1 minute'
			FROM signups s JOIN events e ON e.id = s.event_id ORDER BY s.id`, offset)
	}
	h.now = start.Add(-10 * time.Minute)
	var together sync.WaitGroup
	for range 4 {
		together.Go(func() {
			for n, err := 1, error(nil); n > 0; {
				if n, err = h.RemindDue(context.WithoutCancel(t.Context()), 7); err != nil {
					t.Error(err)
				}
			}
		})
	}
	together.Wait()
	if got := len(h.notices(t)); got != seats {
		t.Errorf("%d notices for %d seats", got, seats)
	}
	if n := value[int](t, h, `SELECT count(*) FROM reminders WHERE claimed_at IS NULL`); n != 0 {
		t.Errorf("%d reminders were not claimed", n)
	}
}

// A seat whose owner is just giving it up is passed by, and nobody waits.
func TestRemindersPassByAChangingSeat(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 2)
	id := h.publish(t, h.draft(9, start))
	leaving, staying := h.member(t), h.member(t)
	h.join(t, leaving, id)
	h.join(t, staying, id)
	h.now = start.Add(-time.Hour)
	tx, err := h.sql.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `UPDATE signups SET answer = 'late' WHERE person_id = $1`, leaving.Person); err != nil {
		t.Fatal(err)
	}
	if n := h.remind(t); n != 2 {
		t.Errorf("%d reminders were claimed, want the other seat's 2", n)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := h.remind(t); n != 2 {
		t.Errorf("%d reminders were claimed afterwards", n)
	}
}

func TestSoonestEventIsRemindedFirst(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who := h.member(t)
	late := h.publish(t, h.draft(5, monday.Add(27*time.Hour)))
	soon := h.publish(t, h.draft(5, monday.Add(26*time.Hour)))
	h.join(t, who, late)
	h.join(t, who, soon)
	h.now = monday.Add(24*time.Hour + 30*time.Minute)
	h.remind(t)
	var order []events.EventID
	for _, n := range h.notices(t) {
		var data events.ReminderNotice
		if err := json.Unmarshal(n.Data, &data); err != nil {
			t.Fatal(err)
		}
		order = append(order, data.Event)
	}
	if diff := cmp.Diff([]events.EventID{soon, late}, order); diff != "" {
		t.Error(diff)
	}
}

func TestNoReminderWithoutASeat(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	id := h.publish(t, h.draft(5, monday.AddDate(0, 0, 2)))
	early, queued := h.member(t), h.member(t)
	h.join(t, early, id)
	h.join(t, queued, id)
	leave := func(who centre.Actor) {
		if o, err := h.RSVP(t.Context(), who, id, events.Wish{}); err != nil || o.Verdict != events.Left {
			t.Fatalf("leave: %v, %v", o.Verdict, err)
		}
	}
	leave(early)
	h.now = monday.AddDate(0, 0, 1)
	if n := h.remind(t); n != 1 {
		t.Errorf("%d reminders are due, want 1", n)
	}
	leave(queued) // after its reminder was queued, before it is sent
	if still := h.reminding(t); len(still) != 0 {
		t.Errorf("%v are reminded without a seat", still)
	}
}

func TestOwnChoiceOfReminders(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 3)
	id := h.publish(t, h.draft(5, start))
	who := h.member(t)
	h.join(t, who, id)
	times := func() []time.Time {
		c, err := h.Card(t.Context(), who, id)
		if err != nil {
			t.Fatal(err)
		}
		return c.Reminders
	}
	same := cmp.Comparer(time.Time.Equal)
	if diff := cmp.Diff([]time.Time{start.Add(-24 * time.Hour), start.Add(-3 * time.Hour)}, times(), same); diff != "" {
		t.Error("by default", diff)
	}
	h.exec(t, `UPDATE people SET reminder_offsets = '{60}' WHERE id = $1`, who.Person)
	if err := h.ReplanReminders(t.Context(), who.Person); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Time{start.Add(-time.Hour)}, times(), same); diff != "" {
		t.Error("by choice", diff)
	}
}

// Reminders that were planned already follow a new choice of quiet hours.
func TestQuietHoursMovePlannedReminders(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	desk := registration.New(h.db.Registration(),
		registration.Terms{Clock: func() time.Time { return h.now }, Zone: almaty, Ages: registration.StandardAges()},
		registration.Neighbours{Replanners: []registration.Replanner{h.Desk}})
	start := monday.AddDate(0, 0, 3).Add(-2 * time.Hour) // three hours before is night, by the centre's quiet hours
	id, who := h.publish(t, h.draft(5, start)), h.member(t)
	h.join(t, who, id)
	for _, c := range []struct {
		quiet *centre.QuietHours
		last  time.Time
	}{
		{&centre.QuietHours{}, start.Add(-3 * time.Hour)},
		{nil, start.Add(-13 * time.Hour)}, // 21:00 the evening before
	} {
		if err := desk.SetQuiet(t.Context(), who, c.quiet); err != nil {
			t.Fatal(err)
		}
		card, err := h.Card(t.Context(), who, id)
		want := []time.Time{start.Add(-24 * time.Hour), c.last}
		if diff := cmp.Diff(want, card.Reminders, cmp.Comparer(time.Time.Equal)); err != nil || diff != "" {
			t.Errorf("quiet %v: %v\n%s", c.quiet, err, diff)
		}
	}
}

func TestLeavingEverything(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who, other := h.member(t), h.member(t)
	var ids []events.EventID
	for day := range 3 {
		id := h.publish(t, h.draft(5+day, monday.AddDate(0, 0, 1+day)))
		h.join(t, who, id)
		h.join(t, other, id)
		ids = append(ids, id)
	}
	h.now = monday.AddDate(0, 0, 2) // the first is over
	for range 2 {
		if err := h.Leave(t.Context(), who.Person); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []int{2, 1, 1} {
		if got := value[int](t, h, `SELECT taken FROM events WHERE id = $1`, ids[i]); got != want {
			t.Errorf("event %d has %d taken seats, want %d", i, got, want)
		}
	}
	_, data, err := h.Export(t.Context(), who.Person)
	if all := data.(events.Records).Places; err != nil || len(all) != 3 || all[0].State != events.NotGone || all[2].State != events.Going {
		t.Errorf("records: %+v, %v", all, err)
	}
	_, data, err = h.Export(t.Context(), h.organizer.Person)
	if all := data.(events.Records).Created; err != nil || len(all) != 3 || all[0].Event != ids[2] || all[0].Status != events.StatusPublished {
		t.Errorf("events created: %+v, %v", all, err)
	}
}
