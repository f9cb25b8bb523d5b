package events

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
)

var (
	zone = time.FixedZone("Almaty", 5*3600)
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, zone) // a Monday
)

// open is an event of tomorrow with one free seat.
func open() Event {
	return Event{Status: StatusPublished, Starts: noon.AddDate(0, 0, 1), Ends: noon.AddDate(0, 0, 1).Add(2 * time.Hour),
		Capacity: 3, Taken: 2, Ages: AgesGuardian}
}

var adult = Applicant{Consented: true, Band: AdultBand}

func TestDecide(t *testing.T) {
	going, leaving := Wish{Going: true}, Wish{}
	for name, c := range map[string]struct {
		change func(*Seat)
		wish   Wish
		want   Verdict
	}{
		"a free seat":                   {func(*Seat) {}, going, Joined},
		"the same tap again":            {func(s *Seat) { s.Going = true }, going, AlreadyIn},
		"no seat is left":               {func(s *Seat) { s.Event.Taken = 3 }, going, Full},
		"full, but one of them":         {func(s *Seat) { s.Event.Taken, s.Going = 3, true }, going, AlreadyIn},
		"full is said before ages":      {func(s *Seat) { s.Event.Taken, s.Applicant = 3, Applicant{} }, going, Full},
		"before it opens":               {func(s *Seat) { s.Event.Opens = noon.Add(time.Second) }, going, NotOpen},
		"at the moment it opens":        {func(s *Seat) { s.Event.Opens = noon }, going, Joined},
		"before it closes":              {func(s *Seat) { s.Event.Closes = noon.Add(time.Second) }, going, Joined},
		"at the moment it closes":       {func(s *Seat) { s.Event.Closes = noon }, going, Closed},
		"after the start":               {func(s *Seat) { s.Event.Starts = noon }, going, Closed},
		"after the start by its window": {func(s *Seat) { s.Event.Starts, s.Event.Closes = noon, s.Event.Ends }, going, Joined},
		"cancelled":                     {func(s *Seat) { s.Event.Status = StatusCancelled }, going, CalledOff},
		"leaving what is cancelled":     {func(s *Seat) { s.Event.Status, s.Going = StatusCancelled, true }, leaving, CalledOff},
		"over":                          {func(s *Seat) { s.Event.Starts, s.Event.Ends = noon.Add(-time.Hour), noon }, going, Finished},
		"leaving":                       {func(s *Seat) { s.Going = true }, leaving, Left},
		"leaving while it goes on":      {func(s *Seat) { s.Going, s.Event.Starts = true, noon.Add(-time.Hour) }, leaving, Left},
		"leaving without a seat":        {func(*Seat) {}, leaving, NotIn},
		"coming":                        {func(s *Seat) { s.Going = true }, Wish{Going: true, Answer: Coming}, Noted},
		"coming without a seat":         {func(*Seat) {}, Wish{Going: true, Answer: Coming}, NotIn},
		"cannot come":                   {func(s *Seat) { s.Going = true }, Wish{Answer: Cannot}, Left},
	} {
		s := Seat{Event: open(), Applicant: adult}
		c.change(&s)
		if got, err := Decide(s, c.wish, noon); got != c.want || err != nil {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}

func TestADraftIsNobodys(t *testing.T) {
	s := Seat{Event: open(), Applicant: adult}
	s.Event.Status = StatusDraft
	if _, err := Decide(s, Wish{Going: true}, noon); !errors.Is(err, centre.ErrGone) {
		t.Errorf("signing up for a draft: %v", err)
	}
}

func TestAdmit(t *testing.T) {
	day := noon.AddDate(0, 0, 1)
	eighteen := time.Date(2008, 11, 24, 0, 0, 0, 0, time.UTC)
	young := Applicant{Consented: true, Band: "16-17"}
	lacks := func(n centre.Need) error { return &centre.Lacks{Need: n} }
	for name, c := range map[string]struct {
		ages Ages
		who  Applicant
		want error
	}{
		"a guest":                            {AgesOpen, Applicant{}, lacks(centre.NeedMembership)},
		"open to a minor":                    {AgesOpen, young, nil},
		"guardian for an adult by band":      {AgesGuardian, adult, nil},
		"guardian for a minor":               {AgesGuardian, young, lacks(centre.NeedGuardian)},
		"guardian for a minor with one":      {AgesGuardian, Applicant{Consented: true, Band: "14-15", Guarded: true}, nil},
		"guardian when nothing is known":     {AgesGuardian, Applicant{Consented: true}, lacks(centre.NeedBirthDate)},
		"the date of birth beats the band":   {AgesGuardian, Applicant{Consented: true, Band: AdultBand, Born: eighteen.AddDate(0, 0, 1)}, lacks(centre.NeedGuardian)},
		"adults by band alone":               {AgesAdults, adult, lacks(centre.NeedBirthDate)},
		"adults on the 18th birthday":        {AgesAdults, Applicant{Consented: true, Born: eighteen}, nil},
		"adults a day before the birthday":   {AgesAdults, Applicant{Consented: true, Born: eighteen.AddDate(0, 0, 1)}, centre.Refuse("events.adults_only")},
		"adults, and a guardian is no reply": {AgesAdults, Applicant{Consented: true, Born: eighteen.AddDate(2, 0, 0), Guarded: true}, centre.Refuse("events.adults_only")},
	} {
		got := c.ages.Admit(c.who, day)
		if (got == nil) != (c.want == nil) || got != nil && got.Error() != c.want.Error() {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestTheSameWishTwice checks that a wish that was carried out is answered by
// the state it asked for, and changes no seat again.
func TestTheSameWishTwice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := Seat{Event: open(), Applicant: adult, Going: rapid.Bool().Draw(r, "in")}
		s.Event.Taken = rapid.IntRange(0, s.Event.Capacity).Draw(r, "taken")
		if s.Going {
			s.Event.Taken = max(1, s.Event.Taken)
		}
		wish := Wish{Going: rapid.Bool().Draw(r, "going")}
		for range 2 {
			v, err := Decide(s, wish, noon)
			if err != nil {
				r.Fatal(err)
			}
			s.Event.Taken += Decision{Verdict: v}.Seats()
			s.Going = v == Joined || s.Going && v != Left
			if s.Event.Taken < 0 || s.Event.Taken > s.Event.Capacity {
				r.Fatalf("%d of %d seats are taken after %v", s.Event.Taken, s.Event.Capacity, v)
			}
		}
		v, _ := Decide(s, wish, noon)
		if (Decision{Verdict: v}).Seats() != 0 {
			r.Fatalf("the same wish changed a seat again: %v", v)
		}
	})
}
