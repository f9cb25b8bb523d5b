package announcements_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
	"jastar/centre/announcements"
)

func TestStars(t *testing.T) {
	for messages, want := range map[int]int{0: 0, 1: 0, 30: 0, 31: 4, 40: 4, 41: 5, 1000: 100, 1001: 101, 100_000: 10_000, 1_000_000: 100_000} {
		if got := announcements.Stars(messages); got != want {
			t.Errorf("%d messages: %d Stars, want %d", messages, got, want)
		}
	}
}

// What is charged, second by second, is never more than what was shown, however
// many of the free messages others use up.
func TestStarsAreAnUpperBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.IntRange(31, 1000).Draw(t, "rate")
		messages := rapid.IntRange(31, 100_000).Draw(t, "messages")
		tenths := 0
		for left := messages; left > 0; left -= rate {
			others := rapid.IntRange(0, announcements.FreeRate).Draw(t, "others")
			tenths += max(0, min(left, rate)-(announcements.FreeRate-others))
		}
		if got := announcements.Stars(messages); got*10 < tenths {
			t.Fatalf("%d Stars are shown, %d tenths are charged", got, tenths)
		}
	})
}

// paying is bigArchive where the operator pays and the owner lets an announcement
// cost so much.
func paying(ceiling int) (*archive, *announcements.Desk) {
	s, d := bigArchive(0)
	s.reach, s.a.Ceiling = 1000, ceiling
	d.Rate, d.PaidRate = 30, 1000
	return s, d
}

// What the panel offers, what it costs, and how long it takes both ways.
func TestFare(t *testing.T) {
	for name, c := range map[string]struct {
		ceiling, reach, parts int
		rate                  float64
		wished                bool
		want                  announcements.Fare
		offered, dear, pays   bool
	}{
		"allowed":            {1000, 1000, 0, 1000, false, announcements.Fare{Stars: 100, Ceiling: 1000}, true, false, false},
		"chosen":             {1000, 1000, 0, 1000, true, announcements.Fare{Stars: 100, Ceiling: 1000, Wished: true}, true, false, true},
		"just within":        {100, 1000, 0, 1000, true, announcements.Fare{Stars: 100, Ceiling: 100, Wished: true}, true, false, true},
		"above":              {100, 1001, 0, 1000, true, announcements.Fare{Stars: 101, Ceiling: 100, Wished: true}, false, true, false},
		"an album":           {1000, 1000, 2, 1000, true, announcements.Fare{Stars: 200, Ceiling: 1000, Wished: true}, true, false, true},
		"few":                {1000, 30, 0, 1000, true, announcements.Fare{Ceiling: 1000, Wished: true}, false, false, false},
		"not allowed":        {0, 1000, 0, 1000, true, announcements.Fare{Stars: 100, Wished: true}, false, false, false},
		"not switched on":    {1000, 1000, 0, 0, true, announcements.Fare{Stars: 100, Wished: true}, false, false, false},
		"nobody and nothing": {0, 0, 0, 0, false, announcements.Fare{}, false, false, false},
	} {
		s, d := paying(c.ceiling)
		s.reach, s.a.Paid, d.PaidRate = c.reach, c.wished, c.rate
		if c.parts > 0 {
			s.a.Content["kk"] = announcements.Message{Media: announcements.Album, Album: make([]announcements.Part, c.parts)}
		}
		p, err := d.Panel(t.Context(), recallStaff, 3)
		if err != nil || p.Fare != c.want || p.Fare.Offered() != c.offered || p.Fare.Dear() != c.dear || p.Fare.Pays() != c.pays {
			t.Errorf("%s: %+v, offered %v, dear %v, pays %v, %v", name, p.Fare, p.Fare.Offered(), p.Fare.Dear(), p.Fare.Pays(), err)
		}
	}
	s, d := paying(1000)
	if free, paid := d.Takes(s.a, 1000, false), d.Takes(s.a, 1000, true); free != 34*time.Second || paid != time.Second {
		t.Errorf("it takes %v, and %v when it is paid for", free, paid)
	}
}

