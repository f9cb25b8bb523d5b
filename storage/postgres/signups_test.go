package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"jastar/centre"
	"jastar/centre/events"
)

func TestSeatsAreNeverOversold(t *testing.T) {
	t.Parallel()
	const people, seats = 200, 20
	h := newHall(t)
	id := h.publish(t, h.draft(seats, monday.AddDate(0, 0, 3)))
	verdicts := make(map[events.Verdict]int)
	var together sync.WaitGroup
	var lock sync.Mutex
	for _, who := range h.members(t, people) {
		together.Go(func() {
			o, err := h.RSVP(t.Context(), who, id, events.Wish{Going: true})
			if err != nil {
				t.Error(err)
			}
			lock.Lock()
			defer lock.Unlock()
			verdicts[o.Verdict]++
		})
	}
	together.Wait()
	want := map[events.Verdict]int{events.Joined: seats, events.Full: people - seats}
	if diff := cmp.Diff(want, verdicts); diff != "" {
		t.Error(diff)
	}
	if got := value[int](t, h, `SELECT count(*) FROM signups WHERE state = 'going'`); got != seats {
		t.Errorf("%d sign-ups for %d seats", got, seats)
	}
}

func TestTheSameWishGivesTheSameAnswer(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who, id := h.member(t), h.publish(t, h.draft(5, monday.AddDate(0, 0, 3)))
	steps := []struct {
		wish events.Wish
		want events.Verdict
		left int
	}{
		{events.Wish{}, events.NotIn, 5},
		{events.Wish{Going: true}, events.Joined, 4},
		{events.Wish{Going: true}, events.AlreadyIn, 4},
		{events.Wish{Going: true, Answer: events.Late}, events.Noted, 4},
		{events.Wish{Answer: events.Cannot}, events.Left, 5},
		{events.Wish{Answer: events.Cannot}, events.NotIn, 5},
		{events.Wish{Going: true, Answer: events.Coming}, events.NotIn, 5},
		{events.Wish{Going: true}, events.Joined, 4},
	}
	for i, step := range steps {
		o, err := h.RSVP(t.Context(), who, id, step.wish)
		if err != nil || o.Verdict != step.want || o.Event.Left() != step.left {
			t.Errorf("step %d: %v with %d left, %v; want %v with %d", i, o.Verdict, o.Event.Left(), err, step.want, step.left)
		}
		stored, err := h.Card(t.Context(), who, id)
		if diff := cmp.Diff(stored, o.Card, cmp.Comparer(time.Time.Equal), cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Errorf("step %d: the answer differs from what is stored: %v %s", i, err, diff)
		}
	}
}

func TestWhatRegistrationMustSettleFirst(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	adults := h.draft(5, monday.AddDate(0, 0, 3))
	adults.Ages = events.AgesAdults
	id := h.publish(t, adults)
	for name, c := range map[string]struct {
		set  string
		want centre.Need
	}{
		"the date of birth": {`birth_date = NULL`, centre.NeedBirthDate},
	} {
		who := h.member(t)
		h.exec(t, `UPDATE people SET `+c.set+` WHERE id = $1`, who.Person)
		var lacks *centre.Lacks
		if _, err := h.RSVP(t.Context(), who, id, events.Wish{Going: true}); !errors.As(err, &lacks) || lacks.Need != c.want {
			t.Errorf("%s: RSVP = %v, want a lack of %s", name, err, c.want)
		}
	}
	if got := value[int](t, h, `SELECT count(*) FROM signups`); got != 0 {
		t.Errorf("%d sign-ups of people who may not come", got)
	}
}

// TestSeatsStayCounted checks over random wishes of several people that the
// seats are counted right and never oversold, and who has one.
func TestSeatsStayCounted(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	who := h.members(t, 6)
	round := 0
	rapid.Check(t, func(r *rapid.T) {
		round++
		seats := rapid.IntRange(1, 4).Draw(r, "seats")
		id := h.publish(t, h.draft(seats, monday.AddDate(0, 0, 3).Add(time.Duration(round)*time.Minute)))
		in := make(map[int]bool)
		for i := range rapid.IntRange(1, 20).Draw(r, "wishes") {
			n, going := rapid.IntRange(0, len(who)-1).Draw(r, "who"), rapid.Bool().Draw(r, "going")
			o, err := h.RSVP(t.Context(), who[n], id, events.Wish{Going: going})
			if err != nil {
				r.Fatal(err)
			}
			if going && (in[n] || len(in) < seats) {
				in[n] = true
			} else if !going {
				delete(in, n)
			}
			if o.Going != in[n] || o.Taken != len(in) {
				r.Fatalf("wish %d: going %v with %d taken, want %v with %d", i, o.Going, o.Taken, in[n], len(in))
			}
		}
		stored := value[string](t, h, `SELECT taken || '/' || (SELECT count(*) FROM signups WHERE event_id = $1 AND state = 'going')
			FROM events WHERE id = $1`, id)
		if want := fmt.Sprintf("%d/%d", len(in), len(in)); stored != want {
			r.Fatalf("stored %s, want %s", stored, want)
		}
	})
}

func TestAttendees(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	id := h.publish(t, h.draft(30, monday.AddDate(0, 0, 3)))
	h.fill(t, id, h.members(t, 23))
	last, err := h.Attendees(t.Context(), h.organizer, id, 99)
	if err != nil || last.Pages() != 2 || last.Page != 1 || len(last.List) != 3 {
		t.Errorf("page %d of %d with %d people, %v; want page 1 of 2 with 3", last.Page, last.Pages(), len(last.List), err)
	}
	if _, err := h.Attendees(t.Context(), h.member(t), id, 0); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("somebody else read the attendees: %v", err)
	}
}

// TestEverybodyAtOnce lets people join, leave, be forgotten and be moved at the
// same time: afterwards seats and reminders must be those of who is going.
func TestEverybodyAtOnce(t *testing.T) {
	t.Parallel()
	const seats = 7
	h := newHall(t)
	start := monday.AddDate(0, 0, 3)
	id := h.publish(t, h.draft(seats, start))
	var together sync.WaitGroup
	for i, who := range h.members(t, 25) {
		together.Go(func() {
			for turn := range 8 {
				if _, err := h.RSVP(t.Context(), who, id, events.Wish{Going: (i+turn)%3 > 0}); err != nil {
					t.Error(err)
				}
				if i%8 == 0 {
					if err := h.Leave(t.Context(), who.Person); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for n := range 5 {
		together.Go(func() {
			if err := h.Move(t.Context(), h.organizer, h.move(int64(n+1), id, start.Add(time.Duration(n+1)*time.Hour))); err != nil {
				t.Error(err)
			}
		})
	}
	together.Wait()
	taken := value[int](t, h, `SELECT taken FROM events WHERE id = $1`, id)
	if going := value[int](t, h, `SELECT count(*) FROM signups WHERE state = 'going'`); taken != going || taken > seats {
		t.Errorf("%d seats are taken by %d people, there are %d", taken, going, seats)
	}
	wrong := value[int](t, h, `SELECT count(*) FROM reminders r JOIN signups s ON s.id = r.signup_id JOIN events e ON e.id = s.event_id
		WHERE s.state <> 'going' OR r.starts_at <> e.starts_at`)
	missing := value[int](t, h, `SELECT count(*) FROM signups s WHERE state = 'going' AND (SELECT count(*) FROM reminders WHERE signup_id = s.id) <> 2`)
	if wrong != 0 || missing != 0 {
		t.Errorf("%d reminders are wrong, %d people lack theirs", wrong, missing)
	}
}
