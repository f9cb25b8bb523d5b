package redis

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"jastar/bot"
)

// hour is a budget whose clock stands still until it is moved.
type hour struct {
	*Budget
	clock *miniredis.Miniredis
	now   time.Time
}

func newHour(t *testing.T, rate, paid float64) *hour {
	t.Helper()
	h := &hour{clock: miniredis.RunT(t), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	h.clock.SetTime(h.now)
	s, err := Open(t.Context(), "redis://"+h.clock.Addr(), "test:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	h.Budget = s.Budget(rate, paid)
	return h
}

// granted is how many messages of the lanes may leave within ten seconds in which
// there are always more, and so many replies every tenth of a second.
func (h *hour) granted(t *testing.T, replies int, lanes ...bot.Lane) map[bot.Lane]int {
	t.Helper()
	all := map[bot.Lane]int{}
	for step := range 1000 {
		for _, lane := range lanes {
			told := 0
			if lane != bot.LanePaid && step%10 == 0 {
				told = replies
			}
			got, err := h.Lease(t.Context(), lane, 1000, told)
			if err != nil {
				t.Fatal(err)
			}
			all[lane] += got.Granted
		}
		h.now = h.now.Add(10 * time.Millisecond)
		h.clock.SetTime(h.now)
	}
	return all
}

// What is not paid for has the same rate whether or not something is, and what is
// has its own.
func TestPaidMessagesHaveALineOfTheirOwn(t *testing.T) {
	t.Parallel()
	for name, replies := range map[string]int{"in silence": 0, "beside people who chat": 1} {
		alone := newHour(t, 30, 1000).granted(t, replies, bot.LaneBulk)[bot.LaneBulk]
		both := newHour(t, 30, 1000).granted(t, replies, bot.LanePaid, bot.LaneBulk)
		if both[bot.LaneBulk] != alone || alone > 305 || alone+100*replies < 295 {
			t.Errorf("%s: %d unpaid messages in ten seconds, %d beside paid ones", name, alone, both[bot.LaneBulk])
		}
		if paid := both[bot.LanePaid]; paid < 9_900 || paid > 10_100 {
			t.Errorf("%s: %d paid messages in ten seconds", name, paid)
		}
	}
}

// Notices go before bulk, and hold nothing up that is paid for; a refusal in one
// line leaves the other alone.
func TestPaidMessagesWaitForNobody(t *testing.T) {
	t.Parallel()
	h := newHour(t, 30, 1000)
	if s, err := h.Lease(t.Context(), bot.LaneNotice, 50, 0); err != nil || s.Granted == 0 {
		t.Fatalf("notices: %+v, %v", s, err)
	}
	for lane, paused := range map[bot.Lane]bot.Lane{bot.LanePaid: bot.LaneBulk, bot.LaneNotice: bot.LanePaid} {
		h := newHour(t, 30, 1000)
		if err := h.Pause(t.Context(), paused, time.Minute); err != nil {
			t.Fatal(err)
		}
		if s, err := h.Lease(t.Context(), lane, 1, 0); err != nil || s.Granted != 1 {
			t.Errorf("lane %s while %s is paused: %+v, %v", lane, paused, s, err)
		}
		if s, err := h.Lease(t.Context(), paused, 1, 0); err != nil || s.Granted != 0 || s.Wait != time.Minute {
			t.Errorf("lane %s, which is paused: %+v, %v", paused, s, err)
		}
	}
	if s, err := h.Lease(t.Context(), bot.LanePaid, 50, 0); err != nil || s.Granted != 50 {
		t.Errorf("paid messages while notices wait: %+v, %v", s, err)
	}
}
