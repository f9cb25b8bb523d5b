package scheduler

import (
	"context"
	"errors"
	"strings"

	"jastar/bot"
	"jastar/centre/announcements"
)

// window is how many sends may be under way and unrecorded: of those that share
// a rate, and of this process.
type window struct{ lane, process chan struct{} }

// enter takes a place, or tells that going was over before.
func (w window) enter(going context.Context) bool {
	select {
	case w.lane <- struct{}{}:
	case <-going.Done():
		return false
	}
	select {
	case w.process <- struct{}{}:
		return true
	case <-going.Done():
		<-w.lane
		return false
	}
}

func (w window) leave() {
	<-w.process
	<-w.lane
}

// pays tells whether messages of the run's pages are paid for: as long as the
// operator does. Whoever is held gets them unpaid, with the waves.
func (r *Runs) pays(run announcements.Run) bool { return run.Paid && r.PaidRate > 0 }

// pageSize is how many people stand on a page of the run.
func (r *Runs) pageSize(run announcements.Run) int {
	if r.pays(run) {
		return announcements.PageSize(r.PaidRate)
	}
	return announcements.PageSize(r.Rate)
}

// newPage is newSending for a page of a run: what is paid for has a rate of its
// own, which leaves that of all others as it is.
func (r *Runs) newPage(run announcements.Run, p announcements.Page, last bool) *sending {
	s := r.newSending(run, p, last)
	if r.pays(run) {
		s.lane, s.window, s.alive = bot.LanePaid, r.paid, s.livePaid
	}
	return s
}

// livePaid is live for what is paid for. When the owner lets nothing be paid any
// more the page ends, and is taken up again unpaid.
func (s *sending) livePaid() bool {
	run, err := s.asItIs()
	return err != nil || run.State == announcements.Running && run.Paid
}

// starsWords are words of the refusal to send what the bot's Stars do not pay
// for. The first is what Telegram's servers say wherever Stars are to be spent
// (https://core.telegram.org/method/messages.sendPaidReaction, its errors), and
// what the Bot API server passes on; that of paid broadcasts is not documented.
var starsWords = []string{"BALANCE_TOO_LOW", "not enough Stars", "not enough Telegram Stars"}

func noStars(err error) bool {
	var failed *bot.SendError
	if !errors.As(err, &failed) || failed.Policy != bot.Rejected {
		return false
	}
	for _, words := range starsWords {
		if strings.Contains(failed.Description, words) {
			return true
		}
	}
	return false
}

// outOfStars pauses the run when the bot has no Stars left for a message of it.
// Nothing became of that message: it leaves when the run goes on.
func (s *sending) outOfStars(ctx context.Context, err error) bool {
	if s.lane != bot.LanePaid || !noStars(err) {
		return false
	}
	s.broke.Do(func() {
		spent := announcements.StarsSpent{Announcement: s.run.Announcement, Run: s.run.ID}
		if err := s.Spent(ctx, spent); err != nil {
			s.Log.Warn("pause run without Stars", "run", s.run.ID, "err", err)
			s.cut.Store(true)
			return
		}
		s.halted.Store(true)
	})
	s.end()
	return true
}
