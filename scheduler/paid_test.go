package scheduler

import (
	"testing"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// Only an operator who chose to pay is charged.
func TestOnlyPaidRunsArePaid(t *testing.T) {
	for _, paid := range []bool{false, true} {
		r := NewRuns(RunConfig{Sender: &telegram{}, Window: 1, Paid: paid, Default: locales.Kazakh,
			Screen: func(announcements.Run, locales.Language) bot.Screen { return bot.Screen{} }})
		s := r.newSending(announcements.Run{}, announcements.Page{}, false)
		if got := s.message("ru").Paid; got != paid {
			t.Errorf("paid %v: the message says %v", paid, got)
		}
	}
}
