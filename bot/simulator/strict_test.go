package simulator

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Where the rules come from.
const (
	docs   = "https://core.telegram.org/bots/api"
	server = "github.com/tdlib/telegram-bot-api, telegram-bot-api/Client.cpp"
	tdlib  = "github.com/tdlib/td"
	field  = "answer of the server as bots meet it; not in the documentation"
)

// rule is one thing Telegram refuses. The call is made by a bot that knows person 1, whose message 1 is "/start".
type rule struct {
	name   string
	source string
	method string
	params []string
	code   int
	text   string
	before func(*scene)
}

// scene is what a rule's setup may change before the call; params of the form "$id" take the id of its message.
type scene struct {
	testBot
	clock  *handClock
	person *Person
	id     int
}

const notModified = "Bad Request: message is not modified: specified new message content and reply markup are exactly the " +
	"same as a current content and reply markup of the message"

func botMessage(text string, more ...string) func(*scene) {
	return func(sc *scene) { sc.id = sc.send("1", text, more...).MessageID }
}

func check(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if r.source == "" {
				t.Fatal("a rule needs a source")
			}
			clock := newClock()
			sc := &scene{testBot: launch(t, Options{Clock: clock.Now}), clock: clock}
			sc.person = sc.testBot.person(1)
			if r.before != nil {
				r.before(sc)
			}
			for i, value := range r.params {
				r.params[i] = strings.ReplaceAll(value, "$id", fmt.Sprint(sc.id))
			}
			got := sc.call(r.method, r.params...)
			if got.OK || got.ErrorCode != r.code || got.Description != r.text {
				t.Errorf("%s %q answered %d %q, want %d %q", r.method, r.params, got.ErrorCode, got.Description, r.code, r.text)
			}
			refusals := sc.s.Refusals()
			if len(refusals) == 0 || refusals[len(refusals)-1].Description != r.text {
				t.Errorf("the refusal is not in the journal: %+v", refusals)
			}
		})
	}
}

func TestRefusesTexts(t *testing.T) {
	send := func(text string, more ...string) []string {
		return append([]string{"chat_id", "1", "text", text}, more...)
	}
	check(t, []rule{
		{"no text", server, "sendMessage", []string{"chat_id", "1"}, 400, "Bad Request: message text is empty", nil},
		{"only spaces", tdlib + " MessageEntity.cpp", "sendMessage", send(" \n "), 400, "Bad Request: text must be non-empty", nil},
		{"nothing but tags", tdlib + " MessageEntity.cpp", "sendMessage", send("<b></b>", "parse_mode", "HTML"), 400,
			"Bad Request: text must be non-empty", nil},
		{"4097 characters", docs + "#sendmessage", "sendMessage", send(strings.Repeat("ә", 4097)), 400,
			"Bad Request: message is too long", nil},
		{"2049 surrogate pairs", docs + "#sendmessage", "sendMessage", send(strings.Repeat("😀", 2049)), 400,
			"Bad Request: message is too long", nil},
		{"over 32 KiB before parsing", server, "sendMessage", send(strings.Repeat("x", 1<<15+1)), 400,
			"Bad Request: text is too long", nil},
		{"unknown parse mode", server, "sendMessage", send("x", "parse_mode", "BBCode"), 400,
			"Bad Request: unsupported parse_mode", nil},
		{"entities no JSON", server, "sendMessage", send("x", "entities", "[{"), 400,
			"Bad Request: can't parse entities JSON object", nil},
		{"caption of 1025", docs + "#sendphoto", "sendPhoto",
			[]string{"chat_id", "1", "photo", "photo-1", "caption", strings.Repeat("x", 1025)}, 400,
			"Bad Request: message caption is too long", nil},
		{"no photo", server, "sendPhoto", []string{"chat_id", "1"}, 400, "Bad Request: there is no photo in the request", nil},
		{"unknown file id", tdlib + " FileManager.cpp", "sendDocument", []string{"chat_id", "1", "document", "zzz"}, 400,
			"Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol", nil},
	})
}

