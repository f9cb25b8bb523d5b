package announcements

import "time"

// Progress is how an announcement's latest run, or the countdown before it, stands.
type Progress struct {
	Announcement Announcement
	Tally        Tally
	Reasons      []Reason // why messages failed, and how they were taken back
	Posts        []Post   // what became of it in channels and groups
}

// Explained tells whether there are reasons to tell.
func (p Progress) Explained() bool {
	return p.Tally.Undelivered() > 0 || !p.Tally.HeldUntil.IsZero() || p.Announcement.Kind == KindRecall
}

// Counting tells whether the announcement counts down.
func (a Announcement) Counting() bool { return a.State == Scheduled && a.Schedule.Countdown }

// How often the message that shows the progress is edited: while it counts down,
// during the first minute of a run, and later, when a run has become a matter of
// minutes or hours and each edit would take up a message's place. settling is how
// long after a stop or a pause results of messages under way may come in.
const (
	tick     = 2 * time.Second
	refresh  = 3 * time.Second
	glance   = 10 * time.Second
	settling = 10 * time.Second
)

// Next is when the message that shows the progress is edited after now; zero when
// the numbers will not change any more.
func (p Progress) Next(now time.Time) time.Time {
	switch {
	case p.Announcement.Counting():
		return now.Add(tick)
	case p.Settled(now):
		return time.Time{}
	case p.AtWork() && now.Sub(p.Tally.Started) > time.Minute:
		return now.Add(glance)
	}
	return now.Add(refresh)
}

// ShowTime is for how long one replica alone may be at editing such a message. An
// older state must not come after a newer one, so an edit gives up before.
const ShowTime = 20 * time.Second

// AtWork tells whether messages are leaving: those of the run, or those of a wave
// that has taken up people it held.
func (p Progress) AtWork() bool {
	if p.Announcement.Holding {
		return p.Tally.Open > 0
	}
	return p.Announcement.Running && !p.Announcement.Paused
}

// rest is when the run ended or was paused.
func (p Progress) rest() time.Time {
	if p.Announcement.Paused {
		return p.Tally.PausedAt
	}
	return p.Tally.Ended
}

// Settled tells whether the numbers will not change any more, or not before
// the run goes on.
func (p Progress) Settled(now time.Time) bool {
	if p.Announcement.Counting() || p.AtWork() {
		return false
	}
	return p.Tally.Open == 0 || now.Sub(p.rest()) > settling
}

// Settling tells whether a run has just been stopped or paused, so that results
// of messages under way may still come in.
func (p Progress) Settling(now time.Time) bool {
	return !p.AtWork() && p.Tally.Done() < p.Tally.Total && now.Sub(p.rest()) <= settling
}

// Percent is how much of the run is done, 0 to 100.
func (p Progress) Percent() int {
	if p.Tally.Total == 0 {
		return 0
	}
	return min(100, p.Tally.Done()*100/p.Tally.Total)
}

// Rate is how many messages a second the run makes on average while it is not
// paused; 0 in its first second and when it has waited for its readers' morning.
func (p Progress) Rate(now time.Time) float64 {
	if p.Announcement.Holding {
		return 0
	}
	end := now
	if !p.AtWork() {
		end = p.rest()
	}
	took := (end.Sub(p.Tally.Started) - p.Tally.Idle).Seconds()
	if took < 1 {
		return 0
	}
	return float64(p.Tally.Done()) / took
}

// Remaining is how long the rest takes at the rate so far; 0 when that cannot
// be told yet.
func (p Progress) Remaining(now time.Time) time.Duration {
	rate := p.Rate(now)
	if rate == 0 {
		return 0
	}
	return Duration(max(0, p.Tally.Total-p.Tally.Done()-p.Tally.Held), rate)
}
