package announcements

import (
	"slices"
	"strings"

	"jastar/centre"
)

// What can be announced beside a text, a photo and a document.
const (
	Video     Media = "video"
	Animation Media = "animation"
	Voice     Media = "voice"
	VideoNote Media = "video_note" // a round video
	Audio     Media = "audio"
	Sticker   Media = "sticker"
	Location  Media = "location"
	Venue     Media = "venue" // a place with a name
	Poll      Media = "poll"  // a poll or a quiz
)

// kinds are all that can be announced beside a text.
var kinds = [...]Media{Photo, Document, Video, Animation, Voice, VideoNote, Audio, Sticker, Location, Venue, Poll, Album}

// Kinds lists what can be announced beside a text.
func Kinds() []Media { return kinds[:] }

// Wordless tells whether readers see no text of the author's beside the media.
func (m Media) Wordless() bool {
	switch m {
	case VideoNote, Sticker, Location, Venue:
		return true
	}
	return false
}

// Rewordable tells whether the words of a message can be changed after it was
// sent (https://core.telegram.org/bots/api#editmessagecaption).
func (m Media) Rewordable() bool { return m != Poll && !m.Wordless() }

// What stands in a message beside its words. Every reader gets a poll of their
// own, so votes are not added up.
type (
	Entity = centre.Entity
	Phrase = centre.Phrase
	Place  = centre.Place
	Ballot = centre.Poll
)

// Words are what stands for the message where there is only room for a few
// words: its text, the question of a poll, the name of a place or an album's
// first caption. Media alone have none.
func (m Message) Words() string {
	switch {
	case m.Poll != nil:
		return m.Poll.Question.Text
	case m.Place != nil:
		return m.Place.Title
	case len(m.Album) > 0:
		return m.Album[m.Captioned()].Text
	}
	return m.Text
}

// checkKind refuses what cannot be announced, and what is not whole.
func (m Message) checkKind() error {
	switch {
	case m.Media == NoMedia:
		return nil
	case !slices.Contains(kinds[:], m.Media), m.Media == Poll && m.Poll == nil,
		(m.Media == Location || m.Media == Venue) && m.Place == nil:
		return centre.Refuse("announcements.only_these")
	case m.Media == Album:
		return m.checkAlbum()
	case m.Poll != nil:
		return checkBallot(m.Poll)
	case m.Place != nil:
		return readable(m.Place.Title, m.Place.Address)
	}
	return nil
}

// checkBallot refuses a quiz nobody could answer rightly, and characters that nobody
// sees. How long its texts are and how many options there are, Telegram has
// checked when the author made it.
func checkBallot(b *Ballot) error {
	if b.Quiz && !answered(b) {
		return centre.Refuse("announcements.quiz_unknown")
	}
	texts := []string{b.Question.Text, b.Explanation.Text}
	for _, option := range b.Options {
		texts = append(texts, option.Text)
	}
	return readable(texts...)
}

// answered tells whether the right options are known.
func answered(b *Ballot) bool {
	return len(b.Correct) > 0 && !slices.ContainsFunc(b.Correct, func(i int) bool { return i < 0 || i >= len(b.Options) })
}

// readable refuses characters that nobody sees. Unlike a message of its own, an
// option may be an emoji alone.
func readable(texts ...string) error {
	for _, text := range texts {
		if strings.ContainsFunc(text, centre.Disguises) {
			return centre.Refuse("common.invisible")
		}
	}
	return nil
}

// Separate tells whether a variant is a poll, which every reader gets apart.
func (c Content) Separate() bool {
	for _, m := range c {
		if m.Media == Poll {
			return true
		}
	}
	return false
}
