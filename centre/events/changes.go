package events

import (
	"context"
	"time"

	"jastar/centre"
)

// ChangeID is the internal id of one change of a published event.
type ChangeID int64

// Change is what a published event was before its time or place changed.
type Change struct {
	ID     ChangeID
	Event  EventID
	Starts time.Time
	Ends   time.Time
	Place  Place
}

// SamePlace tells whether the event is still where it was, in the words that
// readers see.
func (c Change) SamePlace(e Event) bool { return c.Place.reads(e.Place.spot()) }

// SameTime tells whether the event still begins and ends when it did.
func (c Change) SameTime(e Event) bool { return c.Starts.Equal(e.Starts) && c.Ends.Equal(e.Ends) }

// Snapshot is what a change that is about to be made will remember.
func (e Event) Snapshot() Change {
	return Change{Event: e.ID, Starts: e.Starts, Ends: e.Ends, Place: e.Place}
}

// Preview returns the event as it will be with the time and place of a draft.
func (d *Desk) Preview(ctx context.Context, e Event, draft Draft) (Event, error) {
	e.Starts, e.Ends = draft.Starts, draft.Ends
	if e.Place.At(draft.Place) {
		return e, nil
	}
	houses, err := d.store.Branches(ctx)
	e.Place = draft.Place.in(houses)
	return e, err
}

// in finds the words of a spot among the centre's houses.
func (s Spot) in(houses []Branch) Place {
	p := Place{Branch: s.Branch, Space: s.Space, Text: s.Text, District: s.District}
	for _, h := range houses {
		if h.ID != s.Branch {
			continue
		}
		p.Name, p.Address = h.Name, h.Address
		for _, space := range h.Spaces {
			if space.ID == int64(s.Space) {
				p.SpaceName = space.Name
			}
		}
	}
	return p
}

// Move is the wish to change when and where a published event happens.
type Move struct {
	Form   int64 // the conversation that made it, carried out once
	Event  EventID
	Starts time.Time
	Ends   time.Time
	Place  Spot
}

// Changes tells whether the move makes the event any different.
func (m Move) Changes(e Event) bool { return m.Tells(e) || !e.Place.At(m.Place) }

// Tells tells whether those who have a seat must hear of the move. Another
// district only puts the event into another list.
func (m Move) Tells(e Event) bool {
	return !m.Starts.Equal(e.Starts) || !m.Ends.Equal(e.Ends) || !e.Place.reads(m.Place)
}

// MovedWindow is when people can sign up once the event starts at another time.
// The end keeps its distance from the start. The opening comes forward with the
// start, or nobody could ever sign up; it is not put off, because it was
// announced. An end that would thereby have passed gives way to the start.
func (e Event) MovedWindow(start, now time.Time) (opens, closes time.Time) {
	by := start.Sub(e.Starts)
	opens, closes = e.Opens, e.Closes
	if !opens.IsZero() && by < 0 {
		opens = opens.Add(by)
	}
	if closes.IsZero() {
		return opens, closes
	}
	closes = closes.Add(by)
	if now.Before(e.Closes) && !now.Before(closes) {
		closes = time.Time{}
	}
	return opens, closes
}

// CallOff is the wish to cancel a published event.
type CallOff struct {
	Event  EventID
	Reason string
}

// ownPublished allows what is done to a published event that is not over yet.
func ownPublished(actor centre.Actor, now time.Time) func(Event) error {
	return func(e Event) error {
		switch {
		case !actor.MayManage(e.Organisation):
			return centre.ErrForbidden
		case e.Status == StatusCancelled:
			return centre.Refuse("events.is_cancelled")
		case e.Status != StatusPublished:
			return centre.ErrGone
		case e.Over(now):
			return centre.Refuse("events.is_over")
		}
		return nil
	}
}

// Managed returns an event for those who may change it.
func (d *Desk) Managed(ctx context.Context, actor centre.Actor, id EventID) (Card, error) {
	card, err := d.store.Card(ctx, id, actor.Person)
	if err == nil && !actor.MayManage(card.Organisation) {
		err = centre.ErrForbidden
	}
	if err != nil {
		return Card{}, err
	}
	return card, nil
}

