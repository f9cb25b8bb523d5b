package announcements

import (
	"errors"

	"jastar/centre"
)

// The longest text of one message and the longest caption of media in UTF-16
// units, counted after the formatting has been taken out
// (https://core.telegram.org/bots/api#sendmessage and #sendphoto); a poll's
// description is as long as a caption (#sendpoll). A text of
// exactly the 4,096 that Telegram carries is refused, too: it is the first part
// of a longer one, which apps send in several messages.
const (
	MaxUnits   = 4095
	MaxCaption = 1024
)

// Media is what a message shows beside its text.
type Media string

// The first kinds; kinds.go has the others. With media the text is the caption
// and may be empty.
const (
	NoMedia  Media = ""
	Photo    Media = "photo"
	Document Media = "document"
)

// Message is exactly what its author sent, with its formatting.
type Message struct {
	Text     string   `json:"text"` // of a poll, its description
	Entities []Entity `json:"entities,omitempty"`
	Media    Media    `json:"media,omitempty"`
	File     string   `json:"file,omitempty"`  // Telegram's id of the media, by which it is sent again
	Place    *Place   `json:"place,omitempty"` // of a Location or Venue
	Poll     *Ballot  `json:"poll,omitempty"`  // of a Poll
	Album    []Part   `json:"album,omitempty"` // of an Album, whose captions stand there

	Buttons [][]Button `json:"buttons,omitempty"` // rows of them below it; see Content.Buttons
}

// Max is how long the message's text may be in UTF-16 units; 0 when it carries
// none.
func (m Message) Max() int {
	switch {
	case m.Media == NoMedia:
		return MaxUnits
	case m.Media.Wordless():
		return 0
	}
	return MaxCaption
}

// Check refuses what cannot be announced, a text without words, characters that
// nobody sees, and a text or caption that is longer than one message carries.
func (m Message) Check() error {
	if err := m.checkKind(); err != nil {
		return err
	}
	n := Units(m.Text)
	if n > m.Max() {
		return m.tooLong(n)
	}
	if m.Media != NoMedia && m.Text == "" {
		return nil
	}
	err := centre.CheckReadable(m.Text)
	switch {
	case errors.Is(err, centre.Refuse("common.invisible")):
		return err
	case m.Media == NoMedia && err != nil:
		return errNoText
	}
	return nil
}

func (m Message) tooLong(n int) error {
	if m.Media == NoMedia {
		return centre.Refuse("announcements.too_long", "n", n, "max", MaxUnits)
	}
	return centre.Refuse("announcements.caption_too_long", "n", n, "max", MaxCaption)
}

// Units counts the UTF-16 units of a text, as Telegram does.
func Units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// Content is a message in one to three languages, by language code.
type Content map[string]Message

// languages in the order in which a reader without an own variant is served.
var languages = [...]string{"kk", "ru", "en"}

// Languages lists the languages an announcement can be written in.
func Languages() []string { return languages[:] }

// In returns the variant for a reader of the language, or the first available
// one in the order kk, ru, en, together with the language it is in. Empty
// content gives a zero Message and "".
func (c Content) In(language string) (m Message, in string) {
	if m, ok := c[language]; ok {
		return m, language
	}
	for _, code := range languages {
		if m, ok := c[code]; ok {
			return m, code
		}
	}
	return Message{}, ""
}

// Missing lists the languages without a variant of their own.
func (c Content) Missing() []string {
	var missing []string
	for _, code := range languages {
		if _, ok := c[code]; !ok {
			missing = append(missing, code)
		}
	}
	return missing
}
