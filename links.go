package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"strings"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// linkPath is where the link buttons of announcements are opened below
// PUBLIC_URL; a token follows.
const linkPath = "/l/"

// linkAddress is the address that a link's token follows, "" when links lead
// straight to where they lead: Telegram refuses a whole message for a button
// whose address it does not like, and people reach no other.
func (c Config) linkAddress() string {
	if announcements.CheckLink(c.PublicURL) != nil {
		return ""
	}
	return strings.TrimSuffix(c.PublicURL, "/") + linkPath
}

// linkPages lead on from the link buttons of announcements and count that. They
// lead nowhere but to what was sent, and note neither who came nor from where.
type linkPages struct {
	follow func(ctx context.Context, token announcements.LinkToken, count bool) (string, error)
	texts  *locales.Catalogue
	title  string // of the page where a link does not lead on
	log    *slog.Logger
}

// ServeHTTP leads on with 302. Who only looks where a link leads is not counted.
func (p linkPages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("X-Robots-Tag", "noindex")
	address, err := p.follow(r.Context(), announcements.LinkToken(r.PathValue("token")), opens(r))
	switch {
	case errors.Is(err, centre.ErrGone):
		p.page(w, http.StatusNotFound, locales.T("links.unknown"))
	case err != nil:
		if r.Context().Err() == nil {
			p.log.Warn("link not opened", "err", err)
		}
		w.Header().Set("Retry-After", "60")
		p.page(w, http.StatusServiceUnavailable, locales.T("links.away"))
	default:
		http.Redirect(w, r, address, http.StatusFound)
	}
}

// opens tells whether somebody opens the link, and not Telegram that looks at it
// for a preview (https://core.telegram.org/api/web-page-previews; the name its
// server gives is "TelegramBot (like TwitterBot)").
func opens(r *http.Request) bool {
	return r.Method == http.MethodGet && !strings.Contains(r.UserAgent(), "TelegramBot")
}

// page says the same in every language: who opens a link is not known.
func (p linkPages) page(w http.ResponseWriter, code int, words locales.Text) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	fmt.Fprintf(w, `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>`, html.EscapeString(p.title))
	for _, l := range locales.Languages() {
		fmt.Fprintf(w, "\n<p lang=\"%s\">%s</p>", l, html.EscapeString(p.texts.Plain(l, words)))
	}
}
