package page_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"jastar/bot/simulator"
	"jastar/bot/simulator/page/pagetest"
)

// fakeBot answers by hand: a test takes the next update and decides what to call.
type fakeBot struct {
	t      *testing.T
	sim    *simulator.Simulator
	offset int64
}

// args are the parameters of a call.
type args map[string]any

type update struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		From    struct{ ID int64 }
		Text    string
		Caption string
		Photo   []struct{}
		Contact *struct {
			Phone  string `json:"phone_number"`
			UserID int64  `json:"user_id"`
		}
	}
	Edited *struct{ Text string } `json:"edited_message"`
	Tap    *struct {
		ID   string
		Data string
	} `json:"callback_query"`
	Member *struct {
		New struct{ Status string } `json:"new_chat_member"`
	} `json:"my_chat_member"`
}

// newDemo starts a simulator with two people on the page: Айгерім (101) and Данияр (102).
func newDemo(t *testing.T) (*simulator.Simulator, *fakeBot) {
	t.Helper()
	sim := startSimulator(t, "")
	return sim, &fakeBot{t: t, sim: sim}
}

func startSimulator(t *testing.T, address string) *simulator.Simulator {
	t.Helper()
	sim, err := simulator.Start(simulator.Options{Addr: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	sim.Person(simulator.Profile{ID: 101, FirstName: "Айгерім", LastName: "С.", LanguageCode: "kk", Phone: "+77010000101", Role: "guest", Featured: true})
	sim.Person(simulator.Profile{ID: 102, FirstName: "Данияр", LastName: "Қ.", LanguageCode: "ru", Phone: "+77010000102", Role: "member", Featured: true})
	return sim
}

// call calls a method of the Bot API and gives the number of the message it made, if it made one.
func (b *fakeBot) call(method string, params args) int {
	b.t.Helper()
	var made struct {
		ID int `json:"message_id"`
	}
	if result := b.result(method, params); bytes.HasPrefix(result, []byte("{")) {
		if err := json.Unmarshal(result, &made); err != nil {
			b.t.Fatal(err)
		}
	}
	return made.ID
}

func (b *fakeBot) result(method string, params args) json.RawMessage {
	b.t.Helper()
	body, err := json.Marshal(params)
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := http.Post(b.sim.URL()+"/bot"+b.sim.Token()+"/"+method, "application/json", bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		OK          bool
		Description string
		Result      json.RawMessage
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		b.t.Fatal(err)
	}
	if !answer.OK {
		b.t.Fatalf("%s: %s", method, answer.Description)
	}
	return answer.Result
}

// next waits for the next update.
func (b *fakeBot) next() update {
	b.t.Helper()
	for deadline := time.Now().Add(pagetest.Patience); time.Now().Before(deadline); {
		var updates []update
		if err := json.Unmarshal(b.result("getUpdates", args{"offset": b.offset, "limit": 1, "timeout": 2}), &updates); err != nil {
			b.t.Fatal(err)
		}
		if len(updates) > 0 {
			b.offset = updates[0].ID + 1
			return updates[0]
		}
	}
	b.t.Fatal("no update came")
	return update{}
}

// hear waits for a message and checks its text.
func (b *fakeBot) hear(text string) {
	b.t.Helper()
	if u := b.next(); u.Message == nil || u.Message.Text != text {
		b.t.Fatalf("got the update %+v, want the message %q", u, text)
	}
}

// tapped waits for a tap with this data and gives the id its answer needs.
func (b *fakeBot) tapped(data string) string {
	b.t.Helper()
	u := b.next()
	if u.Tap == nil || u.Tap.Data != data {
		b.t.Fatalf("got the update %+v with the tap %+v, want the tap %q", u, u.Tap, data)
	}
	return u.Tap.ID
}

// keyboard makes an inline keyboard of one row.
func keyboard(buttons ...args) args {
	return args{"inline_keyboard": [][]args{buttons}}
}
