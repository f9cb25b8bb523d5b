package home

import (
	"cmp"
	"context"
	"slices"

	"jastar/bot"
)

// itemsPerLine is how many neighbours of one ten share a row of buttons.
const itemsPerLine = 10

// menu shows the main menu of the person's role.
func (h *home) menu(_ context.Context, r *bot.Request) (bot.Reply, error) {
	s := bot.Say("home.menu", "centre", h.Centre).Gap().Say("home.choose")
	return bot.Show(h.withItems(r, s)), nil
}

// withItems puts the menu's buttons below a screen.
func (h *home) withItems(r *bot.Request, s bot.Screen) bot.Screen {
	items := slices.DeleteFunc(slices.Clone(h.Items), func(i bot.MenuItem) bool { return i.Role > r.Role })
	slices.SortStableFunc(items, func(a, b bot.MenuItem) int { return cmp.Compare(a.Order, b.Order) })
	var row []bot.Button
	for i, item := range items {
		if i > 0 && item.Order/itemsPerLine != items[i-1].Order/itemsPerLine {
			s, row = s.Row(row...), nil
		}
		row = append(row, bot.Button{Label: item.Label, Data: item.Data})
	}
	return s.Row(row...)
}
