package postgres_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/storage/postgres"
)

// The forms that made the links of linked.
const (
	site announcements.ButtonID = 7001
	shop announcements.ButtonID = 7002
	chat announcements.ButtonID = 7003 // opens inside Telegram, and is not counted
)

// linked is a draft with three links and an event's button.
func (n *newsroom) linked(t *testing.T) announcements.ID {
	t.Helper()
	a := n.draft(t, n.staff, 0)
	for form, address := range map[announcements.ButtonID]string{site: "https://example.kz/a?b=1", shop: "https://shop.example.kz", chat: "tg://resolve?domain=example"} {
		_, err := n.desk.AddLink(t.Context(), n.staff, a.ID, announcements.Link{Form: int64(form), URL: address, Label: fmt.Sprint("Link ", form)})
		n.must(t, err)
	}
	event := int64(n.publish(t, n.hall.draft(5, monday.Add(20*24*time.Hour))))
	_, err := n.desk.AddEventButton(t.Context(), n.staff, a.ID, announcements.Button{Kind: announcements.ButtonCard, Event: event})
	n.must(t, err)
	return a.ID
}

// Each link of a run has a token of its own by which it is found; a change of what
// was sent has the same ones, so that its messages are still counted.
func TestLinksOfARun(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	n.desk.LinkAddress = "https://jastar.example.org/l/"
	base := n.delivered(t, n.linked(t), 10)
	run, err := n.store.RunByID(ctx, base.Run)
	n.must(t, err)
	if len(run.Links) != 2 || run.Links[site] == "" || run.Links[shop] == "" || run.Links[site] == run.Links[shop] {
		t.Fatalf("links %v", run.Links)
	}
	for button, want := range map[announcements.ButtonID]string{site: "https://example.kz/a?b=1", shop: "https://shop.example.kz"} {
		if got, err := n.desk.FollowLink(ctx, run.Links[button], false); err != nil || got != want {
			t.Errorf("button %d leads to %q, %v; want %q", button, got, err, want)
		}
	}
	_, err = n.desk.Reword(ctx, n.staff, announcements.Reword{Base: base.Run, Form: 41, Language: "kk", Text: announcements.Message{Text: "Сау болыңыз"}})
	n.must(t, err)
	edit, err := n.desk.EditAll(ctx, n.staff, announcements.EditAll{Base: base.Run, Form: 41})
	n.must(t, err)
	changed, err := n.store.RunByID(ctx, edit.Run)
	n.must(t, err)
	if changed.Kind != announcements.KindEdit || !maps.Equal(changed.Links, run.Links) {
		t.Errorf("the edit has the links %v, want %v", changed.Links, run.Links)
	}
	other := n.draft(t, n.staff, 0)
	_, err = n.desk.AddLink(ctx, n.staff, other.ID, announcements.Link{Form: int64(site), URL: "https://example.kz/a?b=1", Label: "Site"})
	n.must(t, err)
	n.launch(t, n.staff, other.ID)
	if tokens := n.count(t, `SELECT count(DISTINCT token) FROM run_links`); tokens != 3 {
		t.Errorf("three links have %d tokens", tokens)
	}
}

// Without an address of the house's own links lead straight on and nothing counts.
func TestLinksPastTheHouse(t *testing.T) {
	n := newNewsroom(t)
	a := n.delivered(t, n.linked(t), 3)
	run, err := n.store.RunByID(t.Context(), a.Run)
	if err != nil || run.Links != nil {
		t.Errorf("links %v, %v", run.Links, err)
	}
	if _, e, err := n.desk.Echo(t.Context(), n.staff, a.Run); err != nil || len(e.Opened) != 0 {
		t.Errorf("opened %v, %v", e.Opened, err)
	}
}

