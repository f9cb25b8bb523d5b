package home

import (
	"context"

	"jastar/bot"
	"jastar/locales"
)

// chosen is the argument of a language's button.
type chosen struct {
	Code string `max:"2"`
}

// languageName is what each language calls itself.
const languageName = locales.Family("common.language_")

// askLanguage asks in all languages at once, for whoever cannot read one of them.
func (h *home) askLanguage(context.Context, *bot.Request) (bot.Reply, error) {
	s := bot.Say("home.ask_language", "centre", h.Centre)
	for _, l := range locales.Languages() {
		s = s.Row(langAction.Button(languageName.T(string(l)), chosen{Code: string(l)}))
	}
	return bot.Show(s), nil
}

// setLanguage keeps the choice and goes on with whatever was waiting for it.
func (h *home) setLanguage(ctx context.Context, r *bot.Request, c chosen) (bot.Reply, error) {
	l, ok := locales.Parse(c.Code)
	if !ok {
		return bot.Reply{}, bot.ErrOldButton
	}
	if err := h.Languages.SetLanguage(ctx, r.Person, string(l)); err != nil {
		return bot.Reply{}, err
	}
	r.Language, r.Identity.Language = l, string(l) // this very answer is already in it
	if err := h.Commands.Refresh(ctx, r.Identity); err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.menu(ctx, r)
	reply.Resume = true
	return reply.Toasted("home.language_toast"), err
}
