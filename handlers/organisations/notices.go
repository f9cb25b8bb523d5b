package organisations

import (
	"context"
	"errors"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/organisations"
	"jastar/locales"
)

// sayAppointed tells somebody about their new post, and opens its commands.
func (h *office) sayAppointed(ctx context.Context, r *bot.Reader, t organisations.Told) (bot.Screen, error) {
	s, err := h.sayIf(ctx, r, t, true, "organisations.told_appointed")
	if err != nil || s.Empty() {
		return s, err
	}
	if err := h.refresh(ctx, r.Person); err != nil {
		return bot.Screen{}, err
	}
	return s.Row(listAction.Button(locales.T("organisations.organisations_button"), 0)).Row(bot.MenuButton()), nil
}

// sayDismissed tells somebody that they left their post, and closes its commands.
func (h *office) sayDismissed(ctx context.Context, r *bot.Reader, t organisations.Told) (bot.Screen, error) {
	s, err := h.sayIf(ctx, r, t, false, "organisations.told_dismissed")
	if err != nil || s.Empty() {
		return s, err
	}
	return s.Row(bot.MenuButton()), h.refresh(ctx, r.Person)
}

// sayIf says the key as long as the reader holds the post, or does not.
func (h *office) sayIf(ctx context.Context, r *bot.Reader, t organisations.Told, holds bool, key string) (bot.Screen, error) {
	now, err := h.Desk.Holds(ctx, r.Person, organisations.Post{Organisation: t.Organisation})
	if err != nil || now != holds {
		return bot.Screen{}, err
	}
	post, err := h.sayPost(ctx, r, t.Organisation)
	if errors.Is(err, centre.ErrGone) {
		return bot.Screen{}, nil
	}
	return bot.Say(key, "post", post).Last(), err
}

// sayAnswered tells the inviter what became of the invitation.
func (h *office) sayAnswered(ctx context.Context, r *bot.Reader, t organisations.Told) (bot.Screen, error) {
	post, err := h.sayPost(ctx, r, t.Organisation)
	if errors.Is(err, centre.ErrGone) {
		return bot.Screen{}, nil
	}
	s := bot.Say("organisations.told_declined", "post", post)
	if t.Accepted {
		s = bot.Say("organisations.told_accepted", "post", post)
	}
	return s.Row(cardAction.Button(locales.T("organisations.open_button"), t.Organisation)).Row(bot.MenuButton()).Last(), err
}
