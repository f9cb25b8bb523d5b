package announcements_test

import (
	"testing"

	"pgregory.net/rapid"

	"jastar/centre/announcements"
)

func TestStars(t *testing.T) {
	for _, c := range []struct {
		messages int
		rate     float64
		want     int
	}{
		{0, 1000, 0}, {30, 1000, 0}, {31, 1000, 1}, {40, 1000, 1}, {41, 1000, 2},
		{1000, 1000, 97}, {10_000, 1000, 970}, {100_000, 1000, 9_700}, {1_000_000, 1000, 97_000},
		{1500, 1000, 147}, {1_000_000, 30, 0}, {1_000_000, 5, 0}, {1_000_000, 0, 0}, {60, 60, 3},
	} {
		if got := announcements.Stars(c.messages, c.rate); got != c.want {
			t.Errorf("%d messages at %v a second: %d Stars, want %d", c.messages, c.rate, got, c.want)
		}
	}
}

// What is charged, second by second, is never more than what was shown.
func TestStarsAreAnUpperBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.IntRange(31, 1000).Draw(t, "rate")
		messages := rapid.IntRange(0, 100_000).Draw(t, "messages")
		tenths := 0
		for left := messages; left > 0; left -= rate {
			tenths += max(0, min(left, rate)-30)
		}
		if got := announcements.Stars(messages, float64(rate)); got*10 < tenths {
			t.Fatalf("%d Stars are shown, %d tenths are charged", got, tenths)
		}
	})
}

// The panel tells the price of the audience only where Telegram is paid; each part
// of an album counts.
func TestPanelTellsThePrice(t *testing.T) {
	s, d := bigArchive(0)
	s.reach = 1000
	for rate, want := range map[float64]int{0: 0, 30: 0, 1000: 97} {
		d.PaidRate = rate
		if p, err := d.Panel(t.Context(), recallStaff, 3); err != nil || p.Stars != want {
			t.Errorf("at %v a second: %d Stars, %v, want %d", rate, p.Stars, err, want)
		}
	}
	d.PaidRate = 1000
	s.a.Content["kk"] = announcements.Message{Media: announcements.Album, Album: make([]announcements.Part, 2)}
	if p, err := d.Panel(t.Context(), recallStaff, 3); err != nil || p.Stars != 194 {
		t.Errorf("an album: %d Stars, %v", p.Stars, err)
	}
}
