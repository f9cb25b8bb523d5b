package announcements

import (
	"context"
	"strconv"
	"strings"
	"time"

	"jastar/centre"
)

// Tie binds a single start to an event, so that it moves with it.
type Tie struct {
	Event     int64 // 0: none
	Offset    Offset
	Starts    time.Time // when the event starts as it stands
	CalledOff bool      // the event does not take place
	Woken     bool      // the event was changed since the start was planned
}

// Offset is how far from an event's start something lies: some days away at a
// time of day, or some minutes away.
type Offset struct {
	Days    int  `json:"days,omitempty"`    // of the calendar, negative before the event; with Timed
	Clock   int  `json:"clock,omitempty"`   // the time of day in minutes after midnight in the city; with Timed
	Minutes int  `json:"minutes,omitempty"` // negative before the event; without Timed
	Timed   bool `json:"timed,omitempty"`
}

// maxOffset is how many days an offset reaches in either direction.
const maxOffset = 90

// From is the moment that lies the offset away from the start. zone is the city's.
func (o Offset) From(start time.Time, zone *time.Location) time.Time {
	if !o.Timed {
		return start.Add(time.Duration(o.Minutes) * time.Minute)
	}
	year, month, day := start.In(zone).Date()
	return time.Date(year, month, day+o.Days, 0, o.Clock, 0, 0, zone)
}

// Wrong forms and lengths of an offset.
var (
	errOffset    = centre.Refuse("announcements.offset_wrong")
	errOffsetFar = centre.Refuse("announcements.offset_far", "days", maxOffset)
)

// ReadOffset reads what an organizer types: "-2 18:00" is two days before at
// 18:00, "+1 12:00" the day after at 12:00, "-3:00" three hours before and
// "+1:30" an hour and a half after. Without a sign it is before the event.
func ReadOffset(s string) (Offset, error) {
	s = strings.Join(strings.Fields(strings.NewReplacer("−", "-", "–", "-").Replace(s)), " ")
	sign := -1
	if rest, after := strings.CutPrefix(s, "+"); after {
		s, sign = rest, 1
	} else {
		s = strings.TrimPrefix(s, "-")
	}
	s = strings.TrimSpace(s)
	days, clock, timed := strings.Cut(s, " ")
	if !timed {
		return readDistance(s, sign)
	}
	n, err := strconv.ParseUint(days, 10, 16)
	at, wrong := centre.ReadClock(clock, time.Time{})
	switch {
	case err != nil || wrong != nil:
		return Offset{}, errOffset
	case n > maxOffset:
		return Offset{}, errOffsetFar
	}
	return Offset{Timed: true, Days: sign * int(n), Clock: at.Hour()*60 + at.Minute()}, nil
}

// readDistance reads hours and minutes such as 3:00; hours count beyond 23.
func readDistance(s string, sign int) (Offset, error) {
	h, m, ok := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	hours, errHours := strconv.ParseUint(h, 10, 16)
	minutes, errMinutes := strconv.ParseUint(m, 10, 8)
	switch {
	case !ok || errHours != nil || errMinutes != nil || len(m) != 2 || minutes > 59 || hours+minutes == 0:
		return Offset{}, errOffset
	case hours >= maxOffset*24:
		return Offset{}, errOffsetFar
	}
	return Offset{Minutes: sign * int(hours*60+minutes)}, nil
}

// Occasion is an event as far as a plan goes by it.
type Occasion struct {
	Option
	CalledOff bool
}

// What an event can be the matter of.
var (
	errEventOff   = centre.Refuse("announcements.event_off")
	errOffsetPast = centre.Refuse("announcements.offset_past")

	// ErrEventChanged refuses a plan whose event was changed while it was made.
	ErrEventChanged = centre.Refuse("announcements.event_changed")
)

// Occasions lists the coming events a start can go by: organizers see their
// own organisation's.
func (d *Desk) Occasions(ctx context.Context, actor centre.Actor, id ID) ([]Option, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	of := a.Organisation
	if actor.IsStaff() {
		of = 0
	}
	return d.Store.Events(ctx, of, d.now())
}

// Tied is a start that would go by an event.
type Tied struct {
	Occasion
	At time.Time // in the city's zone
}

