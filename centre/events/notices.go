package events

import (
	"context"
	"errors"
	"time"

	"jastar/centre"
)

// The subjects of the notices about events.
const (
	ReminderDue    = "events.reminder"
	EventMoved     = "events.moved"
	EventCalledOff = "events.cancelled"
)

// ReminderNotice is the data of ReminderDue: true only while the event still
// starts then and the reader still has a seat.
type ReminderNotice struct {
	Event  EventID   `json:"event"`
	Starts time.Time `json:"starts"`
}

// ChangeNotice is the data of EventMoved.
type ChangeNotice struct {
	Event  EventID  `json:"event"`
	Change ChangeID `json:"change"`
}

// EventNotice is the data of EventCalledOff.
type EventNotice struct {
	Event EventID `json:"event"`
}

// Reminding returns the event a reader is to be reminded of; ok is false when
// that is no longer true.
func (d *Desk) Reminding(ctx context.Context, reader centre.Actor, n ReminderNotice) (c Card, ok bool, err error) {
	c, err = d.place(ctx, reader, n.Event)
	now := d.now()
	ok = c.Going && c.Live(now) && c.Starts.Equal(n.Starts) && now.Before(c.Starts)
	return c, ok, err
}

// Moved returns the event a reader has a seat in and what it was before; ok is
// false when nothing is left to say. A later change does not silence an earlier
// one: its own notice begins with the event as it was between the two, so whoever
// was not told yet would never hear what the earlier one changed.
func (d *Desk) Moved(ctx context.Context, reader centre.Actor, n ChangeNotice) (c Card, was Change, ok bool, err error) {
	if was, err = d.store.Change(ctx, n.Change); err != nil {
		return c, was, false, err
	}
	c, err = d.place(ctx, reader, n.Event)
	same := was.SameTime(c.Event) && was.SamePlace(c.Event)
	return c, was, c.Going && c.Live(d.now()) && !same, err
}

// CalledOff returns the cancelled event a reader had a seat in.
func (d *Desk) CalledOff(ctx context.Context, reader centre.Actor, n EventNotice) (c Card, ok bool, err error) {
	c, err = d.place(ctx, reader, n.Event)
	return c, c.Going && c.Status == StatusCancelled, err
}

// place returns the event of a notice; one that is gone has no seats.
func (d *Desk) place(ctx context.Context, reader centre.Actor, id EventID) (Card, error) {
	c, err := d.store.Card(ctx, id, reader.Person)
	if errors.Is(err, centre.ErrGone) {
		return Card{}, nil
	}
	return c, err
}
