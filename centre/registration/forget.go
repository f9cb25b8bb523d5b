package registration

import (
	"context"
	"fmt"
	"time"

	"jastar/centre"
)

const (
	// Grace is how long a wish to be forgotten can be taken back.
	Grace = 24 * time.Hour

	// farewell is how long a forgotten person's chat stays known, for the one
	// message that tells them.
	farewell = 10 * time.Minute
)

// ForgottenNotice is the subject of the last message to a forgotten person.
const ForgottenNotice = "registration.forgotten"

// RecordStore reads and erases everything about a person.
type RecordStore interface {
	// Records returns what registration stores about the person, for JSON.
	Records(ctx context.Context, p centre.PersonID) (any, error)
	// SaveForget keeps when the person is to be forgotten; zero means never.
	SaveForget(ctx context.Context, p centre.PersonID, at time.Time) error
	// DueForgets lists at most limit people whose time has come.
	DueForgets(ctx context.Context, now time.Time, limit int) ([]centre.PersonID, error)
	// Erase erases what the person told, keeps their id for the ledgers and
	// queues the notice. It does nothing for somebody who is not due.
	Erase(ctx context.Context, p centre.PersonID, now time.Time, n centre.Notice) error
	// ReleaseChats erases the chats of at most limit people forgotten before then.
	ReleaseChats(ctx context.Context, before time.Time, limit int) (int, error)
}

// AskToForget notes the wish to be forgotten and returns when it comes true. A
// wish that was noted before keeps its time.
func (d *Desk) AskToForget(ctx context.Context, p centre.PersonID) (time.Time, error) {
	stored, err := d.store.Profile(ctx, p)
	if err != nil || !stored.ForgetAt.IsZero() {
		return stored.ForgetAt, err
	}
	at := d.now().Add(Grace)
	return at, d.store.SaveForget(ctx, p, at)
}

// Keep takes the wish to be forgotten back, as long as its time has not come.
func (d *Desk) Keep(ctx context.Context, p centre.PersonID) error {
	stored, err := d.store.Profile(ctx, p)
	switch {
	case err != nil || stored.ForgetAt.IsZero():
		return err
	case !d.now().Before(stored.ForgetAt):
		return centre.Refuse("registration.forget_too_late")
	}
	return d.store.SaveForget(ctx, p, time.Time{})
}

// ForgetDue forgets at most limit people whose time has come and returns how
// many. It may run on several replicas at once and after any crash.
func (d *Desk) ForgetDue(ctx context.Context, now time.Time, limit int) (int, error) {
	due, err := d.store.DueForgets(ctx, now, limit)
	if err != nil {
		return 0, err
	}
	for i, p := range due {
		if err := d.forget(ctx, p, now); err != nil {
			return i, fmt.Errorf("forget person %d: %w", p, err)
		}
	}
	released, err := d.store.ReleaseChats(ctx, now.Add(-farewell), limit)
	return max(len(due), released), err
}

// forget lets the person leave everything first: once erased, nobody is due.
func (d *Desk) forget(ctx context.Context, p centre.PersonID, now time.Time) error {
	for _, n := range d.neighbours.Leavers {
		if err := n.Leave(ctx, p); err != nil {
			return err
		}
	}
	return d.store.Erase(ctx, p, now, centre.NewNotice(ForgottenNotice, p, struct{}{}))
}
