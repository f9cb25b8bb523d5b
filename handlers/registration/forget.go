package registration

import (
	"context"
	"time"

	"jastar/bot"
	"jastar/locales"
)

var (
	forgetAction    = bot.NewAction[none]("r.forget")
	forgetYesAction = bot.NewAction[none]("r.forgetyes")
	forgetNoAction  = bot.NewAction[none]("r.forgetno")
)

// forget explains what being forgotten means, or shows when it will happen.
func (h *office) forget(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	if !p.ForgetAt.IsZero() {
		return bot.Show(forgetWaits(r, p.ForgetAt)), nil
	}
	s := bot.Say("registration.ask_forget").
		Row(forgetYesAction.Button(locales.T("registration.forget_yes_button"), none{})).
		Row(mydataAction.Button(locales.T("registration.mydata_button"), none{})).Row(bot.MenuButton())
	return bot.Show(s), nil
}

func forgetWaits(r *bot.Request, at time.Time) bot.Screen {
	return bot.Say("registration.forget_waits", "at", r.Moment(at)).
		Row(forgetNoAction.Button(locales.T("registration.forget_no_button"), none{})).Row(bot.MenuButton())
}

// forgetYes notes the wish; the message stays, with the button that takes it back.
func (h *office) forgetYes(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	at, err := h.Desk.AskToForget(ctx, r.Person)
	return bot.Reply{Screen: forgetWaits(r, at).Last(), InPlace: true}, err
}

// forgetNo takes the wish back.
func (h *office) forgetNo(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	if err := h.Desk.Keep(ctx, r.Person); err != nil {
		return bot.Reply{}, err
	}
	return bot.Reply{Screen: bot.Say("registration.kept").Row(bot.MenuButton()), InPlace: true}, nil
}