// Changeable returns a published event to somebody who is about to change it, or
// refuses as the change itself would in the end.
func (d *Desk) Changeable(ctx context.Context, actor centre.Actor, id EventID) (Card, error) {
	card, err := d.Managed(ctx, actor, id)
	if err == nil {
		err = ownPublished(actor, d.now())(card.Event)
	}
	if err != nil {
		return Card{}, err
	}
	return card, nil
}

// Move changes when and where a published event happens. Everybody who has a
// seat is told old and new, and reminded by the new time; of another district
// nobody is. The same form twice, or a move to where it already is, changes nothing.
func (d *Desk) Move(ctx context.Context, actor centre.Actor, m Move) error {
	now := d.now()
	mayChange := ownPublished(actor, now)
	rule := func(e Event) error {
		if err := mayChange(e); err != nil {
			return err
		}
		if !m.Starts.Equal(e.Starts) {
			if err := CheckStart(m.Starts, now); err != nil {
				return err
			}
		}
		if m.Place.Missing() {
			return centre.ErrGone
		}
		return CheckEnd(m.Starts, m.Ends)
	}
	return d.store.Move(ctx, m, MoveRules{By: actor.Person, Now: now, Allowed: rule, Plan: d.planner(now)})
}

// CallOff cancels a published event with a reason. Everybody who has a seat is
// told, and no reminder goes out any more. Cancelling twice is the same as once.
func (d *Desk) CallOff(ctx context.Context, actor centre.Actor, c CallOff) error {
	mayChange := ownPublished(actor, d.now())
	return d.store.CallOff(ctx, actor.Person, c, func(e Event) error {
		if e.Status == StatusCancelled && actor.MayManage(e.Organisation) {
			return nil
		}
		return mayChange(e)
	})
}

// Attendee is one person who has a seat.
type Attendee struct {
	Name   string
	Answer Answer
}

// Attendees is one page of those who have a seat, in the order of signing up.
type Attendees struct {
	Event Event
	List  []Attendee
	Page  int // from 0
}

// AttendeePage is how many people stand on one page.
const AttendeePage = 20

// Pages is the number of pages, at least one.
func (a Attendees) Pages() int { return max(1, (a.Event.Taken+AttendeePage-1)/AttendeePage) }

// Attendees returns who has a seat, for those who may manage the event.
func (d *Desk) Attendees(ctx context.Context, actor centre.Actor, id EventID, page int) (Attendees, error) {
	card, err := d.Managed(ctx, actor, id)
	if err != nil {
		return Attendees{}, err
	}
	a := Attendees{Event: card.Event}
	a.Page = min(max(0, page), a.Pages()-1)
	a.List, err = d.store.Attendees(ctx, id, a.Page)
	return a, err
}

// Own returns one page of the events that the actor may manage: drafts first,
// then those to come, then the past ones.
func (d *Desk) Own(ctx context.Context, actor centre.Actor, page int) (Page, error) {
	if !actor.IsStaff() && len(actor.Organisations) == 0 {
		return Page{}, centre.ErrForbidden
	}
	return d.store.Own(ctx, scope(actor), d.now(), max(0, page))
}

// scope lists the actor's organisations; nil means all of them.
func scope(actor centre.Actor) []centre.OrganisationID {
	if actor.IsStaff() {
		return nil
	}
	return actor.Organisations
}

// Organisations returns those in whose name the actor may create events.
func (d *Desk) Organisations(ctx context.Context, actor centre.Actor) ([]Named, error) {
	if !actor.IsStaff() && len(actor.Organisations) == 0 {
		return nil, centre.ErrForbidden
	}
	return d.store.Organisations(ctx, scope(actor))
}

// Branches, Districts and Interests are what an organizer chooses from.
func (d *Desk) Branches(ctx context.Context) ([]Branch, error) { return d.store.Branches(ctx) }

// Districts returns the districts of the city by name.
func (d *Desk) Districts(ctx context.Context) ([]Named, error) { return d.store.Districts(ctx) }

// Interests returns what an event can be about.
func (d *Desk) Interests(ctx context.Context) ([]Named, error) { return d.store.Interests(ctx) }
