package postgres_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jastar/centre"
	"jastar/centre/events"
)

// move is the event's own time and place, to be changed.
func (h *hall) move(form int64, id events.EventID, start time.Time) events.Move {
	return events.Move{Form: form, Event: id, Starts: start, Ends: start.Add(2 * time.Hour), Place: events.Spot{Branch: h.house}}
}

func TestMovingTellsThoseAffected(t *testing.T) {
	t.Parallel()
	const people = 2000
	h := newHall(t)
	start := monday.AddDate(0, 0, 3)
	id, other := h.publish(t, h.draft(people, start)), h.publish(t, h.draft(9, start))
	h.fill(t, id, h.members(t, people-1))
	mine := h.member(t)
	h.join(t, mine, id)
	h.join(t, h.member(t), other)
	began := time.Now()
	later := start.AddDate(0, 0, 1)
	for range 2 { // the same form twice
		if err := h.Move(t.Context(), h.organizer, h.move(7, id, later)); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("telling %d people took %v", people, took)
	}
	if got := value[int](t, h, `SELECT count(DISTINCT args->>'to') FROM river_job WHERE args->>'subject' = 'events.moved'`); got != people {
		t.Errorf("%d people are told, want %d", got, people)
	}
	if got := len(h.notices(t)); got != people {
		t.Errorf("%d notices, want %d", got, people)
	}
	card, err := h.Card(t.Context(), mine, id)
	want := []time.Time{later.Add(-24 * time.Hour), later.Add(-3 * time.Hour)}
	if diff := cmp.Diff(want, card.Reminders, cmp.Comparer(time.Time.Equal)); err != nil || diff != "" {
		t.Error(err, diff)
	}
	was, err := h.store.Change(t.Context(), value[events.ChangeID](t, h, `SELECT id FROM event_changes`))
	if err != nil || !was.Starts.Equal(start) || was.Place.Address["en"] != "1 Rail st" {
		t.Errorf("what it was: %+v, %v", was, err)
	}
	if got := value[string](t, h, `SELECT string_agg(action, ' ' ORDER BY id) FROM audit WHERE object_id = $1`, id); got != "event.create event.publish event.move" {
		t.Errorf("audit log: %s", got)
	}
}

// A change that follows before everybody was told leaves the earlier notice
// standing: each says its own old values and the event as it is now.
func TestALaterChangeKeepsTheEarlierNotice(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 2)
	id, who := h.publish(t, h.draft(9, start)), h.member(t)
	h.join(t, who, id)
	moved := h.move(1, id, start.Add(time.Hour))
	elsewhere := moved
	elsewhere.Form, elsewhere.Place = 2, events.Spot{Text: "Park"}
	for _, m := range []events.Move{moved, elsewhere} {
		if err := h.Move(t.Context(), h.organizer, m); err != nil {
			t.Fatal(err)
		}
	}
	for i, change := range h.notices(t) {
		var n events.ChangeNotice
		if err := json.Unmarshal(change.Data, &n); err != nil {
			t.Fatal(err)
		}
		card, was, ok, err := h.Moved(t.Context(), who, n)
		newTime, newPlace := !was.SameTime(card.Event), !was.SamePlace(card.Event)
		if err != nil || !ok || newTime != (i == 0) || !newPlace {
			t.Errorf("notice %d: sent %v, new time %v, new place %v, %v", i+1, ok, newTime, newPlace, err)
		}
	}
}

// An event that is moved to before its sign-up opens can still be signed up for.
func TestSigningUpMovesWithTheEvent(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 10)
	d := h.draft(9, start)
	d.Opens, d.Closes = start.AddDate(0, 0, -2), start.AddDate(0, 0, -1)
	id := h.publish(t, d)
	earlier := monday.AddDate(0, 0, 4)
	if err := h.Move(t.Context(), h.organizer, h.move(1, id, earlier)); err != nil {
		t.Fatal(err)
	}
	h.now = earlier.AddDate(0, 0, -2)
	h.join(t, h.member(t), id)
	h.now = earlier.AddDate(0, 0, -1)
	if o, err := h.RSVP(t.Context(), h.member(t), id, events.Wish{Going: true}); err != nil || o.Verdict != events.Closed {
		t.Errorf("after the end of signing up: %v, %v", o.Verdict, err)
	}
}

// Another district alone is kept and noted, and nobody is told.
func TestAnotherDistrictAloneIsKept(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	d := h.draft(9, monday.AddDate(0, 0, 2))
	d.Place = events.Spot{Text: "Park", District: 3}
	id := h.publish(t, d)
	h.join(t, h.member(t), id)
	m := h.move(1, id, d.Starts)
	m.Place = events.Spot{Text: "Park", District: 4}
	if err := h.Move(t.Context(), h.organizer, m); err != nil {
		t.Fatal(err)
	}
	card, err := h.Card(t.Context(), h.organizer, id)
	if err != nil || card.Place.District != 4 {
		t.Errorf("the district is %d, %v", card.Place.District, err)
	}
	if got := len(h.notices(t)); got != 0 {
		t.Errorf("%d people are told", got)
	}
	if got := value[int](t, h, `SELECT count(*) FROM audit WHERE action = 'event.move'`); got != 1 {
		t.Errorf("%d deeds", got)
	}
}

