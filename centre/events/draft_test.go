package events

import (
	"errors"
	"testing"
	"time"

	"jastar/centre"
)

func TestWhatADraftMayHold(t *testing.T) {
	start := noon.AddDate(0, 0, 3)
	window := func(opens, closes time.Duration) error {
		d := Draft{Starts: start, Ends: start.Add(2 * time.Hour)}
		if opens != 0 {
			d.Opens = start.Add(opens)
		}
		if closes != 0 {
			d.Closes = start.Add(closes)
		}
		return CheckWindow(d, noon)
	}
	for name, c := range map[string]struct {
		got  error
		want string // "" means nothing is wrong
	}{
		"a start to come":             {CheckStart(noon.Add(time.Minute), noon), ""},
		"a start in two years":        {CheckStart(noon.AddDate(2, 0, 0), noon), ""},
		"a start beyond that":         {CheckStart(noon.AddDate(2, 0, 1), noon), "events.start_far"},
		"a start right now":           {CheckStart(noon, noon), "events.start_past"},
		"an end at the start":         {CheckEnd(start, start), "events.end_before_start"},
		"an end before the start":     {CheckEnd(start, start.Add(-time.Hour)), "events.end_before_start"},
		"a whole day":                 {CheckEnd(start, start.Add(24*time.Hour)), ""},
		"more than a day":             {CheckEnd(start, start.Add(24*time.Hour+time.Minute)), "events.too_long"},
		"no seat":                     {CheckCapacity(0), "common.number_out_of_range"},
		"one seat":                    {CheckCapacity(1), ""},
		"a million seats":             {CheckCapacity(1_000_000), "common.number_out_of_range"},
		"no window":                   {window(0, 0), ""},
		"a window":                    {window(-48*time.Hour, -time.Hour), ""},
		"opens after the start":       {window(time.Minute, 0), "events.opens_after_start"},
		"closes after the end":        {window(0, 3*time.Hour), "events.closes_after_end"},
		"closes before it opens":      {window(-time.Hour, -2*time.Hour), "events.closes_before_opening"},
		"closes while the event runs": {window(0, time.Hour), ""},
		"closes right now":            {window(0, -72*time.Hour), "events.closes_past"},
		"closed long ago":             {window(-240*time.Hour, -96*time.Hour), "events.closes_past"},
		"opened long ago":             {window(-240*time.Hour, -time.Hour), ""},
	} {
		if c.want == "" && c.got != nil || c.want != "" && !errors.Is(c.got, centre.Refuse(c.want)) {
			t.Errorf("%s: %v, want %q", name, c.got, c.want)
		}
	}
}

// However an event is moved, whoever could sign up before still can.
func TestMovedWindow(t *testing.T) {
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	for name, c := range map[string]struct{ opens, closes, start, wantOpens, wantCloses time.Time }{
		"no window":                    {start: day(20)},
		"later":                        {day(3), day(9), day(12), day(3), day(11)},
		"earlier":                      {day(3), day(9), day(8), day(1), day(7)},
		"to before the opening":        {day(8), day(9), day(5), day(3), day(4)},
		"to before the end of signing": {day(-1), day(3), day(5), day(-6), time.Time{}},
		"signing up was over before":   {day(-5), day(-1), day(9), day(-6), day(-2)},
	} {
		e := Event{Starts: day(10), Opens: c.opens, Closes: c.closes}
		if opens, closes := e.MovedWindow(c.start, noon); !opens.Equal(c.wantOpens) || !closes.Equal(c.wantCloses) {
			t.Errorf("%s: from %v until %v", name, opens, closes)
		}
	}
}

