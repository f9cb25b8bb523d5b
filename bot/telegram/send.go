package telegram

import (
	"context"
	"encoding/json"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"jastar/bot"
)

var _ bot.API = (*Client)(nil)

// noPreview keeps a link in a screen from becoming a picture below it
// (https://core.telegram.org/bots/api#linkpreviewoptions).
const noPreview = `{"is_disabled":true}`

// Send sends a text, or what somebody sent with the text as its caption, and
// returns the id of the message, of an album that of its first part.
func (c *Client) Send(ctx context.Context, chat int64, m bot.Outgoing) (message int, err error) {
	if isAlbum(m) {
		all, err := c.SendAlbum(ctx, chat, m)
		if err != nil {
			return 0, err
		}
		return all[0], nil
	}
	r := request{method: "sendMessage", params: tgbotapi.Params{"chat_id": number(chat)}}
	switch {
	case m.File != nil:
		r.method, r.time = "sendDocument", uploadTime
		field := "document"
		if m.File.Picture {
			r.method, field = "sendPhoto", "photo"
		}
		r.files = []tgbotapi.RequestFile{{Name: field, Data: tgbotapi.FileBytes{Name: m.File.Name, Bytes: m.File.Data}}}
		addCaption(r.params, m)
	case hasMedia(m):
		r.method = mediaMethods[m.Written.Media]
		addMedia(r.params, m)
	case m.Photo != "":
		r.method = "sendPhoto"
		r.params["photo"] = m.Photo
		addCaption(r.params, m)
	default:
		addText(r.params, m)
	}
	r.params.AddNonEmpty("reply_markup", markup(m))
	r.params.AddBool("allow_paid_broadcast", m.Paid)
	result, err := c.call(ctx, r)
	if err != nil {
		return 0, err
	}
	var sent struct {
		ID int `json:"message_id"`
	}
	if json.Unmarshal(result, &sent) != nil || sent.ID == 0 {
		return 0, unreadable(r.method)
	}
	return sent.ID, nil
}

// Edit replaces text or caption and buttons of a message; the media stay. Only
// inline buttons can be on an edited message, and of media without words only
// the buttons change; of an album it is one of its messages. A message with media cannot become a text, nor a text get
// a caption: both are NotFound.
func (c *Client) Edit(ctx context.Context, chat int64, message int, m bot.Outgoing) error {
	r := request{method: "editMessageText", repeatable: true,
		params: tgbotapi.Params{"chat_id": number(chat), "message_id": number(message)}}
	switch {
	case hasMedia(m) && !hasCaption(m.Written.Media):
		r.method = "editMessageReplyMarkup"
	case hasMedia(m), m.Photo != "":
		r.method = "editMessageCaption"
		addCaption(r.params, m)
	default:
		addText(r.params, m)
	}
	r.params.AddNonEmpty("reply_markup", inlineMarkup(m.Inline))
	_, err := c.call(ctx, r)
	return err
}

// maxToast is how long the answer to a tap may be
// (https://core.telegram.org/bots/api#answercallbackquery).
const maxToast = 200

// AnswerTap ends the spinner of a tapped button and shows the text, if there is
// one, for a moment. What is too long is cut.
func (c *Client) AnswerTap(ctx context.Context, tap, text string) error {
	p := tgbotapi.Params{"callback_query_id": tap}
	p.AddNonEmpty("text", cut(text, maxToast))
	_, err := c.call(ctx, request{method: "answerCallbackQuery", params: p, repeatable: true})
	return err
}

// SetCommands sets the command menu of one chat, or of every private chat whose
// app speaks the language when chat is 0.
func (c *Client) SetCommands(ctx context.Context, chat int64, language string, commands []bot.CommandText) error {
	p := tgbotapi.Params{"commands": commandList(commands), "scope": `{"type":"all_private_chats"}`}
	if chat != 0 {
		p["scope"] = `{"type":"chat","chat_id":` + number(chat) + `}`
	}
	p.AddNonEmpty("language_code", language)
	_, err := c.call(ctx, request{method: "setMyCommands", params: p, repeatable: true})
	return err
}

func commandList(commands []bot.CommandText) string {
	type line struct {
		Command     string `json:"command"`
		Description string `json:"description"`
	}
	lines := make([]line, len(commands))
	for i, c := range commands {
		lines[i] = line{c.Name, c.About}
	}
	return encode(lines)
}
