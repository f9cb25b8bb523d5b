package events

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// Draft is an event that an organizer is writing. Zero values are what was not
// written yet. It travels as JSON while its conversation lasts.
type Draft struct {
	ID           EventID               `json:"id,omitempty"`   // 0 before it was saved once
	Form         int64                 `json:"form,omitempty"` // the conversation that created it
	Organisation centre.OrganisationID `json:"organisation"`
	Title        centre.Words          `json:"title,omitempty"`
	Description  centre.Words          `json:"description,omitempty"`
	Photo        string                `json:"photo,omitempty"`
	Starts       time.Time             `json:"starts,omitzero"`
	Ends         time.Time             `json:"ends,omitzero"`
	Place        Spot                  `json:"place"`
	Capacity     int                   `json:"capacity,omitempty"`
	Ages         Ages                  `json:"ages,omitempty"`
	Opens        time.Time             `json:"opens,omitzero"`
	Closes       time.Time             `json:"closes,omitzero"`
	Reminders    []int                 `json:"reminders,omitzero"` // nil means DefaultOffsets, empty means none
	Interests    []InterestID          `json:"interests,omitempty"`
}

// Spot is a place by its ids, or in the organizer's words.
type Spot struct {
	Branch   BranchID   `json:"branch,omitempty"`
	Space    SpaceID    `json:"space,omitempty"`
	Text     string     `json:"text,omitempty"`
	District DistrictID `json:"district,omitempty"`
}

// Reworded is the spot in the organizer's own words. Words that take the place of
// other words keep the district, for they are more often a correction than a
// move; the district of a house goes with the house.
func (s Spot) Reworded(text string) Spot {
	if s.Branch != 0 {
		return Spot{Text: text}
	}
	return Spot{Text: text, District: s.District}
}

// Missing tells whether no place was chosen yet.
func (s Spot) Missing() bool { return s.Branch == 0 && s.Text == "" }

// The parts of a draft that must be there before it is published.
const (
	PartTitle    = "title"
	PartStarts   = "starts"
	PartEnds     = "ends"
	PartPlace    = "place"
	PartCapacity = "capacity"
)

// Missing names the first part that is still needed, "" when none is.
func (e Event) Missing() string {
	switch {
	case len(e.Title) == 0:
		return PartTitle
	case e.Starts.IsZero():
		return PartStarts
	case e.Ends.IsZero():
		return PartEnds
	case e.Place.Missing():
		return PartPlace
	case e.Capacity == 0:
		return PartCapacity
	}
	return ""
}

// Reschedule sets the start; an end that was set before keeps its distance.
func (d *Draft) Reschedule(start time.Time) {
	if !d.Ends.IsZero() {
		d.Ends = start.Add(d.Ends.Sub(d.Starts))
	}
	d.Starts = start
}

// CheckStart refuses a start that has passed, or that is so far away that the
// year must be a slip.
func CheckStart(start, now time.Time) error {
	switch {
	case !start.After(now):
		return centre.Refuse("events.start_past")
	case start.After(now.AddDate(maxYearsAhead, 0, 0)):
		return centre.Refuse("events.start_far")
	}
	return nil
}

// maxYearsAhead is how early an event may be announced.
const maxYearsAhead = 2

// CheckEnd refuses an end that does not lie within 24 hours after the start.
func CheckEnd(start, end time.Time) error {
	switch {
	case !end.After(start):
		return centre.Refuse("events.end_before_start")
	case end.Sub(start) > MaxLength:
		return centre.Refuse("events.too_long")
	}
	return nil
}

// nightLength is how long an event may be whose end was given as a time of day
// after midnight; a longer one is more likely a mistake.
const nightLength = 12 * time.Hour

// EndAt finds the end of an event for a time of day on the day of its start:
// an earlier time of day is the next morning's, unless that is too far away.
func EndAt(start, end time.Time) time.Time {
	if next := end.AddDate(0, 0, 1); !end.After(start) && next.Sub(start) <= nightLength {
		return next
	}
	return end
}

