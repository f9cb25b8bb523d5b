package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// own lists the events that an organizer may manage, drafts first.
func (c *chat) own(ctx context.Context, r *bot.Request, p paged) (bot.Reply, error) {
	page, err := c.Own(ctx, r.Actor, int(p.Page))
	if err != nil {
		return bot.Reply{}, err
	}
	create := createAction.Button(locales.T("events.create_button"), struct{}{})
	if page.Total == 0 {
		return bot.Show(bot.Say("events.own_empty").Row(create).Row(bot.MenuButton())), nil
	}
	s := bot.Say("events.own_title")
	for i, card := range page.Cards {
		n := page.Page*events.PageSize + i + 1
		s = s.Gap().Say("events.own_row", "number", n, "title", title(&r.Reader, card.Event),
			"state", state(&r.Reader, card.Event))
		s = s.Row(numbered(&r.Reader, n, card.Event, manageAction.Data(one{card.ID})))
	}
	return bot.Show(turner(s, page, func(p int16) string { return ownAction.Data(paged{p}) }).
		Row(create, bot.MenuButton())), nil
}

// state says where an event stands, for those who manage it.
func state(r *bot.Reader, e events.Event) locales.Text {
	switch {
	case e.Status == events.StatusDraft:
		return locales.T("events.state_draft")
	case e.Status == events.StatusCancelled:
		return locales.T("events.state_cancelled", "when", r.Brief(e.Starts))
	case e.Over(r.Now):
		return locales.T("events.state_over", "when", r.Brief(e.Starts), "taken", e.Taken)
	}
	return locales.T("events.state_live", "when", r.Brief(e.Starts), "taken", e.Taken, "seats", e.Capacity)
}
