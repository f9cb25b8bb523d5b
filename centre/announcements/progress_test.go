package announcements_test

import (
	"testing"
	"time"

	"jastar/centre/announcements"
)

// A progress message is edited often at first, seldom later, and at last no more.
func TestProgressNext(t *testing.T) {
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	running := func(age time.Duration) announcements.Progress {
		return announcements.Progress{Announcement: announcements.Announcement{State: announcements.Sent, Running: true},
			Tally: announcements.Tally{Started: now.Add(-age), Open: 1}}
	}
	paused, ended := running(time.Hour), running(time.Hour)
	paused.Announcement.Paused, paused.Tally.PausedAt = true, now.Add(-time.Second)
	ended.Announcement.Running, ended.Tally.Ended, ended.Tally.Open = false, now, 0
	counting := announcements.Progress{Announcement: announcements.Announcement{
		State: announcements.Scheduled, Schedule: announcements.Schedule{Countdown: true}}}
	for name, c := range map[string]struct {
		progress announcements.Progress
		after    time.Duration // 0: never
	}{
		"counts down":   {counting, 2 * time.Second},
		"begins":        {running(time.Second), 3 * time.Second},
		"takes minutes": {running(2 * time.Minute), 10 * time.Second},
		"paused":        {paused, 3 * time.Second},
		"over":          {ended, 0},
	} {
		got := c.progress.Next(now)
		if c.after == 0 && !got.IsZero() || c.after != 0 && got.Sub(now) != c.after {
			t.Errorf("%s: %v", name, got)
		}
	}
}
