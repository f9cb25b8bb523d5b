package telegram

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"jastar/bot"
	"jastar/bot/simulator"
)

func TestWebhookAnswers(t *testing.T) {
	text := message(`"text":"hi"`)
	for name, c := range map[string]struct {
		method, secret, body string
		code                 int
		seen                 string
	}{
		"done":            {"POST", "right", text, 200, ""},
		"comes again":     {"POST", "right", message(`"text":"fail"`), 503, SeenAgain},
		"unknown kind":    {"POST", "right", `{"update_id":1,"telepathy":{}}`, 200, SeenUnknown},
		"another form":    {"POST", "right", `{"update_id":1,"message":"x"}`, 200, SeenUnknown},
		"no secret":       {"POST", "", text, 401, SeenWrongSecret},
		"wrong secret":    {"POST", "wrong", text, 401, SeenWrongSecret},
		"longer secret":   {"POST", "right!", text, 401, SeenWrongSecret},
		"too large":       {"POST", "right", strings.Repeat(" ", maxBody) + text, 413, SeenTooLarge},
		"just fits":       {"POST", "right", strings.Repeat(" ", maxBody-len(text)) + text, 200, ""},
		"bad json":        {"POST", "right", `{"update_id":`, 400, SeenBadJSON},
		"no update":       {"POST", "right", `{}`, 400, SeenBadJSON},
		"empty":           {"POST", "right", ``, 400, SeenBadJSON},
		"get":             {"GET", "right", ``, 405, SeenWrongMethod},
		"put":             {"PUT", "right", text, 405, SeenWrongMethod},
		"large and wrong": {"POST", "wrong", strings.Repeat(" ", 2*maxBody), 401, SeenWrongSecret},
	} {
		t.Run(name, func(t *testing.T) {
			turns := newChats(func(_ context.Context, u *bot.Update) error {
				if u.Message.Text == "fail" {
					return errAway
				}
				return nil
			})
			h := &Webhook{Secret: "right", Run: turns.Run, Observe: turns.observe}
			r := httptest.NewRequest(c.method, "/telegram", strings.NewReader(c.body))
			if c.secret != "" {
				r.Header.Set(secretHeader, c.secret)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != c.code {
				t.Errorf("answered %d, want %d", w.Code, c.code)
			}
			if c.seen != "" && turns.count(c.seen) != 1 || c.seen == "" && len(turns.seen) != 0 {
				t.Errorf("counted %v, want %q once", turns.seen, c.seen)
			}
			if served := len(turns.of(7)) == 1; served != (c.code == 200 && c.seen == "") {
				t.Errorf("turn run: %t", served)
			}
		})
	}
}

// Without a secret nobody is let in, not even who sends none.
func TestWebhookWithoutSecretIsShut(t *testing.T) {
	turns := newChats(nil)
	h := &Webhook{Run: turns.Run, Observe: turns.observe}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader(message(`"text":"x"`))))
	if w.Code != http.StatusUnauthorized {
		t.Errorf("answered %d", w.Code)
	}
}

// Telegram delivers, is told to come again and comes again, in order.
func TestWebhookDelivery(t *testing.T) {
	s, client := simulated(t, simulator.Options{})
	var calls atomic.Int32
	turns := newChats(func(context.Context, *bot.Update) error {
		if calls.Add(1)%3 == 1 {
			return errAway
		}
		return nil
	})
	server := httptest.NewServer(&Webhook{Secret: "s", Run: turns.Run, Observe: turns.observe})
	defer server.Close()
	if err := client.SetWebhook(t.Context(), server.URL, "s"); err != nil {
		t.Fatal(err)
	}
	p := people(s, 1)[0]
	want := []string{"1", "2", "3", "4", "5"}
	for _, text := range want {
		p.Send(text)
	}
	eventually(t, "everything is acknowledged", func() bool { return s.Pending() == 0 })
	if got := turns.of(p.ID()); !slices.Equal(got, want) {
		t.Errorf("handled %q, want %q", got, want)
	}
	if turns.count(SeenAgain) == 0 {
		t.Error("nothing had to come again")
	}
}
