package redis

import (
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
	at := reserve(t, open(t).Budget(100), bot.LaneBulk, 60)
	if took := at[59] - at[0]; took < 0.55 || took > 0.75 {
		t.Fatalf("60 slots at 100 a second took %.3f s", took)
	}
}

func TestNoticesGoBeforeBulk(t *testing.T) {
	t.Parallel()
	b := open(t).Budget(20)
	if s, err := b.Lease(t.Context(), bot.LaneNotice, 50, 0); err != nil || s.Granted == 0 {
		t.Fatalf("notice lease: %+v, %v", s, err)
	}
	if s, err := b.Lease(t.Context(), bot.LaneBulk, 1, 0); err != nil || s.Granted != 0 {
		t.Fatalf("bulk got %+v while notices wait (%v)", s, err)
	}
}

func TestRepliesAreCountedAgainstBulk(t *testing.T) {
	t.Parallel()
	b := open(t).Budget(10)
	s, err := b.Lease(t.Context(), bot.LaneBulk, 1, 5)
	if err != nil || s.Granted != 0 || s.Wait < 200*time.Millisecond {
		t.Fatalf("after 5 replies at 10 a second: %+v, %v", s, err)
	}
}

func TestRefusalPausesEveryReplicaAndSlowsDown(t *testing.T) {
	t.Parallel()
	s := open(t)
	one, other := s.Budget(100), s.Budget(100)
	if err := one.Pause(t.Context(), 300*time.Millisecond); err != nil {
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
