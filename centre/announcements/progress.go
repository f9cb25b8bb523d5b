package announcements

import "time"

// Progress is how an announcement's latest run, or the countdown before it, stands.
type Progress struct {
	Announcement Announcement
	Tally        Tally
	Reasons      []Reason // why messages failed
}

// Counting tells whether the announcement counts down.
func (a Announcement) Counting() bool { return a.State == Scheduled && a.Schedule.Countdown }

// settling is how long after a stop results of messages under way may come in.
const settling = 10 * time.Second

// Settled tells whether the numbers will not change any more.
func (p Progress) Settled(now time.Time) bool {
	if p.Announcement.Counting() || p.Announcement.Running {
		return false
	}
	return p.Tally.Open == 0 || now.Sub(p.Tally.Ended) > settling
}

// Settling tells whether a run has just been stopped, so that results of
// messages under way may still come in.
func (p Progress) Settling(now time.Time) bool {
	t := p.Tally
	return !p.Announcement.Running && t.Done() < t.Total && now.Sub(t.Ended) <= settling
}

// Percent is how much of the run is done, 0 to 100.
func (p Progress) Percent() int {
	if p.Tally.Total == 0 {
		return 0
	}
	return min(100, p.Tally.Done()*100/p.Tally.Total)
}

// Rate is how many messages a second the run makes on average; 0 in its first
// second.
func (p Progress) Rate(now time.Time) float64 {
	end := now
	if !p.Tally.Ended.IsZero() {
		end = p.Tally.Ended
	}
	took := end.Sub(p.Tally.Started).Seconds()
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
	return Duration(max(0, p.Tally.Total-p.Tally.Done()), rate)
}