// CheckTie tells when the announcement would be sent, and refuses a foreign or
// a cancelled event and a time that has passed.
func (d *Desk) CheckTie(ctx context.Context, actor centre.Actor, id ID, t Tie) (Tied, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Tied{}, err
	}
	o, err := d.occasion(ctx, actor, a, t.Event)
	if err != nil {
		return Tied{}, err
	}
	out := Tied{o, t.Offset.From(o.At, d.Zone)}
	switch {
	case !out.At.After(d.now()):
		return out, errOffsetPast
	case out.At.Sub(d.now()) > farthest:
		return out, errTimeFar
	}
	return out, nil
}

// Ahead tells whether the moment that lies the offset away from the event is
// still to come.
func (d *Desk) Ahead(e Occasion, o Offset) bool { return o.From(e.At, d.Zone).After(d.now()) }

// CheckOccasion refuses an event that a start of the announcement cannot go by.
func (d *Desk) CheckOccasion(ctx context.Context, actor centre.Actor, id ID, event int64) (Occasion, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Occasion{}, err
	}
	return d.occasion(ctx, actor, a, event)
}

func (d *Desk) occasion(ctx context.Context, actor centre.Actor, a Announcement, event int64) (Occasion, error) {
	o, err := d.Store.Occasion(ctx, event)
	switch {
	case err != nil:
		return o, err
	case !actor.IsStaff() && o.Organisation != a.Organisation:
		return o, centre.ErrForbidden
	case o.CalledOff:
		return o, errEventOff
	}
	return o, nil
}

// SendAround plans a single start of a draft that goes by an event. When the
// event moves, so does the start.
func (d *Desk) SendAround(ctx context.Context, actor centre.Actor, id ID, t Tie) (Announcement, error) {
	planned, err := d.CheckTie(ctx, actor, id, t)
	if err != nil {
		return Announcement{}, err
	}
	return d.plan(ctx, actor, id, Schedule{
		Next: planned.At.UTC(),
		Tie:  Tie{Event: t.Event, Offset: t.Offset, Starts: planned.Occasion.At.UTC()},
	})
}

// followEvent moves the start with its event. What it returns besides nil is
// all that is to happen now; moved tells that the start is another than before.
func (a *Announcement) followEvent(now time.Time, d *Desk) (e *Effects, moved bool) {
	if a.Schedule.Tie.CalledOff {
		return a.giveUp(), false
	}
	planned := a.Schedule.Tie.Offset.From(a.Schedule.Tie.Starts, d.Zone)
	moved = !planned.Equal(a.Schedule.Next)
	a.Schedule.Next, a.Schedule.Tie.Woken = planned.UTC(), false
	switch {
	case !planned.After(now):
		return nil, moved
	case !moved:
		return &Effects{}, false
	}
	return &Effects{Notices: []centre.Notice{centre.NewNotice(NoticeShifted, a.StartedBy,
		Shifted{Announcement: a.ID, Event: a.Schedule.Tie.Event, At: planned.UTC()})}}, true
}

// giveUp drops the plan because its event does not take place.
func (a *Announcement) giveUp() *Effects {
	tie := a.Schedule.Tie
	a.State, a.Schedule = Draft, Schedule{}
	return &Effects{Notices: []centre.Notice{centre.NewNotice(NoticeGivenUp, a.StartedBy,
		Shifted{Announcement: a.ID, Event: tie.Event})}}
}

// The notices to whoever planned a start that goes by an event.
const (
	NoticeShifted   = "announcements.shifted"   // the event moved, and the start with it
	NoticeOvertaken = "announcements.overtaken" // the event moved, and the time had passed
	NoticeGivenUp   = "announcements.given_up"  // the event was cancelled
)

// Shifted tells what an event's change did to a plan.
type Shifted struct {
	Announcement ID        `json:"announcement"`
	Event        int64     `json:"event"`
	At           time.Time `json:"at,omitzero"` // the new time
}

// Occasion names the event of a plan that was dropped.
func (d *Desk) Occasion(ctx context.Context, event int64) (Occasion, error) {
	return d.Store.Occasion(ctx, event)
}
