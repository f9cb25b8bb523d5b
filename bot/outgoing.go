package bot

import (
	"context"
	"encoding/json"
	"hash/fnv"
)

// Outgoing is a screen rendered for one language, ready to be sent to any
// number of chats. It is plain data, so that a reply that comes too late can
// be kept as a notice.
type Outgoing struct {
	Lead           []string   `json:"lead,omitempty"`    // parts of a long text that go out before it, without buttons
	HTML           string     `json:"html,omitempty"`    // text or caption in Telegram's HTML
	Written        *Written   `json:"written,omitempty"` // a text with its entities, instead of HTML
	Inline         [][]OutKey `json:"inline,omitempty"`
	Keyboard       [][]OutKey `json:"keyboard,omitempty"`
	RemoveKeyboard bool       `json:"remove_keyboard,omitempty"`
	Photo          string     `json:"photo,omitempty"`
	File           *File      `json:"file,omitempty"`
	Paid           bool       `json:"paid,omitempty"` // allow_paid_broadcast
}

// parts is how many messages Telegram counts and tells the ids of: those of an
// album, else 1.
func (m Outgoing) parts() int {
	if m.Written == nil {
		return 1
	}
	return max(1, len(m.Written.Album))
}

// sum is a fingerprint of what is sent.
func (m Outgoing) sum() uint64 {
	h := fnv.New64a()
	_ = json.NewEncoder(h).Encode(m) // plain data always encodes, and a hash takes everything
	return h.Sum64()
}

// OutKey is one rendered button.
type OutKey struct {
	Text    string `json:"text"`
	Data    string `json:"data,omitempty"`
	URL     string `json:"url,omitempty"`
	Contact bool   `json:"contact,omitempty"`
}

// CommandText is one line of the command menu.
type CommandText struct{ Name, About string }

// API is the part of the Bot API that the bot calls. Every error is a
// *SendError; every call ends with the context at the latest.
type API interface {
	Send(ctx context.Context, chat int64, m Outgoing) (message int, err error)
	// SendAlbum sends a message that is an album and returns the ids of its parts, in their order.
	SendAlbum(ctx context.Context, chat int64, m Outgoing) (messages []int, err error)
	Edit(ctx context.Context, chat int64, message int, m Outgoing) error
	// Delete removes messages of the chat; of several, those that are gone are skipped.
	Delete(ctx context.Context, chat int64, messages ...int) error
	AnswerTap(ctx context.Context, tap, text string) error
	// SetCommands sets the command menu of one chat, or of every private chat
	// whose app speaks the language when chat is 0 ("" for all languages).
	SetCommands(ctx context.Context, chat int64, language string, commands []CommandText) error
}
