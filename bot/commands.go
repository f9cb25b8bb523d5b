package bot

import (
	"context"
	"log/slog"
	"time"

	"jastar/centre"
	"jastar/locales"
)

// Commands keeps the command menus: one for everybody by the language of their
// Telegram app, and one of each chat's own once its language was chosen in the
// bot, because Telegram follows the app and knows no roles.
type Commands struct {
	api   API
	texts *locales.Catalogue
	all   *Dispatcher
	log   *slog.Logger
}

// NewCommands makes the keeper of the command menus.
func NewCommands(api API, texts *locales.Catalogue, all *Dispatcher, log *slog.Logger) *Commands {
	return &Commands{api: api, texts: texts, all: all, log: log}
}

// Refresh sets the menu of one person's chat to their language and role. A menu
// that could not be set is logged and never stops what the person was doing.
func (c *Commands) Refresh(ctx context.Context, id centre.Identity) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	l := locales.Language(id.Language)
	if err := c.api.SetCommands(ctx, id.Address, "", c.in(l, id.Role)); err != nil {
		c.log.Warn("command menu not set", "chat", hashed(id.Address), "err", err)
	}
	return nil
}

// Publish sets the menus of those who have not chosen a language yet.
func (c *Commands) Publish(ctx context.Context, common locales.Language) error {
	if err := c.api.SetCommands(ctx, 0, "", c.in(common, centre.Guest)); err != nil {
		return err
	}
	for _, l := range locales.Languages() {
		if err := c.api.SetCommands(ctx, 0, string(l), c.in(l, centre.Guest)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Commands) in(l locales.Language, role centre.Role) []CommandText {
	var menu []CommandText
	for _, command := range c.all.Commands(role) {
		menu = append(menu, CommandText{Name: command.Name, About: c.texts.Plain(l, locales.T(command.About))})
	}
	return menu
}
