package bot

import (
	"encoding/json"
	"reflect"
	"time"
)

// Conversation is where a chat stands between two turns. It is data, by name,
// kept in Redis with a TTL: losing it costs at most a repeated question.
type Conversation struct {
	Form     *Filling `json:"form,omitempty"`     // the flow being filled in
	Task     *Task    `json:"task,omitempty"`     // what to come back to after a gate
	Keyboard bool     `json:"keyboard,omitempty"` // a reply keyboard is showing

	Late []lateScreen `json:"late,omitempty"` // of messages that had a late one, see SpeakLate

	// Cut is when a text was refused that may be the first part of a longer
	// one: apps send what exceeds Telegram's limit in several messages.
	Cut time.Time `json:"cut,omitzero"`

	Album string `json:"album,omitempty"` // of which a part was refused: each part comes as a message

	Shown *Shown `json:"shown,omitempty"` // the last screen
}

// Shown is a screen that a message shows. It counts for a few seconds, so that a
// double tap does not edit a message into what it already is.
type Shown struct {
	Message int       `json:"message"`
	Old     int       `json:"old,omitempty"` // the message whose place it took, 0 for none
	Sum     uint64    `json:"sum"`
	Tap     string    `json:"tap,omitempty"` // data of the button that led there
	At      time.Time `json:"at"`
}

// doubleTap is how long after a tap the same one is taken for its repetition.
const doubleTap = 5 * time.Second

// repeats tells whether a tap only repeats the one that led to the last screen.
func (c *Conversation) repeats(data string, now time.Time) bool {
	return c.Shown != nil && c.Shown.Tap == data && now.Sub(c.Shown.At) < doubleTap
}

// shows tells whether a message, not 0, has just become or made room for the
// same screen.
func (c *Conversation) shows(s Shown) bool {
	return c.Shown != nil && (c.Shown.Message == s.Message || c.Shown.Old == s.Message) && c.Shown.Sum == s.Sum &&
		s.At.Sub(c.Shown.At) < doubleTap
}

const (
	shortestPart = 2048            // UTF-16 units; apps cut at a space or a line break, but not before the half
	restFollows  = 2 * time.Second // Telegram tells the time of a message in seconds
)

// refuse notes that a message was refused, in case that more of it follows.
func (c *Conversation) refuse(u *Update) {
	if u.Kind == KindMessage {
		c.Album = u.Message.Album
	}
	if u.Kind == KindMessage && utf16Len(u.Message.Text) >= shortestPart {
		c.Cut = u.At
	}
}

// answered tells whether a message only goes on with a text or an album that was
// refused, so that its reason has been said already.
func (c *Conversation) answered(u *Update) bool {
	if c.Album != "" && u.Message.Album == c.Album {
		return true
	}
	rest := !c.Cut.IsZero() && u.Message.Content == ContentText && u.At.Sub(c.Cut) <= restFollows
	if !rest || utf16Len(u.Message.Text) < shortestPart {
		c.Cut = time.Time{}
	}
	return rest
}

// Filling is one filling-in of a flow.
type Filling struct {
	Flow    string          `json:"flow"`
	Version int             `json:"version"`
	Step    string          `json:"step"`
	Data    json.RawMessage `json:"data"`
	ID      int64           `json:"id"`
	Origin  string          `json:"origin,omitempty"` // the step to come back to after a Goto
	Only    bool            `json:"only,omitempty"`   // finish after this step
	Until   time.Time       `json:"until"`
}

// Task is something the person wanted that a need held up: a tap's data or a
// command with its argument. It is performed again once the need is met.
type Task struct {
	Data    string `json:"data,omitempty"`
	Command string `json:"command,omitempty"`
}

// decodeConversation reads saved state. State that cannot be read counts as
// none: a repeated question is better than a chat that never answers again.
func decodeConversation(raw []byte) Conversation {
	var c Conversation
	if len(raw) == 0 || json.Unmarshal(raw, &c) != nil {
		return Conversation{}
	}
	return c
}

// encode returns the state to save, nil when nothing is under way.
func (c Conversation) encode() []byte {
	if reflect.ValueOf(c).IsZero() {
		return nil
	}
	raw, err := json.Marshal(c)
	if err != nil {
		panic("conversation: " + err.Error()) // plain data always encodes
	}
	return raw
}
