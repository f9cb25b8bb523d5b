package organisations

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/organisations"
	"jastar/locales"
)

// post is a person in an organisation, or in the centre's staff.
type post struct {
	Organisation centre.OrganisationID
	Person       centre.PersonID
}

// askDismiss makes sure before somebody is dismissed.
func (h *office) askDismiss(ctx context.Context, r *bot.Request, p post) (bot.Reply, error) {
	holders, err := h.Desk.Holders(ctx, r.Actor, organisations.Post{Organisation: p.Organisation})
	if err != nil {
		return bot.Reply{}, err
	}
	for _, holder := range holders {
		if holder.Person == p.Person {
			s := bot.Say("organisations.ask_dismiss", "name", sayName(holder.Name)).
				Row(goAction.Button(locales.T("organisations.dismiss_yes_button"), p)).
				Row(bot.BackButton(cardAction.Data(p.Organisation)))
			return bot.Show(s), nil
		}
	}
	return bot.Reply{}, centre.ErrGone
}

// dismiss takes somebody out of their post.
func (h *office) dismiss(ctx context.Context, r *bot.Request, p post) (bot.Reply, error) {
	if err := h.Desk.Dismiss(ctx, r.Actor, organisations.Post{Organisation: p.Organisation}, p.Person); err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.card(ctx, r, p.Organisation)
	return reply.Toasted("organisations.dismissed_toast"), err
}
