package organisations

import (
	"context"
	"time"

	"jastar/centre"
)

// Post is what somebody is appointed to: organizer of an organisation, or
// coordinator of the centre, which is the zero value.
type Post struct{ Organisation centre.OrganisationID }

// Coordinator is the post of the centre's staff.
var Coordinator = Post{}

// mayFill tells whether the actor may appoint to the post and dismiss from it.
func (p Post) mayFill(a centre.Actor) error {
	if p == Coordinator && a.Role < centre.Owner || !a.IsStaff() {
		return centre.ErrForbidden
	}
	return nil
}

// maySee tells whether the actor may see who holds the post.
func (p Post) maySee(a centre.Actor) error {
	if p != Coordinator && a.MayManage(p.Organisation) {
		return nil
	}
	return p.mayFill(a)
}

// Holder is a person in a post.
type Holder struct {
	Person centre.PersonID
	Name   string // the member's name, or else the one staff knows the person by
}

// The subjects of the notices, all with Told as data.
const (
	AppointedNotice = "organisations.appointed"
	DismissedNotice = "organisations.dismissed"
	AnsweredNotice  = "organisations.answered"
)

// Told is the data of the notices about a post.
type Told struct {
	Organisation centre.OrganisationID `json:"organisation"` // 0 for a coordinator
	Person       centre.PersonID       `json:"person"`       // whom it is about
	Accepted     bool                  `json:"accepted,omitempty"`
}

// Appointment puts a person into a post.
type Appointment struct {
	By     centre.PersonID
	Post   Post
	Person centre.PersonID
	Name   string // what staff knows the person by
}

// Dismissal takes a person out of a post.
type Dismissal struct {
	By     centre.PersonID
	Post   Post
	Person centre.PersonID
	At     time.Time

	// Recall lets the person's unanswered invitations expire: whoever lost the
	// right to invite must not go on appointing by links given out before.
	Recall bool
}

// PostStore keeps who holds which post.
type PostStore interface {
	// Holders lists at most 50 people, by name.
	Holders(ctx context.Context, p Post) ([]Holder, error)
	// PersonByChat returns somebody who started the bot, or centre.ErrGone.
	PersonByChat(ctx context.Context, chat int64) (centre.PersonID, error)
	// Appoint does nothing for somebody who holds the post already. It returns
	// centre.ErrGone when organisation or person do not exist.
	Appoint(ctx context.Context, a Appointment, n centre.Notice) error
	// Dismiss does nothing for somebody who does not hold the post.
	Dismiss(ctx context.Context, d Dismissal, n centre.Notice) error
}

// Holders lists who holds a post.
func (d *Desk) Holders(ctx context.Context, a centre.Actor, p Post) ([]Holder, error) {
	if err := p.maySee(a); err != nil {
		return nil, err
	}
	return d.store.Holders(ctx, p)
}

// Holds tells whether the person is in the post now.
func (d *Desk) Holds(ctx context.Context, person centre.PersonID, p Post) (bool, error) {
	all, err := d.store.Holders(ctx, p)
	for _, h := range all {
		if h.Person == person {
			return true, err
		}
	}
	return false, err
}

// MayFill tells whether the actor may appoint to the post.
func (d *Desk) MayFill(a centre.Actor, p Post) bool { return p.mayFill(a) == nil }

// Contact is a shared contact: an account, and the name it was shared under.
type Contact struct {
	Account int64 // Telegram's user id, 0 when the number has no account
	Name    string
}

// AppointContact appoints the owner of a contact, who must have started the bot.
func (d *Desk) AppointContact(ctx context.Context, a centre.Actor, p Post, c Contact) error {
	if err := p.mayFill(a); err != nil {
		return err
	}
	if c.Account == 0 {
		return centre.Refuse("organisations.contact_without_account")
	}
	person, err := d.store.PersonByChat(ctx, c.Account)
	if err != nil {
		return orRefuse(err, "organisations.contact_not_started")
	}
	told := centre.NewNotice(AppointedNotice, person, Told{Organisation: p.Organisation, Person: person})
	return d.store.Appoint(ctx, Appointment{By: a.Person, Post: p, Person: person, Name: c.Name}, told)
}

// orRefuse says what exactly is gone.
func orRefuse(err error, key string) error {
	if problem, ok := err.(*centre.Problem); ok && problem.Is(centre.ErrGone) {
		return centre.Refuse(key)
	}
	return err
}

// Dismiss takes a person out of a post. With a coordinator go the links that they
// gave out; organizers give out none.
func (d *Desk) Dismiss(ctx context.Context, a centre.Actor, p Post, person centre.PersonID) error {
	if err := p.mayFill(a); err != nil {
		return err
	}
	told := centre.NewNotice(DismissedNotice, person, Told{Organisation: p.Organisation, Person: person})
	dismissal := Dismissal{By: a.Person, Post: p, Person: person, At: d.clock(), Recall: p == Coordinator}
	return d.store.Dismiss(ctx, dismissal, told)
}
