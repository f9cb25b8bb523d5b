package home

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/locales"
)

// start greets and shows the menu.
func (h *home) start(_ context.Context, r *bot.Request) (bot.Reply, error) {
	s := bot.Say("home.greeting", "centre", h.Centre)
	if r.Role == centre.Guest {
		s = s.Gap().Say("home.for_guests")
	}
	return bot.Show(h.withItems(r, s.Gap().Say("home.choose"))), nil
}

// unknownLink answers a deep link that no capability knows.
func (h *home) unknownLink(_ context.Context, _ *bot.Request, _ string) (bot.Reply, error) {
	return bot.Reply{}, centre.Refuse("home.link_unknown")
}

// cancel answers /cancel when no form is open; the bot itself closes open ones.
func (h *home) cancel(_ context.Context, r *bot.Request) (bot.Reply, error) {
	s := bot.Screen{Lines: []locales.Text{locales.T("common.nothing_to_cancel"), {}, locales.T("home.choose")}}
	return bot.Show(h.withItems(r, s)), nil
}
