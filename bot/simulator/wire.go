package simulator

import (
	"encoding/json"
	"time"
)

// The Bot API's objects as JSON, as far as a bot of ours reads them.

type wireUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name,omitempty"`
	Username     string `json:"username,omitempty"`
	LanguageCode string `json:"language_code,omitempty"`
}

type wireChat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Username  string `json:"username,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
}

type wireMessage struct {
	MessageID       int             `json:"message_id"`
	From            *wireUser       `json:"from,omitempty"`
	Chat            wireChat        `json:"chat"`
	Date            int64           `json:"date"`
	EditDate        int64           `json:"edit_date,omitempty"`
	ReplyTo         *wireMessage    `json:"reply_to_message,omitempty"`
	Text            string          `json:"text,omitempty"`
	Entities        []Entity        `json:"entities,omitempty"`
	Caption         string          `json:"caption,omitempty"`
	CaptionEntities []Entity        `json:"caption_entities,omitempty"`
	Photo           []wireFile      `json:"photo,omitempty"`
	Document        *wireFile       `json:"document,omitempty"`
	Video           *wireFile       `json:"video,omitempty"`
	Animation       *wireFile       `json:"animation,omitempty"`
	Voice           *wireFile       `json:"voice,omitempty"`
	VideoNote       *wireFile       `json:"video_note,omitempty"`
	Audio           *wireFile       `json:"audio,omitempty"`
	Sticker         *wireFile       `json:"sticker,omitempty"`
	Dice            *wireDice       `json:"dice,omitempty"`
	Contact         *wireContact    `json:"contact,omitempty"`
	Location        *wireLocation   `json:"location,omitempty"`
	Venue           *wireVenue      `json:"venue,omitempty"`
	Poll            *wirePoll       `json:"poll,omitempty"`
	MediaGroup      string          `json:"media_group_id,omitempty"`
	Protected       bool            `json:"has_protected_content,omitempty"`
	ReplyMarkup     json.RawMessage `json:"reply_markup,omitempty"`
}

type wireFile struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Name     string `json:"file_name,omitempty"`
	MIME     string `json:"mime_type,omitempty"`
	Size     int    `json:"file_size,omitempty"`
	Path     string `json:"file_path,omitempty"`

	// What each kind of media needs beside the above.
	Width      int    `json:"width,omitempty"`
	Height     int    `json:"height,omitempty"`
	Length     int    `json:"length,omitempty"` // of a round video: its width and height
	Duration   int    `json:"duration,omitempty"`
	Type       string `json:"type,omitempty"`
	Emoji      string `json:"emoji,omitempty"`
	IsAnimated *bool  `json:"is_animated,omitempty"`
	IsVideo    *bool  `json:"is_video,omitempty"`
}

type wireContact struct {
	Phone     string `json:"phone_number"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	UserID    int64  `json:"user_id,omitempty"`
}

type wireLocation struct {
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	LivePeriod int     `json:"live_period,omitempty"`
}

type wireDice struct {
	Emoji string `json:"emoji"`
	Value int    `json:"value"`
}

// wireUpdate has exactly one of its kinds set.
type wireUpdate struct {
	ID            int64              `json:"update_id"`
	Message       *wireMessage       `json:"message,omitempty"`
	EditedMessage *wireMessage       `json:"edited_message,omitempty"`
	ChannelPost   *wireMessage       `json:"channel_post,omitempty"`
	CallbackQuery *wireCallbackQuery `json:"callback_query,omitempty"`
	MyChatMember  *wireChatMember    `json:"my_chat_member,omitempty"`
}

type wireCallbackQuery struct {
	ID           string       `json:"id"`
	From         wireUser     `json:"from"`
	Message      *wireMessage `json:"message,omitempty"`
	ChatInstance string       `json:"chat_instance"`
	Data         string       `json:"data"`
}

