package announcements

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// Repetition is how often an announcement is sent and for how long.
type Repetition struct {
	Cron    string    // see ReadCron
	LastDay time.Time // any moment of the last day on which it is sent, in the city's zone; zero: it never ends
}

// Coming is a time of a repetition that lies ahead.
type Coming struct {
	At      time.Time // in the city's zone
	Skipped bool      // it is left out
}

// maxSkipped is how many coming times can be left out at once: more than that
// is another repetition, or none.
const maxSkipped = 10

// The refusals of a repetition that need no arguments.
var (
	errNotRepeated  = centre.Refuse("announcements.not_repeated")
	errDateGone     = centre.Refuse("announcements.date_gone")
	errLastDate     = centre.Refuse("announcements.last_date")
	errManySkipped  = centre.Refuse("announcements.many_skipped")
	errNothingAhead = centre.Refuse("announcements.nothing_ahead")
)

// tooSoon refuses an end before the first time.
func tooSoon(first time.Time) error {
	return centre.Refuse("announcements.until_too_soon", "first", first.Format("02.01.2006"))
}

// over tells whether a time lies beyond the end of the repetition.
func (s Schedule) over(t time.Time) bool { return !s.Until.IsZero() && !t.Before(s.Until) }

// skips tells whether a time is left out.
func (s Schedule) skips(t time.Time) bool { return slices.ContainsFunc(s.Skipped, t.Equal) }

// forget drops the left-out times that have passed.
func (s *Schedule) forget(now time.Time) {
	s.Skipped = slices.DeleteFunc(slices.Clone(s.Skipped), func(t time.Time) bool { return !t.After(now) })
}

// withSkipped returns the left-out times with t among them or without it.
func (s Schedule) withSkipped(t time.Time, wished bool) []time.Time {
	rest := slices.DeleteFunc(slices.Clone(s.Skipped), t.Equal)
	if wished {
		rest = append(rest, t.UTC())
	}
	slices.SortFunc(rest, time.Time.Compare)
	return rest
}

// every computes the times of a repetition up to its end, left out or not; nil
// for a single start.
func (d *Desk) every(s Schedule) func(time.Time) time.Time {
	if s.Cron == "" {
		return nil
	}
	recurrence, err := d.Cron.Parse(s.Cron)
	if err != nil {
		return nil // it was read before it was kept
	}
	return func(t time.Time) time.Time {
		next := recurrence.Next(t.In(d.Zone))
		if next.IsZero() || s.over(next) {
			return time.Time{}
		}
		return next
	}
}

// following computes the times at which a repetition is sent; nil for a single
// start.
func (d *Desk) following(s Schedule) func(time.Time) time.Time {
	every := d.every(s)
	if every == nil {
		return nil
	}
	return func(t time.Time) time.Time {
		t = every(t)
		for s.skips(t) {
			t = every(t)
		}
		return t
	}
}

// first is the first time after now at which a repetition is sent, but none
// that was settled before, however the clock stepped; zero when there is none.
func (d *Desk) first(s Schedule, now time.Time) time.Time {
	if s.Next.After(now) {
		now = s.Next.Add(-time.Second)
	}
	return d.following(s)(now)
}

// coming lists the next times, the left-out ones among them, until shown of
// them are to be sent. now stands in the city's zone.
func (d *Desk) coming(s Schedule, now time.Time) []Coming {
	every := d.every(s)
	if every == nil {
		return nil
	}
	var list []Coming
	sent := 0
	for t := every(now); !t.IsZero() && sent < shown; t = every(t) {
		c := Coming{At: t, Skipped: s.skips(t)}
		if !c.Skipped && t.Before(s.Next) {
			continue // settled before the clock was put back
		}
		if !c.Skipped {
			sent++
		}
		list = append(list, c)
	}
	return list
}

