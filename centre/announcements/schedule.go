package announcements

import (
	"time"

	"jastar/centre"
)

// CountdownTime is how long a message that is sent "now" can still be stopped
// before the first one leaves.
const CountdownTime = 10 * time.Second

// Schedule is when an announcement starts.
type Schedule struct {
	Next      time.Time // the next planned start, in UTC and on a whole second
	Cron      string    // five fields in the city's time; "" for a single start
	Countdown bool      // it was sent "now": Next is the end of the countdown

	Until   time.Time   // a repetition has no time at this moment or later; zero: it never ends
	Skipped []time.Time // coming times of a repetition that are left out, ascending, in UTC
	Resting bool        // the repetition is paused: Next is the first time that was not settled
	Tie     Tie         // the event that a single start goes by
}

// same tells whether both plan the same starts.
func (s Schedule) same(other Schedule) bool {
	return s.Next.Equal(other.Next) && s.Cron == other.Cron && s.Countdown == other.Countdown &&
		s.Until.Equal(other.Until) && s.Tie.Event == other.Tie.Event && s.Tie.Offset == other.Tie.Offset
}

// Cron understands cron expressions.
type Cron interface {
	// Parse reads an expression of five fields. The error of a wrong one is
	// for the log; the author is told by a Problem of this package.
	Parse(expression string) (Recurrence, error)
}

// Recurrence is a parsed cron expression.
type Recurrence interface {
	// Next returns the first time after t, in t's zone; zero when there is none.
	Next(t time.Time) time.Time
	// Pattern returns the fields, to be said in words.
	Pattern() Pattern
}

// Pattern is what a cron expression allows, field by field, each ascending.
// Hours, Months, Days and Weekdays are nil when that field sets no limit. When
// both days of the month and weekdays are limited, a day need match only one
// of them (crontab(5)).
type Pattern struct {
	Minutes, Hours, Days, Months []int
	Weekdays                     []int // from Sunday = 0
	LastDay                      bool  // the last day of the month; Days and Weekdays are nil
}

// Settlement is what becomes of the planned times that have passed.
type Settlement struct {
	Start  time.Time   // start a run planned for this time; zero: none
	Missed []time.Time // too late: to be reported
	Next   time.Time   // the next planned time after now; zero: none
}

// Settle decides at the moment now what to do about a schedule that may have
// been left alone for any time. Of the planned times that have passed, the
// latest is started when it is no later than the grace; all others are
// reported as missed. Every planned time is thus in exactly one settlement,
// whenever and however often Settle is asked. after is nil for a single start.
func (s Schedule) Settle(now time.Time, grace time.Duration, after func(time.Time) time.Time) Settlement {
	var out Settlement
	planned := s.Next
	for !planned.IsZero() && !planned.After(now) {
		out.Missed = append(out.Missed, planned)
		if after == nil {
			planned = time.Time{}
			break
		}
		planned = after(planned)
	}
	out.Next = planned
	if last := len(out.Missed) - 1; last >= 0 && now.Sub(out.Missed[last]) <= grace {
		out.Start, out.Missed = out.Missed[last], out.Missed[:last]
	}
	return out
}

// at plans a single start. Seconds are dropped, so that what was shown is what is kept.
func at(t, now time.Time) (Schedule, error) {
	t = t.Truncate(time.Minute)
	switch {
	case !t.After(now):
		return Schedule{}, errTimePast
	case t.Sub(now) > farthest:
		return Schedule{}, errTimeFar
	}
	return Schedule{Next: t.UTC()}, nil
}

// countdown plans a start "now". It ends on a whole second, on which the
// scheduler looks for what is due, so that the first message leaves at once.
func countdown(now time.Time) Schedule {
	end := now.Add(CountdownTime)
	if whole := end.Truncate(time.Second); whole.Before(end) {
		end = whole.Add(time.Second)
	}
	return Schedule{Next: end.UTC(), Countdown: true}
}

// Recurring is a cron expression that was found fit for announcements.
type Recurring struct {
	Expression string
	Pattern    Pattern
	Next       []time.Time // the next three times, in the zone of the asking moment
}

// shown is how many coming times the author sees.
const shown = 3

// ReadCron reads an organizer's cron expression. now stands in the city's
// zone. In the place of the day of the month an L is the last day of each month.
// What it refuses: anything but five fields, fields that do not parse,
// an expression that never comes true and one that comes true twice within two
// minutes.
func ReadCron(c Cron, expression string, now time.Time) (Recurring, error) {
	expression, err := tidyCron(expression)
	if err != nil {
		return Recurring{}, err
	}
	parsed, err := c.Parse(expression)
	if err != nil {
		return Recurring{}, centre.Refuse("announcements.cron_wrong", "expression", expression)
	}
	r := Recurring{Expression: expression, Pattern: parsed.Pattern()}
	if tooOften(r.Pattern) {
		return Recurring{}, centre.Refuse("announcements.cron_each_minute")
	}
	for t := parsed.Next(now); !t.IsZero() && len(r.Next) < shown; t = parsed.Next(t) {
		r.Next = append(r.Next, t)
	}
	if len(r.Next) == 0 {
		return Recurring{}, centre.Refuse("announcements.cron_never", "expression", expression)
	}
	return r, nil
}
