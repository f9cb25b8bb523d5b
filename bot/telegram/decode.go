package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"jastar/bot"
)

// Decode reads one Update object (https://core.telegram.org/bots/api#update).
// Kinds and fields it does not know are no error: such an update is
// bot.KindUnknown with its id, and so is one whose known fields changed their
// form. An error means that the text is no update at all.
func Decode(raw []byte) (*bot.Update, error) {
	var u wireUpdate
	err := json.Unmarshal(raw, &u)
	var otherForm *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &otherForm) {
		return nil, fmt.Errorf("decode update: %w", err)
	}
	if u.ID <= 0 {
		return nil, errors.New("decode update: no update_id")
	}
	if err != nil {
		return &bot.Update{ID: u.ID}, nil
	}
	return u.translate(raw), nil
}

func (u *wireUpdate) translate(raw []byte) *bot.Update {
	to := &bot.Update{ID: u.ID}
	switch {
	case u.Message != nil:
		u.Message.translate(to, bot.KindMessage, raw)
	case u.EditedMessage != nil:
		u.EditedMessage.translate(to, bot.KindEdited, raw)
	case u.CallbackQuery != nil:
		u.CallbackQuery.translate(to)
	case u.MyChatMember != nil:
		u.MyChatMember.translate(to)
	}
	return to
}

// translate fills in a message; one that Telegram wrote about the chat itself
// leaves the update unknown.
func (m *wireMessage) translate(to *bot.Update, kind bot.UpdateKind, raw []byte) {
	content := m.content()
	if content == bot.ContentOther {
		content = nameContent(raw)
	}
	if content == "" {
		return
	}
	to.Kind, to.From = kind, m.From.user()
	to.Chat, to.Private = m.Chat.ID, m.Chat.Type == "private"
	to.At = moment(max(m.Date, m.EditDate))
	to.Message = &bot.Message{ID: m.ID, Content: content, Text: m.Text, Entities: m.Entities, File: m.file(content)}
	if m.Text == "" {
		to.Message.Text, to.Message.Entities = m.Caption, m.CaptionEntities
	}
	m.translateMore(to.Message)
	if c := m.Contact; c != nil {
		to.Message.Contact = &bot.Contact{Phone: c.Phone, User: c.UserID, Name: fullName(c.FirstName, c.LastName)}
	}
}

// translate fills in a tap. A message that is too old or was deleted comes
// with the date 0 and cannot be edited; the button of an inline result has no
// chat at all and counts for the person's own line.
func (q *wireCallbackQuery) translate(to *bot.Update) {
	to.Kind, to.From, to.Chat = bot.KindTap, q.From.user(), q.From.ID
	to.Tap = &bot.Tap{ID: q.ID, Data: q.Data}
	switch {
	case q.Message != nil:
		to.Chat, to.Private = q.Message.Chat.ID, q.Message.Chat.Type == "private"
		if q.Message.Date != 0 {
			to.Tap.Message, to.Tap.Photo = q.Message.ID, len(q.Message.Photo) > 0
		}
	case q.InlineMessage == "":
		to.Private = true // Telegram no longer tells the message
	}
}

func (m *wireMembership) translate(to *bot.Update) {
	to.Kind, to.From = bot.KindMembership, m.From.user()
	to.Chat, to.Private = m.Chat.ID, m.Chat.Type == "private"
	to.At = moment(m.Date)
	switch m.New.Status {
	case "creator", "administrator", "member":
		to.Joined = true
	case "restricted":
		to.Joined = m.New.IsMember
	}
	if !to.Private {
		channel := m.Chat.Type == "channel"
		to.Group = &bot.Group{Channel: channel, Title: m.Chat.Title, Username: m.Chat.Username,
			MayPost: m.New.Status == "administrator" && (m.New.MayPost || !channel)}
	}
}

func (u *wireUser) user() bot.User {
	if u == nil {
		return bot.User{}
	}
	return bot.User{ID: u.ID, Name: fullName(u.FirstName, u.LastName)}
}

func fullName(first, last string) string {
	switch {
	case last == "":
		return first
	case first == "":
		return last
	}
	return first + " " + last
}

func moment(unix int64) time.Time {
	if unix == 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0)
}
