package registration

import (
	"context"
	"errors"

	"jastar/bot"
	"jastar/centre/registration"
	"jastar/locales"
)

// guardianPrefix begins the payload of a guardian's link.
const guardianPrefix = "g"

var (
	guardianAction = bot.NewAction[none]("r.guardian")
	newLinkAction  = bot.NewAction[none]("r.glink")
	dropLinkAction = bot.NewAction[none]("r.gdrop")
	goOnAction     = bot.NewAction[none]("r.ggo")
)

// guardian shows a minor whether a guardian stands behind them, and the way to
// ask one.
func (h *office) guardian(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	s := h.Desk.StandingOf(p)
	switch {
	case !r.Consented:
		return h.askMembership(ctx, r)
	case !s.Minor:
		return bot.Show(bot.Say("registration.guardian_not_needed").Row(bot.MenuButton())), nil
	case s.GuardianConfirmed:
		confirmed := bot.Say("registration.guardian_confirmed", "date", r.Date(p.GuardianConfirmed))
		confirmed.Lines = append(confirmed.Lines, sayPhoto(p.Photo))
		return bot.Show(confirmed.Row(profileButton(), bot.MenuButton())), nil
	}
	return h.guardianWanted(ctx, r, "registration.guardian_why")
}

// goOn takes up what had to wait for the guardian.
func (h *office) goOn(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	reply, err := h.guardian(ctx, r)
	reply.Resume = true
	return reply, err
}

// guardianWanted says why a guardian is needed or what to do with the link, and
// how the last link fared. What needs the guardian goes on waiting meanwhile.
func (h *office) guardianWanted(ctx context.Context, r *bot.Request, key string) (bot.Reply, error) {
	s := bot.Say(key)
	l, err := h.Desk.LatestLink(ctx, r.Actor)
	if err != nil && !errors.Is(err, registration.ErrLinkUnknown) {
		return bot.Reply{}, err
	}
	waits := err == nil && l.Open(r.Now)
	switch {
	case waits:
		s = s.Gap().Say("registration.guardian_waits", "until", r.Moment(l.Expires))
	case err == nil && l.Decision == registration.Declined:
		s = s.Gap().Say("registration.guardian_declined")
	}
	s = s.Row(newLinkAction.Button(locales.T("registration.new_link_button"), none{}))
	if waits {
		s = s.Row(dropLinkAction.Button(locales.T("registration.drop_link_button"), none{}))
	}
	return bot.Reply{Screen: s.Row(bot.MenuButton()), Keep: true}, nil
}

// newLink makes a link and writes the letter to forward with it.
func (h *office) newLink(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	token, err := h.Desk.InviteGuardian(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	link := h.Link(guardianPrefix + string(token))
	letter := bot.Say("registration.guardian_letter", "name", p.Name, "centre", h.Centre, "link", link).
		Row(bot.Link(locales.T("registration.letter_button"), link))
	reply, err := h.guardianWanted(ctx, r, "registration.guardian_forward")
	return reply.After(letter), err
}

// dropLink ends the open link.
func (h *office) dropLink(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	if err := h.Desk.WithdrawLinks(ctx, r.Actor); err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.guardian(ctx, r)
	return reply.Toasted("registration.link_dropped_toast"), err
}

// sayPhoto says the guardian's word about pictures.
func sayPhoto(allowed *bool) locales.Text {
	switch {
	case allowed == nil:
		return locales.T("registration.photo_unanswered")
	case *allowed:
		return locales.T("registration.photo_allowed")
	}
	return locales.T("registration.photo_refused")
}

func profileButton() bot.Button {
	return profileAction.Button(locales.T("registration.profile_button"), none{})
}
