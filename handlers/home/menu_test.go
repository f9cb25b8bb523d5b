package home

import (
	"strings"
	"testing"

	"jastar/bot"
	"jastar/centre"
	"jastar/locales"
)

func item(data string, role centre.Role, order int) bot.MenuItem {
	return bot.MenuItem{Label: locales.T("common.value_button", "value", data), Data: data, Role: role, Order: order}
}

// rows writes a menu as "a b/c": a space between neighbours, a slash between rows.
func rows(s bot.Screen) string {
	var all []string
	for _, row := range s.Rows {
		var names []string
		for _, b := range row {
			names = append(names, b.Data)
		}
		all = append(all, strings.Join(names, " "))
	}
	return strings.Join(all, "/")
}

func TestMenuByRole(t *testing.T) {
	h := &home{House{Items: []bot.MenuItem{
		item("team", centre.Owner, 71), item("events", centre.Guest, 10), item("help", centre.Guest, 91),
		item("orgs", centre.Organizer, 70), item("my", centre.Guest, 11), item("language", centre.Guest, 90),
	}}}
	for role, want := range map[centre.Role]string{
		centre.Guest:       "events my/language help",
		centre.Member:      "events my/language help",
		centre.Organizer:   "events my/orgs/language help",
		centre.Coordinator: "events my/orgs/language help",
		centre.Owner:       "events my/orgs team/language help",
	} {
		r := &bot.Request{}
		r.Role = role
		if got := rows(h.withItems(r, bot.Screen{})); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
}

func TestHelpListsTheCommandsOfTheRole(t *testing.T) {
	h := &home{House{Listed: []bot.Command{
		{Name: "menu", About: "home.command_menu"}, {Name: "team", About: "home.command_help", Role: centre.Owner}, {Name: "hidden"},
	}}}
	for role, want := range map[centre.Role]string{centre.Guest: "/menu", centre.Owner: "/menu /team"} {
		r := &bot.Request{}
		r.Role = role
		reply, err := h.help(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		var listed []string
		for _, line := range reply.Screen.Lines {
			if command, ok := line.Args["command"].(string); ok {
				listed = append(listed, command)
			}
		}
		if got := strings.Join(listed, " "); got != want {
			t.Errorf("%s: %s, want %s", role, got, want)
		}
	}
}

func TestCapabilityIsWhole(t *testing.T) {
	if _, err := bot.NewDispatcher(New(House{})); err != nil {
		t.Error(err)
	}
}
