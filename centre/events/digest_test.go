package events

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
)

// In November 2026 the 27th is a Friday.
func TestNextDigest(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	for name, c := range map[string]struct{ now, want, end time.Time }{
		"on a Monday":          {at(23, 12, 0), at(27, 18, 0), at(37, 0, 0)},
		"on Friday before":     {at(27, 17, 59), at(27, 18, 0), at(37, 0, 0)},
		"at the very moment":   {at(27, 18, 0), at(34, 18, 0), at(37, 0, 0)},
		"on Saturday":          {at(28, 9, 0), at(34, 18, 0), at(37, 0, 0)},
		"on Sunday":            {at(29, 17, 0), at(34, 18, 0), at(37, 0, 0)},
		"after a week's end":   {at(30, 0, 0), at(34, 18, 0), at(44, 0, 0)},
		"over the year's turn": {time.Date(2026, 12, 31, 20, 0, 0, 0, zone), time.Date(2027, 1, 1, 18, 0, 0, 0, zone), time.Date(2027, 1, 11, 0, 0, 0, 0, zone)},
	} {
		if got := NextDigest(c.now); !got.Equal(c.want) {
			t.Errorf("%s: next %v, want %v", name, got, c.want)
		}
		if got := DigestEnd(c.now); !got.Equal(c.end) {
			t.Errorf("%s: up to %v, want %v", name, got, c.end)
		}
	}
}

func TestSettleDigest(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, zone) }
	due, next := at(27, 18, 0), at(34, 18, 0)
	early := centre.QuietHours{From: 17 * 60, To: 19 * 60}
	for name, c := range map[string]struct {
		due, now time.Time
		quiet    centre.QuietHours
		want     DigestStep
	}{
		"on time":                   {due, due, night, DigestStep{true, next}},
		"after an outage":           {due, at(28, 12, 0), night, DigestStep{true, next}},
		"after a long outage":       {due, at(29, 18, 1), night, DigestStep{false, next}},
		"after a week":              {due, at(35, 9, 0), night, DigestStep{false, at(41, 18, 0)}},
		"late in the evening":       {due, at(27, 23, 0), night, DigestStep{false, at(28, 8, 0)}},
		"after midnight":            {due, at(28, 1, 30), night, DigestStep{false, at(28, 8, 0)}},
		"at the end of the night":   {at(28, 8, 0), at(28, 8, 0), night, DigestStep{true, next}},
		"quiet in the afternoon":    {due, due, early, DigestStep{false, at(27, 19, 0)}},
		"quiet until midnight":      {due, at(27, 20, 0), centre.QuietHours{From: 19 * 60}, DigestStep{false, at(28, 0, 0)}},
		"no quiet hours":            {due, at(27, 23, 0), centre.QuietHours{}, DigestStep{true, next}},
		"quiet, and much too late":  {due, at(30, 23, 0), night, DigestStep{false, next}},
		"waited for the quiet ends": {at(28, 9, 0), at(28, 9, 5), centre.QuietHours{From: 21 * 60, To: 9 * 60}, DigestStep{true, next}},
	} {
		got := SettleDigest(c.due, c.now, c.quiet)
		if got.Send != c.want.Send || !got.Next.Equal(c.want.Next) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Whenever the bot looks, and whatever hours are quiet: no more than one in a
// week, none in quiet hours, and the next one always lies ahead.
func TestDigestsKeepTheirWeek(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		quiet := centre.QuietHours{From: rapid.IntRange(0, 1439).Draw(r, "from"), To: rapid.IntRange(0, 1439).Draw(r, "to")}
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, zone)
		due := NextDigest(now)
		var sent []time.Time
		for range 40 {
			now = now.Add(time.Duration(rapid.IntRange(1, 3*24*60).Draw(r, "minutes")) * time.Minute)
			if due.After(now) {
				continue
			}
			step := SettleDigest(due, now, quiet)
			if !step.Next.After(now) {
				r.Fatalf("at %v the next one is due at %v", now, step.Next)
			}
			if step.Send {
				if quiet.Contains(now) {
					r.Fatalf("sent in quiet hours: %v", now)
				}
				sent = append(sent, now)
			}
			due = step.Next
		}
		for i := 1; i < len(sent); i++ {
			if week(sent[i]).Equal(week(sent[i-1])) {
				r.Fatalf("two in one week: %v and %v", sent[i-1], sent[i])
			}
		}
	})
}

// week is the Friday evening with which the week of digests begins.
func week(t time.Time) time.Time { return NextDigest(t.AddDate(0, 0, -7)) }