// CheckWindow refuses a time of signing up that could let nobody in, or that has
// ended already: after publication it cannot be changed any more.
func CheckWindow(d Draft, now time.Time) error {
	switch {
	case !d.Opens.IsZero() && !d.Opens.Before(d.Starts):
		return centre.Refuse("events.opens_after_start")
	case d.Closes.IsZero():
		return nil
	case d.Closes.After(d.Ends):
		return centre.Refuse("events.closes_after_end")
	case !d.Closes.After(d.Opens):
		return centre.Refuse("events.closes_before_opening")
	case !d.Closes.After(now):
		return centre.Refuse("events.closes_past")
	}
	return nil
}

// CheckCapacity refuses a number of seats that no house has.
func CheckCapacity(seats int) error {
	if seats < MinCapacity || seats > MaxCapacity {
		return centre.Refuse("common.number_out_of_range", "min", MinCapacity, "max", MaxCapacity)
	}
	return nil
}

// CheckReady refuses to publish what is incomplete or has become impossible. It
// says what to change with the preview's buttons, since nothing can be typed there.
func (e Event) CheckReady(now time.Time) error {
	switch {
	case e.Missing() != "":
		return centre.Refuse("events.draft_incomplete")
	case !e.Starts.After(now):
		return centre.Refuse("events.draft_start_past")
	}
	for _, err := range []error{CheckStart(e.Starts, now), CheckEnd(e.Starts, e.Ends), CheckCapacity(e.Capacity)} {
		if err != nil {
			return err
		}
	}
	if CheckWindow(e.Draft(), now) != nil {
		return centre.Refuse("events.draft_window")
	}
	return nil
}

// SaveDraft keeps what the actor has written so far and returns its id. A
// draft that was published meanwhile is centre.ErrGone.
func (d *Desk) SaveDraft(ctx context.Context, actor centre.Actor, draft Draft) (EventID, error) {
	if !actor.MayManage(draft.Organisation) {
		return 0, centre.ErrForbidden
	}
	if draft.Ages != "" && !slices.Contains(AllAges(), draft.Ages) {
		return 0, centre.ErrGone
	}
	return d.store.SaveDraft(ctx, actor.Person, draft, ownDraft(actor))
}

// ownDraft allows what is done to a draft by those who may.
func ownDraft(actor centre.Actor) func(Event) error {
	return func(e Event) error {
		switch {
		case !actor.MayManage(e.Organisation):
			return centre.ErrForbidden
		case e.Status != StatusDraft:
			return centre.ErrGone
		}
		return nil
	}
}

// DraftOf returns a draft to go on writing.
func (d *Desk) DraftOf(ctx context.Context, actor centre.Actor, id EventID) (Draft, Event, error) {
	card, err := d.store.Card(ctx, id, actor.Person)
	if err != nil {
		return Draft{}, Event{}, err
	}
	if err := ownDraft(actor)(card.Event); err != nil {
		return Draft{}, Event{}, err
	}
	return card.Event.Draft(), card.Event, nil
}

// Draft is the event as its organizer wrote it.
func (e Event) Draft() Draft {
	return Draft{ID: e.ID, Organisation: e.Organisation, Title: e.Title, Description: e.Description, Photo: e.Photo,
		Starts: e.Starts, Ends: e.Ends, Place: e.Place.spot(), Capacity: e.Capacity, Ages: e.Ages,
		Opens: e.Opens, Closes: e.Closes, Reminders: e.Reminders, Interests: e.Interests}
}

func (p Place) spot() Spot {
	return Spot{Branch: p.Branch, Space: p.Space, Text: p.Text, District: p.District}
}

// DeleteDraft deletes a draft for good.
func (d *Desk) DeleteDraft(ctx context.Context, actor centre.Actor, id EventID) error {
	return d.store.DeleteDraft(ctx, actor.Person, id, ownDraft(actor))
}

// Publish opens a draft to readers. Publishing it twice is the same as once.
func (d *Desk) Publish(ctx context.Context, actor centre.Actor, id EventID) (Card, error) {
	now := d.now()
	return d.store.Publish(ctx, actor.Person, id, func(e Event) error {
		switch {
		case !actor.MayManage(e.Organisation):
			return centre.ErrForbidden
		case e.Status == StatusPublished:
			return nil
		case e.Status == StatusCancelled:
			return centre.ErrGone
		}
		return e.CheckReady(now)
	})
}