func TestAMovedEventIsRemindedByItsNewTime(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 2)
	id, who := h.publish(t, h.draft(9, start)), h.member(t)
	h.join(t, who, id)
	h.now = start.Add(-24 * time.Hour)
	if n := h.remind(t); n != 1 {
		t.Fatalf("%d reminders due, want 1", n)
	}
	if err := h.Move(t.Context(), h.organizer, h.move(1, id, start.AddDate(0, 0, 5))); err != nil {
		t.Fatal(err)
	}
	if still := h.reminding(t); len(still) != 0 {
		t.Error("the reminder of the old time is still sent")
	}
	h.now = start.Add(-3 * time.Hour)
	if n := h.remind(t); n != 0 {
		t.Errorf("%d reminders of the old time", n)
	}
	h.now = start.AddDate(0, 0, 4)
	if n := h.remind(t); n != 1 || len(h.reminding(t)) != 1 {
		t.Errorf("%d reminders of the new time, want 1", n)
	}
}

func TestCancellingSilencesReminders(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 2)
	id, who := h.publish(t, h.draft(9, start)), h.member(t)
	h.join(t, who, id)
	h.now = start.Add(-24 * time.Hour)
	h.remind(t)
	for range 2 {
		if err := h.CallOff(t.Context(), h.organizer, events.CallOff{Event: id, Reason: "No heating"}); err != nil {
			t.Fatal(err)
		}
	}
	if still := h.reminding(t); len(still) != 0 {
		t.Error("the queued reminder is still sent")
	}
	if got := value[int](t, h, `SELECT count(*) FROM reminders WHERE claimed_at IS NULL`); got != 0 {
		t.Errorf("%d reminders wait for a cancelled event", got)
	}
	var told []centre.PersonID
	for _, n := range h.notices(t) {
		if n.Subject == events.EventCalledOff {
			told = append(told, n.To)
		}
	}
	if diff := cmp.Diff([]centre.PersonID{who.Person}, told); diff != "" {
		t.Error(diff)
	}
	if o, err := h.RSVP(t.Context(), h.member(t), id, events.Wish{Going: true}); err != nil || o.Verdict != events.CalledOff {
		t.Errorf("signing up for it: %v, %v", o.Verdict, err)
	}
}

// An old button asks for nothing when the change would be refused in the end.
func TestWhatIsPastCannotBeChanged(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 2)
	off, over := h.publish(t, h.draft(9, start)), h.publish(t, h.draft(8, start))
	if err := h.CallOff(t.Context(), h.organizer, events.CallOff{Event: off, Reason: "No heating"}); err != nil {
		t.Fatal(err)
	}
	try := func(id events.EventID) []error {
		_, err := h.Changeable(t.Context(), h.organizer, id)
		return []error{err, h.Move(t.Context(), h.organizer, h.move(int64(id), id, start.AddDate(0, 0, 5)))}
	}
	_, err := h.Changeable(t.Context(), h.organizer, over)
	if err != nil {
		t.Errorf("an event to come: %v", err)
	}
	h.now = start.Add(2 * time.Hour)
	for id, want := range map[events.EventID]string{off: "events.is_cancelled", over: "events.is_over"} {
		for _, got := range try(id) {
			if !errors.Is(got, centre.Refuse(want)) {
				t.Errorf("%v, want %s", got, want)
			}
		}
	}
}

func TestOnlyItsOrganisationChangesAnEvent(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	start := monday.AddDate(0, 0, 2)
	id, draft := h.publish(t, h.draft(9, start)), h.draft(9, start.Add(time.Hour))
	hidden, err := h.SaveDraft(t.Context(), h.organizer, draft)
	if err != nil {
		t.Fatal(err)
	}
	stranger := h.member(t)
	stranger.Role, stranger.Organisations = centre.Organizer, []centre.OrganisationID{value[centre.OrganisationID](t, h,
		`INSERT INTO organisations (name) VALUES ('{"kk": "Басқа"}') RETURNING id`)}
	stolen := draft
	stolen.ID, stolen.Organisation = hidden, stranger.Organisations[0]
	ctx := t.Context()
	for name, c := range map[string]struct{ got, want error }{
		"move":         {h.Move(ctx, stranger, h.move(1, id, start.Add(time.Hour))), centre.ErrForbidden},
		"cancel":       {h.CallOff(ctx, stranger, events.CallOff{Event: id}), centre.ErrForbidden},
		"publish":      {failure(h.Publish(ctx, stranger, hidden)), centre.ErrForbidden},
		"delete draft": {h.DeleteDraft(ctx, stranger, hidden), centre.ErrForbidden},
		"steal draft":  {failure(h.SaveDraft(ctx, stranger, stolen)), centre.ErrForbidden},
		"read draft":   {failure(h.Card(ctx, stranger, hidden)), centre.ErrGone},
		"join draft":   {failure(h.RSVP(ctx, stranger, hidden, events.Wish{Going: true})), centre.ErrGone},
		"manage":       {failure(h.Managed(ctx, stranger, id)), centre.ErrForbidden},
		"unknown":      {h.CallOff(ctx, h.organizer, events.CallOff{Event: 99999}), centre.ErrGone},
		"move a draft": {h.Move(ctx, h.organizer, h.move(2, hidden, start)), centre.ErrGone},
		"past":         {h.Move(ctx, h.organizer, h.move(3, id, monday.Add(-time.Hour))), centre.Refuse("events.start_past")},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	if got := value[int](t, h, `SELECT count(*) FROM audit WHERE by_person = $1`, stranger.Person); got != 0 {
		t.Errorf("a stranger did %d deeds", got)
	}
	if got := len(h.notices(t)); got != 0 {
		t.Errorf("%d people were told", got)
	}
}

func failure[T any](_ T, err error) error { return err }
