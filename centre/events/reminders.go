package events

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// DefaultOffsets are the reminders of an event that names none of its own, in
// minutes before the start.
func DefaultOffsets() []int { return []int{24 * 60, 3 * 60} }

// ReminderOffsets are the event's reminders for those who never chose their own,
// in minutes before the start.
func (e Event) ReminderOffsets() []int { return ReminderChoice{Event: e.Reminders}.offsets() }

// eveningHour is when a reminder goes out that would otherwise come at night.
const eveningHour = 21

// Reminder is one planned reminder.
type Reminder struct {
	Offset int       // minutes before the start, as it was chosen
	At     time.Time // when it goes out
}

// ReminderChoice is what decides about a person's reminders of one event.
type ReminderChoice struct {
	Event  []int              // the event's offsets, nil when it names none
	Member []int              // the member's own, nil when they never chose
	Quiet  *centre.QuietHours // the member's own, nil for the centre's
}

// offsets returns those that count: the member's own choice wins, even when it
// is none at all.
func (c ReminderChoice) offsets() []int {
	switch {
	case c.Member != nil:
		return c.Member
	case c.Event != nil:
		return c.Event
	}
	return DefaultOffsets()
}

// ReminderTimes plans the reminders of an event, soonest first. What is already
// past is left out. What would come in quiet hours goes out the evening before
// instead, and of several that meet at one moment only one is kept. The start
// must be in the city's zone.
func ReminderTimes(start time.Time, offsets []int, quiet centre.QuietHours, now time.Time) []Reminder {
	var planned []Reminder
	for _, offset := range offsets {
		at := start.Add(-time.Duration(offset) * time.Minute)
		if quiet.Contains(at) {
			at = eveningBefore(quiet, at)
		}
		if offset > 0 && at.After(now) {
			planned = append(planned, Reminder{Offset: offset, At: at})
		}
	}
	slices.SortFunc(planned, func(a, b Reminder) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return b.Offset - a.Offset
	})
	return slices.CompactFunc(planned, func(a, b Reminder) bool { return a.At.Equal(b.At) })
}

// eveningBefore returns the last 21:00 before the quiet period that contains t;
// where 21:00 is quiet too, an hour before the period begins.
func eveningBefore(quiet centre.QuietHours, t time.Time) time.Time {
	begin := quiet.Begin(t)
	y, m, d := begin.Date()
	evening := time.Date(y, m, d, eveningHour, 0, 0, 0, begin.Location())
	if evening.After(begin) {
		evening = evening.AddDate(0, 0, -1)
	}
	if quiet.Contains(evening) {
		return begin.Add(-time.Hour)
	}
	return evening
}

// plan plans the reminders of one person.
func (d *Desk) plan(start time.Time, choice ReminderChoice, now time.Time) []Reminder {
	quiet := d.quiet
	if choice.Quiet != nil {
		quiet = *choice.Quiet
	}
	return ReminderTimes(start.In(d.zone), choice.offsets(), quiet, now)
}

// RemindDue queues the notices of about limit reminders that are due, those of
// the soonest event first, and returns how many there were. All late reminders
// of one seat are taken together and said once. Call it until it returns less
// than the limit. Several replicas may call it at once.
func (d *Desk) RemindDue(ctx context.Context, limit int) (int, error) {
	return d.store.ClaimDueReminders(ctx, d.now(), limit)
}

// planner is plan as a store calls it.
func (d *Desk) planner(now time.Time) PlanReminders {
	return func(start time.Time, c ReminderChoice) []Reminder { return d.plan(start, c, now) }
}

// ReplanReminders plans a person's reminders anew after their choice of offsets
// or quiet hours has changed.
func (d *Desk) ReplanReminders(ctx context.Context, person centre.PersonID) error {
	now := d.now()
	return d.store.ReplanReminders(ctx, person, now, d.planner(now))
}
