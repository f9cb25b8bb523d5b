package organisations

import (
	"context"
	"time"

	"jastar/centre"
)

// InvitationTerm is how long an invitation can be answered.
const InvitationTerm = 7 * 24 * time.Hour

// InvitationID is the internal id of an invitation.
type InvitationID int64

// Invitation is a link that offers a post to whoever opens it first.
type Invitation struct {
	ID       InvitationID
	Post     Post
	By       centre.PersonID
	Expires  time.Time
	Answerer centre.PersonID // 0 before the answer
	Accepted bool
}

// The refusals of an invitation, each with a sentence of its own.
var (
	ErrInvitationUnknown = centre.Refuse("organisations.invitation_unknown")
	ErrInvitationUsed    = centre.Refuse("organisations.invitation_used")
	ErrInvitationExpired = centre.Refuse("organisations.invitation_expired")
	ErrInvitationOwn     = centre.Refuse("organisations.invitation_own")
)

// mayAnswer tells whether the person may answer now.
func (i Invitation) mayAnswer(by centre.PersonID, now time.Time) error {
	switch {
	case i.By == by:
		return ErrInvitationOwn
	case i.Answerer != 0:
		return ErrInvitationUsed
	case !now.Before(i.Expires):
		return ErrInvitationExpired
	}
	return nil
}

// InvitationStore keeps invitations.
type InvitationStore interface {
	SaveInvitation(ctx context.Context, i Invitation, hash []byte, now time.Time) error
	// InvitationByHash returns ErrInvitationUnknown for rubbish.
	InvitationByHash(ctx context.Context, hash []byte) (Invitation, error)
	// AnswerInvitation locks the invitation, saves what the rule returns, and
	// appoints whoever accepted under the name.
	AnswerInvitation(ctx context.Context, id InvitationID, name string, now time.Time, rule InvitationRule) (Invitation, error)
}

// InvitationRule answers a locked invitation.
type InvitationRule func(Invitation) (Invitation, []centre.Notice, error)

// Invite makes a link's token that offers the post once.
func (d *Desk) Invite(ctx context.Context, a centre.Actor, p Post) (centre.Token, error) {
	if err := p.mayFill(a); err != nil {
		return "", err
	}
	if p != Coordinator {
		if _, err := d.store.ByID(ctx, p.Organisation); err != nil {
			return "", err
		}
	}
	token, now := centre.NewToken(), d.clock()
	i := Invitation{Post: p, By: a.Person, Expires: now.Add(InvitationTerm)}
	return token, d.store.SaveInvitation(ctx, i, token.Hash(), now)
}

// OpenInvitation returns the invitation to somebody who may answer it.
func (d *Desk) OpenInvitation(ctx context.Context, a centre.Actor, t centre.Token) (Invitation, error) {
	i, err := d.store.InvitationByHash(ctx, t.Hash())
	if err != nil {
		return i, err
	}
	return i, i.mayAnswer(a.Person, d.clock())
}

// AnswerInvitation keeps the answer. Who accepts is listed under the name.
func (d *Desk) AnswerInvitation(ctx context.Context, a centre.Actor, t centre.Token, accept bool, name string) (Invitation, error) {
	found, err := d.store.InvitationByHash(ctx, t.Hash())
	if err != nil {
		return found, err
	}
	return d.store.AnswerInvitation(ctx, found.ID, name, d.clock(), func(i Invitation) (Invitation, []centre.Notice, error) {
		if i.Answerer == a.Person && i.Accepted == accept {
			return i, nil, nil // the same answer again
		}
		if err := i.mayAnswer(a.Person, d.clock()); err != nil {
			return i, nil, err
		}
		i.Answerer, i.Accepted = a.Person, accept
		told := Told{Organisation: i.Post.Organisation, Person: a.Person, Accepted: accept}
		return i, []centre.Notice{centre.NewNotice(AnsweredNotice, i.By, told)}, nil
	})
}
