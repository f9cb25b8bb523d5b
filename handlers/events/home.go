package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// home offers the lists of the catalogue.
func (c *chat) home(context.Context, *bot.Request) (bot.Reply, error) {
	to := func(f events.Filter) bot.Button { return listButton(f) }
	return bot.Show(bot.Say("events.choose_list").
		Row(to(events.FilterToday), to(events.FilterWeekend)).
		Row(to(events.FilterDistrict), to(events.FilterInterests)).
		Row(hostsAction.Button(locales.T("events.hosts_button"), struct{}{}), to(events.FilterAll)).
		Row(mineAction.Button(locales.T("events.mine_button"), paged{}), bot.MenuButton())), nil
}

// The names of the lists on buttons, above the lists, and where one is empty.
const (
	listLabel = locales.Family("events.to_")
	listTitle = locales.Family("events.list_")
	listEmpty = locales.Family("events.empty_")
)

func listButton(f events.Filter) bot.Button {
	return listAction.Button(listLabel.T(f.String()+"_button"), listing{Filter: f})
}

func homeButton() bot.Button {
	return homeAction.Button(locales.T("events.lists_button"), struct{}{})
}
