// Package home is the front door of the bot: start, the choice of language,
// the main menu, help and cancel. It knows the other capabilities only by the
// menu items and commands they declare; no rule of the centre lives here.
package home

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/locales"
)

// Languages keeps the language that a person chose.
type Languages interface {
	SetLanguage(ctx context.Context, person centre.PersonID, language string) error
}

// Commands puts the command menu of one chat into the person's language and role.
type Commands interface {
	Refresh(ctx context.Context, id centre.Identity) error
}

// House is what the front door opens on.
type House struct {
	Centre    string         // the centre's name
	Items     []bot.MenuItem // of all capabilities
	Listed    []bot.Command  // of all capabilities, for /help
	Languages Languages
	Commands  Commands
}

type home struct {
	House
}

var (
	menuAction = bot.NewAction[struct{}](bot.MenuData)
	helpAction = bot.NewAction[struct{}]("home.help")
	askAction  = bot.NewAction[struct{}]("home.ask")
	langAction = bot.NewAction[chosen]("home.lang")
)

// New makes the capability.
func New(house House) bot.Capability {
	h := &home{House: house}
	own := []bot.Command{
		{Name: "start", Handle: h.start},
		{Name: "menu", About: "home.command_menu", Handle: h.menu},
		{Name: "help", About: "home.command_help", Handle: h.help},
		{Name: "language", About: "home.command_language", Handle: h.askLanguage},
		{Name: "cancel", About: "home.command_cancel", Handle: h.cancel},
	}
	h.Listed = append(h.Listed[:len(h.Listed):len(h.Listed)], own...)
	h.Items = append(h.Items[:len(h.Items):len(h.Items)],
		bot.MenuItem{Label: locales.T("home.language_button"), Data: askAction.Data(struct{}{}), Order: 90},
		bot.MenuItem{Label: locales.T("home.help_button"), Data: helpAction.Data(struct{}{}), Order: 91})
	return bot.Capability{
		Name:     "home",
		Commands: own,
		Routes: []bot.Route{
			bot.On(menuAction, tapped(h.menu)),
			bot.On(helpAction, tapped(h.help)),
			bot.On(askAction, tapped(h.askLanguage)),
			bot.On(langAction, h.setLanguage).Early(),
		},
		Links: []bot.DeepLink{{Prefix: "", Handle: h.unknownLink}},
		Gates: map[centre.Need]bot.Handler{centre.NeedLanguage: h.askLanguage},
	}
}

// LanguageButton opens the choice of language from another capability's screen.
func LanguageButton() bot.Button {
	return askAction.Button(locales.T("home.language_button"), struct{}{})
}

// tapped makes a button's handler of a command's.
func tapped(h bot.Handler) func(context.Context, *bot.Request, struct{}) (bot.Reply, error) {
	return func(ctx context.Context, r *bot.Request, _ struct{}) (bot.Reply, error) { return h(ctx, r) }
}
