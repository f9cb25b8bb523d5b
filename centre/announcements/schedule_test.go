package announcements_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/scheduler"
)

var almaty = time.FixedZone("Almaty", 5*3600)

// monday is a Monday in Almaty.
var monday = time.Date(2026, 11, 23, 12, 0, 30, 0, almaty)

func TestReadCron(t *testing.T) {
	for _, c := range []struct {
		expression string
		refusal    string   // key, "" when it is taken
		next       []string // in Almaty
	}{
		{"0 10 * * 1", "", []string{"2026-11-30 10:00", "2026-12-07 10:00", "2026-12-14 10:00"}},
		{"  0   10 * *  MON ", "", []string{"2026-11-30 10:00", "2026-12-07 10:00", "2026-12-14 10:00"}},
		{"30 18 * jan-mar 1-5", "", []string{"2027-01-01 18:30", "2027-01-04 18:30", "2027-01-05 18:30"}},
		{"*/2 * * * *", "", []string{"2026-11-23 12:02", "2026-11-23 12:04", "2026-11-23 12:06"}},
		{"0 0 29 2 *", "", []string{"2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00"}},
		{"0 12 13 * 5", "", []string{"2026-11-27 12:00", "2026-12-04 12:00", "2026-12-11 12:00"}},
		{"0,59 9 * * *", "", []string{"2026-11-24 09:00", "2026-11-24 09:59", "2026-11-25 09:00"}},
		{"* * * * *", "announcements.cron_each_minute", nil},
		{"0-5 10 * * *", "announcements.cron_each_minute", nil},
		{"0,59 9-10 * * *", "announcements.cron_each_minute", nil},
		{"0,59 23,0 * * *", "announcements.cron_each_minute", nil},
		{"0 0 30 2 *", "announcements.cron_never", nil},
		{"0 0 10 * * 1", "announcements.cron_seconds", nil},
		{"@every 1h", "announcements.cron_macro", nil},
		{"@daily", "announcements.cron_macro", nil},
		{"TZ=UTC 0 10 * * 1", "announcements.cron_zone", nil},
		{"0 10 * *", "announcements.cron_fields", nil},
		{"", "announcements.cron_fields", nil},
		{"60 10 * * 1", "announcements.cron_wrong", nil},
		{"0 24 * * 1", "announcements.cron_wrong", nil},
		{"a b c d e", "announcements.cron_wrong", nil},
		{"0 10 * * 1#2", "announcements.cron_wrong", nil},
		{fmt.Sprintf("0 10 * * %0200d", 1), "announcements.cron_too_long", nil},
	} {
		got, err := announcements.ReadCron(scheduler.Expressions{}, c.expression, monday)
		if c.refusal != "" {
			if !errors.Is(err, centre.Refuse(c.refusal)) {
				t.Errorf("%q: %v, want %s", c.expression, err, c.refusal)
			}
			continue
		}
		var next []string
		for _, n := range got.Next {
			next = append(next, n.Format("2006-01-02 15:04"))
		}
		if err != nil || !slices.Equal(next, c.next) {
			t.Errorf("%q: %v, %v, want %v", c.expression, next, err, c.next)
		}
	}
}

func TestPattern(t *testing.T) {
	for expression, want := range map[string]announcements.Pattern{
		"0 10 * * 1":      {Minutes: []int{0}, Hours: []int{10}, Weekdays: []int{1}},
		"5 */6 1,15 * *":  {Minutes: []int{5}, Hours: []int{0, 6, 12, 18}, Days: []int{1, 15}},
		"0 8 1-31 * 1":    {Minutes: []int{0}, Hours: []int{8}}, // every day is enough for either
		"0 8 13 6 5":      {Minutes: []int{0}, Hours: []int{8}, Days: []int{13}, Months: []int{6}, Weekdays: []int{5}},
		"15 * * 1-12 0-6": {Minutes: []int{15}},
	} {
		parsed, err := scheduler.Expressions{}.Parse(expression)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(parsed.Pattern()); got != fmt.Sprint(want) {
			t.Errorf("%q: %v, want %v", expression, got, want)
		}
	}
}

func TestSettleSingle(t *testing.T) {
	planned := monday.UTC()
	for late, want := range map[time.Duration]announcements.Settlement{
		-time.Second:            {Next: planned},
		0:                       {Start: planned},
		10 * time.Minute:        {Start: planned},
		time.Hour:               {Start: planned},
		time.Hour + time.Second: {Missed: []time.Time{planned}},
		365 * 24 * time.Hour:    {Missed: []time.Time{planned}},
	} {
		got := announcements.Schedule{Next: planned}.Settle(planned.Add(late), time.Hour, nil)
		if !got.Start.Equal(want.Start) || !got.Next.Equal(want.Next) || len(got.Missed) != len(want.Missed) {
			t.Errorf("%v late: %+v, want %+v", late, got, want)
		}
	}
}

// However long and often the bot was away and however its clock stepped, each
// planned time is started once or reported, in order, and none is invented.
func TestSettleLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		expression := fmt.Sprintf("%d/%d %s * * %s", rapid.IntRange(0, 20).Draw(t, "minute"), rapid.IntRange(5, 60).Draw(t, "step"),
			rapid.SampledFrom([]string{"*", "9-18", "10", "0,12"}).Draw(t, "hours"),
			rapid.SampledFrom([]string{"*", "1", "1-5"}).Draw(t, "weekdays"))
		parsed, err := scheduler.Expressions{}.Parse(expression)
		if err != nil {
			t.Fatal(err)
		}
		after := func(at time.Time) time.Time { return parsed.Next(at.In(almaty)) }
		grace := time.Duration(rapid.IntRange(1, 120).Draw(t, "grace")) * time.Minute
		s := announcements.Schedule{Cron: expression, Next: after(monday)}
		now, latest := monday, monday
		seen := map[time.Time]int{}
		for range rapid.IntRange(1, 30).Draw(t, "wakings") {
			now = now.Add(time.Duration(rapid.IntRange(-600, 100_000).Draw(t, "away")) * time.Second)
			latest = later(latest, now)
			got := s.Settle(now, grace, after)
			for _, missed := range got.Missed {
				seen[missed.UTC()]++
			}
			if !got.Start.IsZero() {
				seen[got.Start.UTC()]++
				if late := now.Sub(got.Start); late < 0 || late > grace {
					t.Fatalf("started %v late", late)
				}
			}
			s.Next = got.Next
		}
		for at := after(monday); !at.After(latest); at = after(at) {
			if seen[at.UTC()] != 1 {
				t.Fatalf("%v was settled %d times", at, seen[at.UTC()])
			}
			delete(seen, at.UTC())
		}
		if len(seen) > 0 {
			t.Fatalf("settled without being planned: %v", seen)
		}
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// The zone's rules count: Almaty was UTC+6 until March 2024.
func TestNextFollowsTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	before := time.Date(2024, 2, 29, 0, 0, 0, 0, zone)
	r, err := announcements.ReadCron(scheduler.Expressions{}, "0 10 * * *", before)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"2024-02-29T04:00:00Z", "2024-03-01T05:00:00Z"} {
		if got := r.Next[i].UTC().Format(time.RFC3339); got != want {
			t.Errorf("10:00 in Almaty is %s, want %s", got, want)
		}
	}
}
