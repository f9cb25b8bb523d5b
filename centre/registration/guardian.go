package registration

import (
	"context"
	"time"

	"jastar/centre"
)

// LinkID is the internal id of a guardian's link.
type LinkID int64

// LinkTerm is how long a guardian can answer.
const LinkTerm = 7 * 24 * time.Hour

// Decision is a guardian's answer, as it is stored.
type Decision string

// The decisions; the zero value means that nobody answered.
const (
	Confirmed Decision = "confirmed"
	Declined  Decision = "declined"
)

// Link is a minor's question to a guardian and its answer.
type Link struct {
	ID        LinkID
	Child     centre.PersonID
	ChildName string // as the child typed it
	Expires   time.Time
	Guardian  centre.PersonID // 0 before the answer
	Decision  Decision
	Decided   time.Time
	Photo     *bool     // may pictures of the child be published; nil: not answered
	Withdrawn time.Time // zero: it stands
}

// Open tells whether the link still waits for an answer.
func (l Link) Open(now time.Time) bool {
	return l.Decision == "" && l.Withdrawn.IsZero() && now.Before(l.Expires)
}

// Stands tells whether the guardian stands behind the child now.
func (l Link) Stands() bool { return l.Decision == Confirmed && l.Withdrawn.IsZero() }

// The refusals of a guardian's link, each with a sentence of its own.
var (
	ErrLinkUnknown   = centre.Refuse("registration.link_unknown")
	ErrLinkOwn       = centre.Refuse("registration.link_own")
	ErrLinkUsed      = centre.Refuse("registration.link_used")
	ErrLinkWithdrawn = centre.Refuse("registration.link_withdrawn")
	ErrLinkExpired   = centre.Refuse("registration.link_expired")
	ErrGuardianMinor = centre.Refuse("registration.guardian_minor")
)

// mayAnswer tells whether the person may answer the link now.
func (l Link) mayAnswer(by centre.PersonID, now time.Time) error {
	switch {
	case l.Child == by:
		return ErrLinkOwn
	case !l.Withdrawn.IsZero():
		return ErrLinkWithdrawn
	case l.Decision != "":
		return ErrLinkUsed
	case !now.Before(l.Expires):
		return ErrLinkExpired
	}
	return nil
}

// mayChange tells whether the person is the guardian who stands behind the link.
func (l Link) mayChange(by centre.PersonID) error {
	switch {
	case l.Guardian != by:
		return centre.ErrForbidden
	case !l.Stands():
		return ErrLinkWithdrawn
	}
	return nil
}

// Answered is the notice to the child about a guardian's answer.
type Answered struct {
	Link     LinkID   `json:"link"`
	Decision Decision `json:"decision"`
	Ended    bool     `json:"ended,omitempty"` // a confirmation was taken back
}

// GuardianNotice is the subject of Answered.
const GuardianNotice = "registration.guardian"

// LinkChange is a rule over a locked link: it returns the link as it shall be
// and what the child must hear.
type LinkChange func(Link) (Link, []centre.Notice, error)

// GuardianStore keeps guardians' links. It also keeps in the child's own row
// whether a guardian stands behind the child.
type GuardianStore interface {
	// SaveLink keeps a new link and withdraws the child's earlier open ones.
	SaveLink(ctx context.Context, child centre.PersonID, hash []byte, now, expires time.Time) error
	// WithdrawLinks withdraws the child's open links.
	WithdrawLinks(ctx context.Context, child centre.PersonID, now time.Time) error
	// LatestLink returns the child's newest link, or ErrLinkUnknown.
	LatestLink(ctx context.Context, child centre.PersonID) (Link, error)
	// LinkByHash and LinkByID return ErrLinkUnknown for rubbish.
	LinkByHash(ctx context.Context, hash []byte) (Link, error)
	LinkByID(ctx context.Context, id LinkID) (Link, error)
	// Children lists the links by which the guardian stands behind children.
	Children(ctx context.Context, guardian centre.PersonID) ([]Link, error)
	// ChangeLink locks the link, saves what the rule returns and queues the
	// notices. A consent, when given, is kept as the guardian's proof.
	ChangeLink(ctx context.Context, id LinkID, proof *Consent, rule LinkChange) (Link, error)
}

// InviteGuardian makes a new link for a minor; earlier open ones end.
func (d *Desk) InviteGuardian(ctx context.Context, a centre.Actor) (centre.Token, error) {
	if err := mustBeMember(a); err != nil {
		return "", err
	}
	s, err := d.Standing(ctx, a.Person)
	switch {
	case err != nil:
		return "", err
	case !s.Minor:
		return "", centre.Refuse("registration.guardian_not_needed")
	case s.GuardianConfirmed:
		return "", centre.Refuse("registration.guardian_there")
	}
	token, now := centre.NewToken(), d.now()
	return token, d.store.SaveLink(ctx, a.Person, token.Hash(), now, now.Add(LinkTerm))
}

