package announcements

import (
	"slices"

	"jastar/centre"
)

// Album is several photos and videos, documents or audios that Telegram shows as
// one. It arrives and is sent as several messages and cannot carry buttons.
const Album Media = "album"

// How many parts an album has (https://core.telegram.org/bots/api#sendmediagroup).
const (
	MinParts = 2
	MaxParts = 10
)

// Part is one of an album's, with its own caption.
type Part struct {
	Media    Media    `json:"media"`
	File     string   `json:"file"`
	Text     string   `json:"text,omitempty"`
	Entities []Entity `json:"entities,omitempty"`
}

// Check refuses a part that no album can have, and a caption as Message does.
func (p Part) Check() error {
	switch p.Media {
	case Photo, Video, Document, Audio:
		return Message{Media: p.Media, File: p.File, Text: p.Text}.Check()
	}
	return centre.Refuse("announcements.only_these")
}

// checkAlbum refuses an album whose parts do not go together: documents and
// audios stay among their own.
func (m Message) checkAlbum() error {
	if len(m.Album) < MinParts {
		return centre.Refuse("announcements.album_one")
	}
	if len(m.Album) > MaxParts {
		return centre.Refuse("announcements.album_large", "n", len(m.Album), "max", MaxParts)
	}
	first := m.Album[0].Media
	for _, p := range m.Album {
		if p.Media != first && (ownKind(p.Media) || ownKind(first)) {
			return centre.Refuse("announcements.album_mixed")
		}
		if err := p.Check(); err != nil {
			return err
		}
	}
	return nil
}

func ownKind(m Media) bool { return m == Document || m == Audio }

// Captioned is the place of the part whose words stand for the album: the first
// that has some, else the first of all.
func (m Message) Captioned() int {
	for i, p := range m.Album {
		if p.Text != "" {
			return i
		}
	}
	return 0
}

// withWords returns the message with other words; of an album the part that has
// words gets them, or the first.
func (m Message) withWords(text string, entities []Entity) Message {
	if m.Media != Album {
		m.Text, m.Entities = text, entities
		return m
	}
	m.Album = slices.Clone(m.Album)
	part := &m.Album[m.Captioned()]
	part.Text, part.Entities = text, entities
	return m
}

// Messages is as how many messages the longest variant counts against
// Telegram's limits: each part of an album is one.
func (c Content) Messages() int {
	most := 1
	for _, m := range c {
		most = max(most, len(m.Album))
	}
	return most
}

// HasAlbum tells whether a variant is an album.
func (c Content) HasAlbum() bool {
	for _, m := range c {
		if m.Media == Album {
			return true
		}
	}
	return false
}

// Part is the id of one of the messages that the reader got, counted from 0: of
// an album there are several, of anything else one. One beyond them is the first.
func (r Reader) Part(n int) int {
	if n < 1 || n > len(r.More) {
		return r.Message
	}
	return r.More[n-1]
}

// Parts are the ids of all messages that the reader got.
func (r Reader) Parts() []int { return append([]int{r.Message}, r.More...) }
