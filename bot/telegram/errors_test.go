package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot"
)

const (
	testToken  = "7000000001:AAsecret-part_of-the-token"
	testSecret = "AAsecret-part_of-the-token"
)

func clientAt(t *testing.T, url string) *Client {
	t.Helper()
	c, err := New(Options{Token: testToken, URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.host.CloseIdleConnections)
	return c
}

// serving answers every call alike.
func serving(t *testing.T, answer http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return clientAt(t, server.URL)
}

func saying(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

func refusing(code int, description string) http.HandlerFunc {
	return saying(code, fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q}`, code, description))
}

func failureOf(t *testing.T, err error) *bot.SendError {
	t.Helper()
	var failed *bot.SendError
	if !errors.As(err, &failed) {
		t.Fatalf("error %v, want a *bot.SendError", err)
	}
	return failed
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		code        int
		description string
		want        bot.SendPolicy
	}{
		{400, "Bad Request: chat not found", bot.Unreachable},
		{400, "Bad Request: PEER_ID_INVALID", bot.Unreachable},
		{403, "Forbidden: bot was blocked by the user", bot.Unreachable},
		{403, "Forbidden: user is deactivated", bot.Unreachable},
		{403, "Forbidden: bot can't initiate conversation with a user", bot.Unreachable},
		{400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same", bot.NotModified},
		{400, "Bad Request: message to edit not found", bot.NotFound},
		{400, "Bad Request: message can't be edited", bot.NotFound},
		{400, "Bad Request: there is no text in the message to edit", bot.NotFound},
		{400, "Bad Request: message to delete not found", bot.NotFound},
		{400, "Bad Request: message can't be deleted", bot.NotFound},
		{400, "Bad Request: message can't be deleted for everyone", bot.NotFound},
		{400, "Bad Request: can't parse entities", bot.Rejected},
		{400, "Bad Request: message is too long", bot.Rejected},
		{401, "Unauthorized", bot.Rejected},
		{404, "Not Found", bot.Rejected},
		{413, "Request Entity Too Large", bot.Rejected},
		{409, "Conflict: terminated by other getUpdates request", bot.Transient},
		{500, "Internal Server Error", bot.Transient},
		{502, "Bad Gateway", bot.Transient},
		{429, "Too Many Requests", bot.Throttled},
	} {
		t.Run(c.description, func(t *testing.T) {
			_, err := serving(t, refusing(c.code, c.description)).Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
			failed := failureOf(t, err)
			if failed.Policy != c.want || failed.Code != c.code || failed.Description != c.description || failed.Method != "sendMessage" {
				t.Errorf("got %+v, want policy %s", failed, c.want)
			}
		})
	}
}

func TestRefusalParameters(t *testing.T) {
	throttled := saying(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}`)
	_, err := serving(t, throttled).Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
	if f := failureOf(t, err); f.Policy != bot.Throttled || f.RetryAfter != 7*time.Second {
		t.Errorf("throttled: %+v", f)
	}
	_, err = serving(t, saying(429, `slow down`)).Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
	if f := failureOf(t, err); f.Policy != bot.Throttled || f.RetryAfter != time.Second {
		t.Errorf("throttled by a proxy: %+v", f)
	}
	migrated := saying(400, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}}`)
	_, err = serving(t, migrated).Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
	if f := failureOf(t, err); f.Policy != bot.Migrated || f.NewChat != -1001234567890 {
		t.Errorf("migrated: %+v", f)
	}
}

// An upload has the same errors as any other call; tgbotapi drops their code.
func TestUploadRefusals(t *testing.T) {
	document := bot.Outgoing{File: &bot.File{Name: "a.txt", Data: []byte("x")}}
	for code, want := range map[int]bot.SendPolicy{403: bot.Unreachable, 429: bot.Throttled, 500: bot.Transient, 400: bot.Rejected} {
		_, err := serving(t, refusing(code, "words")).Send(t.Context(), 1, document)
		if f := failureOf(t, err); f.Policy != want || f.Code != code || f.Method != "sendDocument" {
			t.Errorf("upload refused with %d: %+v, want %s", code, f, want)
		}
	}
}

// What answers need not be the Bot API.
func TestForeignAnswers(t *testing.T) {
	for _, c := range []struct {
		code int
		body string
		want bot.SendPolicy
	}{
		{200, `<html>`, bot.Unknown},
		{200, ``, bot.Unknown},
		{200, `{"ok":true}`, bot.Unknown},
		{200, `{"ok":true,"result":{"message_id":"x"}}`, bot.Unknown},
		{302, ``, bot.Rejected},
		{404, `<html>`, bot.Rejected},
		{500, ``, bot.Transient},
		{502, `<html>`, bot.Transient},
		{503, `<html>`, bot.Transient},
		{504, `<html>`, bot.Unknown},
	} {
		t.Run(fmt.Sprint(c.code, c.body), func(t *testing.T) {
			_, err := serving(t, saying(c.code, c.body)).Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
			if f := failureOf(t, err); f.Policy != c.want {
				t.Errorf("got %+v, want %s", f, c.want)
			}
		})
	}
}

// A redirect is not followed: it would carry the token to another address.
func TestRedirectsAreNotFollowed(t *testing.T) {
	followed := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed = true }))
	defer other.Close()
	c := serving(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	})
	_, err := c.Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
	if f := failureOf(t, err); f.Policy != bot.Rejected || followed {
		t.Errorf("redirected: %+v, followed %t", f, followed)
	}
}

func TestNetworkFailures(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	for name, c := range map[string]struct {
		client *Client
		time   time.Duration
		send   bot.SendPolicy // a message may have arrived
		edit   bot.SendPolicy // an edit may be repeated
	}{
		"refused":                {clientAt(t, closed.URL), time.Second, bot.Transient, bot.Transient},
		"no such host":           {clientAt(t, "http://host.invalid"), time.Second, bot.Transient, bot.Transient},
		"no time left":           {serving(t, refusing(400, "never asked")), -time.Second, bot.Transient, bot.Transient},
		"connection never ready": {clientAt(t, deaf(t)), 50 * time.Millisecond, bot.Transient, bot.Transient},
		"reset after the write":  {serving(t, reset), time.Second, bot.Unknown, bot.Transient},
		"closed after the write": {serving(t, hangUp), time.Second, bot.Unknown, bot.Transient},
		"no answer":              {serving(t, silent), 50 * time.Millisecond, bot.Unknown, bot.Transient},
		"half an answer":         {serving(t, half), time.Second, bot.Unknown, bot.Transient},
		"answer that stops":      {serving(t, stalling), 50 * time.Millisecond, bot.Unknown, bot.Transient},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), c.time)
			defer cancel()
			_, err := c.client.Send(ctx, 1, bot.Outgoing{HTML: "x"})
			if f := failureOf(t, err); f.Policy != c.send {
				t.Errorf("send: %+v, want %s", f, c.send)
			}
			ctx, cancel = context.WithTimeout(t.Context(), c.time)
			defer cancel()
			if f := failureOf(t, c.client.Edit(ctx, 1, 2, bot.Outgoing{HTML: "x"})); f.Policy != c.edit {
				t.Errorf("edit: %+v, want %s", f, c.edit)
			}
		})
	}
}

// A call that has begun is not cut short with its context: its answer tells
// whether the message arrived. One that has not begun is not made.
func TestBegunCallComesToItsEnd(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	c := serving(t, func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-answer
		fmt.Fprint(w, `{"ok":true,"result":{"message_id":3}}`)
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
		close(answer)
	}()
	if id, err := c.Send(ctx, 1, bot.Outgoing{HTML: "x"}); err != nil || id != 3 {
		t.Errorf("Send = %d, %v", id, err)
	}
	_, err := c.Send(ctx, 1, bot.Outgoing{HTML: "x"})
	if f := failureOf(t, err); f.Policy != bot.Transient {
		t.Errorf("a call after the end of its context: %+v", f)
	}
}

// A pooled connection that takes nothing any more is no reason to doubt:
// nothing was written, and the next attempt finds nobody.
func TestServerGoneBetweenCalls(t *testing.T) {
	server := httptest.NewServer(saying(200, `{"ok":true,"result":{"message_id":3}}`))
	defer server.Close()
	var gone atomic.Bool
	dial := func(address string, limit time.Duration) (net.Conn, error) {
		if gone.Load() {
			return nil, errors.New("nobody there")
		}
		conn, err := net.DialTimeout("tcp", address, limit)
		return &failing{conn, &gone}, err
	}
	c, err := New(Options{Token: testToken, URL: server.URL, Dial: dial})
	if err != nil {
		t.Fatal(err)
	}
	if id, err := c.Send(t.Context(), 1, bot.Outgoing{HTML: "x"}); err != nil || id != 3 {
		t.Fatalf("Send = %d, %v", id, err)
	}
	gone.Store(true)
	_, err = c.Send(t.Context(), 1, bot.Outgoing{HTML: "x"})
	if f := failureOf(t, err); f.Policy != bot.Transient || f.Description != "nobody there" {
		t.Errorf("got %+v, want transient", f)
	}
}

// failing is a connection that takes nothing once its other side is gone.
type failing struct {
	net.Conn
	gone *atomic.Bool
}

func (f *failing) Write(b []byte) (int, error) {
	if f.gone.Load() {
		return 0, errors.New("broken pipe")
	}
	return f.Conn.Write(b)
}

func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, _ := w.(http.Hijacker).Hijack()
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func silent(_ http.ResponseWriter, r *http.Request) { gone(r) }

// gone returns when the caller gave up; a server notices only once it has read
// the whole request.
func gone(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func half(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	fmt.Fprint(w, `{"ok":true,"result"`)
}

func stalling(w http.ResponseWriter, r *http.Request) {
	fmt.Fprint(w, `{"ok":true,"result"`)
	w.(http.Flusher).Flush()
	gone(r)
}

// deaf returns the address of a TLS server that never says hello: the
// connection is there, but no request can leave.
func deaf(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return "https://" + listener.Addr().String()
}