// Whoever may send a draft chooses, within what the owner lets it cost; the wish
// can always be taken back.
func TestSetPaid(t *testing.T) {
	stranger := centre.Actor{Person: 9, Role: centre.Organizer, Organisations: []centre.OrganisationID{8}}
	for name, c := range map[string]struct {
		who     centre.Actor
		ceiling int
		reach   int
		state   announcements.State
		was     bool
		wished  bool
		want    error
		deeds   bool
	}{
		"within":              {recallStaff, 1000, 1000, announcements.Draft, false, true, nil, true},
		"by an organizer":     {recallOrganizer, 1000, 1000, announcements.Draft, false, true, nil, true},
		"by a stranger":       {stranger, 1000, 1000, announcements.Draft, false, true, centre.ErrForbidden, false},
		"twice":               {recallStaff, 1000, 1000, announcements.Draft, true, true, nil, false},
		"not allowed":         {recallStaff, 0, 1000, announcements.Draft, false, true, centre.Refuse("paid.not_allowed"), false},
		"too dear":            {recallStaff, 100, 1001, announcements.Draft, false, true, centre.Refuse("paid.too_dear"), false},
		"too few":             {recallStaff, 100, 30, announcements.Draft, false, true, centre.Refuse("paid.needless"), false},
		"back though refused": {recallStaff, 0, 1000, announcements.Draft, true, false, nil, true},
		"planned":             {recallStaff, 1000, 1000, announcements.Scheduled, false, true, centre.Refuse("announcements.not_a_draft"), false},
		"in review":           {recallStaff, 1000, 1000, announcements.InReview, false, true, centre.Refuse("approvals.waiting_first"), false},
	} {
		s, d := paying(c.ceiling)
		s.reach, s.a.State, s.a.Paid, s.a.Organisation = c.reach, c.state, c.was, 7
		a, err := d.SetPaid(t.Context(), c.who, 3, c.wished)
		if !errors.Is(err, c.want) || err == nil && a.Paid != c.wished || (s.effects.Deed != nil) != c.deeds {
			t.Errorf("%s: paid %v, %v, effects %+v", name, a.Paid, err, s.effects)
		}
	}
}

// A start is decided anew by what is allowed and what it costs when its time has
// come: never lost, never paid against the owner's will, and nobody is surprised.
func TestStartDecidesAboutPaying(t *testing.T) {
	const told = announcements.NoticeUnpaid
	for name, c := range map[string]struct {
		ceiling, reach int
		rate           float64
		wished, paid   bool
		notice         string
	}{
		"wished":              {1000, 1000, 1000, true, true, ""},
		"not wished":          {1000, 1000, 1000, false, false, ""},
		"disallowed":          {0, 1000, 1000, true, false, told},
		"outgrew the ceiling": {100, 1001, 1000, true, false, told},
		"switched off":        {1000, 1000, 0, true, false, told},
		"few are left":        {1000, 30, 1000, true, false, ""},
		"nobody cares":        {0, 1000, 1000, false, false, ""},
	} {
		for kind, schedule := range map[string]announcements.Schedule{
			"single":    {Next: correctionTime},
			"countdown": {Next: correctionTime, Countdown: true},
			"repeated":  {Next: correctionTime, Cron: "0 12 * * *"},
		} {
			s, d := paying(c.ceiling)
			s.reach, d.PaidRate = c.reach, c.rate
			s.a.State, s.a.StartedBy, s.a.Paid, s.a.Schedule = announcements.Scheduled, 2, c.wished, schedule
			if err := d.StartDue(t.Context(), correctionTime); err != nil {
				t.Fatal(err)
			}
			got := subjects(s.effects)
			if !s.effects.Start.Equal(correctionTime) || s.effects.Paid != c.paid || len(got) > 0 != (c.notice != "") || c.notice != "" && got[0] != c.notice {
				t.Errorf("%s, %s: starts %v, paid %v, tells %v", name, kind, s.effects.Start, s.effects.Paid, got)
			}
			if s.a.Paid != c.wished {
				t.Errorf("%s, %s: the wish became %v", name, kind, s.a.Paid)
			}
		}
	}
}

