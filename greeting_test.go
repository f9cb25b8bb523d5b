package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"jastar/bot"
	"jastar/bot/simulator"
	"jastar/bot/telegram"
)

// greeter is the part of a bot that talks to Telegram at the start; what it logs
// goes to the buffer.
func greeter(t *testing.T, answer http.HandlerFunc) (*wiring, *bytes.Buffer) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	client, err := telegram.New(telegram.Options{Token: testToken, URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	cfg := Config{PublicURL: "https://bot.example.org"}
	return &wiring{cfg: cfg, client: client, log: slog.New(slog.NewTextHandler(&logged, nil))}, &logged
}

func refusing(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

// A refusal at the start blames the token only when the Bot API itself does not
// know it; a wrong address of the Bot API often answers 404, too.
func TestRefusedStartNamesTheVariable(t *testing.T) {
	t.Parallel()
	for want, answer := range map[string]http.HandlerFunc{
		"TELEGRAM_BOT_TOKEN: ":                               refusing(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`),
		"TELEGRAM_BOT_TOKEN: the Bot API does not know it: ": refusing(404, `{"ok":false,"error_code":404,"description":"Not Found"}`),
		"TELEGRAM_API_URL: ":                                 refusing(404, "<html>\n<h1>Not Found</h1>\n</html>"),
		"TELEGRAM_API_URL: not a Bot API server: ":           refusing(301, ""),
		"TELEGRAM_API_URL: not a Bot API server: call get":   refusing(400, `{"ok":false,"error_code":400,"description":"Bad Request"}`),
	} {
		w, _ := greeter(t, answer)
		err := w.introduce(t.Context())
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.ContainsAny(err.Error(), "\n") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// An address that Telegram refuses is an error that names the variable.
func TestRefusedWebhookIsLogged(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	w, logged := greeter(t, func(to http.ResponseWriter, r *http.Request) {
		time.AfterFunc(200*time.Millisecond, cancel) // while it rests
		refusing(400, `{"ok":false,"error_code":400,"description":"Bad Request: bad webhook: Failed to resolve host"}`)(to, r)
	})
	w.register(ctx, "secret")
	for _, want := range []string{"level=ERROR", "PUBLIC_URL", "https://bot.example.org", "Failed to resolve host"} {
		if !strings.Contains(logged.String(), want) {
			t.Errorf("the log lacks %s: %s", want, logged)
		}
	}
}

// The command menus are set even when Telegram is away at the start.
func TestMenusComeAfterTrouble(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sim.Inject(simulator.Fault{Kind: simulator.FaultServerError, Methods: []string{"setMyCommands"}, Count: 1})
	w.start(withoutTimetable())
	newcomer := w.sim.Person(simulator.Profile{ID: 101, FirstName: "A.", LanguageCode: "en"})
	eventually(t, 10*time.Second, "a menu of commands", func() bool { return len(newcomer.Commands()) > 0 })
}

// Telegram is left alone for as long as it asked for.
func TestRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			err  error
			want time.Duration
		}{
			{errors.New("away"), shortRest},
			{&bot.SendError{Policy: bot.Throttled, RetryAfter: time.Second}, shortRest},
			{fmt.Errorf("call: %w", &bot.SendError{Policy: bot.Throttled, RetryAfter: 7 * time.Second}), 7 * time.Second},
		} {
			start := time.Now()
			if !rest(t.Context(), c.err, shortRest) || time.Since(start) != c.want {
				t.Errorf("%v: rested for %s, want %s", c.err, time.Since(start), c.want)
			}
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if rest(over, errors.New("away"), shortRest) {
			t.Error("it goes on after the end")
		}
	})
}