// Skip leaves one coming time of a repetition out, or with wished false sends
// it after all. Wishing for what is so already changes nothing.
func (d *Desk) Skip(ctx context.Context, actor centre.Actor, id ID, c Coming) (Announcement, error) {
	return d.steer(ctx, actor, id, func(a *Announcement) (*centre.Deed, error) {
		if a.Schedule.skips(c.At) == c.Skipped {
			return nil, nil
		}
		if !c.At.After(d.now()) {
			return nil, errDateGone
		}
		action := "announcement.unskip"
		if c.Skipped {
			action = "announcement.skip"
			if err := d.mayLeaveOut(a.Schedule, c.At); err != nil {
				return nil, err
			}
		}
		a.Schedule.Skipped = a.Schedule.withSkipped(c.At, c.Skipped)
		switch next := d.following(a.Schedule); {
		case !c.Skipped && c.At.Before(a.Schedule.Next):
			a.Schedule.Next = c.At.UTC()
		case c.Skipped && c.At.Equal(a.Schedule.Next):
			a.Schedule.Next = next(c.At).UTC()
		}
		return a.deed(actor.Person, action, map[string]any{"time": c.At.UTC()}), nil
	})
}

// mayLeaveOut refuses what is no coming time of the repetition, and the last one.
func (d *Desk) mayLeaveOut(s Schedule, t time.Time) error {
	planned := d.every(s)(t.Add(-time.Second))
	switch {
	case !planned.Equal(t) || t.Before(s.Next):
		return errDateGone
	case len(s.Skipped) >= maxSkipped:
		return errManySkipped
	case t.Equal(s.Next) && d.following(s)(t).IsZero():
		return errLastDate
	}
	return nil
}

// Rest pauses a repetition or lets it go on. Times that pass while it is paused
// are neither sent nor reported; going on plans the next one that is to come.
// A run that is under way is not touched.
func (d *Desk) Rest(ctx context.Context, actor centre.Actor, id ID, resting bool) (Announcement, error) {
	return d.steer(ctx, actor, id, func(a *Announcement) (*centre.Deed, error) {
		if a.Schedule.Resting == resting {
			return nil, nil
		}
		a.Schedule.Resting = resting
		if resting {
			return a.deed(actor.Person, "announcement.rest", nil), nil
		}
		now := d.now()
		next := d.first(a.Schedule, now)
		if next.IsZero() {
			return nil, errNothingAhead
		}
		a.Schedule.Next = next.UTC()
		a.Schedule.forget(now)
		return a.deed(actor.Person, "announcement.unrest", map[string]any{"next": next.UTC()}), nil
	})
}

// End sets the last day of a repetition, as any moment of that day in the
// city's zone; the zero time takes the end away.
func (d *Desk) End(ctx context.Context, actor centre.Actor, id ID, lastDay time.Time) (Announcement, error) {
	return d.steer(ctx, actor, id, func(a *Announcement) (*centre.Deed, error) {
		until := d.endOf(lastDay)
		if a.Schedule.Until.Equal(until) {
			return nil, nil
		}
		ended := a.Schedule
		ended.Until = time.Time{}
		first := d.first(ended, d.now())
		if a.prolongs(until) {
			return nil, errProlonged
		}
		ended.Until = until
		if ended.over(first) {
			return nil, tooSoon(first)
		}
		a.Schedule = ended
		return a.deed(actor.Person, "announcement.until", map[string]any{"until": until}), nil
	})
}

// ReadRepetition reads a repetition as of now. Its next times are those before
// its end, of which there is at least one.
func (d *Desk) ReadRepetition(r Repetition) (Recurring, error) {
	read, err := d.ReadCron(r.Cron)
	if err != nil {
		return read, err
	}
	s := Schedule{Until: d.endOf(r.LastDay)}
	if s.over(read.Next[0]) {
		return read, tooSoon(read.Next[0])
	}
	read.Next = slices.DeleteFunc(read.Next, s.over)
	return read, nil
}

// endOf is the moment at which the day is over in the city; zero stays zero.
func (d *Desk) endOf(day time.Time) time.Time {
	if day.IsZero() {
		return day
	}
	year, month, n := day.In(d.Zone).Date()
	return time.Date(year, month, n+1, 0, 0, 0, 0, d.Zone).UTC()
}

// steer changes the plan of a repetition under its lock. A change without a
// deed is none.
func (d *Desk) steer(ctx context.Context, actor centre.Actor, id ID, change func(*Announcement) (*centre.Deed, error)) (Announcement, error) {
	return d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case a.State != Scheduled || a.Schedule.Cron == "":
			return Effects{}, errNotRepeated
		}
		deed, err := change(a)
		return Effects{Deed: deed}, err
	})
}
