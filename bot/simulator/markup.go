package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Button is a key of an inline or a reply keyboard. Exactly one of its actions is set; a reply button without one
// sends its text.
type Button struct {
	Text  string
	Style string // danger, success, primary or ""

	Data         string // callback
	URL          string
	WebApp       string
	Copy         string
	SwitchInline string
	Other        bool // an inline action that the simulator shows but does not act on

	RequestContact  bool
	RequestLocation bool

	raw json.RawMessage // as the bot gave it
}

// Action names what a press does: callback, url, web_app, copy, switch_inline, other; contact, location or text.
func (b Button) Action() string {
	switch {
	case b.Data != "":
		return "callback"
	case b.URL != "":
		return "url"
	case b.WebApp != "":
		return "web_app"
	case b.Copy != "":
		return "copy"
	case b.SwitchInline != "":
		return "switch_inline"
	case b.RequestContact:
		return "contact"
	case b.RequestLocation:
		return "location"
	case b.Other:
		return "other"
	}
	return "text"
}

// ReplyKeyboard is the keyboard that stands below a chat.
type ReplyKeyboard struct {
	Rows        [][]Button
	Resize      bool
	OneTime     bool // hidden after the first press
	Persistent  bool
	Placeholder string
}

// markup is a parsed reply_markup. At most one field is set; the zero value means none was given.
type markup struct {
	given      bool
	inline     [][]Button
	reply      *ReplyKeyboard
	remove     bool
	forceReply bool
}

// Limits of keyboards: 100 buttons and 8 in a row are what every Telegram client shows; TDLib silently drops what
// exceeds 12 a row and 300 in all, so the simulator refuses instead of losing a button.
const (
	maxButtons = 100
	maxRow     = 8
	maxData    = 64 // bytes; core.telegram.org/bots/api#inlinekeyboardbutton
)

type wireMarkup struct {
	Keyboard       [][]json.RawMessage `json:"keyboard"`
	InlineKeyboard [][]json.RawMessage `json:"inline_keyboard"`
	RemoveKeyboard bool                `json:"remove_keyboard"`
	ForceReply     bool                `json:"force_reply"`
	Selective      bool                `json:"selective"`
	Resize         bool                `json:"resize_keyboard"`
	OneTime        bool                `json:"one_time_keyboard"`
	Persistent     bool                `json:"is_persistent"`
	Placeholder    string              `json:"input_field_placeholder"`
}

// markupOf reads reply_markup for a chat of the given type.
func (s *Simulator) markupOf(c *call, chatType string) (markup, error) {
	var wire wireMarkup
	given, err := c.object("reply_markup", &wire)
	switch {
	case err != nil && !json.Valid([]byte(c.text("reply_markup"))):
		return markup{}, badRequest("can't parse reply keyboard markup JSON object")
	case err != nil:
		return markup{}, badRequest("object expected as reply markup")
	case !given:
		return markup{}, nil
	}
	m := markup{given: true, remove: wire.RemoveKeyboard, forceReply: wire.ForceReply}
	switch {
	case len(wire.Keyboard) > 0:
		m.reply = &ReplyKeyboard{nil, wire.Resize, wire.OneTime, wire.Persistent, wire.Placeholder}
		m.reply.Rows, err = s.rows(c, wire.Keyboard, func(raw json.RawMessage) (Button, error) {
			return parseReplyButton(raw, chatType)
		})
	case len(wire.InlineKeyboard) > 0:
		m.inline, err = s.rows(c, wire.InlineKeyboard, parseInlineButton)
	}
	if chatType == "channel" && (m.reply != nil || m.remove || m.forceReply) {
		return markup{}, badRequest("inline keyboard expected")
	}
	return m, err
}

