// Package registration holds how a guest becomes a member and stays master of
// their data: consent, the profile, the guardian of a minor, settings, and the
// ways to read everything that is stored and to have it erased. What a member
// does with the membership belongs to other capabilities.
package registration

import (
	"context"
	"time"

	"jastar/centre"
)

// Desk runs the use cases of registration.
type Desk struct {
	store      Store
	terms      Terms
	neighbours Neighbours
}

// Terms are what the centre decides about membership.
type Terms struct {
	Clock centre.Clock
	Zone  *time.Location    // the city's: decides which day it is for an age
	Ages  Ages              // who may become a member
	Quiet centre.QuietHours // of people who never chose their own
}

// Neighbours are the parts that other capabilities have in registration's
// promises. Any list may be empty.
type Neighbours struct {
	Exporters  []Exporter
	Leavers    []Leaver
	Replanners []Replanner
}

// Exporter knows what another capability stores about a person.
type Exporter interface {
	// Export returns the part's name in the file and a value for JSON.
	Export(ctx context.Context, p centre.PersonID) (part string, data any, err error)
}

// Leaver ends what a person who is being forgotten still takes part in. It may
// be called more than once for the same person.
type Leaver interface {
	Leave(ctx context.Context, p centre.PersonID) error
}

// Replanner plans a person's reminders anew after they chose other
// times or quiet hours.
type Replanner interface {
	ReplanReminders(ctx context.Context, p centre.PersonID) error
}

// Store keeps what registration knows. Every method that names a person who
// was forgotten or never existed returns centre.ErrGone.
type Store interface {
	ProfileStore
	GuardianStore
	SettingsStore
	RecordStore
}

// New makes the desk over a store.
func New(store Store, terms Terms, neighbours Neighbours) *Desk {
	return &Desk{store: store, terms: terms, neighbours: neighbours}
}

func (d *Desk) now() time.Time { return d.terms.Clock().In(d.terms.Zone) }

// mustBeMember refuses actors without the current consent and a name: nothing
// of a guest is stored.
func mustBeMember(a centre.Actor) error {
	if !a.Consented {
		return &centre.Lacks{Need: centre.NeedMembership}
	}
	return nil
}
