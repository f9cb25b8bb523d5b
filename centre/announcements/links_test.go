package announcements_test

import (
	"regexp"
	"testing"

	"jastar/centre/announcements"
)

// A token can stand in an address and is never made twice.
func TestNewLinkToken(t *testing.T) {
	made, shape := map[announcements.LinkToken]bool{}, regexp.MustCompile(`^[\w-]{16}$`)
	for range 1000 {
		token := announcements.NewLinkToken()
		if made[token] || !shape.MatchString(string(token)) {
			t.Fatalf("token %q", token)
		}
		made[token] = true
	}
}

// Only links with a token lead through the house, in every variant, and the run
// itself stays as it was.
func TestThrough(t *testing.T) {
	link := func(id announcements.ButtonID) announcements.Button {
		return announcements.Button{ID: id, Kind: announcements.ButtonLink, URL: "https://example.kz/1"}
	}
	card := announcements.EventButton(announcements.ButtonCard, 2) // id 4
	rows := [][]announcements.Button{{link(1), card}, {link(3)}}
	tokens := map[announcements.ButtonID]announcements.LinkToken{1: "one", 4: "four", 9: "nine"}
	const house = "https://jastar.example.org/l/"
	for name, c := range map[string]struct {
		address string
		links   map[announcements.ButtonID]announcements.LinkToken
		want    string
	}{
		"counted":    {house, tokens, house + "one"},
		"no address": {"", tokens, "https://example.kz/1"},
		"no tokens":  {house, nil, "https://example.kz/1"},
	} {
		run := announcements.Run{Links: c.links, Content: announcements.Content{"kk": {Text: "а", Buttons: rows}, "ru": {Text: "б", Buttons: rows}}}
		for language, m := range run.Through(c.address).Content {
			if got := m.Buttons; got[0][0].URL != c.want || got[0][1].URL != "" || got[1][0].URL != "https://example.kz/1" {
				t.Errorf("%s in %s: %+v", name, language, got)
			}
		}
		if rows[0][0].URL != "https://example.kz/1" || run.Content["kk"].Buttons[0][0].URL != "https://example.kz/1" {
			t.Fatalf("%s changed the run", name)
		}
	}
}

// What opens inside Telegram keeps its address.
func TestLinksInsideTelegram(t *testing.T) {
	for address, want := range map[string]bool{
		"https://example.kz": false, "https://notat.me/x": false, "https://t.me.example.kz": false,
		"tg://resolve?domain=x": true, "https://t.me/x": true, "https://T.me/x?start=1": true, "https://x.t.me": true, "https://telegram.me/x": true,
	} {
		if got := announcements.InTelegramForTest(address); got != want {
			t.Errorf("%s: %t", address, got)
		}
	}
}
