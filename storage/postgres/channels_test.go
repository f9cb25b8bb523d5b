package postgres_test

import (
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
)

// see tells the desk about a channel, and returns how many were asked so far
// whose it is.
func (n *newsroom) see(t *testing.T, seen announcements.ChannelSeen) (asked int) {
	t.Helper()
	if seen.At.IsZero() {
		seen.At = n.now
	}
	if err := n.desk.SeeChannel(t.Context(), seen); err != nil {
		t.Fatal(err)
	}
	return n.count(t, `SELECT count(*) FROM river_job WHERE kind = 'notice' AND args->>'subject' = $1`, announcements.NoticeChannel)
}

// Whoever brings the bot is asked once; strangers leave nothing behind, and old
// news changes nothing.
func TestChannelsAreSeen(t *testing.T) {
	n := newNewsroom(t)
	account := value[int64](t, n.hall, `SELECT chat_id FROM people WHERE id = $1`, n.organizer.Person)
	people := n.count(t, `SELECT count(*) FROM people`)
	news := announcements.ChannelSeen{Chat: -1001, Title: "News", Account: account}
	for i, step := range []struct {
		change func()
		asked  int
	}{
		{func() {}, 0},                             // without the right to post
		{func() { news.MayPost = true }, 1},        // with it
		{func() {}, 1},                             // delivered again
		{func() { news.Title = "Our news" }, 1},    // another name
		{func() { news.MayPost = false }, 1},       // taken away
		{func() { news.MayPost = true }, 2},        // and given again
		{func() { news.Account = 999_999_999 }, 2}, // by a stranger
	} {
		step.change()
		n.now = n.now.Add(time.Second)
		if got := n.see(t, news); got != step.asked {
			t.Errorf("step %d: asked %d times, want %d", i+1, got, step.asked)
		}
	}
	late := announcements.ChannelSeen{Chat: -1001, Title: "Old", At: n.now.Add(-time.Hour)}
	n.see(t, late)
	c, err := n.store.ChannelByID(t.Context(), 1)
	if err != nil || c.Title != "Our news" || !c.MayPost || c.AddedBy != n.organizer.Person || c.Group || c.Linked {
		t.Errorf("%+v, %v", c, err)
	}
	if n.see(t, announcements.ChannelSeen{Chat: -1002, Title: "Strange", MayPost: true, Account: 999_999_999}) != 2 || n.count(t, `SELECT count(*) FROM people`) != people {
		t.Error("a stranger was asked or stored")
	}
}

// Channels are listed for those who decide about them, and are posted in for
// their owner alone, whatever an announcement was given before.
func TestChannelsBelongToSomebody(t *testing.T) {
	n := newNewsroom(t)
	own := n.organizer.Organisations[0]
	account := value[int64](t, n.hall, `SELECT chat_id FROM people WHERE id = $1`, n.organizer.Person)
	for chat := range int64(2) {
		n.see(t, announcements.ChannelSeen{Chat: -1 - chat, Title: "News", MayPost: true, Account: account})
	}
	ctx := t.Context()
	all, err := n.desk.Channels(ctx, n.organizer)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, c := range all {
		if _, err := n.desk.Link(ctx, n.organizer, c.ID, own, "kk"); err != nil {
			t.Fatal(err)
		}
	}
	a := n.draft(t, n.organizer, own)
	for _, c := range all {
		if _, err := n.desk.AddressChannel(ctx, n.organizer, a.ID, c.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := n.desk.Unlink(ctx, n.organizer, all[0].ID); err != nil {
		t.Fatal(err)
	}
	if p, err := n.desk.Panel(ctx, n.organizer, a.ID); err != nil || len(p.Chosen()) != 1 || p.Chosen()[0].ID != all[1].ID {
		t.Errorf("%+v, %v", p.Chosen(), err)
	}
	n.launch(t, n.organizer, a.ID)
	if a, err = n.desk.Open(ctx, n.organizer, a.ID); err != nil || !a.Running {
		t.Fatalf("%+v, %v", a, err)
	}
	posts, err := n.store.Posts(ctx, a.Run)
	if err != nil || len(posts) != 1 || posts[0].ID != all[1].ID {
		t.Errorf("posts in %+v, %v", posts, err)
	}
	if deeds := n.count(t, `SELECT count(*) FROM audit WHERE object = 'channel'`); deeds != 3 {
		t.Errorf("%d deeds", deeds)
	}
}

// Whoever is forgotten is no longer named as the one who brought or linked it.
func TestForgottenPeopleAreNotNamedByChannels(t *testing.T) {
	n := newNewsroom(t)
	account := value[int64](t, n.hall, `SELECT chat_id FROM people WHERE id = $1`, n.organizer.Person)
	n.see(t, announcements.ChannelSeen{Chat: -1, Title: "News", MayPost: true, Account: account})
	if _, err := n.desk.Link(t.Context(), n.organizer, 1, n.organizer.Organisations[0], "kk"); err != nil {
		t.Fatal(err)
	}
	store := n.db.Registration()
	if err := store.SaveForget(t.Context(), n.organizer.Person, n.now); err != nil {
		t.Fatal(err)
	}
	if err := store.Erase(t.Context(), n.organizer.Person, n.now, centre.NewNotice("x", n.organizer.Person, nil)); err != nil {
		t.Fatal(err)
	}
	if named := n.count(t, `SELECT count(*) FROM channels WHERE added_by IS NOT NULL OR linked_by IS NOT NULL`); named != 0 {
		t.Error("still named")
	}
	if linked := n.count(t, `SELECT count(*) FROM channels WHERE linked_at IS NOT NULL`); linked != 1 {
		t.Error("the organisation lost its channel")
	}
}

// A group that grew keeps its owner, also when the new chat was seen first.
func TestGroupsMove(t *testing.T) {
	n := newNewsroom(t)
	n.see(t, announcements.ChannelSeen{Chat: -7, Group: true, Title: "Club", MayPost: true})
	if _, err := n.desk.Link(t.Context(), n.staff, 1, 0, "kk"); err != nil {
		t.Fatal(err)
	}
	n.see(t, announcements.ChannelSeen{Chat: -1007, Group: true, Title: "Club", MayPost: true})
	for range 2 {
		if err := n.store.MoveChannel(t.Context(), -7, -1007); err != nil {
			t.Fatal(err)
		}
	}
	if got := n.count(t, `SELECT chat_id FROM channels WHERE linked_at IS NOT NULL`); got != -1007 {
		t.Errorf("it is chat %d", got)
	}
}
