package events

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
)

var night = centre.QuietHours{From: 22 * 60, To: 8 * 60}

func TestReminderTimes(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	for name, c := range map[string]struct {
		start   time.Time
		offsets []int
		quiet   centre.QuietHours
		want    []time.Time
	}{
		"both":                           {at(27, 18, 30), DefaultOffsets(), night, []time.Time{at(26, 18, 30), at(27, 15, 30)}},
		"a past one is skipped":          {at(24, 11, 0), DefaultOffsets(), night, []time.Time{at(24, 8, 0)}},
		"all past":                       {at(23, 14, 0), DefaultOffsets(), night, nil},
		"due right now is past":          {at(24, 12, 0), []int{1440}, night, nil},
		"the evening before":             {at(27, 9, 0), []int{180}, night, []time.Time{at(26, 21, 0)}},
		"at the beginning of the night":  {at(27, 1, 0), []int{180}, night, []time.Time{at(26, 21, 0)}},
		"at the end of the night":        {at(27, 11, 0), []int{180}, night, []time.Time{at(27, 8, 0)}},
		"two that meet are one":          {at(27, 9, 0), []int{180, 120}, night, []time.Time{at(26, 21, 0)}},
		"the evening before is past":     {at(23, 23, 30), []int{30}, night, []time.Time{at(23, 21, 0)}},
		"no quiet hours":                 {at(27, 5, 0), []int{180}, centre.QuietHours{}, []time.Time{at(27, 2, 0)}},
		"quiet from eight":               {at(27, 9, 0), []int{180}, centre.QuietHours{From: 20 * 60, To: 8 * 60}, []time.Time{at(26, 19, 0)}},
		"quiet from midnight":            {at(27, 3, 0), []int{60}, centre.QuietHours{From: 0, To: 8 * 60}, []time.Time{at(26, 21, 0)}},
		"none wished":                    {at(27, 9, 0), []int{}, night, nil},
		"an offset of nothing is no one": {at(27, 9, 0), []int{0, -5}, night, nil},
	} {
		got := ReminderTimes(c.start, c.offsets, c.quiet, noon)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
			continue
		}
		for i := range got {
			if !got[i].At.Equal(c.want[i]) {
				t.Errorf("%s: %v, want %v", name, got[i].At, c.want[i])
			}
		}
	}
}

// TestRemindersKeepTheirPromises checks what holds for every plan: to come,
// before the start, never in quiet hours, in order, and no two at once.
func TestRemindersKeepTheirPromises(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		minutes := rapid.IntRange(0, 20*24*60)
		start := noon.Add(time.Duration(minutes.Draw(r, "start")) * time.Minute)
		offsets := rapid.SliceOfN(rapid.IntRange(1, 4*24*60), 0, 6).Draw(r, "offsets")
		from := rapid.IntRange(0, 1439).Draw(r, "from")
		quiet := centre.QuietHours{From: from, To: (from + rapid.IntRange(0, 16*60).Draw(r, "length")) % 1440}
		planned := ReminderTimes(start, offsets, quiet, noon)
		for i, p := range planned {
			switch {
			case !p.At.After(noon):
				r.Fatalf("%v is past", p.At)
			case p.At.After(start.Add(-time.Duration(p.Offset) * time.Minute)):
				r.Fatalf("%v is later than was asked for", p.At)
			case quiet.Contains(p.At):
				r.Fatalf("%v is quiet", p.At)
			case i > 0 && !p.At.After(planned[i-1].At):
				r.Fatalf("%v comes twice or out of order", p.At)
			case !slices.Contains(offsets, p.Offset):
				r.Fatalf("nobody asked for %d minutes", p.Offset)
			}
		}
	})
}

func TestWhoseOffsetsCount(t *testing.T) {
	for name, c := range map[string]struct {
		choice ReminderChoice
		want   []int
	}{
		"nobody chose":      {ReminderChoice{}, DefaultOffsets()},
		"the event":         {ReminderChoice{Event: []int{60}}, []int{60}},
		"the member":        {ReminderChoice{Event: []int{60}, Member: []int{30}}, []int{30}},
		"the member, none":  {ReminderChoice{Event: []int{60}, Member: []int{}}, []int{}},
		"the event, none":   {ReminderChoice{Event: []int{}}, []int{}},
		"only the member's": {ReminderChoice{Member: []int{30}}, []int{30}},
	} {
		if got := c.choice.offsets(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
