package announcements

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"jastar/centre"
)

var (
	respectZone  = time.FixedZone("Almaty", 5*3600)
	respectNight = centre.QuietHours{From: 22 * 60, To: 8 * 60}
)

func on(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, respectZone)
}

// Who is held until when, over midnight and by the city's clock.
func TestHeldUntil(t *testing.T) {
	none, noon := centre.QuietHours{}, centre.QuietHours{From: 13 * 60, To: 15 * 60}
	for name, c := range map[string]struct {
		now    time.Time
		centre centre.QuietHours
		own    *centre.QuietHours
		want   time.Time
	}{
		"by day":                      {now: on(23, 12, 0), centre: respectNight},
		"a minute before":             {now: on(23, 21, 59), centre: respectNight},
		"from the first minute":       {now: on(23, 22, 0), centre: respectNight, want: on(24, 8, 0)},
		"before midnight":             {now: on(23, 23, 59), centre: respectNight, want: on(24, 8, 0)},
		"after midnight":              {now: on(24, 0, 0), centre: respectNight, want: on(24, 8, 0)},
		"the last minute":             {now: on(24, 7, 59), centre: respectNight, want: on(24, 8, 0)},
		"the end":                     {now: on(24, 8, 0), centre: respectNight},
		"never, by their own choice":  {now: on(23, 23, 0), centre: respectNight, own: &none},
		"own hours at noon":           {now: on(23, 14, 0), centre: respectNight, own: &noon, want: on(23, 15, 0)},
		"own hours instead of those":  {now: on(23, 23, 0), centre: respectNight, own: &noon},
		"no hour of the centre":       {now: on(23, 23, 0)},
		"own hours beside no others":  {now: on(23, 23, 0), own: &respectNight, want: on(24, 8, 0)},
		"another clock, the same now": {now: on(23, 22, 0).UTC(), centre: respectNight, want: on(24, 8, 0)},
		"the last day of a month":     {now: on(30, 23, 0), centre: respectNight, want: on(31, 8, 0)},
	} {
		h := Respect{Quiet: c.centre, Zone: respectZone}.At(c.now)
		if got := h.HeldUntil(c.own); !got.Equal(c.want) {
			t.Errorf("%s: held until %v, want %v", name, got, c.want)
		}
	}
}

// Who has had enough is written to at the beginning of the next day.
func TestMorning(t *testing.T) {
	none, early := centre.QuietHours{}, centre.QuietHours{From: 23 * 60, To: 7 * 60}
	for name, c := range map[string]struct {
		centre centre.QuietHours
		own    *centre.QuietHours
		want   time.Time
	}{
		"the centre's":           {centre: respectNight, want: on(24, 8, 0)},
		"own hours":              {centre: respectNight, own: &early, want: on(24, 7, 0)},
		"never quiet":            {centre: respectNight, own: &none, want: on(24, 8, 0)},
		"nobody is ever quiet":   {want: on(24, 8, 0)},
		"own hours alone":        {own: &early, want: on(24, 7, 0)},
		"by their choice of all": {own: &none, want: on(24, 8, 0)},
	} {
		if got := (Respect{Quiet: c.centre, Zone: respectZone}.At(on(23, 12, 0))).Morning(c.own); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestUseful(t *testing.T) {
	start := on(23, 22, 30)
	for u, want := range map[Useful]time.Time{
		UsefulHour: on(23, 23, 30), UsefulToday: on(24, 0, 0), UsefulTomorrow: on(25, 0, 0), UsefulDays: on(26, 0, 0), UsefulAlways: {},
	} {
		got := u.Until(start)
		if !got.Equal(want) {
			t.Errorf("%q until %v, want %v", u, got, want)
		}
		r := Run{Useful: got}
		if over := !want.IsZero(); r.Over(want) != over || r.Over(want.Add(-time.Second)) {
			t.Errorf("%q ends at another moment than %v", u, want)
		}
	}
}

// The newest are sent whole, and a digest takes the place of one.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		waiting       []RunID
		left          int
		whole, digest []RunID
	}{
		{[]RunID{9, 8}, 3, []RunID{9, 8}, nil},
		{[]RunID{9, 8, 7}, 3, []RunID{9, 8, 7}, nil},
		{[]RunID{9, 8, 7, 6}, 3, []RunID{9, 8}, []RunID{7, 6}},
		{[]RunID{9, 8, 7, 6}, 1, nil, []RunID{9, 8, 7, 6}},
		{[]RunID{9}, 1, []RunID{9}, nil},
		{[]RunID{9, 8}, 0, nil, nil},
		{[]RunID{9, 8}, -1, nil, nil},
	} {
		s := Split(c.waiting, c.left)
		if !slices.Equal(s.Whole, c.whole) || !slices.Equal(s.Digest, c.digest) || len(s.Counted()) > max(0, c.left) {
			t.Errorf("%v with %d left: %+v, counted %v", c.waiting, c.left, s, s.Counted())
		}
	}
}

