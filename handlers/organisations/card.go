package organisations

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/organisations"
	"jastar/locales"
)

// team, in the place of an organisation's id, stands for the centre's own staff.
const team = centre.OrganisationID(0)

func (h *office) team(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	return h.card(ctx, r, team)
}

// card shows an organisation, or the centre's staff, with everyone in it.
func (h *office) card(ctx context.Context, r *bot.Request, id centre.OrganisationID) (bot.Reply, error) {
	holders, err := h.Desk.Holders(ctx, r.Actor, organisations.Post{Organisation: id})
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("organisations.team", "centre", h.Centre)
	if id != team {
		o, err := h.Desk.ByID(ctx, r.Actor, id)
		if err != nil {
			return bot.Reply{}, err
		}
		s = namesScreen(o.Name)
	}
	if s = s.Gap(); len(holders) == 0 {
		s = s.Say("organisations.nobody")
	} else {
		s = s.Say("organisations.people", "n", len(holders))
	}
	for _, p := range holders {
		s = s.Say("organisations.person", "name", sayName(p.Name))
	}
	return bot.Show(h.cardButtons(s, r, id, holders)), nil
}

// namesScreen shows a name in every language it has.
func namesScreen(name centre.Words) bot.Screen {
	var s bot.Screen
	for _, l := range locales.Languages() {
		if name[string(l)] != "" {
			s = s.Say("organisations.name", "language", languageName.T(string(l)), "name", name[string(l)])
		}
	}
	return s
}

// languageName is what each language calls itself.
const languageName = locales.Family("common.language_")

// sayName says a person's name, or that none is known.
func sayName(name string) locales.Text {
	if name == "" {
		return locales.T("organisations.nameless")
	}
	return locales.T("common.value_button", "value", name)
}

func (h *office) cardButtons(s bot.Screen, r *bot.Request, id centre.OrganisationID, holders []organisations.Holder) bot.Screen {
	if h.Desk.MayFill(r.Actor, organisations.Post{Organisation: id}) {
		s = s.Row(contactAction.Button(locales.T("organisations.contact_button"), id),
			inviteAction.Button(locales.T("organisations.invite_button"), id))
		for _, p := range holders {
			s = s.Row(dismissAction.Button(locales.T("organisations.dismiss_button", "name", sayName(p.Name)), post{id, p.Person}))
		}
		if id != team {
			s = s.Row(renameAction.Button(locales.T("organisations.rename_button"), id))
		}
	}
	if id == team {
		return s.Row(bot.MenuButton())
	}
	return s.Row(bot.BackButton(listAction.Data(0)), bot.MenuButton())
}