func TestRefusesHTML(t *testing.T) {
	for src, want := range map[string]string{
		"a <p>b</p>":                          `Unsupported start tag "p" at byte offset 2`,
		"a<br>b":                              `Unsupported start tag "br" at byte offset 1`,
		"1 < 2":                               `Unsupported start tag "" at byte offset 2`,
		"1 <":                                 `Unclosed start tag at byte offset 2`,
		"x <3 y>":                             `Unsupported start tag "3" at byte offset 2`,
		"<b":                                  `Unclosed start tag at byte offset 0`,
		"<b>bold":                             `Can't find end tag corresponding to start tag "b"`,
		"<b><i>x</b></i>":                     `Unmatched end tag at byte offset 7, expected "</i>", found "</b>"`,
		"x</b>":                               `Unexpected end tag at byte offset 1`,
		"<b>x</b":                             `Unclosed end tag at byte offset 4`,
		"<span>x</span>":                      `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<span class="red">x</span>`:          `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<a href=http://a.kz>x</a>`:           `Unexpected end of name token at byte offset 8`,
		`<a ="x">x</a>`:                       `Empty attribute name in the tag "a" at byte offset 0`,
		`<a href="http://a.kz`:                `Unclosed start tag at byte offset 0`,
		`<tg-emoji emoji-id="0">x</tg-emoji>`: `Invalid custom emoji identifier specified`,
		"x &#xd800; y": "Text contains invalid Unicode characters after decoding HTML entities, " +
			"check for unmatched surrogate code units",
	} {
		check(t, []rule{{src, tdlib + " MessageEntity.cpp, parse_html", "sendMessage",
			[]string{"chat_id", "1", "text", src, "parse_mode", "HTML"}, 400, "Bad Request: can't parse entities: " + want, nil}})
	}
}

func TestRefusesKeyboards(t *testing.T) {
	send := func(keyboard string) []string { return []string{"chat_id", "1", "text", "x", "reply_markup", keyboard} }
	const parse = "Bad Request: can't parse inline keyboard button: "
	row := strings.TrimSuffix(strings.Repeat(callback("x", "y")+",", 9), ",")
	rows := strings.TrimSuffix(strings.Repeat("["+callback("x", "y")+"],", 101), ",")
	check(t, []rule{
		{"no JSON", server, "sendMessage", send("{"), 400, "Bad Request: can't parse reply keyboard markup JSON object", nil},
		{"no object", server, "sendMessage", send("[]"), 400, "Bad Request: object expected as reply markup", nil},
		{"no action", server, "sendMessage", send(inline(`{"text":"x"}`)), 400,
			parse + "Text buttons are unallowed in the inline keyboard", nil},
		{"two actions", docs + "#inlinekeyboardbutton (exactly one)", "sendMessage",
			send(inline(`{"text":"x","callback_data":"y","url":"https://a.kz"}`)), 400,
			parse + "Text buttons are unallowed in the inline keyboard", nil},
		{"empty data", server, "sendMessage", send(inline(callback("x", ""))), 400,
			parse + "Text buttons are unallowed in the inline keyboard", nil},
		{"no label", server, "sendMessage", send(inline(`{"callback_data":"y"}`)), 400, parse + `Can't find field "text"`, nil},
		{"empty label", tdlib + " ReplyMarkup.cpp", "sendMessage", send(inline(callback("", "y"))), 400,
			"Bad Request: inline keyboard button text must be non-empty", nil},
		{"65 bytes of data", docs + "#inlinekeyboardbutton; text: " + field, "sendMessage",
			send(inline(callback("x", strings.Repeat("ә", 32)+"!"))), 400, "Bad Request: BUTTON_DATA_INVALID", nil},
		{"address without a dot", tdlib + " ReplyMarkup.cpp, LinkManager.cpp", "sendMessage",
			send(inline(`{"text":"x","url":"http://localhost/x"}`)), 400,
			"Bad Request: inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL", nil},
		{"address of another kind", tdlib + " LinkManager.cpp", "sendMessage", send(inline(`{"text":"x","url":"ftp://a.kz"}`)), 400,
			"Bad Request: inline keyboard button URL 'ftp://a.kz' is invalid: Unsupported URL protocol", nil},
		{"web app without TLS", tdlib + " ReplyMarkup.cpp", "sendMessage",
			send(inline(`{"text":"x","web_app":{"url":"http://a.kz"}}`)), 400,
			"Bad Request: inline keyboard button Web App URL 'http://a.kz' is invalid: Only HTTPS links are allowed", nil},
		{"nine in a row", "limit of the apps; text: " + server, "sendMessage", send(inline(row)), 400,
			"Bad Request: reply markup is too long", nil},
		{"101 buttons", "limit of the apps; text: " + server, "sendMessage", send(`{"inline_keyboard":[` + rows + `]}`), 400,
			"Bad Request: reply markup is too long", nil},
		{"contact button in a group", tdlib + " ReplyMarkup.cpp", "sendMessage",
			[]string{"chat_id", "-7", "text", "x", "reply_markup", `{"keyboard":[[{"text":"x","request_contact":true}]]}`}, 400,
			"Bad Request: phone number can be requested in private chats only", func(sc *scene) { sc.s.Group(-7, "club") }},
		{"empty reply key", tdlib + " ReplyMarkup.cpp", "sendMessage", send(`{"keyboard":[[""]]}`), 400,
			"Bad Request: keyboard button text must be non-empty", nil},
		{"reply keyboard in a channel", tdlib + " ReplyMarkup.cpp", "sendMessage",
			[]string{"chat_id", "-1007", "text", "x", "reply_markup", `{"keyboard":[["x"]]}`}, 400,
			"Bad Request: inline keyboard expected", func(sc *scene) { sc.s.Channel(-1007, "news") }},
	})
}

