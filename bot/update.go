// Package bot is how we talk: updates come in, screens go out. It runs the
// turns of a chat one after another, leads people through flows, renders
// screens and sends them through lanes. No rule of the centre lives here and
// nothing here knows the wire format of Telegram (see telegram/).
package bot

import "time"

// UpdateKind says what happened in a chat.
type UpdateKind int

// The kinds a turn is run for. Everything else is KindUnknown and is
// acknowledged without a turn.
const (
	KindUnknown    UpdateKind = iota
	KindMessage               // a new message
	KindEdited                // an edited message
	KindTap                   // a tapped inline button
	KindMembership            // the bot was blocked, unblocked, added or removed
)

// String returns the word used in logs and metrics.
func (k UpdateKind) String() string {
	return [...]string{"unknown", "message", "edited", "tap", "membership"}[k]
}

// Update is one thing that happened, decoded to what the bot uses.
type Update struct {
	ID      int64 // Telegram's update_id: equal means the same update delivered again
	Kind    UpdateKind
	Chat    int64 // id of the chat
	Private bool  // a chat with one person
	From    User
	At      time.Time // when it happened, as far as Telegram tells; else zero

	Message *Message // KindMessage, KindEdited
	Tap     *Tap     // KindTap
	Joined  bool     // KindMembership: true when the bot can write again
	Group   *Group   // KindMembership in a group or a channel
}

// Group is a group or a channel and what the bot may do there.
type Group struct {
	Channel  bool
	Title    string
	Username string // without the @, "" unless it is public
	MayPost  bool   // the bot is an administrator and may write there
}

// User is the Telegram account behind an update. It is never stored as it is.
type User struct {
	ID   int64
	Name string // first and last name as the account shows them
}

// Content is the kind of a message's content.
type Content string

// The contents a capability can use; any other content is recognised by its
// name in Telegram's Message object, such as "dice" or "story".
const (
	ContentText         Content = "text"
	ContentPhoto        Content = "photo"
	ContentDocument     Content = "document"
	ContentVideo        Content = "video"
	ContentAnimation    Content = "animation"
	ContentVoice        Content = "voice"
	ContentVideoNote    Content = "video_note" // a round video
	ContentAudio        Content = "audio"
	ContentSticker      Content = "sticker"
	ContentLocation     Content = "location"
	ContentLiveLocation Content = "live_location" // a place that moves
	ContentVenue        Content = "venue"         // a place with a name
	ContentPoll         Content = "poll"          // a poll or a quiz
	ContentAlbum        Content = "album"         // one of several photos, videos or files sent together
	ContentContact      Content = "contact"
	ContentOther        Content = "other"
)

// Message is a message that a person sent.
type Message struct {
	ID       int
	Content  Content
	Text     string   // text, the caption of media or the description of a poll
	Entities []Entity // formatting of Text
	File     string   // Telegram's id of the media; of a photo, that of its largest size
	Album    string   // ContentAlbum: equal for all its parts, which come one by one
	Part     Content  // ContentAlbum: the kind of this part
	Place    *Place   // ContentLocation, ContentVenue
	Poll     *Poll    // ContentPoll
	Contact  *Contact
}

// Contact is a shared phone number. User is the account it belongs to, zero
// when Telegram does not know.
type Contact struct {
	Phone string
	User  int64
	Name  string
}

// Tap is a tapped inline button. Data can be forged by the person.
type Tap struct {
	ID      string // to answer it with
	Message int    // the message that carries the button; 0 when Telegram no longer tells
	Photo   bool   // that message is a photo
	Data    string
}