// What somebody with a seat reads decides whether they are told of a move.
func TestWhatAMoveChanges(t *testing.T) {
	end := noon.Add(2 * time.Hour)
	park := Spot{Text: "Park", District: 3}
	house := Spot{Branch: 1, Space: 2}
	for name, c := range map[string]struct {
		was            Spot
		move           Move
		changes, tells bool
	}{
		"nothing":                  {park, Move{Starts: noon, Ends: end, Place: park}, false, false},
		"another time":             {park, Move{Starts: noon.Add(time.Hour), Ends: end, Place: park}, true, true},
		"another place":            {park, Move{Starts: noon, Ends: end, Place: house}, true, true},
		"another room":             {house, Move{Starts: noon, Ends: end, Place: Spot{Branch: 1}}, true, true},
		"another district":         {park, Move{Starts: noon, Ends: end, Place: Spot{Text: "Park", District: 4}}, true, false},
		"a house has its district": {Spot{Branch: 1, Space: 2, District: 5}, Move{Starts: noon, Ends: end, Place: house}, false, false},
	} {
		e := Event{Starts: noon, Ends: end, Place: c.was.in(nil)}
		if c.move.Changes(e) != c.changes || c.move.Tells(e) != c.tells {
			t.Errorf("%s: changes %v, tells %v", name, c.move.Changes(e), c.move.Tells(e))
		}
	}
	if got := park.Reworded("Central Park"); got != (Spot{Text: "Central Park", District: 3}) {
		t.Errorf("a corrected place is %+v", got)
	}
	if got := (Spot{Branch: 1, District: 5}).Reworded("Park"); got != (Spot{Text: "Park"}) {
		t.Errorf("a place after a house is %+v", got)
	}
}

func TestEndAt(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, zone) }
	for name, c := range map[string]struct{ start, end, want time.Time }{
		"later the same day": {at(27, 18), at(27, 20), at(27, 20)},
		"after midnight":     {at(27, 22), at(27, 1), at(28, 1)},
		"a mistake":          {at(27, 18), at(27, 17), at(27, 17)},
		"twelve hours":       {at(27, 20), at(27, 8), at(28, 8)},
	} {
		if got := EndAt(c.start, c.end); !got.Equal(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestRescheduleKeepsTheLength(t *testing.T) {
	d := Draft{}
	d.Reschedule(noon)
	if !d.Ends.IsZero() {
		t.Error("an end appeared from nowhere")
	}
	d.Ends = noon.Add(90 * time.Minute)
	d.Reschedule(noon.AddDate(0, 0, 1))
	if got := d.Ends.Sub(d.Starts); got != 90*time.Minute {
		t.Errorf("it lasts %v now", got)
	}
}

func TestMissing(t *testing.T) {
	e := Event{}
	fill := []func(){
		func() { e.Title = centre.Words{"kk": "Шахмат"} },
		func() { e.Starts = noon.Add(time.Hour) },
		func() { e.Ends = noon.Add(2 * time.Hour) },
		func() { e.Place.Text = "Парк" },
		func() { e.Capacity = 1 },
	}
	for i, want := range []string{PartTitle, PartStarts, PartEnds, PartPlace, PartCapacity} {
		if got := e.Missing(); got != want {
			t.Errorf("missing %q, want %q", got, want)
		}
		if err := e.CheckReady(noon); err == nil {
			t.Errorf("ready without %s", want)
		}
		fill[i]()
	}
	if err := e.CheckReady(noon); e.Missing() != "" || err != nil {
		t.Errorf("missing %q, %v", e.Missing(), err)
	}
	if err := e.CheckReady(noon.Add(time.Hour)); !errors.Is(err, centre.Refuse("events.draft_start_past")) {
		t.Errorf("published after its start: %v", err)
	}
	e.Opens = e.Starts
	if err := e.CheckReady(noon); !errors.Is(err, centre.Refuse("events.draft_window")) {
		t.Errorf("published with a sign-up that opens at the start: %v", err)
	}
}

func TestWindow(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, zone) }
	for name, c := range map[string]struct {
		filter      Filter
		now         time.Time
		from, until time.Time
	}{
		"today":              {FilterToday, day(23).Add(23 * time.Hour), day(23), day(24)},
		"weekend on Monday":  {FilterWeekend, day(23), day(28), day(30)},
		"weekend on Friday":  {FilterWeekend, day(27).Add(time.Hour), day(28), day(30)},
		"weekend, Saturday":  {FilterWeekend, day(28).Add(time.Hour), day(28), day(30)},
		"weekend, on Sunday": {FilterWeekend, day(29).Add(23 * time.Hour), day(28), day(30)},
		"all":                {FilterAll, day(23), time.Time{}, time.Time{}},
		"a forged one":       {Filter(77), day(23), time.Time{}, time.Time{}},
	} {
		if from, until := Window(c.filter, c.now); !from.Equal(c.from) || !until.Equal(c.until) {
			t.Errorf("%s: from %v until %v", name, from, until)
		}
	}
	if got := Filter(77).String() + Filter(-9).String(); got != "allall" {
		t.Errorf("forged filters are called %q", got)
	}
}
