package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"jastar/centre/announcements"
	"jastar/locales"
)

const (
	siteToken = "aaaaaaaaaaaaaa-1"
	chatToken = "aaaaaaaaaaaaaa_2"
)

// links makes a run with two links.
func (w *world) links() {
	w.t.Helper()
	w.sql(`
		WITH p AS (INSERT INTO people (chat_id, language) VALUES (77, 'kk') RETURNING id),
		     a AS (INSERT INTO announcements (form_id, author_id, state, content, audience, changed_at)
		           SELECT 1, id, 'sent', '{"kk": {"text": "a"}}', '{}', now() FROM p RETURNING id),
		     r AS (INSERT INTO runs (announcement_id, planned_at, state, content, audience) SELECT id, now(), 'finished', '{}', '{}' FROM a RETURNING id)
		INSERT INTO run_links (run_id, button, token, url) SELECT r.id, l.button, l.token, l.url
		FROM r, (VALUES (1, '` + siteToken + `', 'https://example.kz/a?b=1&c=<i>#d'), (2, '` + chatToken + `', 'tg://resolve?domain=example')) AS l (button, token, url)`)
}

// browse asks the bot for a page as a browser that does not go on by itself.
func browse(t *testing.T, app *App, method, path, agent string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, "http://"+app.publicAddr+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", agent)
	browser := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// A link leads to exactly what its author wrote and to nothing else, and only
// whoever opens it counts.
func TestLinksLeadOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.cfg.PublicURL = "https://jastar.example.org"
	app := w.start(withoutTimetable())
	w.links()
	const phone, telegram = "Mozilla/5.0 (Linux; Android 16; CUBOT NOTE 40)", "TelegramBot (like TwitterBot)"
	const site, chat = "https://example.kz/a?b=1&c=<i>#d", "tg://resolve?domain=example"
	for _, c := range []struct {
		method, path, agent string
		code                int
		leads               string
		counts              int64
	}{
		{"GET", "/l/" + siteToken, phone, 302, site, 1},
		{"GET", "/l/" + siteToken, phone, 302, site, 1},
		{"GET", "/l/" + siteToken, "", 302, site, 1},
		{"GET", "/l/" + chatToken, phone, 302, chat, 1},
		{"GET", "/l/" + siteToken + "?to=https://evil.example", phone, 302, site, 1},
		{"HEAD", "/l/" + siteToken, phone, 302, site, 0},
		{"GET", "/l/" + siteToken, telegram, 302, site, 0},
		{"POST", "/l/" + siteToken, phone, 405, "", 0},
		{"DELETE", "/l/" + siteToken, phone, 405, "", 0},
		{"GET", "/l/" + siteToken[1:] + "x", phone, 404, "", 0},
		{"GET", "/l/" + siteToken + "x", phone, 404, "", 0},
		{"GET", "/l/" + strings.Repeat("x", 5000), phone, 404, "", 0},
		{"GET", "/l/%00%ff", phone, 404, "", 0},
		{"GET", "/l/https:%2F%2Fevil.example", phone, 404, "", 0},
		{"GET", "/l/", phone, 404, "", 0},
		{"GET", "/healthz", phone, 404, "", 0},
		{"POST", webhookPath, phone, 404, "", 0}, // updates are polled for
	} {
		before := w.number(`SELECT coalesce(sum(number), 0) FROM link_openings`)
		response, _ := browse(t, app, c.method, c.path, c.agent)
		if leads := response.Header.Get("Location"); response.StatusCode != c.code || leads != c.leads {
			t.Errorf("%s %.60s leads to %d %q, want %d %q", c.method, c.path, response.StatusCode, leads, c.code, c.leads)
		}
		if counted := w.number(`SELECT coalesce(sum(number), 0) FROM link_openings`) - before; counted != c.counts {
			t.Errorf("%s %.60s by %q counts %d, want %d", c.method, c.path, c.agent, counted, c.counts)
		}
	}
	response, _ := browse(t, app, "POST", "/l/"+siteToken, phone)
	if got := response.Header.Get("Allow"); got != "GET, HEAD" {
		t.Errorf("allowed: %q", got)
	}
}

// Who opens a link may speak any language: the page speaks all.
func TestUnknownLinkIsExplained(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.cfg.PublicURL, w.cfg.CentreName = "https://jastar.example.org", "Loft & Co"
	response, body := browse(t, w.start(withoutTimetable()), "GET", "/l/"+siteToken, "")
	if response.StatusCode != 404 || response.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	for _, want := range []string{"Loft &amp; Co", `lang="kk">Бұл сілтеме ешқайда апармайды`, `lang="ru">Эта ссылка никуда не ведёт`, `lang="en">This link leads nowhere`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q: %s", want, body)
		}
	}
}

// While the store is away a link asks for patience and leads nowhere.
func TestLinkWithoutAStore(t *testing.T) {
	t.Parallel()
	texts, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	pages := linkPages{texts: texts, log: quietLogger(), follow: func(context.Context, announcements.LinkToken, bool) (string, error) {
		return "", fmt.Errorf("follow link: %w", errors.New("connection refused"))
	}}
	got := httptest.NewRecorder()
	pages.ServeHTTP(got, httptest.NewRequest("GET", "/l/"+siteToken, nil))
	if got.Code != 503 || got.Header().Get("Location") != "" || got.Header().Get("Retry-After") == "" || !strings.Contains(got.Body.String(), "Попробуйте ещё раз") {
		t.Errorf("%d %v %s", got.Code, got.Header(), got.Body)
	}
}

// Links lead through the bot only where people and Telegram reach it.
func TestLinkAddress(t *testing.T) {
	for public, want := range map[string]string{
		"": "", "https://jastar.example.org": "https://jastar.example.org/l/", "https://example.org/jastar/": "https://example.org/jastar/l/",
		"https://example.org:8443": "https://example.org:8443/l/", "http://example.org": "", "https://bot": "", "http://127.0.0.1:8080": "",
	} {
		if got := (Config{PublicURL: public}).linkAddress(); got != want {
			t.Errorf("%q gives %q, want %q", public, got, want)
		}
	}
}
