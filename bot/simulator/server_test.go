package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

func TestParametersInEveryEncoding(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	address := b.s.URL() + "/bot" + b.s.Token() + "/SENDMESSAGE"
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	parts.WriteField("chat_id", "1")
	parts.WriteField("text", "multipart + 1")
	parts.Close()
	requests := map[string][2]string{
		"form + 1":      {"application/x-www-form-urlencoded", "chat_id=1&text=form+%2B+1"},
		"json + 1":      {"application/json", `{"chat_id":1,"text":"json + 1","reply_markup":{"inline_keyboard":[]}}`},
		"multipart + 1": {parts.FormDataContentType(), form.String()},
	}
	for want, request := range requests {
		response, err := http.Post(address, request[0], strings.NewReader(request[1]))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if last, _ := p.Last(); last.Text != want {
			t.Errorf("%s: %q arrived", request[0], last.Text)
		}
	}
	response, err := http.Get(address + "?chat_id=1&text=query")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if last, _ := p.Last(); last.Text != "query" || b.s.CallsOf("sendMessage") != 4 {
		t.Errorf("%q arrived, %d calls", last.Text, b.s.CallsOf("sendMessage"))
	}
}

func TestUploadsUnderAnyPartName(t *testing.T) {
	b := launch(t, Options{})
	p := b.person(1)
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	parts.WriteField("chat_id", "1")
	parts.WriteField("photo", "attach://picture")
	parts.WriteField("caption", "<i>me</i>")
	parts.WriteField("parse_mode", "HTML")
	file, _ := parts.CreateFormFile("picture", "a.png")
	file.Write(samplePicture())
	parts.Close()
	response, err := http.Post(b.s.URL()+"/bot"+b.s.Token()+"/sendPhoto", parts.FormDataContentType(), &form)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	last, _ := p.Last()
	if last.Kind != "photo" || last.HTML != "<i>me</i>" || len(last.File.Data) == 0 || len(b.s.Refusals()) != 0 {
		t.Errorf("%+v, refusals %+v", last, b.s.Refusals())
	}
}

func TestWhoAndWhere(t *testing.T) {
	b := launch(t, Options{BotUsername: "club_bot"})
	p := b.person(1)
	g := b.s.Supergroup(-1007, "club")
	g.Join(p, "administrator")
	for call, want := range map[string]string{
		"getMe":                                     `"username":"club_bot"`,
		"getChat chat_id 1":                         `"type":"private"`,
		"getChat chat_id -1007":                     `"title":"club"`,
		"getChatMember chat_id -1007 user_id 1":     `"status":"administrator"`,
		"setMyShortDescription short_description x": `true`,
	} {
		words := strings.Fields(call)
		if got := string(b.must(words[0], words[1:]...)); !strings.Contains(got, want) {
			t.Errorf("%s answered %s, want %s", call, got, want)
		}
	}
	if m := b.send("-1007", "x"); m.MessageID != 1 || g.Messages()[0].Text != "x" {
		t.Errorf("a supergroup numbers its own messages: %+v", m)
	}
	g.Send(p, "hello")
	oneUpdate(t, b, map[string]string{"message.chat.type": "supergroup", "message.from.id": "1"})
}

func TestOnCallReportsWithoutTheToken(t *testing.T) {
	b := launch(t, Options{})
	b.person(1)
	calls := make(chan Call, 1)
	b.s.OnCall(func(c Call) { calls <- c })
	b.send("1", "my token is "+b.s.Token())
	c := <-calls
	if c.Method != "sendMessage" || c.ChatID != 1 || c.Code != 200 || c.Params["text"] != "my token is <token>" {
		t.Errorf("%+v", c)
	}
	b.s.OnCall(nil)
	b.must("getMe")
}

func TestContentRetention(t *testing.T) {
	b := launch(t, Options{ContentRetention: 5})
	p := b.person(1)
	for i := range 50 {
		b.send("1", fmt.Sprint(i))
	}
	kept := p.Messages()
	if len(kept) < 5 || len(kept) > 10 || kept[len(kept)-1].Text != "49" {
		t.Errorf("%d messages kept", len(kept))
	}
}

func TestSameSeedSameUpdateIDs(t *testing.T) {
	first := launch(t, Options{Seed: 7}).s.Person(Profile{ID: 1}).Send("x")
	second := launch(t, Options{Seed: 7}).s.Person(Profile{ID: 1}).Send("x")
	if first != second {
		t.Errorf("update ids %d and %d of the same seed", first, second)
	}
}

func FuzzParams(f *testing.F) {
	f.Add("a=b&c=%D3%99&&=x&d")
	f.Add(`{"a":"b","c":[1,{"d":null}],"e":-3}`)
	f.Fuzz(func(t *testing.T, body string) {
		p := params{values: map[string]string{}}
		p.takeForm(body)
		if p.takeJSON(strings.NewReader(body)) == nil {
			var target json.RawMessage
			p.object("c", &target)
		}
		p.number("a")
		p.flag("a")
	})
}
