package redis

import (
	"context"
	"testing"
	"time"

	"jastar/bot"
)

// reserve leases n slots one lease after the other and returns the moments, in
// the order they were given, as seconds from now.
func reserve(t *testing.T, b *Budget, lane bot.Lane, n int) []float64 {
	t.Helper()
	start := time.Now()
	var at []float64
	for len(at) < n {
		s, err := b.Lease(t.Context(), lane, n-len(at), 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Granted {
			at = append(at, (time.Since(start) + s.Wait + time.Duration(i)*s.Gap).Seconds())
		}
		if s.Granted == 0 {
			time.Sleep(s.Wait)
		}
	}
	return at
}

func TestBudgetSpreadsSlotsEvenly(t *testing.T) {
	t.Parallel()
	at := reserve(t, open(t).Budget(100, 1000), bot.LaneBulk, 60)
	if took := at[59] - at[0]; took < 0.55 || took > 1.5 {
		t.Fatalf("60 slots at 100 a second took %.3f s", took)
	}
}

func TestNoticesGoBeforeBulk(t *testing.T) {
	t.Parallel()
	b := open(t).Budget(20, 1000)
	if s, err := b.Lease(t.Context(), bot.LaneNotice, 50, 0); err != nil || s.Granted == 0 {
		t.Fatalf("notice lease: %+v, %v", s, err)
	}
	if s, err := b.Lease(t.Context(), bot.LaneBulk, 1, 0); err != nil || s.Granted != 0 {
		t.Fatalf("bulk got %+v while notices wait (%v)", s, err)
	}
}

func TestRepliesAreCountedAgainstBulk(t *testing.T) {
	t.Parallel()
	s, err := open(t).Budget(1000, 1000).Lease(t.Context(), bot.LaneBulk, 100, 60)
	if err != nil || s.Granted < 35 || s.Granted > 45 {
		t.Fatalf("100 slots were to be had, and 60 replies went out: %+v, %v", s, err)
	}
}

// A crowd that chats more than the rate allows leaves half of it to the others.
func TestRepliesLeaveHalfTheRate(t *testing.T) {
	t.Parallel()
	b := open(t).Budget(200, 1000)
	granted, start := 0, time.Now()
	for time.Since(start) < time.Second {
		s, err := b.Lease(t.Context(), bot.LaneBulk, 10, 1000)
		if err != nil {
			t.Fatal(err)
		}
		granted += s.Granted
		time.Sleep(5 * time.Millisecond)
	}
	if granted < 50 || granted > 120 {
		t.Fatalf("%d of 200 slots were left in a second of a thousand replies a time, want half", granted)
	}
}

// Replies that come in clusters take up as many slots as those that come evenly.
func TestClustersOfRepliesAreCounted(t *testing.T) {
	t.Parallel()
	const rate, cluster = 100, 8 // two tenths of a second apart: two fifths of the rate
	b := open(t).Budget(rate, 1000)
	messages, clusters, start := 0, 0, time.Now()
	for time.Since(start) < 2*time.Second {
		replies := 0
		if due := int(time.Since(start) / (200 * time.Millisecond)); due > clusters {
			replies = cluster * (due - clusters)
			clusters = due
		}
		s, err := b.Lease(t.Context(), bot.LaneBulk, 1, replies)
		if err != nil {
			t.Fatal(err)
		}
		messages += s.Granted + replies
		time.Sleep(5 * time.Millisecond)
	}
	if most := rate*time.Since(start).Seconds() + cluster + rate/10; float64(messages) > most {
		t.Fatalf("%d messages in %s at %d a second, want at most %.0f", messages, time.Since(start), rate, most)
	}
}

func TestRefusalPausesEveryReplicaAndSlowsDown(t *testing.T) {
	t.Parallel()
	s := open(t)
	one, other := s.Budget(100, 1000), s.Budget(100, 1000)
	if err := one.Pause(t.Context(), bot.LaneBulk, 300*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	got, err := other.Lease(t.Context(), bot.LaneBulk, 1, 0)
	if err != nil || got.Granted != 0 || got.Wait < 200*time.Millisecond {
		t.Fatalf("lease during the pause: %+v, %v", got, err)
	}
	at := reserve(t, other, bot.LaneBulk, 2)
	if at[0] < 0.2 {
		t.Fatalf("first slot after %.3f s", at[0])
	}
	if gap := at[1] - at[0]; gap < 0.015 {
		t.Fatalf("slots %.4f s apart right after a refusal, want about twice 0.01", gap)
	}
}

func TestWhoeverLosesPatienceLeavesTheLane(t *testing.T) {
	t.Parallel()
	b := open(t).Budget(1, 1000)
	if err := b.Pause(t.Context(), bot.LaneBulk, time.Minute); err != nil {
		t.Fatal(err)
	}
	lanes := bot.NewLanes(b)
	long, end := context.WithTimeout(t.Context(), 10*time.Second)
	first := make(chan error, 1)
	go func() { first <- lanes.Wait(long, bot.LaneNotice, 1) }()
	for begin := time.Now(); time.Since(begin) < 100*time.Millisecond; {
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if err := lanes.Wait(short, bot.LaneNotice, 2); err == nil {
			t.Fatal("a notice went out during a pause")
		}
		cancel()
	}
	if end(); <-first == nil {
		t.Fatal("a notice went out during a pause")
	}
}

// However long Telegram asks to wait, the rate is never less than half.
func TestLongPauseDoesNotOutlastItself(t *testing.T) {
	t.Parallel()
	s := open(t)
	b := s.Budget(1, 1000)
	if err := b.Pause(t.Context(), bot.LaneBulk, 21*time.Second); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Lease(t.Context(), bot.LaneBulk, 1, 0); err != nil {
		t.Fatal(err)
	}
	key, _ := b.line(bot.LaneBulk)
	tail, err := s.client.HGet(t.Context(), key[0], "tail").Int64()
	if ahead := time.Until(time.UnixMicro(tail)); err != nil || ahead > 3*time.Second {
		t.Fatalf("the next moment is %s ahead (%v)", ahead, err)
	}
}
