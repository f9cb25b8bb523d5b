package registration

import (
	"context"
	"errors"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

// sayAnswered tells a minor what the guardian answered, unless the answer has
// changed meanwhile.
func (h *office) sayAnswered(ctx context.Context, r *bot.Reader, a registration.Answered) (bot.Screen, error) {
	l, err := h.Desk.LinkForChild(ctx, r.Person, a.Link)
	if errors.Is(err, centre.ErrGone) || errors.Is(err, registration.ErrLinkUnknown) {
		return bot.Screen{}, nil
	}
	if err != nil || l.Decision != a.Decision || l.Withdrawn.IsZero() == a.Ended {
		return bot.Screen{}, err
	}
	again := newLinkAction.Button(locales.T("registration.new_link_button"), none{})
	switch {
	case a.Ended:
		return bot.Say("registration.told_ended").Row(again).Row(bot.MenuButton()).Last(), nil
	case a.Decision == registration.Declined:
		return bot.Say("registration.told_declined").Row(again).Row(bot.MenuButton()).Last(), nil
	}
	return bot.Say("registration.told_confirmed").
		Row(goOnAction.Button(locales.T("registration.go_on_button"), none{})).Row(bot.MenuButton()).Last(), nil
}

// sayForgotten is the last message to somebody whose data were erased.
func (h *office) sayForgotten(context.Context, *bot.Reader, none) (bot.Screen, error) {
	return bot.Say("registration.forgotten", "centre", h.Centre).Last(), nil
}
