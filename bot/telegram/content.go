package telegram

import (
	"encoding/json"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"jastar/bot"
)

// addText adds a message's text. Screens show no link previews; what an
// organizer wrote looks as it did when they wrote it.
func addText(p tgbotapi.Params, m bot.Outgoing) {
	if m.Written != nil {
		p["text"] = m.Written.Text
		p.AddNonEmpty("entities", entityList(m.Written.Entities))
		return
	}
	p["text"] = m.HTML
	p["parse_mode"] = tgbotapi.ModeHTML
	p["link_preview_options"] = noPreview
}

// addCaption adds the text of a message with a file, if it has one.
func addCaption(p tgbotapi.Params, m bot.Outgoing) {
	switch {
	case m.Written != nil:
		p.AddNonEmpty("caption", m.Written.Text)
		p.AddNonEmpty("caption_entities", entityList(m.Written.Entities))
	case m.HTML != "":
		p["caption"] = m.HTML
		p["parse_mode"] = tgbotapi.ModeHTML
	}
}

// formatting are the entities that a sender states and that bot.Entity holds
// whole. Telegram finds the others by itself (links, mentions, hashtags) or
// takes them only with more than that (a mention of a person without a name).
// https://core.telegram.org/bots/api#messageentity
const formatting = " bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link custom_emoji "

// entityList returns the entities as JSON, "" when there are none: Telegram
// refuses null.
func entityList(all []bot.Entity) string {
	if list := stated(all); len(list) > 0 {
		return encode(list)
	}
	return ""
}

// stated are the entities that a sender states.
func stated(all []bot.Entity) []bot.Entity {
	var list []bot.Entity
	for _, e := range all {
		if strings.Contains(formatting, " "+e.Type+" ") {
			list = append(list, e)
		}
	}
	return list
}

// markup returns the keyboard of a message as JSON, "" when there is none.
func markup(m bot.Outgoing) string {
	switch {
	case len(m.Inline) > 0:
		return inlineMarkup(m.Inline)
	case len(m.Keyboard) > 0:
		return replyMarkup(m.Keyboard)
	case m.RemoveKeyboard:
		return `{"remove_keyboard":true}`
	}
	return ""
}

// inlineMarkup encodes https://core.telegram.org/bots/api#inlinekeyboardmarkup.
func inlineMarkup(rows [][]bot.OutKey) string {
	type button struct {
		Text string `json:"text"`
		Data string `json:"callback_data,omitempty"`
		URL  string `json:"url,omitempty"`
	}
	if len(rows) == 0 {
		return ""
	}
	return encode(struct {
		Rows [][]button `json:"inline_keyboard"`
	}{convert(rows, func(k bot.OutKey) button { return button{k.Text, k.Data, k.URL} })})
}

// replyMarkup encodes https://core.telegram.org/bots/api#replykeyboardmarkup: a
// small keyboard that hides once it was used.
func replyMarkup(rows [][]bot.OutKey) string {
	type button struct {
		Text    string `json:"text"`
		Contact bool   `json:"request_contact,omitempty"`
	}
	return encode(struct {
		Rows    [][]button `json:"keyboard"`
		Resize  bool       `json:"resize_keyboard"`
		OneTime bool       `json:"one_time_keyboard"`
	}{convert(rows, func(k bot.OutKey) button { return button{k.Text, k.Contact} }), true, true})
}

func convert[T any](rows [][]bot.OutKey, to func(bot.OutKey) T) [][]T {
	all := make([][]T, len(rows))
	for i, row := range rows {
		all[i] = make([]T, len(row))
		for j, key := range row {
			all[i][j] = to(key)
		}
	}
	return all
}

func encode(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("encode a parameter: " + err.Error()) // plain data always encodes
	}
	return string(raw)
}

// cut shortens a text to at most max UTF-16 units, as Telegram counts.
func cut(s string, max int) string {
	for i, r := range s {
		if max--; r > 0xffff {
			max--
		}
		if max < 0 {
			return s[:i]
		}
	}
	return s
}