func TestRefusesChats(t *testing.T) {
	send := []string{"chat_id", "1", "text", "x"}
	check(t, []rule{
		{"no chat", server, "sendMessage", []string{"text", "x"}, 400, "Bad Request: chat_id is empty", nil},
		{"unknown chat", server, "sendMessage", []string{"chat_id", "99", "text", "x"}, 400, "Bad Request: chat not found", nil},
		{"blocked", server + ", fail_query_with_error", "sendMessage", send, 403,
			"Forbidden: bot was blocked by the user", func(sc *scene) { sc.person.Block() }},
		{"deactivated", server + ", check_chat_access", "sendMessage", send, 403,
			"Forbidden: user is deactivated", func(sc *scene) { sc.person.Deactivate() }},
		{"never started", tdlib + " MessagesManager.cpp", "sendMessage", []string{"chat_id", "2", "text", "x"}, 403,
			"Forbidden: bot can't initiate conversation with a user", func(sc *scene) { sc.s.Person(Profile{ID: 2}) }},
		{"upgraded group", server + ", check_chat_access", "sendMessage", []string{"chat_id", "-7", "text", "x"}, 400,
			"Bad Request: group chat was upgraded to a supergroup chat", func(sc *scene) { sc.s.Group(-7, "club").Migrate(-1007) }},
		{"kicked from a group", server + ", check_chat_access", "sendMessage", []string{"chat_id", "-7", "text", "x"}, 403,
			"Forbidden: bot was kicked from the group chat", func(sc *scene) { sc.s.Group(-7, "club").KickBot(sc.person) }},
		{"a channel without the right to post", tdlib + " MessagesManager.cpp, can_send_message", "sendMessage", []string{"chat_id", "-1007", "text", "x"}, 400,
			"Bad Request: need administrator rights in the channel chat", func(sc *scene) { sc.s.Channel(-1007, "news").Promote(sc.person, false) }},
		{"a channel it has left", server, "sendMessage", []string{"chat_id", "-1007", "text", "x"}, 403,
			"Forbidden: bot is not a member of the channel chat", func(sc *scene) { sc.s.Channel(-1007, "news").Demote(sc.person) }},
		{"a channel that removed it", server, "sendMessage", []string{"chat_id", "-1007", "text", "x"}, 403,
			"Forbidden: bot was kicked from the channel chat", func(sc *scene) { sc.s.Channel(-1007, "news").KickBot(sc.person) }},
		{"answer to nothing", server, "sendMessage",
			[]string{"chat_id", "1", "text", "x", "reply_parameters", `{"message_id":77}`}, 400,
			"Bad Request: message to be replied not found", nil},
		{"unknown action", server, "sendChatAction", []string{"chat_id", "1", "action", "dancing"}, 400,
			"Bad Request: wrong parameter action in request", nil},
	})
}

