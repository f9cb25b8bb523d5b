package announcements

import (
	"unicode"

	"jastar/centre"
)

// MaxUnits is the longest text of one message in UTF-16 units, counted after
// the formatting has been taken out
// (https://core.telegram.org/bots/api#sendmessage).
const MaxUnits = 4096

// Message is a text exactly as its author sent it, with its formatting.
type Message struct {
	Text     string   `json:"text"`
	Entities []Entity `json:"entities,omitempty"`
}

// Entity is one piece of formatting. Offset and Length count UTF-16 units
// (https://core.telegram.org/bots/api#messageentity).
type Entity struct {
	Type          string `json:"type"`
	Offset        int    `json:"offset"`
	Length        int    `json:"length"`
	URL           string `json:"url,omitempty"`
	Language      string `json:"language,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

// Check refuses a text that is empty to the eye or longer than one message.
func (m Message) Check() error {
	if !visible(m.Text) {
		return errNoText
	}
	if n := Units(m.Text); n > MaxUnits {
		return centre.Refuse("announcements.too_long", "n", n, "max", MaxUnits)
	}
	return nil
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

func visible(s string) bool {
	for _, r := range s {
		if unicode.IsGraphic(r) && !unicode.IsSpace(r) {
			return true
		}
	}
	return false
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
