package announcements

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// Office is where announcements are written, planned and stopped. Every method
// checks the actor against the announcement as it stands then.
type Office struct {
	Store  Store
	People People
	Cron   Cron
	Zone   *time.Location // the city's
	Clock  centre.Clock
	Grace  time.Duration // how late a missed start is still made up for; zero means an hour
}

// People tells who somebody is today.
type People interface {
	ByID(ctx context.Context, id centre.PersonID) (centre.Identity, error)
}

// now is the present moment in the city's zone.
func (o *Office) now() time.Time { return o.Clock().In(o.Zone) }

// Create makes a draft out of a first message. The form's id makes a repeated
// call have one effect.
func (o *Office) Create(ctx context.Context, actor centre.Actor, form int64, first NewDraft) (Announcement, error) {
	if !MayAnnounce(actor, first.Organisation) {
		return Announcement{}, centre.ErrForbidden
	}
	if err := first.check(); err != nil {
		return Announcement{}, err
	}
	return o.Store.Create(ctx, form, Announcement{
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

func (d NewDraft) check() error {
	if !slices.Contains(languages[:], d.Language) {
		return centre.ErrGone
	}
	return d.Message.Check()
}

// Open returns an announcement to somebody who may work on it.
func (o *Office) Open(ctx context.Context, actor centre.Actor, id ID) (Announcement, error) {
	a, err := o.Store.ByID(ctx, id)
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

// List gives the actor's announcements of a state, the newest first.
func (o *Office) List(ctx context.Context, actor centre.Actor, state State) ([]Announcement, error) {
	var of []centre.OrganisationID
	if !actor.IsStaff() {
		if len(actor.Organisations) == 0 {
			return nil, centre.ErrForbidden
		}
		of = actor.Organisations
	}
	return o.Store.List(ctx, state, of)
}

// Senders lists the organisations the actor may write for. Staff may also
// write for the centre itself, which is not in the list.
func (o *Office) Senders(ctx context.Context, actor centre.Actor) ([]Option, error) {
	switch {
	case actor.IsStaff():
		return o.Store.Organisations(ctx, nil)
	case len(actor.Organisations) == 0:
		return nil, centre.ErrForbidden
	}
	return o.Store.Organisations(ctx, actor.Organisations)
}

// Write puts a variant of a draft in place of the one in the same language.
func (o *Office) Write(ctx context.Context, actor centre.Actor, id ID, d NewDraft) (Announcement, error) {
	if err := d.check(); err != nil {
		return Announcement{}, err
	}
	return o.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		a.Content[d.Language] = d.Message
		return map[string]any{"text": d.Language}, nil
	})
}

// Unwrite takes a variant out of a draft; the last one stays.
func (o *Office) Unwrite(ctx context.Context, actor centre.Actor, id ID, language string) (Announcement, error) {
	return o.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		if len(a.Content) == 1 {
			return nil, errNoText
		}
		delete(a.Content, language)
		return map[string]any{"without": language}, nil
	})
}

// Address changes the audience of a draft.
func (o *Office) Address(ctx context.Context, actor centre.Actor, id ID, change func(Audience) Audience) (Announcement, error) {
	return o.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		wished := change(a.Audience)
		if !actor.IsStaff() {
			wished.Participants = a.Organisation
		}
		a.Audience = wished
		return map[string]any{"audience": wished}, nil
	})
}

// AddressEvent adds an event to the audience or takes it out. Organizers
// choose among their own organisation's events.
func (o *Office) AddressEvent(ctx context.Context, actor centre.Actor, id ID, event int64, wished bool) (Announcement, error) {
	a, err := o.Open(ctx, actor, id)
	if err != nil {
		return Announcement{}, err
	}
	e, err := o.Store.EventByID(ctx, event)
	if err != nil {
		return Announcement{}, err
	}
	if !actor.IsStaff() && e.Organisation != a.Organisation {
		return Announcement{}, centre.ErrForbidden
	}
	return o.Address(ctx, actor, id, func(a Audience) Audience { return a.WithEvent(event, wished) })
}

// Delete throws a draft away. Its row stays for the records.
func (o *Office) Delete(ctx context.Context, actor centre.Actor, id ID) error {
	_, err := o.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		a.State = Deleted
		return map[string]any{"deleted": true}, nil
	})
	return err
}

// edit changes a draft and records what was changed.
func (o *Office) edit(ctx context.Context, actor centre.Actor, id ID, change func(*Announcement) (map[string]any, error)) (Announcement, error) {
	return o.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		if !MayAnnounce(actor, a.Organisation) {
			return Effects{}, centre.ErrForbidden
		}
		if a.State != Draft {
			return Effects{}, errNotDraft
		}
		detail, err := change(a)
		if err == nil {
			err = a.permit(actor)
		}
		return Effects{Deed: a.deed(actor.Person, "announcement.edit", detail)}, err
	})
}