// WithdrawLinks ends a minor's open links.
func (d *Desk) WithdrawLinks(ctx context.Context, a centre.Actor) error {
	return d.store.WithdrawLinks(ctx, a.Person, d.now())
}

// LatestLink returns a minor's newest link, or ErrLinkUnknown.
func (d *Desk) LatestLink(ctx context.Context, a centre.Actor) (Link, error) {
	return d.store.LatestLink(ctx, a.Person)
}

// OpenLink returns the link to somebody who opened it: to whoever may answer
// it, and to the guardian who did. Everybody else learns why not.
func (d *Desk) OpenLink(ctx context.Context, a centre.Actor, t centre.Token) (Link, error) {
	l, err := d.store.LinkByHash(ctx, t.Hash())
	if err != nil || l.Guardian == a.Person && l.Stands() {
		return l, err
	}
	if err := l.mayAnswer(a.Person, d.now()); err != nil {
		return Link{}, err
	}
	return l, d.mustBeAdult(ctx, a)
}

// mustBeAdult refuses members who said that they are minors themselves.
func (d *Desk) mustBeAdult(ctx context.Context, a centre.Actor) error {
	s, err := d.Standing(ctx, a.Person)
	if err == nil && s.Minor {
		return ErrGuardianMinor
	}
	return err
}

// AnswerLink keeps the answer of the person who holds the link's token. A
// confirmation needs the words that the guardian was shown.
func (d *Desk) AnswerLink(ctx context.Context, a centre.Actor, t centre.Token, yes *Consent) (Link, error) {
	found, err := d.OpenLink(ctx, a, t)
	if err != nil {
		return Link{}, err
	}
	decision := Declined
	if yes != nil {
		decision = Confirmed
		if err := yes.check(); err != nil {
			return Link{}, err
		}
	}
	return d.store.ChangeLink(ctx, found.ID, yes, func(l Link) (Link, []centre.Notice, error) {
		if l.Guardian == a.Person && l.Decision == decision {
			return l, nil, nil // the same answer again
		}
		if err := l.mayAnswer(a.Person, d.now()); err != nil {
			return l, nil, err
		}
		l.Guardian, l.Decision, l.Decided = a.Person, decision, d.now()
		return l, []centre.Notice{centre.NewNotice(GuardianNotice, l.Child, Answered{Link: l.ID, Decision: decision})}, nil
	})
}

// AllowPhoto keeps the guardian's word about pictures of the child. It can be
// changed at any time.
func (d *Desk) AllowPhoto(ctx context.Context, a centre.Actor, id LinkID, allowed bool) (Link, error) {
	return d.store.ChangeLink(ctx, id, nil, func(l Link) (Link, []centre.Notice, error) {
		l.Photo = &allowed
		return l, nil, l.mayChange(a.Person)
	})
}

// WithdrawGuardian takes a guardian's confirmation back.
func (d *Desk) WithdrawGuardian(ctx context.Context, a centre.Actor, id LinkID) (Link, error) {
	return d.store.ChangeLink(ctx, id, nil, func(l Link) (Link, []centre.Notice, error) {
		if l.Guardian == a.Person && !l.Withdrawn.IsZero() {
			return l, nil, nil
		}
		if err := l.mayChange(a.Person); err != nil {
			return l, nil, err
		}
		l.Withdrawn = d.now()
		told := Answered{Link: l.ID, Decision: Confirmed, Ended: true}
		return l, []centre.Notice{centre.NewNotice(GuardianNotice, l.Child, told)}, nil
	})
}

// Link returns a link to the guardian who answered it.
func (d *Desk) Link(ctx context.Context, a centre.Actor, id LinkID) (Link, error) {
	l, err := d.store.LinkByID(ctx, id)
	if err != nil {
		return Link{}, err
	}
	return l, l.mayChange(a.Person)
}

// LinkForChild returns a link for the notice to its child.
func (d *Desk) LinkForChild(ctx context.Context, child centre.PersonID, id LinkID) (Link, error) {
	l, err := d.store.LinkByID(ctx, id)
	if err == nil && l.Child != child {
		return Link{}, centre.ErrGone
	}
	return l, err
}

// Children lists the links by which the person stands behind children.
func (d *Desk) Children(ctx context.Context, a centre.Actor) ([]Link, error) {
	return d.store.Children(ctx, a.Person)
}
