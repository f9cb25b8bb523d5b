package home

import (
	"context"
	"log/slog"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/locales"
)

// Setter sets command menus; bot.API is one.
type Setter interface {
	SetCommands(ctx context.Context, chat int64, language string, commands []bot.CommandText) error
}

// CommandMenus keeps the command menus: one for everybody by the language of
// their Telegram app, and one of each chat's own once its language was chosen
// in the bot, because Telegram follows the app and knows no roles.
type CommandMenus struct {
	Setter Setter
	Texts  *locales.Catalogue
	Listed func(centre.Role) []bot.Command // what a role sees
	Log    *slog.Logger
}

// Refresh sets the menu of one person's chat to their language and role. A menu
// that could not be set is logged and never stops what the person was doing.
func (m *CommandMenus) Refresh(ctx context.Context, id centre.Identity) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := m.Setter.SetCommands(ctx, id.Address, "", m.in(locales.Language(id.Language), id.Role)); err != nil {
		m.Log.Warn("command menu not set", "person", id.Person, "err", err)
	}
	return nil
}

// Publish sets the menus of those who have not chosen a language yet; common is
// for apps in any other language than ours.
func (m *CommandMenus) Publish(ctx context.Context, common locales.Language) error {
	if err := m.Setter.SetCommands(ctx, 0, "", m.in(common, centre.Guest)); err != nil {
		return err
	}
	for _, l := range locales.Languages() {
		if err := m.Setter.SetCommands(ctx, 0, string(l), m.in(l, centre.Guest)); err != nil {
			return err
		}
	}
	return nil
}

func (m *CommandMenus) in(l locales.Language, role centre.Role) []bot.CommandText {
	var menu []bot.CommandText
	for _, c := range m.Listed(role) {
		menu = append(menu, bot.CommandText{Name: c.Name, About: m.Texts.Plain(l, locales.T(c.About))})
	}
	return menu
}
