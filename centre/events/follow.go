package events

import (
	"context"
	"time"

	"jastar/centre"
)

// MaxFollowed is how many of the organisations somebody follows are listed.
const MaxFollowed = 50

// FollowStore keeps who follows which organisation.
type FollowStore interface {
	// Follow notes whether the person follows the organisation; what is noted
	// already stays as it is.
	Follow(ctx context.Context, person centre.PersonID, o centre.OrganisationID, f Followed) error
	// Followed lists whom the person follows, the latest first, at most
	// MaxFollowed.
	Followed(ctx context.Context, person centre.PersonID) ([]Named, error)
}

// Followed is the wished state of following an organisation, and when.
type Followed struct {
	On bool
	At time.Time
}

// Follow lets the actor follow the organisation of an event, or ends that, and
// returns the event's card. Following is what members do: the error is a
// *centre.Lacks for others.
func (d *Desk) Follow(ctx context.Context, actor centre.Actor, id EventID, wished bool) (Card, error) {
	c, err := d.Card(ctx, actor, id)
	switch {
	case err != nil:
		return Card{}, err
	case c.Following == wished:
		return c, nil
	case wished && !actor.Consented:
		return Card{}, &centre.Lacks{Need: centre.NeedMembership}
	}
	c.Following = wished
	return c, d.store.Follow(ctx, actor.Person, c.Organisation, Followed{wished, d.now()})
}

// Unfollow ends following an organisation. Ending it twice is ending it.
func (d *Desk) Unfollow(ctx context.Context, actor centre.Actor, o centre.OrganisationID) error {
	return d.store.Follow(ctx, actor.Person, o, Followed{false, d.now()})
}

// Followed lists whom the actor follows, the latest first.
func (d *Desk) Followed(ctx context.Context, actor centre.Actor) ([]Named, error) {
	return d.store.Followed(ctx, actor.Person)
}