// Every opening counts, however many come at once, and no look does; those who
// may not read the report learn nothing.
func TestOpeningsOfLinks(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	n.desk.LinkAddress = "https://jastar.example.org/l/"
	a := n.delivered(t, n.linked(t), 5)
	run, err := n.store.RunByID(ctx, a.Run)
	n.must(t, err)
	n.exec(t, `UPDATE runs SET started_at = $2 WHERE id = $1`, a.Run, n.now)
	other := n.hall.db.Announcements(func() time.Time { return n.now })
	var all sync.WaitGroup
	for i := range 60 {
		store := []*postgres.Announcements{n.store, other}[i%2] // as of two replicas
		all.Go(func() {
			token, count := run.Links[site], i%3 != 0
			if i%5 == 0 {
				token = announcements.NewLinkToken()
			}
			address, err := store.FollowLink(ctx, token, count)
			if unknown := i%5 == 0; unknown != errors.Is(err, centre.ErrGone) || unknown != (address == "") {
				t.Errorf("opening %d led to %q, %v", i, address, err)
			}
		})
	}
	all.Wait()
	n.now = n.now.Add(30 * time.Minute)
	_, err = n.desk.FollowLink(ctx, run.Links[shop], true)
	n.must(t, err)
	_, e, err := n.desk.Echo(ctx, n.staff, a.Run)
	if want := map[announcements.ButtonID]int{site: 32, shop: 1}; err != nil || !maps.Equal(e.Opened, want) {
		t.Errorf("opened %v, %v; want %v", e.Opened, err, want)
	}
	if _, _, err := n.desk.Echo(ctx, n.organizer, a.Run); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("an organizer reads the centre's: %v", err)
	}
	n.now = n.now.Add(10 * time.Minute)
	c, err := n.desk.Chart(ctx, n.staff, a.Run)
	if want := []int{32, 32, 32, 32, 32, 33, 33, 33}; err != nil || !slices.Equal(c.Course.Opened, want) {
		t.Errorf("course %v, %v; want %v", c.Course.Opened, err, want)
	}
	if u, err := n.desk.Undelivered(ctx, n.staff, a.Run); err != nil || u.Opened[site] != 32 {
		t.Errorf("undelivered %v, %v", u.Opened, err)
	}
}

// A link is found by its key, and no address that looks otherwise is looked for.
func TestLinksUseKeys(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	a := n.sent(t, 3)
	n.exec(t, `INSERT INTO run_links (run_id, button, token, url) SELECT $1, i, 'token' || i, 'https://example.kz' FROM generate_series(1, 20000) i`, a.Run)
	n.exec(t, `INSERT INTO link_openings SELECT id, $1, 1 FROM run_links`, n.now)
	n.exec(t, `ANALYZE run_links, link_openings`)
	if plan := explain(t, n.hall, postgres.FollowLinks, []string{"token7"}, []int{1}, n.now); strings.Contains(plan, "Seq Scan") {
		t.Error(plan)
	}
	for _, token := range []announcements.LinkToken{"", "token7", "tokentokentoke\x00n", "tokentokentoken.", "жжжжжжжж"} {
		if _, err := n.desk.FollowLink(ctx, token, true); !errors.Is(err, centre.ErrGone) {
			t.Errorf("%q: %v", token, err)
		}
	}
}

// Whoever got an announcement in a digest opens its links the same way, and a wave
// sends them as a page does.
func TestLinksOfWhatWasHeld(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	n.desk.LinkAddress = "https://jastar.example.org/l/"
	a := n.delivered(t, n.linked(t), 5)
	run, err := n.store.RunByID(ctx, a.Run)
	n.must(t, err)
	n.exec(t, `UPDATE deliveries SET reason = $2 WHERE run_id = $1`, a.Run, announcements.CauseDigest)
	reader := centre.Actor{Person: value[centre.PersonID](t, n.hall, `SELECT id FROM people WHERE chat_id = 7001`), Role: centre.Member}
	shown, err := n.desk.Shown(ctx, reader, a.Run)
	n.must(t, err)
	if b, ok := shown.Content.Button(site); !ok || shown.ID != a.Run || b.URL != n.desk.LinkAddress+string(run.Links[site]) {
		t.Errorf("shown as %+v of run %d", b, shown.ID)
	}
	n.exec(t, `INSERT INTO run_pages (run_id, page, person_ids, size) VALUES ($1, -1, '{}', 0)`, a.Run)
	o, err := n.store.OpenWave(ctx, announcements.Wave{Wave: 1}, spare.At(n.now))
	if err != nil || !maps.Equal(o.Runs[a.Run].Links, run.Links) {
		t.Errorf("the wave has %v, %v", o.Runs[a.Run].Links, err)
	}
}
