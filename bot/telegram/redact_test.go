package telegram

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
	"time"

	"jastar/bot"
)

// Whatever goes wrong in whichever call, nobody reads the token.
func TestNoErrorHoldsTheToken(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	tattling := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(code)
			fmt.Fprintf(w, `{"ok":false,"error_code":%d,"description":"Bad Request: no method at %s"}`, code, r.URL.Path)
		}
	}
	clients := map[string]*Client{
		"refused": clientAt(t, closed.URL), "no such host": clientAt(t, "http://host.invalid"), "bad port": clientAt(t, "http://127.0.0.1:1"),
		"reset": serving(t, reset), "hang up": serving(t, hangUp), "silent": serving(t, silent), "half": serving(t, half), "stalling": serving(t, stalling),
		"400": serving(t, tattling(400)), "403": serving(t, tattling(403)), "429": serving(t, tattling(429)), "500": serving(t, tattling(500)),
		"html": serving(t, saying(404, "<html>"+testToken)), "garbage": serving(t, saying(200, testToken)), "empty": serving(t, saying(200, `{"ok":true}`)),
		"redirect": serving(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://host.invalid"+r.URL.Path, http.StatusFound)
		}),
	}
	for name, c := range clients {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for method, call := range everyCall(c) {
				ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
				err := call(ctx)
				cancel()
				noToken(t, method, err)
			}
		})
	}
}

func everyCall(c *Client) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"send": func(ctx context.Context) error { _, err := c.Send(ctx, 1, bot.Outgoing{HTML: "x"}); return err },
		"document": func(ctx context.Context) error {
			_, err := c.Send(ctx, 1, bot.Outgoing{File: &bot.File{Name: "a", Data: []byte("b")}})
			return err
		},
		"edit":     func(ctx context.Context) error { return c.Edit(ctx, 1, 2, bot.Outgoing{HTML: "x"}) },
		"delete":   func(ctx context.Context) error { return c.Delete(ctx, 1, 2) },
		"answer":   func(ctx context.Context) error { return c.AnswerTap(ctx, "q", "") },
		"commands": func(ctx context.Context) error { return c.SetCommands(ctx, 0, "", nil) },
		"webhook":  func(ctx context.Context) error { return c.SetWebhook(ctx, "https://bot.example/hook", "s") },
		"no hook":  c.deleteWebhook,
		"updates":  func(ctx context.Context) error { _, err := c.updates(ctx, 0, 1, 0); return err },
		"me":       func(ctx context.Context) error { _, _, err := c.Me(ctx); return err },
	}
}

func noToken(t *testing.T, method string, err error) {
	t.Helper()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Error("x", "err", err)
	for e := err; e != nil; e = errors.Unwrap(e) {
		fmt.Fprintf(&log, "%v %+v %#v", e, e, e)
	}
	if strings.Contains(log.String(), testSecret) {
		t.Errorf("%s shows the token: %s", method, log.String())
	}
}

func TestNewRefusesBadOptions(t *testing.T) {
	for _, o := range []Options{{}, {Token: "x"}, {Token: "1:" + testSecret + "%zz"}, {Token: testToken + "\n"},
		{Token: testToken, URL: "api.telegram.org"}, {Token: testToken, URL: "ftp://a"}, {Token: testToken, URL: "http://%zz"}} {
		_, err := New(o)
		if err == nil {
			t.Errorf("New(%+v) works", o)
			continue
		}
		noToken(t, "New", err)
	}
}
