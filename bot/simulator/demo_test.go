package simulator

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// visitor is the page: it calls /demo/ for person 1.
type visitor struct{ testBot }

func visit(t *testing.T) (visitor, *Person) {
	b := launch(t, Options{})
	b.s.Person(Profile{ID: 1, FirstName: "Aru", LastName: "S.", Phone: "+7701", LanguageCode: "kk", Featured: true, Role: "guest"})
	b.s.Person(Profile{ID: 2, FirstName: "Behind the scenes"})
	return visitor{b}, b.s.Person(Profile{ID: 1})
}

func (v visitor) post(verb, body string) (int, string) {
	v.t.Helper()
	response, err := http.Post(v.s.URL()+"/demo/people"+verb, "application/json", strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	return response.StatusCode, strings.TrimSpace(string(answer))
}

func (v visitor) state() (state demoState) {
	v.t.Helper()
	response, err := http.Get(v.s.URL() + "/demo/state")
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&state); err != nil {
		v.t.Fatal(err)
	}
	return state
}

func TestDemoStateShowsFeaturedPeople(t *testing.T) {
	v, p := visit(t)
	p.Start("")
	v.send("1", "<b>Hi</b> <i>&lt;script&gt;</i>", "parse_mode", "HTML", "reply_markup", inline(callback("Go", "g")))
	v.must("setMyDescription", "description", "About us")
	v.must("setChatMenuButton", "menu_button", `{"type":"commands"}`)
	state := v.state()
	if len(state.People) != 1 || state.People[0].Name != "Aru S." || state.People[0].Role != "guest" {
		t.Fatalf("people: %+v", state.People)
	}
	chat := state.People[0].Chat
	if len(chat.Messages) != 2 || chat.Messages[1].HTML != "<b>Hi</b> <i>&lt;script&gt;</i>" || chat.MenuButton != "commands" {
		t.Errorf("chat: %+v", chat)
	}
	if b := chat.Messages[1].Keyboard[0][0]; b.Text != "Go" || b.Action != "callback" {
		t.Errorf("button: %+v", b)
	}
	if state.Bot.Description != "About us" || state.Bot.Username != "jastar_bot" {
		t.Errorf("bot: %+v", state.Bot)
	}
}

func TestDemoVerbs(t *testing.T) {
	for verb, want := range map[string]struct {
		body   string
		update map[string]string
	}{
		"start":   {`{"payload":"e_1"}`, map[string]string{"message.text": "/start e_1"}},
		"send":    {`{"text":" hi "}`, map[string]string{"message.text": "hi"}},
		"contact": {`{}`, map[string]string{"message.contact.user_id": "1"}},
		"media":   {`{"kind":"voice"}`, map[string]string{"message.voice.mime_type": "audio/ogg"}},
		"edit":    {`{"message_id":1,"text":"new"}`, map[string]string{"edited_message.text": "new"}},
		"block":   {`{"blocked":true}`, map[string]string{"my_chat_member.new_chat_member.status": "kicked"}},
		"tap":     {`{"message_id":2,"row":0,"col":0}`, map[string]string{"callback_query.data": "g"}},
	} {
		t.Run(verb, func(t *testing.T) {
			v, p := visit(t)
			p.Send("first")
			v.send("1", "x", "reply_markup", inline(callback("Go", "g")))
			if code, answer := v.post("/1/"+verb, want.body); code != 200 || !strings.Contains(answer, `"ok":true`) {
				t.Fatalf("%d %s", code, answer)
			}
			oneUpdate(t, v.testBot, want.update)
		})
	}
}

func TestDemoRefusals(t *testing.T) {
	v, p := visit(t)
	p.Send("first")
	for verb, body := range map[string]string{
		"/9/send":  `{"text":"x"}`,
		"/1/send":  `{"text":"  "}`,
		"/1/tap":   `{"message_id":1,"row":0,"col":0}`,
		"/1/edit":  `{"message_id":77,"text":"x"}`,
		"/1/media": `{"kind":"hologram"}`,
		"/1/start": `{`,
		"":         `{"last_name":"x"}`,
	} {
		if code, answer := v.post(verb, body); code/100 != 4 || !strings.Contains(answer, `"error"`) {
			t.Errorf("%s %s: %d %s", verb, body, code, answer)
		}
	}
}

func TestDemoAddsPeopleAndFiles(t *testing.T) {
	v, _ := visit(t)
	code, answer := v.post("", `{"first_name":"Dana","language_code":"ru"}`)
	var added demoPerson
	if json.Unmarshal([]byte(answer), &added); code != 200 || added.ID == 0 || len(v.state().People) != 2 {
		t.Fatalf("%d %s", code, answer)
	}
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	file, _ := parts.CreateFormFile("file", "note.html")
	file.Write([]byte("<script>alert(1)</script>"))
	parts.Close()
	response, err := http.Post(fmt.Sprintf("%s/demo/people/%d/upload", v.s.URL(), added.ID), parts.FormDataContentType(), &form)
	if err != nil || response.StatusCode != 200 {
		t.Fatalf("upload: %v %v", response, err)
	}
	response.Body.Close()
	shown := v.state().People[1].Chat.Messages[0]
	if shown.Kind != "document" || shown.File.Name != "note.html" {
		t.Fatalf("message: %+v", shown)
	}
	response, err = http.Get(v.s.URL() + shown.File.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("an uploaded page would open in the demo's own origin: %q", got)
	}
}

func TestDemoStream(t *testing.T) {
	v, p := visit(t)
	response, err := http.Get(v.s.URL() + "/demo/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	next := func() (string, demoChange) {
		var name string
		for lines.Scan() {
			if after, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = after
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var change demoChange
				json.Unmarshal([]byte(data), &change)
				return name, change
			}
		}
		t.Fatal("the stream ended")
		return "", demoChange{}
	}
	if name, _ := next(); name != "state" {
		t.Fatalf("the first event is %q", name)
	}
	p.Send("hi")
	if name, change := next(); name != "change" || change.PersonID != 1 || change.Message.Text != "hi" {
		t.Errorf("%s %+v", name, change)
	}
	v.s.Person(Profile{ID: 2}).Send("not shown")
	p.Block()
	if _, change := next(); change.Kind != ChangePerson || !change.Person.Blocked {
		t.Errorf("%+v", change)
	}
}
