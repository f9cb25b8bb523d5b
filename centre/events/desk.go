package events

import (
	"context"
	"time"

	"jastar/centre"
)

// Desk runs the use cases of events.
type Desk struct {
	store Store
	clock centre.Clock
	zone  *time.Location
	quiet centre.QuietHours
}

// Settings are what the centre decides about events.
type Settings struct {
	Clock centre.Clock
	Zone  *time.Location    // the city's
	Quiet centre.QuietHours // of people who never chose their own
}

// New makes the desk over a store.
func New(store Store, s Settings) *Desk {
	return &Desk{store: store, clock: s.Clock, zone: s.Zone, quiet: s.Quiet}
}

func (d *Desk) now() time.Time { return d.clock().In(d.zone) }

// Store keeps events, sign-ups and reminders. Methods that take a function call
// it inside the transaction, with rows that are locked until it ends; an error
// of the function undoes everything and is returned as it is.
type Store interface {
	Catalogue
	Workbench
	RecordStore
	FollowStore
	DigestStore

	// ChangeSeat carries out what decide says about the person's seat, under
	// the event's lock, and returns the event afterwards, or centre.ErrGone. It
	// asks again when something the decision rests on changed meanwhile, so
	// decide may be called more than once and must have no effects.
	ChangeSeat(ctx context.Context, id EventID, person centre.PersonID, decide func(Seat) (Decision, error)) (Card, error)

	// ClaimDueReminders queues the notices of about limit due reminders,
	// those of one seat together.
	ClaimDueReminders(ctx context.Context, now time.Time, limit int) (int, error)

	// ReplanReminders replaces the pending reminders of a person's places in
	// events that are still to come.
	ReplanReminders(ctx context.Context, person centre.PersonID, now time.Time, plan PlanReminders) error
}

// PlanReminders is the rule of reminders as a store calls it.
type PlanReminders func(start time.Time, c ReminderChoice) []Reminder

// Catalogue is what readers look up.
type Catalogue interface {
	// Card returns an event and the person's place in it, or centre.ErrGone.
	Card(ctx context.Context, id EventID, person centre.PersonID) (Card, error)

	// Page returns one page of the events that match, soonest first.
	Page(ctx context.Context, q Query) (Page, error)

	// Tickets returns one page of the events in which the person has a seat.
	Tickets(ctx context.Context, person centre.PersonID, now time.Time, page int) (Page, error)

	// Hosts returns the organisations that have events to come, by name.
	Hosts(ctx context.Context, now time.Time) ([]Named, error)

	// DistrictOf returns the person's district, 0 when they named none.
	DistrictOf(ctx context.Context, person centre.PersonID) (DistrictID, error)

	// Change returns a change of an event, or centre.ErrGone.
	Change(ctx context.Context, id ChangeID) (Change, error)
}

// Workbench is what organizers work with. Every method that changes something
// asks the rule about the locked event first and writes the deed into the audit log.
type Workbench interface {
	// SaveDraft creates the draft of a form, once, or updates the one with d.ID.
	SaveDraft(ctx context.Context, by centre.PersonID, d Draft, rule func(Event) error) (EventID, error)

	// DeleteDraft deletes a draft.
	DeleteDraft(ctx context.Context, by centre.PersonID, id EventID, rule func(Event) error) error

	// Publish publishes the draft unless it is published already.
	Publish(ctx context.Context, by centre.PersonID, id EventID, rule func(Event) error) (Card, error)

	// Move changes time and place, plans the reminders anew and, if the move
	// tells them, queues a notice for everybody who has a seat.
	Move(ctx context.Context, m Move, rules MoveRules) error

	// CallOff cancels the event, deletes the pending reminders and queues a
	// notice for everybody who has a seat.
	CallOff(ctx context.Context, by centre.PersonID, c CallOff, rule func(Event) error) error

	// Own returns one page of the organisations' events; nil means all organisations.
	Own(ctx context.Context, organisations []centre.OrganisationID, now time.Time, page int) (Page, error)

	// Attendees returns one page of those who have a seat.
	Attendees(ctx context.Context, id EventID, page int) ([]Attendee, error)

	// Organisations returns the given ones by name; nil means all.
	Organisations(ctx context.Context, only []centre.OrganisationID) ([]Named, error)

	Branches(ctx context.Context) ([]Branch, error)
	Districts(ctx context.Context) ([]Named, error)
	Interests(ctx context.Context) ([]Named, error)
}

// MoveRules is what a store needs to know to move an event.
type MoveRules struct {
	By      centre.PersonID
	Now     time.Time
	Allowed func(Event) error
	Plan    PlanReminders
}
