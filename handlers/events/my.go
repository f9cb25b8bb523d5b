package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// mine shows the person's own places and their reminders.
func (c *chat) mine(ctx context.Context, r *bot.Request, p paged) (bot.Reply, error) {
	page, err := c.Tickets(ctx, r.Actor, int(p.Page))
	if err != nil {
		return bot.Reply{}, err
	}
	if page.Total == 0 {
		return bot.Show(bot.Say("events.mine_empty").
			Row(listButton(events.FilterToday), listButton(events.FilterAll)).Row(bot.MenuButton())), nil
	}
	s := bot.Say("events.mine_title")
	for i, card := range page.Cards {
		n := page.Page*events.PageSize + i + 1
		s = s.Gap().Say("events.mine_row", "number", n, "title", title(&r.Reader, card.Event),
			"when", when(&r.Reader, card.Event), "where", where(&r.Reader, card.Place), "reminders", reminding(&r.Reader, card))
		from := opened{Event: card.ID, Filter: fromMine, Page: int16(page.Page)}
		s = s.Row(numbered(&r.Reader, n, card.Event, cardAction.Data(from)),
			seatAction.Button(locales.T("events.leave_number_button", "number", n), seat{Event: card.ID, Filter: fromMine, Page: from.Page}))
	}
	return bot.Show(turner(s, page, func(p int16) string { return mineAction.Data(paged{p}) }).
		Row(homeButton(), bot.MenuButton())), nil
}

// reminding says when the person will be reminded.
func reminding(r *bot.Reader, card events.Card) locales.Text {
	if len(card.Reminders) == 0 {
		return locales.T("events.no_reminders")
	}
	return locales.T("events.reminders", "when", moments(r, card.Reminders))
}
