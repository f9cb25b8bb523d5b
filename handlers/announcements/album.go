package announcements

import (
	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// What is tapped while an album arrives: the author sees every part of it in
// the chat, or wants to send another.
const (
	albumArrived = "album"
	albumAnew    = "anew"
)

// arriving is an album whose parts come one after the other, each as an update
// of its own. Nothing tells which one is the last
// (https://core.telegram.org/bots/api#message, media_group_id), so the author does.
type arriving struct {
	Album   string               `json:"album,omitempty"`
	Parts   []announcements.Part `json:"parts,omitempty"`
	Dropped string               `json:"dropped,omitempty"` // the album that is not wanted: the rest of it is passed over
	Quiet   bool                 `json:"quiet,omitempty"`   // the next question has been asked by an earlier part
}

// full tells whether nothing more fits. Apps send what is beyond that in albums
// or messages of their own.
func (a *arriving) full() bool { return len(a.Parts) >= announcements.MaxParts }

// take puts a part to the others. A part of another album begins anew, unless
// it is the rest of a full one; one that is refused takes its album with it.
func (a *arriving) take(m *bot.Message) error {
	if m.Album == a.Dropped {
		a.Quiet = true
		return bot.Stay{}
	}
	if m.Album != a.Album && a.full() {
		return a.beyond()
	}
	part := announcements.Part{Media: announcements.Media(m.Part), File: m.File, Text: m.Text, Entities: m.Entities}
	if err := part.Check(); err != nil {
		*a = arriving{}
		return err
	}
	if m.Album != a.Album {
		*a = arriving{Album: m.Album}
	}
	a.Quiet = len(a.Parts) > 0
	a.Parts = append(a.Parts, part)
	return bot.Stay{}
}

// beyond refuses what did not fit.
func (a *arriving) beyond() error {
	return centre.Refuse("announcements.album_full", "max", announcements.MaxParts)
}

// whole makes a message of the parts. Those that do not go together are dropped.
func (a *arriving) whole() (announcements.Message, error) {
	m := announcements.Message{Media: announcements.Album, Album: a.Parts}
	err := m.Check()
	if err != nil && len(a.Parts) >= announcements.MinParts {
		*a = arriving{Dropped: a.Album}
	}
	return m, err
}

// ask asks whether all is there, once for an album.
func (a *arriving) ask() bot.Screen {
	if a.Quiet {
		a.Quiet = false
		return bot.Screen{}
	}
	return bot.Say("announcements.album_arriving").
		Row(bot.Choice(locales.T("announcements.album_arrived_button"), albumArrived)).
		Row(bot.Choice(locales.T("announcements.album_anew_button"), albumAnew))
}

func shownParts(parts []announcements.Part) []bot.Part {
	var all []bot.Part
	for _, p := range parts {
		all = append(all, bot.Part{Media: bot.Content(p.Media), File: p.File, Text: p.Text, Entities: p.Entities})
	}
	return all
}
