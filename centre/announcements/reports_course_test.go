package announcements_test

import (
	"testing"
	"time"

	"jastar/centre/announcements"
)

// However long ago it began, a course has few steps, which reach until now.
func TestSteps(t *testing.T) {
	start := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for passed, want := range map[time.Duration]struct {
		step time.Duration
		n    int
	}{
		0:                   {5 * time.Minute, 1},
		time.Minute:         {5 * time.Minute, 1},
		time.Hour:           {5 * time.Minute, 12},
		3 * time.Hour:       {15 * time.Minute, 12},
		24*time.Hour + 1:    {time.Hour, 25},
		34 * time.Hour:      {2 * time.Hour, 17},
		5 * 24 * time.Hour:  {6 * time.Hour, 20},
		99 * 24 * time.Hour: {6 * time.Hour, 28},
	} {
		if step, n := announcements.Steps(start, start.Add(passed)); step != want.step || n != want.n {
			t.Errorf("after %v: %d steps of %v, want %d of %v", passed, n, step, want.n, want.step)
		}
	}
}
