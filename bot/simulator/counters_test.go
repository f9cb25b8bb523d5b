package simulator

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

func TestCountersKeepNumbersOnly(t *testing.T) {
	b := launch(t, Options{Counters: true})
	b.s.AddPeople(1, 1000)
	for range 3 {
		b.send("7", "x", "reply_markup", inline(callback("x", "y")))
	}
	b.must("editMessageText", "chat_id", "7", "message_id", "1", "text", "y")
	if b.s.CountOf(7) != 3 || b.s.Sent() != 3 || len(b.s.Counts()) != 1 || b.s.Calls() != 4 {
		t.Errorf("counts %v, %d calls", b.s.Counts(), b.s.Calls())
	}
	if got := b.call("sendMessage", "chat_id", "5000", "text", "x"); got.Description != "Bad Request: chat not found" {
		t.Errorf("a stranger: %+v", got)
	}
	b.s.Person(Profile{ID: 8}).Block()
	if got := b.call("sendMessage", "chat_id", "8", "text", "x"); got.ErrorCode != 403 {
		t.Errorf("somebody who blocked the bot: %+v", got)
	}
	if messages := b.s.Person(Profile{ID: 7}).Messages(); len(messages) != 0 {
		t.Errorf("%d messages were kept", len(messages))
	}
}

func TestCountersStillDeliverUpdates(t *testing.T) {
	b := launch(t, Options{Counters: true})
	b.s.AddPeople(1, 10)
	p := b.s.Person(Profile{ID: 3})
	p.Send("hello")
	p.TapDataAsync(12, "join")
	got := b.updates()
	if len(got) != 2 || got[0].Message.Text != "hello" || got[1].CallbackQuery.Message.MessageID != 12 {
		t.Fatalf("got %+v", got)
	}
	b.must("answerCallbackQuery", "callback_query_id", got[1].CallbackQuery.ID)
}

func TestCountersHandUnusualRequestsOver(t *testing.T) {
	b := launch(t, Options{Counters: true})
	b.s.AddPeople(1, 10)
	address := b.s.URL() + "/bot" + b.s.Token()
	post := func(kind string, body string) {
		t.Helper()
		response, err := http.Post(address+"/sendMessage", kind, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", kind, response.Status)
		}
	}
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	parts.WriteField("chat_id", "1")
	parts.WriteField("text", "x")
	parts.Close()
	post("application/x-www-form-urlencoded", "chat_id=1&text=x")
	post(parts.FormDataContentType(), form.String())
	post("application/json", `{"chat_id":1,"text":"x"}`)
	post("application/x-www-form-urlencoded", "chat_id=1&text="+strings.Repeat("x", 2*leanBuffer))
	cancel := b.s.Inject(Fault{Kind: FaultServerError, Count: 1})
	if got := b.call("sendMessage", "chat_id", "1", "text", "x"); got.ErrorCode != 500 {
		t.Errorf("a fault was passed over: %+v", got)
	}
	cancel()
	b.must("getMe")
	if b.s.CountOf(1) != 4 {
		t.Errorf("%d messages counted, want 4", b.s.CountOf(1))
	}
}
