package organisations

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/organisations"
	"jastar/locales"
)

// invitationPrefix begins the payload of an invitation.
const invitationPrefix = "o"

// answer carries the invitation's token, because the token is the right to answer.
type answer struct {
	Token  string `max:"22"`
	Accept bool
}

// invite writes the letter to forward with a new invitation's link.
func (h *office) invite(ctx context.Context, r *bot.Request, id centre.OrganisationID) (bot.Reply, error) {
	token, err := h.Desk.Invite(ctx, r.Actor, organisations.Post{Organisation: id})
	if err != nil {
		return bot.Reply{}, err
	}
	post, err := h.sayPost(ctx, &r.Reader, id)
	if err != nil {
		return bot.Reply{}, err
	}
	link := h.Link(invitationPrefix + string(token))
	letter := bot.Say("organisations.letter", "post", post, "link", link).
		Row(bot.Link(locales.T("organisations.letter_button"), link))
	next := bot.Say("organisations.forward").Row(bot.BackButton(cardAction.Data(id)), bot.MenuButton())
	return bot.Show(next).After(letter), nil
}

// sayPost says what somebody is appointed to.
func (h *office) sayPost(ctx context.Context, r *bot.Reader, id centre.OrganisationID) (locales.Text, error) {
	if id == team {
		return locales.T("organisations.post_coordinator", "centre", h.Centre), nil
	}
	o, err := h.Desk.Named(ctx, id)
	return locales.T("organisations.post_organizer", "organisation", r.Words(o.Name)), err
}

// openInvitation shows what is offered to whoever opened the link.
func (h *office) openInvitation(ctx context.Context, r *bot.Request, token string) (bot.Reply, error) {
	i, err := h.Desk.OpenInvitation(ctx, r.Actor, centre.Token(token))
	if err != nil {
		return bot.Reply{}, err
	}
	post, err := h.sayPost(ctx, &r.Reader, i.Post.Organisation)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("organisations.offer", "post", post, "name", r.Update.From.Name).
		Row(answerAction.Button(locales.T("organisations.accept_button"), answer{token, true}),
			answerAction.Button(locales.T("organisations.decline_button"), answer{token, false})).
		Row(bot.MenuButton())
	return bot.Show(s), nil
}

// answer keeps the answer to an invitation.
func (h *office) answer(ctx context.Context, r *bot.Request, a answer) (bot.Reply, error) {
	i, err := h.Desk.AnswerInvitation(ctx, r.Actor, centre.Token(a.Token), a.Accept, r.Update.From.Name)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case !i.Accepted:
		return bot.Show(bot.Say("organisations.declined").Row(bot.MenuButton())), nil
	}
	if err := h.refresh(ctx, r.Person); err != nil {
		return bot.Reply{}, err
	}
	post, err := h.sayPost(ctx, &r.Reader, i.Post.Organisation)
	s := bot.Say("organisations.accepted", "post", post).
		Row(listAction.Button(locales.T("organisations.organisations_button"), 0)).Row(bot.MenuButton())
	return bot.Show(s), err
}

// refresh puts a person's command menu in line with their new role.
func (h *office) refresh(ctx context.Context, p centre.PersonID) error {
	id, err := h.People.ByID(ctx, p)
	if err != nil {
		return err
	}
	return h.Commands.Refresh(ctx, id)
}
