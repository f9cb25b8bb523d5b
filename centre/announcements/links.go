package announcements

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"strings"

	"jastar/centre"
)

// LinkToken names a link button of one run in an address of the house's own,
// where an opening is counted before it leads on. It is random with 96 bits, says
// nothing about who opens it and is the same for everybody: links are passed on.
type LinkToken string

// linkTokenLength is the number of characters of a token.
const linkTokenLength = 16

// NewLinkToken makes a token.
func NewLinkToken() LinkToken {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return LinkToken(base64.RawURLEncoding.EncodeToString(b[:]))
}

// shaped tells whether the token may be one of NewLinkToken: what is not needs no
// look into the store.
func (t LinkToken) shaped() bool {
	return len(t) == linkTokenLength && strings.Trim(string(t), "-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}

// RunLink is a link button of a run and where it leads.
type RunLink struct {
	Button ButtonID
	Token  LinkToken
	URL    string
}

// inTelegram tells whether an address opens inside Telegram. A way through the
// browser would only be in the way.
func inTelegram(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "tg" {
		return true
	}
	host := strings.ToLower(u.Hostname())
	return host == "t.me" || host == "telegram.me" || strings.HasSuffix(host, ".t.me")
}

// links gives each link button of the announcement a token for one run, none if
// links are not counted. Those that open inside Telegram get none.
func (d *Desk) links(a *Announcement) (links []RunLink) {
	if d.LinkAddress == "" {
		return nil
	}
	for _, row := range a.Content.Buttons() {
		for _, b := range row {
			if b.Kind == ButtonLink && !inTelegram(b.URL) {
				links = append(links, RunLink{Button: b.ID, Token: NewLinkToken(), URL: b.URL})
			}
		}
	}
	return links
}

// Through returns the run with its link buttons leading through the address, see
// Desk.LinkAddress. Those without a token lead straight to where they lead, and
// so do all without an address.
func (r Run) Through(address string) Run {
	if address == "" || len(r.Links) == 0 {
		return r
	}
	rows := r.Content.Buttons()
	for _, row := range rows {
		for _, b := range row {
			if token, counted := r.Links[b.ID]; counted && b.Kind == ButtonLink {
				b.URL = address + string(token)
				rows = replaced(rows, b)
			}
		}
	}
	r.Content = r.Content.withButtons(rows)
	return r
}

// FollowLink tells where a link leads, exactly as its author wrote it, and counts
// the opening if that is wished. A token that nobody gave out is centre.ErrGone.
func (d *Desk) FollowLink(ctx context.Context, token LinkToken, count bool) (address string, err error) {
	if !token.shaped() {
		return "", centre.ErrGone
	}
	return d.Store.FollowLink(ctx, token, count)
}

// LinkStore is where it stands where the links of runs lead and how often they
// were opened.
type LinkStore interface {
	// FollowLink tells where a link leads, or centre.ErrGone, and with count counts
	// the opening.
	FollowLink(ctx context.Context, token LinkToken, count bool) (address string, err error)

	// Opened counts the openings of each link of a run. Links that are not counted
	// are not in it.
	Opened(ctx context.Context, run RunID) (map[ButtonID]int, error)
}