// What is shared out is the same after a part was sent, and what does not count
// is sent in any case.
func TestShareOut(t *testing.T) {
	late := Run{Organisation: 1, Useful: on(24, 7, 0)}
	o := func(whole ...RunID) OpenedWave {
		return OpenedWave{Runs: map[RunID]Run{1: {Organisation: 1}, 2: {Organisation: 2}, 3: {Organisation: 1}, 4: {Organisation: 1},
			5: {}, 6: {Organisation: 1, Urgent: true}, 7: late},
			People: []Kept{{Recipient: Recipient{Person: 50, Chat: 1, Reachable: true}, Share: Share{Whole: whole}}}}
	}
	h := Respect{Cap: 3, Zone: respectZone}.At(on(24, 8, 0))
	for name, c := range map[string]struct {
		waiting       []RunID
		heard         []RunID
		whole, digest []RunID
		off, after    []RunID
	}{
		"enough places":             {[]RunID{3, 2, 1}, nil, []RunID{3, 2, 1}, nil, nil, []RunID{3, 2, 1}},
		"too many":                  {[]RunID{4, 3, 2, 1}, nil, []RunID{4, 3}, []RunID{2, 1}, nil, []RunID{4, 3, 2}},
		"after the first was sent":  {[]RunID{3, 2, 1}, []RunID{4, 3, 2}, []RunID{3}, []RunID{2, 1}, nil, []RunID{4, 3, 2}},
		"only the digest is left":   {[]RunID{2, 1}, []RunID{4, 3, 2}, nil, []RunID{2, 1}, nil, []RunID{4, 3, 2}},
		"no place left":             {[]RunID{2, 1}, []RunID{90, 91, 92}, nil, nil, []RunID{2, 1}, []RunID{90, 91, 92}},
		"the centre's and urgent":   {[]RunID{6, 5, 2}, []RunID{90, 91, 92}, []RunID{6, 5}, nil, []RunID{2}, []RunID{90, 91, 92}},
		"what is useful no longer":  {[]RunID{7, 1}, []RunID{90, 91}, []RunID{7, 1}, nil, nil, []RunID{90, 91, 1}},
		"one place, two that count": {[]RunID{5, 4, 3}, []RunID{90, 91}, []RunID{5}, []RunID{4, 3}, nil, []RunID{90, 91, 4}},
	} {
		w, heard := o(slices.Clone(c.waiting)...), map[centre.PersonID][]RunID{50: slices.Clone(c.heard)}
		off := w.ShareOut(h, w.Counting(h), heard)
		got := w.People[0]
		if !slices.Equal(got.Whole, c.whole) || !slices.Equal(got.Digest, c.digest) || !slices.Equal(off.Runs, c.off) || !slices.Equal(heard[50], c.after) {
			t.Errorf("%s: %+v, off %v, the day %v", name, got.Share, off.Runs, heard[50])
		}
	}
}

// draftStore has one announcement.
type draftStore struct {
	Store
	a     Announcement
	deeds []centre.Deed
}

func (s *draftStore) Change(_ context.Context, _ ID, rule Rule) (Announcement, error) {
	a := s.a
	e, err := rule(&a)
	if err != nil {
		return Announcement{}, err
	}
	s.a = a
	if e.Deed != nil {
		s.deeds = append(s.deeds, *e.Deed)
	}
	return a, nil
}

// Only staff makes an announcement urgent and sends what is, with a reason that
// stands in the audit log once.
func TestUrgent(t *testing.T) {
	staff := centre.Actor{Person: 1, Role: centre.Coordinator}
	organizer := centre.Actor{Person: 2, Role: centre.Organizer, Organisations: []centre.OrganisationID{7}}
	stranger := centre.Actor{Person: 3, Role: centre.Organizer, Organisations: []centre.OrganisationID{8}}
	s := &draftStore{a: Announcement{ID: 4, Organisation: 7, State: Draft, Content: Content{"kk": {Text: "x"}}, Audience: Audience{Participants: 7}}}
	d := &Desk{Store: s, Clock: time.Now, Zone: respectZone}
	ctx := context.Background()
	for name, try := range map[string]struct {
		who    centre.Actor
		reason string
		want   error
	}{
		"an organizer":  {organizer, "No heating", errUrgentStaff},
		"a blank":       {staff, " ", centre.Refuse("common.emoji_only")},
		"a long reason": {staff, string(make([]rune, MaxUrgent)) + "x", centre.Refuse("common.invisible")},
		"a stranger":    {stranger, "", centre.ErrForbidden},
	} {
		if _, err := d.SetUrgent(ctx, try.who, 4, try.reason); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 2 {
		if a, err := d.SetUrgent(ctx, staff, 4, "No heating"); err != nil || a.Urgent != "No heating" {
			t.Fatalf("%+v, %v", a, err)
		}
	}
	if len(s.deeds) != 1 || s.deeds[0].Action != "announcement.urgent" || s.deeds[0].Detail["reason"] != "No heating" {
		t.Errorf("deeds %+v", s.deeds)
	}
	if err := s.a.permit(organizer); !errors.Is(err, errUrgentStaff) {
		t.Errorf("an organizer sends what is urgent: %v", err)
	}
	if err := s.a.permit(staff); err != nil {
		t.Errorf("staff is refused: %v", err)
	}
	if a, err := d.SetUrgent(ctx, organizer, 4, ""); err != nil || a.permit(organizer) != nil {
		t.Errorf("an organizer makes it ordinary: %v", err)
	}
	if _, err := d.SetUseful(ctx, organizer, 4, "week"); !errors.Is(err, centre.ErrGone) {
		t.Errorf("a forged time: %v", err)
	}
	s.a.State = Scheduled
	if _, err := d.SetUrgent(ctx, staff, 4, "Late"); !errors.Is(err, errNotDraft) {
		t.Errorf("a plan is made urgent: %v", err)
	}
}
