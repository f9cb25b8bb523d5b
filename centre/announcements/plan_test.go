package announcements_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/scheduler"
)

func TestReadOffset(t *testing.T) {
	const wrong, far = "announcements.offset_wrong", "announcements.offset_far"
	event := time.Date(2026, 11, 27, 18, 30, 0, 0, almaty)
	for _, c := range []struct{ typed, at, refusal string }{
		{"-2 18:00", "2026-11-25 18:00", ""},
		{"2 18:00", "2026-11-25 18:00", ""},
		{" −2   9.05 ", "2026-11-25 09:05", ""},
		{"+1 12:00", "2026-11-28 12:00", ""},
		{"0 08:00", "2026-11-27 08:00", ""},
		{"-3:00", "2026-11-27 15:30", ""},
		{"1:30", "2026-11-27 17:00", ""},
		{"+48:00", "2026-11-29 18:30", ""},
		{"-90 00:00", "2026-08-29 00:00", ""},
		{"-91 00:00", "", far},
		{"-2160:00", "", far},
		{"99999:00", "", wrong},
		{"-2 24:00", "", wrong},
		{"-2 18", "", wrong},
		{"two 18:00", "", wrong},
		{"--2 18:00", "", wrong},
		{"+-1:00", "", wrong},
		{"0:00", "", wrong},
		{"3:60", "", wrong},
		{"3:5", "", wrong},
		{"3", "", wrong},
		{"", "", wrong},
		{strings.Repeat("9", 100) + " 10:00", "", wrong},
	} {
		o, err := announcements.ReadOffset(c.typed)
		if c.refusal != "" {
			if !errors.Is(err, centre.Refuse(c.refusal)) {
				t.Errorf("%q: %v, want %s", c.typed, err, c.refusal)
			}
			continue
		}
		if got := o.From(event, almaty).Format("2006-01-02 15:04"); err != nil || got != c.at {
			t.Errorf("%q: %s, %v, want %s", c.typed, got, err, c.at)
		}
	}
}

// A day's distance keeps the time of day when the zone's rules change.
func TestOffsetFollowsTheZone(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	event := time.Date(2024, 3, 2, 18, 0, 0, 0, zone)
	got := announcements.Offset{Timed: true, Days: -2, Clock: 18 * 60}.From(event, zone)
	if want := "2024-02-29T12:00:00Z"; got.UTC().Format(time.RFC3339) != want {
		t.Errorf("%v, want %s", got.UTC(), want)
	}
}

func TestEvery(t *testing.T) {
	const missing = "common.number_out_of_range"
	for _, c := range []struct {
		every               announcements.Every
		expression, refusal string
		next                []string
	}{
		{announcements.Every{Clock: 10 * 60}, "0 10 * * *", "", []string{"2026-11-24 10:00", "2026-11-25 10:00", "2026-11-26 10:00"}},
		{announcements.Every{Clock: 18*60 + 5, Weekdays: []int{0, 4}}, "5 18 * * 0,4", "", []string{"2026-11-26 18:05", "2026-11-29 18:05", "2026-12-03 18:05"}},
		{announcements.Every{Weekdays: []int{0, 1, 2, 3, 4, 5, 6}}, "0 0 * * *", "", []string{"2026-11-24 00:00", "2026-11-25 00:00", "2026-11-26 00:00"}},
		{announcements.Every{Clock: 60, Day: 28}, "0 1 28 * *", "", []string{"2026-11-28 01:00", "2026-12-28 01:00", "2027-01-28 01:00"}},
		{announcements.Every{Clock: 23 * 60, Day: announcements.LastDay}, "0 23 L * *", "", []string{"2026-11-30 23:00", "2026-12-31 23:00", "2027-01-31 23:00"}},
		{announcements.Every{Day: 29}, "", missing, nil},
		{announcements.Every{Day: -2}, "", missing, nil},
		{announcements.Every{Clock: 24 * 60}, "", "common.not_a_time", nil},
		{announcements.Every{Clock: -1}, "", "common.not_a_time", nil},
	} {
		got, err := c.every.Expression()
		if c.refusal != "" {
			if !errors.Is(err, centre.Refuse(c.refusal)) {
				t.Errorf("%+v: %q, %v, want %s", c.every, got, err, c.refusal)
			}
			continue
		}
		read, wrong := announcements.ReadCron(scheduler.Expressions{}, got, monday)
		var next []string
		for _, n := range read.Next {
			next = append(next, n.Format("2006-01-02 15:04"))
		}
		if err != nil || wrong != nil || got != c.expression || !slices.Equal(next, c.next) {
			t.Errorf("%+v: %q, %v, %v, %v", c.every, got, next, err, wrong)
		}
	}
}

// The last day of the month, typed.
func TestLastDayOfTheMonth(t *testing.T) {
	for _, c := range []struct {
		expression, refusal string
		next                []string
	}{
		{"30 9 l * *", "", []string{"2026-11-30 09:30", "2026-12-31 09:30", "2027-01-31 09:30"}},
		{"0 12 L 2 *", "", []string{"2027-02-28 12:00", "2028-02-29 12:00", "2029-02-28 12:00"}},
		{"0 9,21 L * *", "", []string{"2026-11-30 09:00", "2026-11-30 21:00", "2026-12-31 09:00"}},
		{"0 12 L * 1", "announcements.cron_wrong", nil},
		{"0 12 1,L * *", "announcements.cron_wrong", nil},
		{"L 12 1 * *", "announcements.cron_wrong", nil},
		{"* * L * *", "announcements.cron_each_minute", nil},
	} {
		read, err := announcements.ReadCron(scheduler.Expressions{}, c.expression, monday)
		if c.refusal != "" {
			if !errors.Is(err, centre.Refuse(c.refusal)) {
				t.Errorf("%q: %v, want %s", c.expression, err, c.refusal)
			}
			continue
		}
		var next []string
		for _, n := range read.Next {
			next = append(next, n.Format("2006-01-02 15:04"))
		}
		if err != nil || !read.Pattern.LastDay || read.Pattern.Days != nil || !slices.Equal(next, c.next) {
			t.Errorf("%q: %v, %+v, %v", c.expression, next, read.Pattern, err)
		}
	}
}
