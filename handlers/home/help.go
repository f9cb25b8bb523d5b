package home

import (
	"context"

	"jastar/bot"
	"jastar/locales"
)

// help says what the bot can do and lists the commands of the person's role.
func (h *home) help(_ context.Context, r *bot.Request) (bot.Reply, error) {
	s := bot.Say("home.help", "centre", h.Centre).Gap().Say("home.help_commands")
	for _, c := range h.Listed {
		if c.About != "" && c.Role <= r.Role {
			s = s.Say("home.help_line", "command", "/"+c.Name, "about", locales.T(c.About))
		}
	}
	return bot.Show(s.Gap().Say("home.help_end").Row(bot.MenuButton())), nil
}
