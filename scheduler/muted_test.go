package scheduler

import (
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

// Whoever muted the sender gets nothing and counts, also when they did so after
// the page was cut; whoever cannot be written to counts as that.
func TestMutedGetNothing(t *testing.T) {
	const members = 6
	c := newCity(t, members)
	a := c.sendNow(t)
	for _, chat := range []int{1001, 1002, 1003} {
		who := centre.Actor{Person: centre.PersonID(c.number(t, `SELECT id FROM people WHERE chat_id = $1`, chat))}
		if err := c.desk.SetMute(t.Context(), who, announcements.MuteOf(0), true); err != nil {
			t.Fatal(err)
		}
	}
	c.exec(t, `UPDATE people SET reachable = false WHERE chat_id = 1003`)
	r := c.replica(t, c.store, 4)
	c.work(t, r)
	r.stop(t.Context())
	for chat := int64(1001); chat <= 1000+members; chat++ {
		if got, want := c.telegram.got[chat] > 0, chat > 1003; got != want {
			t.Errorf("chat %d: %v", chat, got)
		}
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.State != announcements.Finished || tally.Muted != 2 || tally.Blocked != 1 || tally.Sent != members-3 || tally.Done() != tally.Total {
		t.Errorf("%+v, %v", tally, err)
	}
}
