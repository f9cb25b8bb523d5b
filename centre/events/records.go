package events

import (
	"context"
	"time"

	"jastar/centre"
)

// Record is what is stored of one person's place in one event, for the file in
// which people read their own data.
type Record struct {
	Event      EventID      `json:"event"`
	Title      centre.Words `json:"title"`
	Starts     time.Time    `json:"starts"`
	State      State        `json:"state"`
	Answer     Answer       `json:"answer,omitempty"` // to a reminder
	SignedUp   time.Time    `json:"signed_up"`
	Changed    time.Time    `json:"changed"`
	Reminders  []time.Time  `json:"reminders"` // planned and past
	CancelNote string       `json:"cancelled_because,omitempty"`
}

// Made is an event that a person created, whatever became of it.
type Made struct {
	Event   EventID      `json:"event"`
	Title   centre.Words `json:"title"`
	Status  Status       `json:"status"`
	Created time.Time    `json:"created"`
}

// Records is everything that is stored of one person about events.
type Records struct {
	Places  []Record `json:"places"`  // the latest first
	Created []Made   `json:"created"` // the latest first
}

// RecordStore is what the store knows of one person as a whole.
type RecordStore interface {
	// Records returns every place a person has or had, and the events they created.
	Records(ctx context.Context, person centre.PersonID) (Records, error)

	// Leave frees all seats of a person in events that are not over, with
	// their reminders.
	Leave(ctx context.Context, person centre.PersonID, now time.Time) error
}

// Export returns the name of this part of a person's data and a value for JSON.
func (d *Desk) Export(ctx context.Context, person centre.PersonID) (part string, data any, err error) {
	all, err := d.store.Records(ctx, person)
	return "events", all, err
}

// Leave gives back all seats of a person who is being forgotten. It may be
// called more than once.
func (d *Desk) Leave(ctx context.Context, person centre.PersonID) error {
	return d.store.Leave(ctx, person, d.now())
}
