package events

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

// list shows one page of the catalogue.
func (c *chat) list(ctx context.Context, r *bot.Request, l listing) (bot.Reply, error) {
	page, err := c.List(ctx, r.Actor, events.Ask{Filter: l.Filter, Host: l.Host, Page: int(l.Page)})
	if err != nil {
		return bot.Reply{}, err
	}
	if page.Total == 0 {
		return bot.Show(bot.Screen{Lines: []locales.Text{listEmpty.T(l.Filter.String())}}.
			Row(listButton(events.FilterAll), homeButton()).Row(bot.MenuButton())), nil
	}
	s := bot.Screen{Lines: []locales.Text{listTitle.T(l.Filter.String(), "host", r.Words(page.Cards[0].OrganisationName))}}
	for i, card := range page.Cards {
		n := page.Page*events.PageSize + i + 1
		s = s.Gap().Say("events.row", "number", n, "title", r.Words(card.Title), "when", when(&r.Reader, card.Event),
			"where", where(&r.Reader, card.Place), "seats", seats(card.Event))
		s = s.Row(numbered(&r.Reader, n, card.Event, cardAction.Data(opened{card.ID, l.Filter, l.Host, int16(page.Page)})))
	}
	return bot.Show(turner(s, page, func(p int16) string { return listAction.Data(listing{l.Filter, l.Host, p}) }).
		Row(homeButton(), bot.MenuButton())), nil
}

// numbered is the button of a numbered row.
func numbered(r *bot.Reader, n int, e events.Event, data string) bot.Button {
	return bot.Button{Label: locales.T("events.row_button", "number", n, "title", short(title(r, e))), Data: data}
}

// turner adds which page of how many this is, and the buttons that turn it.
func turner(s bot.Screen, p events.Page, data func(page int16) string) bot.Screen {
	s = s.Gap().Say("events.page", "page", p.Page+1, "pages", p.Pages(), "n", p.Total)
	return s.Row(turns(p.Page, p.Pages(), data)...)
}

// turns are the buttons to the pages beside this one.
func turns(page, pages int, data func(page int16) string) []bot.Button {
	var row []bot.Button
	if page > 0 {
		row = append(row, bot.Button{Label: locales.T("events.previous_button"), Data: data(int16(page - 1))})
	}
	if page < pages-1 {
		row = append(row, bot.Button{Label: locales.T("events.next_button"), Data: data(int16(page + 1))})
	}
	return row
}

// hosts lists the organisations that have events to come.
func (c *chat) hosts(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	all, err := c.Hosts(ctx)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("events.choose_host")
	if len(all) == 0 {
		s = bot.Screen{Lines: []locales.Text{listEmpty.T(events.FilterAll.String())}}
	}
	for _, host := range all {
		l := listing{Filter: events.FilterHost, Host: centre.OrganisationID(host.ID)}
		s = s.Row(listAction.Button(bot.Named(short(r.Words(host.Name))), l))
	}
	return bot.Show(s.Row(homeButton(), bot.MenuButton())), nil
}