// A countdown begins with a count: that its audience is counted again for the price
// does not ask for an approval.
func TestPayingAsksForNoSecondApproval(t *testing.T) {
	s, d := paying(1000)
	d.ApprovalSize = 100
	s.a.State, s.a.StartedBy, s.a.Paid = announcements.Scheduled, 2, true
	s.a.Schedule = announcements.Schedule{Next: correctionTime, Countdown: true}
	if err := d.StartDue(t.Context(), correctionTime); err != nil || !s.effects.Paid || s.a.State != announcements.Sent {
		t.Errorf("%s, effects %+v, %v", s.a.State, s.effects, err)
	}
}

// A run without Stars is paused once and goes on, without them, once.
func TestStarsSpent(t *testing.T) {
	s, d := paying(1000)
	s.a.State, s.a.Run, s.a.Running, s.a.StartedBy = announcements.Sent, 5, true, 2
	spent := announcements.StarsSpent{Announcement: 3, Run: 5}
	for n, want := range []int{1, 0} {
		if err := d.StarsSpent(t.Context(), spent); err != nil || !s.a.Paused || !s.effects.Pause || !s.effects.Spent || len(s.effects.Notices) != want {
			t.Errorf("time %d: %+v, %v", n, s.effects, err)
		}
	}
	if err := d.StarsSpent(t.Context(), announcements.StarsSpent{Announcement: 3, Run: 4}); err != nil || s.effects.Pause {
		t.Errorf("an earlier run: %+v, %v", s.effects, err)
	}
	member := centre.Actor{Person: 9, Role: centre.Member}
	if _, err := d.GoOnUnpaid(t.Context(), member, 3, announcements.Pause{Run: 5}); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a member: %v", err)
	}
	if _, err := d.GoOnUnpaid(t.Context(), recallStaff, 3, announcements.Pause{Run: 4}); !errors.Is(err, announcements.ErrOver) {
		t.Errorf("an earlier run: %v", err)
	}
	for n, want := range []bool{true, false} {
		a, err := d.GoOnUnpaid(t.Context(), recallStaff, 3, announcements.Pause{Run: 5})
		if err != nil || a.Paused || s.effects.Resume != want || s.effects.Unpaid != want || (s.effects.Deed != nil) != want {
			t.Errorf("time %d: %+v, %v", n, s.effects, err)
		}
	}
}

// treasury keeps what may be paid.
type treasury struct {
	announcements.Store
	ceiling int
	deeds   []centre.Deed
}

func (s *treasury) Ceiling(context.Context) (int, error) { return s.ceiling, nil }

func (s *treasury) SetCeiling(_ context.Context, stars int, deed centre.Deed, _ func(announcements.ID, centre.PersonID) centre.Notice) error {
	s.ceiling, s.deeds = stars, append(s.deeds, deed)
	return nil
}

// Only the owner decides, only about what is offered, and only where the operator
// pays; nothing can always be allowed.
func TestAllow(t *testing.T) {
	owner, coordinator := centre.Actor{Person: 1, Role: centre.Owner}, centre.Actor{Person: 2, Role: centre.Coordinator}
	for name, c := range map[string]struct {
		who   centre.Actor
		rate  float64
		stars int
		want  error
	}{
		"the owner":         {owner, 1000, 100_000, nil},
		"a coordinator":     {coordinator, 1000, 100, centre.ErrForbidden},
		"a forged number":   {owner, 1000, 101, centre.ErrGone},
		"a negative number": {owner, 1000, -1, centre.ErrGone},
		"switched off":      {owner, 0, 100, centre.Refuse("paid.switched_off")},
		"nothing":           {owner, 0, 0, nil},
	} {
		s := &treasury{ceiling: 1}
		d := &announcements.Desk{Store: s, PaidRate: c.rate}
		err := d.Allow(t.Context(), c.who, c.stars)
		if !errors.Is(err, c.want) || (err == nil) != (len(s.deeds) == 1) || err == nil && (s.ceiling != c.stars || s.deeds[0].Action != "paid.allow") {
			t.Errorf("%s: %v, %+v", name, err, s)
		}
	}
	d := &announcements.Desk{Store: &treasury{ceiling: 100}, PaidRate: 500}
	if a, err := d.Allowance(t.Context(), owner); err != nil || a != (announcements.Allowance{Rate: 500, Ceiling: 100}) {
		t.Errorf("%+v, %v", a, err)
	}
	if _, err := d.Allowance(t.Context(), coordinator); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a coordinator sees it: %v", err)
	}
}
