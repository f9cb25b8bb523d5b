package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRefusesOtherCalls(t *testing.T) {
	const stale = "Bad Request: query is too old and response timeout expired or query ID is invalid"
	tapped := func(after time.Duration) func(*scene) {
		return func(sc *scene) {
			sc.person.TapDataAsync(0, "d")
			sc.clock.Advance(after)
			for id := range sc.s.queries {
				fmt.Sscan(id, &sc.id)
			}
		}
	}
	commands := func(name, description string) []string {
		return []string{"commands", fmt.Sprintf(`[{"command":%q,"description":%q}]`, name, description)}
	}
	many := `[` + strings.TrimSuffix(strings.Repeat(`{"command":"a","description":"b"},`, 101), ",") + `]`
	check(t, []rule{
		{"unknown query", server, "answerCallbackQuery", []string{"callback_query_id", "12"}, 400, stale, nil},
		{"stale query", server, "answerCallbackQuery", []string{"callback_query_id", "$id"}, 400, stale, tapped(151 * time.Second)},
		{"toast of 201", docs + "#answercallbackquery; text: " + field, "answerCallbackQuery",
			[]string{"callback_query_id", "$id", "text", strings.Repeat("x", 201)}, 400, "Bad Request: MESSAGE_TOO_LONG", tapped(0)},
		{"address of another site", docs + "#answercallbackquery; text: " + field, "answerCallbackQuery",
			[]string{"callback_query_id", "$id", "url", "https://a.kz"}, 400, "Bad Request: URL_INVALID", tapped(0)},

		{"upper case command", docs + "#botcommand; text: " + field, "setMyCommands", commands("Start", "x"), 400,
			"Bad Request: BOT_COMMAND_INVALID", nil},
		{"command of 33", docs + "#botcommand; text: " + field, "setMyCommands", commands(strings.Repeat("a", 33), "x"), 400,
			"Bad Request: BOT_COMMAND_INVALID", nil},
		{"no description", docs + "#botcommand; text: " + field, "setMyCommands", commands("start", ""), 400,
			"Bad Request: BOT_COMMAND_DESCRIPTION_INVALID", nil},
		{"description of 257", docs + "#botcommand; text: " + field, "setMyCommands", commands("start", strings.Repeat("x", 257)), 400,
			"Bad Request: BOT_COMMAND_DESCRIPTION_INVALID", nil},
		{"101 commands", docs + "#setmycommands; text: " + field, "setMyCommands", []string{"commands", many}, 400,
			"Bad Request: BOT_COMMANDS_TOO_MUCH", nil},
		{"unknown scope", server, "setMyCommands", []string{"scope", `{"type":"world"}`}, 400,
			"Bad Request: can't parse BotCommandScope: unsupported type specified", nil},
		{"scope of an unknown chat", server, "setMyCommands", []string{"scope", `{"type":"chat","chat_id":99}`}, 400,
			"Bad Request: chat not found", nil},
		{"admin scope in a private chat", tdlib + " BotCommandScope.cpp", "setMyCommands",
			[]string{"scope", `{"type":"chat_administrators","chat_id":1}`}, 400,
			"Bad Request: can't use specified scope in private chats", nil},

		{"webhook without TLS", field, "setWebhook", []string{"url", "http://a.kz/hook"}, 400,
			"Bad Request: bad webhook: An HTTPS URL must be provided for webhook", nil},
		{"secret with a space", server, "setWebhook", []string{"url", "https://a.kz", "secret_token", "a b"}, 400,
			"Bad Request: secret token contains unallowed characters", nil},
		{"secret of 257", server, "setWebhook", []string{"url", "https://a.kz", "secret_token", strings.Repeat("a", 257)}, 400,
			"Bad Request: secret token is too long", nil},
		{"getUpdates beside a webhook", server, "getUpdates", nil, 409,
			"Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
			func(sc *scene) { sc.must("setWebhook", "url", "https://a.invalid/hook") }},

		{"unknown file", field, "getFile", []string{"file_id", "zzz"}, 400, "Bad Request: invalid file_id", nil},
		{"unknown method", server, "sendMoney", nil, 404, "Not Found", nil},
	})
}

func TestRefusesAnotherToken(t *testing.T) {
	b := launch(t, Options{})
	response, err := http.Get(b.s.URL() + "/bot1:wrong/getMe")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong token got %d, want 401 (%s)", response.StatusCode, docs+"#making-requests")
	}
}

func TestUpgradedGroupTellsItsNewID(t *testing.T) {
	b := launch(t, Options{})
	b.s.Group(-7, "club").Migrate(-1007)
	if got := b.call("sendMessage", "chat_id", "-7", "text", "x"); got.Parameters.MigrateTo != -1007 {
		t.Errorf("migrate_to_chat_id is %d, want -1007", got.Parameters.MigrateTo)
	}
	b.send("-1007", "x")
}

func TestNotesWhatTelegramWouldIgnore(t *testing.T) {
	b := launch(t, Options{})
	b.person(1)
	b.send("1", "<b>x</b>", "parse_mode", "HTML", "entities", `[{"type":"bold","offset":0,"length":1}]`, "colour", "red",
		"reply_markup", inline(`{"text":"x","callback_data":"y","hint":"z"}`))
	want := map[string]bool{"unknown parameter colour": true, "entities beside parse_mode": true, "unknown button field hint": true}
	for _, r := range b.s.Mistakes() {
		if r.Kind != Ignored || !want[r.Description] {
			t.Errorf("unexpected refusal %+v", r)
		}
		delete(want, r.Description)
	}
	if len(want) > 0 {
		t.Errorf("not noted: %v", want)
	}
}

func TestAcceptsWhatIsAllowed(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	longest := "<b>" + strings.Repeat("😀", 2048) + "</b>"
	b.send("1", longest, "parse_mode", "html", "entities", "null", "allow_paid_broadcast", "true",
		"link_preview_options", `{"is_disabled":true}`)
	b.send("1", "x", "reply_markup", inline(callback("x", strings.Repeat("ә", 32))))
	m := b.send("1", "x", "reply_markup", inline(`{"text":"x","url":"t.me/jastar_bot?start=1","style":"primary"}`))
	b.must("editMessageText", "chat_id", "1", "message_id", fmt.Sprint(m.MessageID), "text", "x")
	if last, _ := p.Last(); last.Keyboard != nil || last.Edits != 1 {
		t.Errorf("an edit without reply_markup left %+v", last)
	}
	for _, r := range b.s.Refusals() {
		t.Errorf("refused %s: %s", r.Method, r.Description)
	}
}
