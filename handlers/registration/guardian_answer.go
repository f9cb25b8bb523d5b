package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

var (
	confirmAction = bot.NewAction[answer]("r.gyes")
	declineAction = bot.NewAction[answer]("r.gno")
)

// answer carries the link's token, because the token is the right to answer,
// and the mark of the words that were shown.
type answer struct {
	Token string `max:"22"`
	Mark  string `max:"16"`
}

// openLink shows a guardian what they are asked, or what they answered before.
func (h *office) openLink(ctx context.Context, r *bot.Request, token string) (bot.Reply, error) {
	l, err := h.Desk.OpenLink(ctx, r.Actor, centre.Token(token))
	if err != nil {
		return bot.Reply{}, err
	}
	if l.Stands() {
		return bot.Show(h.childScreen(r, l)), nil
	}
	return bot.Show(h.guardianQuestion(r, l, token)), nil
}

func (h *office) guardianWords(l registration.Link) locales.Text {
	return locales.T("registration.guardian_text", "name", l.ChildName, "centre", h.Centre,
		"version", registration.ConsentVersion)
}

func (h *office) guardianQuestion(r *bot.Request, l registration.Link, token string) bot.Screen {
	words := h.guardianWords(l)
	arg := answer{Token: token, Mark: mark(consentTo(&r.Reader, words))}
	return bot.Screen{Lines: []locales.Text{words}}.
		Row(confirmAction.Button(locales.T("registration.guardian_yes_button"), arg)).
		Row(declineAction.Button(locales.T("registration.guardian_no_button"), arg)).
		Row(bot.MenuButton())
}

// confirm keeps a guardian's yes to the very words they saw, and asks about
// pictures.
func (h *office) confirm(ctx context.Context, r *bot.Request, a answer) (bot.Reply, error) {
	l, err := h.Desk.OpenLink(ctx, r.Actor, centre.Token(a.Token))
	if err != nil {
		return bot.Reply{}, err
	}
	if l.Stands() {
		return bot.Show(h.childScreen(r, l)), nil
	}
	consent := consentTo(&r.Reader, h.guardianWords(l))
	if mark(consent) != a.Mark {
		return bot.Show(h.guardianQuestion(r, l, a.Token)), nil
	}
	l, err = h.Desk.AnswerLink(ctx, r.Actor, centre.Token(a.Token), &consent)
	if err != nil {
		return bot.Reply{}, err
	}
	receipt := bot.Say("registration.guardian_thanks", "name", l.ChildName).Say("registration.guardian_change")
	return bot.Show(askPhoto(l)).After(receipt), nil
}

// decline keeps a guardian's no.
func (h *office) decline(ctx context.Context, r *bot.Request, a answer) (bot.Reply, error) {
	if _, err := h.Desk.AnswerLink(ctx, r.Actor, centre.Token(a.Token), nil); err != nil {
		return bot.Reply{}, err
	}
	return bot.Show(bot.Say("registration.guardian_declined_thanks").Row(bot.MenuButton())), nil
}

// askPhoto asks about pictures apart from the confirmation itself.
func askPhoto(l registration.Link) bot.Screen {
	return bot.Say("registration.ask_photo", "name", l.ChildName).
		Row(photoAction.Button(locales.T("registration.photo_yes_button"), photo{l.ID, true})).
		Row(photoAction.Button(locales.T("registration.photo_no_button"), photo{l.ID, false})).
		Row(bot.MenuButton())
}
