package simulator

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// testBot calls the simulator's methods as a bot does.
type testBot struct {
	t *testing.T
	s *Simulator
}

type answerBody struct {
	OK          bool
	Result      json.RawMessage
	ErrorCode   int `json:"error_code"`
	Description string
	Parameters  answerParameters
}

func launch(t *testing.T, o Options) testBot {
	t.Helper()
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return testBot{t, s}
}

// call takes parameters as name, value, name, value.
func (b testBot) call(method string, pairs ...string) answerBody {
	b.t.Helper()
	body, err := b.try(method, pairs...)
	if err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	return body
}

func (b testBot) try(method string, pairs ...string) (answerBody, error) {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	response, err := http.PostForm(b.s.URL()+"/bot"+b.s.Token()+"/"+method, form)
	if err != nil {
		return answerBody{}, err
	}
	defer response.Body.Close()
	var body answerBody
	err = json.NewDecoder(response.Body).Decode(&body)
	return body, err
}

// must is call for what has to succeed.
func (b testBot) must(method string, pairs ...string) json.RawMessage {
	b.t.Helper()
	body := b.call(method, pairs...)
	if !body.OK {
		b.t.Fatalf("%s %q: %d %s", method, pairs, body.ErrorCode, body.Description)
	}
	return body.Result
}

func (b testBot) send(chat, text string, more ...string) wireMessage {
	b.t.Helper()
	var m wireMessage
	b.decode(b.must("sendMessage", append([]string{"chat_id", chat, "text", text}, more...)...), &m)
	return m
}

func (b testBot) updates(pairs ...string) []wireUpdate {
	b.t.Helper()
	var batch []wireUpdate
	b.decode(b.must("getUpdates", pairs...), &batch)
	return batch
}

func (b testBot) decode(raw json.RawMessage, target any) {
	b.t.Helper()
	if err := json.Unmarshal(raw, target); err != nil {
		b.t.Fatalf("decode %s: %v", raw, err)
	}
}

// person is somebody who has pressed Start; the bot has seen it.
func (b testBot) person(id int64) *Person {
	p := b.s.Person(Profile{ID: id, FirstName: "Aru", LanguageCode: "kk", Phone: "+77010000001"})
	p.Start("")
	b.s.queue.mu.Lock()
	b.s.queue.drop()
	b.s.queue.mu.Unlock()
	return p
}

// handClock is a clock that tests move.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *handClock { return &handClock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within 10 s: %s", what)
		}
	}
}

func inline(buttons ...string) string {
	return `{"inline_keyboard":[[` + strings.Join(buttons, ",") + `]]}`
}

func callback(text, data string) string {
	encoded, _ := json.Marshal(map[string]string{"text": text, "callback_data": data})
	return string(encoded)
}
