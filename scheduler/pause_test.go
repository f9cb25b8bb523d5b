package scheduler

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
)

// hold pauses the run or lets it go on.
func (c *city) pause(t *testing.T, a announcements.Announcement, paused bool) {
	t.Helper()
	if _, err := c.desk.Pause(context.Background(), c.staff, a.ID, announcements.Pause{Run: a.Run, Paused: paused}); err != nil {
		t.Error(err)
	}
}

// awaitRest waits until every page that is not done rests without a job.
func (c *city) awaitRest(t *testing.T) {
	t.Helper()
	await(t, "every page rests", func() bool {
		return c.number(t, `SELECT count(*) FROM river_job WHERE kind IN ('run_page', 'run_plan') AND state <> 'completed'`) == 0
	})
	if open, resting := c.number(t, `SELECT count(*) FROM run_pages WHERE closed_at IS NULL`),
		c.number(t, `SELECT count(*) FROM run_pages WHERE resting`); open == 0 || open != resting {
		t.Errorf("%d pages are open, %d rest", open, resting)
	}
}

func (c *city) awaitEnd(t *testing.T) {
	t.Helper()
	await(t, "the run ends", func() bool { return c.number(t, `SELECT count(*) FROM runs WHERE state = 'finished'`) == 1 })
}

// A pause is felt within a second on every replica, with every result
// recorded; after a restart the run goes on without gaps or repeats, and the
// pause does not count as its time.
func TestPauseOnTwoReplicas(t *testing.T) {
	const members = 1500
	c := newCity(t, members)
	c.rate = 20 // pages of 200
	var last atomic.Int64
	reached := make(chan struct{})
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		last.Store(time.Now().UnixNano())
		if call == 450 {
			close(reached)
		}
		pause(context.Background(), 5*time.Millisecond)
		return true, nil
	}
	first := c.service(t)
	c.service(t)
	a := c.sendNow(t)
	<-reached
	begin := time.Now()
	c.pause(t, a, true)
	c.awaitRest(t)
	if took := time.Unix(0, last.Load()).Sub(begin); took > time.Second {
		t.Errorf("the last message left %v after the pause", took)
	}
	without, _ := c.telegram.count(members)
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.State != announcements.Paused || tally.Sent != members-without || tally.Unknown != 0 || without == 0 {
		t.Errorf("tally %+v, %v; %d without a message", tally, err, without)
	}
	if err := first.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.service(t)
	c.clock.Move(time.Hour)
	c.pause(t, a, false)
	c.awaitEnd(t)
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
	if tally, err := c.store.Tally(t.Context(), a.Run); err != nil || tally.Sent != members || tally.Idle != time.Hour || !tally.PausedAt.IsZero() {
		t.Errorf("tally %+v, %v", tally, err)
	}
}

// However fast somebody changes their mind, no page is worked twice.
func TestPauseAgainAndAgain(t *testing.T) {
	const members = 1500
	c := newCity(t, members)
	c.rate = 20
	var a atomic.Pointer[announcements.Announcement]
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		if run := a.Load(); call%100 == 50 && run != nil {
			c.pause(t, *run, true)
			pause(context.Background(), time.Duration(call)*time.Millisecond/8) // well below what a drain grants to calls on their way
			c.pause(t, *run, false)
		}
		pause(context.Background(), time.Millisecond)
		return true, nil
	}
	c.service(t)
	c.service(t)
	started := c.sendNow(t)
	a.Store(&started)
	c.awaitEnd(t)
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
	if n := c.number(t, `SELECT count(*) FROM audit WHERE action = 'announcement.pause'`); n < 2 {
		t.Errorf("paused %d times", n)
	}
}

// What is paused can be stopped; nothing of it is left open.
func TestStopWhilePaused(t *testing.T) {
	const members = 600
	c := newCity(t, members)
	c.rate = 20
	reached := make(chan struct{})
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		if call == 100 {
			close(reached)
		}
		pause(context.Background(), 5*time.Millisecond)
		return true, nil
	}
	c.service(t)
	a := c.sendNow(t)
	<-reached
	c.pause(t, a, true)
	c.awaitRest(t)
	if _, err := c.desk.Halt(t.Context(), c.staff, a.ID, a.Run); err != nil {
		t.Fatal(err)
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.State != announcements.Stopped || tally.Open != 0 || tally.Ended.IsZero() {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if n := c.number(t, `SELECT count(*) FROM deliveries`); n != tally.Sent || n >= members {
		t.Errorf("%d rows in the ledger, %d sent", n, tally.Sent)
	}
}

func TestCauseOf(t *testing.T) {
	for _, c := range []struct {
		policy bot.SendPolicy
		words  string
		want   announcements.Cause
	}{
		{bot.Unreachable, "Forbidden: bot was blocked by the user", announcements.CauseBlocked},
		{bot.Unreachable, "Forbidden: user is deactivated", announcements.CauseDeactivated},
		{bot.Unreachable, "Bad Request: chat not found", announcements.CauseNoChat},
		{bot.Rejected, "Bad Request: wrong remote file identifier specified: can't unserialize it. Wrong last symbol", announcements.CauseMedia},
		{bot.Rejected, "Bad Request: message caption is too long", announcements.CauseText},
		{bot.Transient, "Internal Server Error", announcements.CauseBusy},
		{bot.Rejected, "Bad Request: PHOTO_INVALID", "PHOTO_INVALID"},
		{bot.Unreachable, "Forbidden: bot is not a friend", "bot is not a friend"},
		{bot.Rejected, "not an answer of the Bot API", "not an answer of the Bot API"},
	} {
		if got := causeOf(&bot.SendError{Policy: c.policy, Description: c.words}); got != c.want {
			t.Errorf("%s: %q, want %q", c.words, got, c.want)
		}
	}
}