func TestRefusesEdits(t *testing.T) {
	edit := func(text string, more ...string) []string {
		return append([]string{"chat_id", "1", "message_id", "$id", "text", text}, more...)
	}
	aged := func(sc *scene) { botMessage("x")(sc); sc.clock.Advance(48*time.Hour + time.Second) }
	check(t, []rule{
		{"no message", server, "editMessageText", []string{"chat_id", "1", "message_id", "77", "text", "x"}, 400,
			"Bad Request: message to edit not found", nil},
		{"same text", server, "editMessageText", edit("x"), 400, notModified, botMessage("x")},
		{"same text in other words", server, "editMessageText", edit("<b>x</b>&lt;", "parse_mode", "HTML"), 400, notModified,
			botMessage("<strong>x</strong>&#60;", "parse_mode", "HTML")},
		{"same keyboard", server, "editMessageReplyMarkup",
			[]string{"chat_id", "1", "message_id", "$id", "reply_markup", inline(`{"callback_data": "y", "text": "x"}`)}, 400,
			notModified, botMessage("x", "reply_markup", inline(callback("x", "y")))},
		{"somebody else's", tdlib + " MessagesManager.cpp, can_edit_message", "editMessageText", edit("y"), 400,
			"Bad Request: message can't be edited", func(sc *scene) { sc.id = 1 }},
		{"with a reply keyboard", tdlib + " MessagesManager.cpp, can_edit_message", "editMessageText", edit("y"), 400,
			"Bad Request: message can't be edited", botMessage("x", "reply_markup", `{"keyboard":[["x"]]}`)},
		{"text of media", tdlib + " MessagesManager.cpp, edit_message_text", "editMessageText", edit("y"), 400,
			"Bad Request: there is no text in the message to edit", botPhoto},
		{"caption of a text", tdlib + " MessagesManager.cpp, edit_message_caption", "editMessageCaption",
			[]string{"chat_id", "1", "message_id", "$id", "caption", "y"}, 400,
			"Bad Request: there is no caption in the message to edit", botMessage("x")},
		{"reply keyboard by edit", tdlib + " ReplyMarkup.cpp", "editMessageText", edit("y", "reply_markup", `{"keyboard":[["x"]]}`), 400,
			"Bad Request: inline keyboard expected", botMessage("x")},
		{"delete nothing", server, "deleteMessage", []string{"chat_id", "1", "message_id", "77"}, 400,
			"Bad Request: message to delete not found", nil},
		{"delete after 48 h", docs + "#deletemessage; text: " + tdlib + " MessagesManager.cpp", "deleteMessage",
			[]string{"chat_id", "1", "message_id", "$id"}, 400, "Bad Request: message can't be deleted for everyone", aged},
		{"copy nothing", server, "copyMessage", []string{"chat_id", "1", "from_chat_id", "1", "message_id", "77"}, 400,
			"Bad Request: message to copy not found", nil},
		{"pin nothing", server, "pinChatMessage", []string{"chat_id", "1", "message_id", "77"}, 400,
			"Bad Request: message to pin not found", nil},
	})
}

// botPhoto sends the person's own sample picture back.
func botPhoto(sc *scene) {
	sc.person.Photo("")
	messages := sc.person.Messages()
	var m wireMessage
	sc.decode(sc.must("sendPhoto", "chat_id", "1", "photo", messages[len(messages)-1].File.ID), &m)
	sc.id = m.MessageID
}