func (s *Simulator) rows(c *call, raw [][]json.RawMessage, parse func(json.RawMessage) (Button, error)) ([][]Button, error) {
	var rows [][]Button
	total := 0
	for _, rawRow := range raw {
		if total += len(rawRow); len(rawRow) > maxRow || total > maxButtons {
			return nil, badRequest("reply markup is too long")
		}
		var row []Button
		for _, rawButton := range rawRow {
			b, err := parse(rawButton)
			if err != nil {
				return nil, err
			}
			b.raw = rawButton
			s.noteUnknownFields(c, rawButton)
			row = append(row, b)
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

var buttonFields = []string{
	"text", "style", "icon_custom_emoji_id", "url", "callback_data", "web_app", "login_url", "switch_inline_query",
	"switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
	"request_contact", "request_location", "request_users", "request_chat", "request_poll",
}

func (s *Simulator) noteUnknownFields(c *call, raw json.RawMessage) {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return
	}
	for name := range fields {
		if !slices.Contains(buttonFields, name) {
			s.noteIgnored(c, "unknown button field "+name)
		}
	}
}

type wireInlineButton struct {
	Text         *string                `json:"text"`
	Style        string                 `json:"style"`
	URL          string                 `json:"url"`
	Data         string                 `json:"callback_data"`
	WebApp       *struct{ URL string }  `json:"web_app"`
	Copy         *struct{ Text string } `json:"copy_text"`
	LoginURL     json.RawMessage        `json:"login_url"`
	Switch       *string                `json:"switch_inline_query"`
	SwitchHere   *string                `json:"switch_inline_query_current_chat"`
	SwitchChosen json.RawMessage        `json:"switch_inline_query_chosen_chat"`
	Game         json.RawMessage        `json:"callback_game"`
	Pay          bool                   `json:"pay"`
}

func (w wireInlineButton) actions() int {
	n := 0
	for _, set := range []bool{w.URL != "", w.Data != "", w.WebApp != nil, w.Copy != nil, w.LoginURL != nil,
		w.Switch != nil, w.SwitchHere != nil, w.SwitchChosen != nil, w.Game != nil, w.Pay} {
		if set {
			n++
		}
	}
	return n
}

func parseInlineButton(raw json.RawMessage) (Button, error) {
	const prefix = "can't parse inline keyboard button: "
	var w wireInlineButton
	if err := json.Unmarshal(raw, &w); err != nil {
		return Button{}, badRequest(prefix + "InlineKeyboardButton must be an Object")
	}
	if w.Text == nil {
		return Button{}, badRequest(prefix + "Can't find field \"text\"")
	}
	if w.actions() != 1 {
		return Button{}, badRequest(prefix + "Text buttons are unallowed in the inline keyboard")
	}
	b := Button{Text: *w.Text, Style: w.Style, Data: w.Data, URL: w.URL, Other: w.LoginURL != nil || w.Game != nil || w.Pay}
	switch {
	case w.WebApp != nil:
		b.WebApp = w.WebApp.URL
	case w.Copy != nil:
		b.Copy = w.Copy.Text
	case w.Switch != nil || w.SwitchHere != nil || w.SwitchChosen != nil:
		b.SwitchInline = "@"
	}
	return b, b.check()
}

func (b *Button) check() error {
	if b.Text == "" {
		return badRequest("inline keyboard button text must be non-empty")
	}
	if len(b.Data) > maxData {
		return badRequest("BUTTON_DATA_INVALID")
	}
	if b.URL != "" {
		if _, wrong := checkLink(b.URL); wrong != "" {
			return invalidURL("inline keyboard button", b.URL, wrong)
		}
	}
	if b.WebApp != "" {
		if full, wrong := checkLink(b.WebApp); wrong != "" || full[:min(8, len(full))] != "https://" {
			return invalidURL("inline keyboard button Web App", b.WebApp, "Only HTTPS links are allowed")
		}
	}
	return b.checkStyle()
}

func (b *Button) checkStyle() error {
	switch b.Style {
	case "", "danger", "success", "primary":
		return nil
	}
	return badRequest("can't parse inline keyboard button: invalid button style specified")
}

func parseReplyButton(raw json.RawMessage, chatType string) (Button, error) {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return Button{Text: text}, nonEmptyKey(text)
	}
	var w struct {
		Text     *string `json:"text"`
		Style    string  `json:"style"`
		Contact  bool    `json:"request_contact"`
		Location bool    `json:"request_location"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return Button{}, badRequest("can't parse keyboard button: KeyboardButton must be a String or an Object")
	}
	if w.Text == nil {
		return Button{}, badRequest("can't parse keyboard button: Can't find field \"text\"")
	}
	if w.Contact && chatType != "private" {
		return Button{}, badRequest("phone number can be requested in private chats only")
	}
	if w.Location && chatType != "private" {
		return Button{}, badRequest("location can be requested in private chats only")
	}
	b := Button{Text: *w.Text, Style: w.Style, RequestContact: w.Contact, RequestLocation: w.Location}
	return b, nonEmptyKey(b.Text)
}

func nonEmptyKey(text string) error {
	if text == "" {
		return badRequest("keyboard button text must be non-empty")
	}
	return nil
}

// inlineJSON is the keyboard as answers and updates carry it, in the bot's own words.
func inlineJSON(rows [][]Button) json.RawMessage {
	if len(rows) == 0 {
		return nil
	}
	raw := make([][]json.RawMessage, len(rows))
	for i, row := range rows {
		for _, b := range row {
			raw[i] = append(raw[i], b.raw)
		}
	}
	encoded, err := json.Marshal(map[string]any{"inline_keyboard": raw})
	if err != nil {
		panic(fmt.Sprintf("encode a keyboard that was decoded before: %v", err))
	}
	return encoded
}
