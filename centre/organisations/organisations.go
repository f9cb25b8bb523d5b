// Package organisations holds who works for whom: the organisations of the
// centre, their organizers, and the centre's own coordinators. It decides who
// may appoint and dismiss; what people do in these posts belongs to other
// capabilities.
package organisations

import (
	"context"
	"time"
	"unicode/utf8"

	"jastar/centre"
)

// PageSize is how many organisations a page of the list has.
const PageSize = 8

// maxPage is the last page that anyone could ever turn to.
const maxPage = 10_000

// MaxName is the longest name of an organisation in characters.
const MaxName = 80

// Organisation is an NGO or a part of the centre.
type Organisation struct {
	ID   centre.OrganisationID
	Name centre.Words
}

// Page is one page of the list of organisations.
type Page struct {
	Organisations []Organisation
	More          bool // there is a next page
}

// Draft is an organisation about to be created. Form is unique to one
// filling-in of the form, so that a repeated turn creates nothing twice.
type Draft struct {
	Form int64
	Name centre.Words
}

// Desk runs the use cases of organisations.
type Desk struct {
	store Store
	clock centre.Clock
}

// New makes the desk over a store.
func New(store Store, clock centre.Clock) *Desk { return &Desk{store: store, clock: clock} }

// Store keeps organisations, posts and invitations. Every staff action is
// written into the audit log in the same transaction.
type Store interface {
	PostStore
	InvitationStore

	// Page lists organisations by id; a nil list means all of them.
	Page(ctx context.Context, only []centre.OrganisationID, page int) (Page, error)
	// ByID returns an organisation, or centre.ErrGone.
	ByID(ctx context.Context, id centre.OrganisationID) (Organisation, error)
	// Create returns the id that an earlier call with the same form made, if any.
	Create(ctx context.Context, by centre.PersonID, d Draft, now time.Time) (centre.OrganisationID, error)
	// Rename returns centre.ErrGone for an organisation that does not exist.
	Rename(ctx context.Context, by centre.PersonID, o Organisation) error
}

// List returns a page of the organisations the actor may look into.
func (d *Desk) List(ctx context.Context, a centre.Actor, page int) (Page, error) {
	switch {
	case page < 0 || page > maxPage:
		return Page{}, centre.ErrGone
	case a.IsStaff():
		return d.store.Page(ctx, nil, page)
	case len(a.Organisations) == 0:
		return Page{}, centre.ErrForbidden
	}
	return d.store.Page(ctx, a.Organisations, page)
}

// ByID returns an organisation that the actor may look into.
func (d *Desk) ByID(ctx context.Context, a centre.Actor, id centre.OrganisationID) (Organisation, error) {
	if !a.MayManage(id) {
		return Organisation{}, centre.ErrForbidden
	}
	return d.store.ByID(ctx, id)
}

// Named returns an organisation for a notice or an invitation that names it.
func (d *Desk) Named(ctx context.Context, id centre.OrganisationID) (Organisation, error) {
	return d.store.ByID(ctx, id)
}

// Create makes an organisation.
func (d *Desk) Create(ctx context.Context, a centre.Actor, draft Draft) (centre.OrganisationID, error) {
	if !a.IsStaff() {
		return 0, centre.ErrForbidden
	}
	if err := checkName(draft.Name); err != nil {
		return 0, err
	}
	return d.store.Create(ctx, a.Person, draft, d.clock())
}

// Rename changes an organisation's name in all languages.
func (d *Desk) Rename(ctx context.Context, a centre.Actor, o Organisation) error {
	if !a.IsStaff() {
		return centre.ErrForbidden
	}
	if err := checkName(o.Name); err != nil {
		return err
	}
	return d.store.Rename(ctx, a.Person, o)
}

// checkName wants a name in at least one language and none too long.
func checkName(name centre.Words) error {
	given := 0
	for _, s := range name {
		if n := utf8.RuneCountInString(s); n > MaxName {
			return centre.Refuse("common.too_long", "n", n, "max", MaxName)
		}
		if s != "" {
			given++
		}
	}
	if given == 0 {
		return centre.Refuse("common.empty")
	}
	return nil
}
