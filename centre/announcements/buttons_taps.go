package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// Tap is somebody's first tap on a button of a message they got.
type Tap struct {
	Run    RunID
	Button ButtonID
	Person centre.PersonID
	At     time.Time
}

// countTime is how long counting a tap may keep its answer waiting.
const countTime = 150 * time.Millisecond

// CountTap counts a tap on a button of a run, once for each person. Only those
// who got the message count: everything about a tap can be forged. The answer
// to the tap never depends on it, so what cannot be counted in a moment is not.
func (d *Desk) CountTap(ctx context.Context, actor centre.Actor, run RunID, button ButtonID) {
	if run == 0 {
		return // a preview
	}
	ctx, cancel := context.WithTimeout(ctx, countTime)
	defer cancel()
	_ = d.Store.KeepTap(ctx, Tap{Run: run, Button: button, Person: actor.Person, At: d.Clock()})
}

// FollowedFor is how long after a message a sign-up counts as one that followed it.
const FollowedFor = 7 * 24 * time.Hour

// named are the events that the announcement is about: those of its buttons, or
// else those that its audience and its time go by.
func (a *Announcement) named() []int64 {
	if events := a.Content.Events(); len(events) > 0 {
		return events
	}
	var events []int64
	if a.Schedule.Tie.Event != 0 {
		events = append(events, a.Schedule.Tie.Event)
	}
	for _, id := range append(append([]int64{}, a.Audience.Events...), a.Audience.WithoutEvents...) {
		events = with(events, id, true)
	}
	return events
}

// Echo is what readers did after they got the messages of a run.
type Echo struct {
	Tapped   map[ButtonID]int // people who tapped a button
	Opened   map[ButtonID]int // how often a link was opened; one that is not in it leads past the house
	Named    bool             // the run is about an event, so that sign-ups are counted
	Followed int              // people who signed up for such an event within FollowedFor
}

// Echo is the report of a run together with what readers did with its messages.
func (d *Desk) Echo(ctx context.Context, actor centre.Actor, run RunID) (r Report, e Echo, err error) {
	r, err = d.Report(ctx, actor, run)
	if err != nil || r.Kind.Corrects() {
		return r, e, err
	}
	if e.Tapped, err = d.Store.Tapped(ctx, run); err != nil {
		return r, e, err
	}
	if e.Opened, err = d.Store.Opened(ctx, run); err != nil {
		return r, e, err
	}
	e.Followed, e.Named, err = d.Store.Followed(ctx, run)
	return r, e, err
}

// EchoStore is where taps are kept.
type EchoStore interface {
	// KeepTap keeps the first tap of somebody who got a message of the run. What
	// the run does not have is left out.
	KeepTap(ctx context.Context, t Tap) error

	// Tapped counts the people who tapped each button of a run.
	Tapped(ctx context.Context, run RunID) (map[ButtonID]int, error)

	// Followed counts those who got a message of the run and signed up within
	// FollowedFor for an event that it is about; named is false when there is none.
	Followed(ctx context.Context, run RunID) (people int, named bool, err error)
}
