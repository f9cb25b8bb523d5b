package announcements

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// Desk is where announcements are written, planned and stopped. Every method
// checks the actor against the announcement as it stands then.
type Desk struct {
	Store  Store
	People People
	Cron   Cron
	Zone   *time.Location // the city's
	Clock  centre.Clock
	Grace  time.Duration // how late a missed start is still made up for; zero means an hour

	// ApprovalSize is how many people can be written to without the approval
	// of a second person; zero means any number.
	ApprovalSize int

	// Rate is how many messages a second go out that are not paid for, and
	// PaidRate how many of those that are; zero when the operator pays for none.
	Rate, PaidRate float64

	// LinkAddress is the address of the house's own, with a slash at its end, through
	// which the link buttons of what is sent lead, so that openings are counted;
	// empty when they lead straight to where they lead.
	LinkAddress string

	// LedgerDays is how long it is known who got a message after its run was
	// over; zero means for ever.
	LedgerDays int
}

// People tells who somebody is today.
type People interface {
	ByID(ctx context.Context, id centre.PersonID) (centre.Identity, error)

	// Staff lists the coordinators and owners who can be written to.
	Staff(ctx context.Context) ([]centre.PersonID, error)

	// NameOf is what somebody is called, "" when they have no name or are gone.
	NameOf(ctx context.Context, id centre.PersonID) (string, error)
}

// now is the present moment in the city's zone.
func (d *Desk) now() time.Time { return d.Clock().In(d.Zone) }

// Create makes a draft out of a first message. The form's id makes a repeated
// call have one effect.
func (d *Desk) Create(ctx context.Context, actor centre.Actor, form int64, first NewDraft) (Announcement, error) {
	if !MayAnnounce(actor, first.Organisation) {
		return Announcement{}, centre.ErrForbidden
	}
	if err := first.check(); err != nil {
		return Announcement{}, err
	}
	return d.Store.Create(ctx, form, Announcement{
		Organisation: first.Organisation,
		Author:       actor.Person,
		State:        Draft,
		Content:      Content{first.Language: first.Message},
		Audience:     AudienceFor(actor, first.Organisation),
	})
}

// NewDraft is what an announcement begins with.
type NewDraft struct {
	Organisation centre.OrganisationID
	Language     string
	Message      Message
}

func (w NewDraft) check() error {
	if !slices.Contains(languages[:], w.Language) {
		return centre.ErrGone
	}
	return w.Message.Check()
}

// Open returns an announcement to somebody who may work on it.
func (d *Desk) Open(ctx context.Context, actor centre.Actor, id ID) (Announcement, error) {
	a, err := d.Store.ByID(ctx, id)
	switch {
	case err != nil:
		return Announcement{}, err
	case !MayAnnounce(actor, a.Organisation):
		return Announcement{}, centre.ErrForbidden
	case a.State == Deleted:
		return Announcement{}, centre.ErrGone
	}
	return a, nil
}

// List gives the actor's announcements of a state, the newest first. Among the
// scheduled ones those that wait for approval stand at the top.
func (d *Desk) List(ctx context.Context, actor centre.Actor, state State) ([]Announcement, error) {
	of, err := visibleTo(actor)
	if err != nil {
		return nil, err
	}
	if state != Scheduled {
		return d.Store.List(ctx, state, of)
	}
	waiting, err := d.Store.List(ctx, InReview, of)
	if err != nil {
		return nil, err
	}
	planned, err := d.Store.List(ctx, Scheduled, of)
	return append(waiting, planned...), err
}

// visibleTo are the organisations whose announcements the actor sees; nil
// means all.
func visibleTo(actor centre.Actor) ([]centre.OrganisationID, error) {
	switch {
	case actor.IsStaff():
		return nil, nil
	case len(actor.Organisations) == 0:
		return nil, centre.ErrForbidden
	}
	return actor.Organisations, nil
}

// Senders lists the organisations the actor may write for. Staff may also
// write for the centre itself, which is not in the list.
func (d *Desk) Senders(ctx context.Context, actor centre.Actor) ([]Option, error) {
	of, err := visibleTo(actor)
	if err != nil {
		return nil, err
	}
	return d.Store.Organisations(ctx, of)
}

// Write puts a variant of a draft in place of the one in the same language.
func (d *Desk) Write(ctx context.Context, actor centre.Actor, id ID, w NewDraft) (Announcement, error) {
	if err := w.check(); err != nil {
		return Announcement{}, err
	}
	return d.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		a.Content = a.Content.withVariant(w.Language, w.Message)
		return map[string]any{"text": w.Language}, nil
	})
}

// Unwrite takes a variant out of a draft; the last one stays.
func (d *Desk) Unwrite(ctx context.Context, actor centre.Actor, id ID, language string) (Announcement, error) {
	return d.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		if len(a.Content) == 1 {
			return nil, errNoText
		}
		delete(a.Content, language)
		return map[string]any{"without": language}, nil
	})
}

// Address changes the audience of a draft. Whatever was chosen before, by staff
// perhaps, an organizer's choice stays within the own organisation.
func (d *Desk) Address(ctx context.Context, actor centre.Actor, id ID, change func(Audience) Audience) (Announcement, error) {
	return d.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		wished := change(a.Audience)
		if !actor.IsStaff() {
			wished.Everyone, wished.Participants = false, a.Organisation
		}
		a.Audience = wished
		return map[string]any{"audience": wished}, a.permit(actor)
	})
}

// AddressEvent adds an event to the audience or takes it out. Organizers
// choose among their own organisation's events.
func (d *Desk) AddressEvent(ctx context.Context, actor centre.Actor, id ID, event int64, wished bool) (Announcement, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Announcement{}, err
	}
	e, err := d.Store.EventByID(ctx, event)
	if err != nil {
		return Announcement{}, err
	}
	if !actor.IsStaff() && e.Organisation != a.Organisation {
		return Announcement{}, centre.ErrForbidden
	}
	return d.Address(ctx, actor, id, func(a Audience) Audience { return a.WithEvent(event, wished) })
}

// Delete throws a draft away. Its row stays for the records.
func (d *Desk) Delete(ctx context.Context, actor centre.Actor, id ID) error {
	_, err := d.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		a.State = Deleted
		return map[string]any{"deleted": true}, nil
	})
	return err
}

// edit changes a draft and records what was changed. The audience is nobody's
// business here: it is checked where it is chosen and where a start is planned, so
// that organizers can correct or delete what staff wrote in their name for more people.
func (d *Desk) edit(ctx context.Context, actor centre.Actor, id ID, change func(*Announcement) (map[string]any, error)) (Announcement, error) {
	return d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		if !MayAnnounce(actor, a.Organisation) {
			return Effects{}, centre.ErrForbidden
		}
		switch a.State {
		case Draft:
		case InReview:
			return Effects{}, errInReview
		default:
			return Effects{}, errNotDraft
		}
		detail, err := change(a)
		return Effects{Deed: a.deed(actor.Person, "announcement.edit", detail)}, err
	})
}
