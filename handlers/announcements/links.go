package announcements

import (
	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// aboutButtons says what buttons can be and what the report will tell of them.
func (c *chat) aboutButtons() bot.Screen {
	if c.LinkAddress != "" {
		return bot.Say("links.title", "rows", announcements.MaxButtonRows, "in_row", announcements.MaxButtonInRow)
	}
	return bot.Say("buttons.title", "rows", announcements.MaxButtonRows, "in_row", announcements.MaxButtonInRow)
}

// linkRows are the cells about links that are counted: how often each was opened.
func linkRows(r *bot.Reader, u announcements.Undelivered) [][]any {
	say := func(t locales.Text) string { return r.Texts.Plain(r.Language, t) }
	rows := [][]any{{say(locales.T("links.column_link")), say(locales.T("links.column_address")), say(locales.T("links.column_openings"))}}
	for _, row := range u.Content.Buttons() {
		for _, b := range row {
			if n, counted := u.Opened[b.ID]; counted {
				rows = append(rows, []any{say(labelOf(b, r.Language)), b.URL, n})
			}
		}
	}
	return rows
}