type wireChatMember struct {
	Chat wireChat   `json:"chat"`
	From wireUser   `json:"from"`
	Date int64      `json:"date"`
	Old  wireMember `json:"old_chat_member"`
	New  wireMember `json:"new_chat_member"`
}

type wireMember struct {
	User   wireUser `json:"user"`
	Status string   `json:"status"`
	Until  *int64   `json:"until_date,omitempty"`

	MayPost *bool `json:"can_post_messages,omitempty"` // of an administrator of a channel
}

func (s *Simulator) bot() wireUser {
	return wireUser{ID: botID(s.opts.Token), IsBot: true, FirstName: s.opts.BotName, Username: s.opts.BotUsername}
}

func (p *Person) wire() wireUser {
	return wireUser{p.profile.ID, false, p.profile.FirstName, p.profile.LastName, p.profile.Username, p.profile.LanguageCode}
}

func (c *chat) wire() wireChat {
	if c.person == nil {
		return wireChat{ID: c.id, Type: c.kind, Title: c.title, Username: c.username}
	}
	who := c.person.profile
	return wireChat{ID: c.id, Type: c.kind, FirstName: who.FirstName, LastName: who.LastName, Username: who.Username}
}

// wireOf is m as answers and updates carry it.
func (s *Simulator) wireOf(c *chat, m *Message) *wireMessage {
	w := s.wireAlone(c, m)
	if original := c.byID[m.ReplyTo]; m.ReplyTo != 0 && original != nil {
		w.ReplyTo = s.wireAlone(c, original)
	}
	return w
}

func (s *Simulator) wireAlone(c *chat, m *Message) *wireMessage {
	w := &wireMessage{
		MessageID: m.ID, Chat: c.wire(), Date: m.Date.Unix(), EditDate: unixOrZero(m.EditDate),
		Text: m.Text, Caption: m.Caption, Protected: m.Protected, MediaGroup: m.Album, ReplyMarkup: inlineJSON(m.Keyboard),
	}
	switch {
	case m.FromBot:
		me := s.bot()
		w.From = &me
	case s.people[m.SenderID] != nil:
		who := s.people[m.SenderID].wire()
		w.From = &who
	}
	if m.Text != "" {
		w.Entities = s.wireEntities(m.Entities)
	} else {
		w.CaptionEntities = s.wireEntities(m.Entities)
	}
	w.attach(m)
	return w
}

func (w *wireMessage) attach(m *Message) {
	switch m.Kind {
	case "photo":
		w.Photo = []wireFile{m.File.wire()}
	case "document":
		w.Document = ptr(m.File.wire())
	case "sticker":
		w.Sticker = ptr(m.File.wire())
	case "video":
		w.Video = ptr(m.File.wire())
	case "animation": // with a document beside it, for old bots
		w.Animation, w.Document = ptr(m.File.wire()), ptr(m.File.wire())
	case "voice":
		w.Voice = ptr(m.File.wire())
	case "video_note":
		w.VideoNote = ptr(m.File.wire())
	case "audio":
		w.Audio = ptr(m.File.wire())
	case "contact":
		w.Contact = &wireContact{m.Contact.Phone, m.Contact.FirstName, m.Contact.LastName, m.Contact.UserID}
	case "location":
		w.Location = ptr(m.Location.wire())
	case "venue":
		w.Location, w.Venue = ptr(m.Location.wire()), m.Venue.wire()
	case "poll":
		w.Caption, w.CaptionEntities, w.Poll = "", nil, m.wirePoll()
	case "dice":
		w.Dice = &wireDice{"🎲", 3}
	}
}

func (s *Simulator) wireEntities(entities []Entity) []Entity {
	told := append([]Entity(nil), entities...)
	for i, e := range told {
		if e.UserID != 0 {
			told[i].User = &wireUser{ID: e.UserID, FirstName: "User"}
			if known := s.people[e.UserID]; known != nil {
				told[i].User = ptr(known.wire())
			}
		}
	}
	return told
}

func ptr[T any](v T) *T { return &v }

func unixOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
