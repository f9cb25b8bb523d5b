package telegram

import (
	"context"
	"encoding/json"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"jastar/bot"
)

// isAlbum tells whether the message consists of several.
func isAlbum(m bot.Outgoing) bool { return m.Written != nil && m.Written.Media == bot.ContentAlbum }

// SendAlbum sends the parts of an album together and returns the ids of their
// messages, in their order. An album carries no buttons
// (https://core.telegram.org/bots/api#sendmediagroup).
func (c *Client) SendAlbum(ctx context.Context, chat int64, m bot.Outgoing) (messages []int, err error) {
	r := request{method: "sendMediaGroup", params: tgbotapi.Params{"chat_id": number(chat), "media": albumParts(m.Written.Album)}}
	r.params.AddBool("allow_paid_broadcast", m.Paid)
	result, err := c.call(ctx, r)
	if err != nil {
		return nil, err
	}
	var sent []struct {
		ID int `json:"message_id"`
	}
	if json.Unmarshal(result, &sent) != nil || len(sent) == 0 {
		return nil, unreadable(r.method)
	}
	for _, part := range sent {
		messages = append(messages, part.ID)
	}
	return messages, nil
}

// albumParts encodes https://core.telegram.org/bots/api#inputmedia.
func albumParts(parts []bot.Part) string {
	type part struct {
		Type     string       `json:"type"`
		Media    string       `json:"media"`
		Caption  string       `json:"caption,omitempty"`
		Entities []bot.Entity `json:"caption_entities,omitempty"`
	}
	all := make([]part, len(parts))
	for i, one := range parts {
		all[i] = part{string(one.Media), one.File, one.Text, stated(one.Entities)}
	}
	return encode(all)
}

// Delete removes messages for everybody in the chat; of several, those that are
// gone are skipped (https://core.telegram.org/bots/api#deletemessages).
func (c *Client) Delete(ctx context.Context, chat int64, messages ...int) error {
	r := request{method: "deleteMessages", params: tgbotapi.Params{"chat_id": number(chat)}, repeatable: true}
	if len(messages) == 1 {
		r.method, r.params["message_id"] = "deleteMessage", number(messages[0])
	} else {
		r.params["message_ids"] = encode(messages)
	}
	_, err := c.call(ctx, r)
	return err
}
