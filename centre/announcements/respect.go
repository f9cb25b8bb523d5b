package announcements

import (
	"time"

	"jastar/centre"
)

// Respect is what keeps messages back from people: quiet hours, and a limit to how
// many announcements of organisations somebody gets on one day. The centre's own
// announcements do not count and are not limited; urgent ones pass both. The zero
// Respect leaves it to people's own quiet hours.
type Respect struct {
	Quiet centre.QuietHours // of people who never chose their own
	Cap   int               // on one day of the city; 0: no limit
	Zone  *time.Location    // the city's; nil: UTC
}

// Hour is a moment in the city, by which is judged who is to be held.
type Hour struct {
	Now   time.Time // in the city's zone
	Quiet centre.QuietHours
	Cap   int
}

// At is the moment as the city has it.
func (c Respect) At(now time.Time) Hour {
	zone := c.Zone
	if zone == nil {
		zone = time.UTC
	}
	return Hour{Now: now.In(zone), Quiet: c.Quiet, Cap: c.Cap}
}

// Minute is the minute of the city's day, from 0.
func (h Hour) Minute() int { return h.Now.Hour()*60 + h.Now.Minute() }

// Midnight is when the day begins that is so many days after the present one.
func (h Hour) Midnight(days int) time.Time { return midnight(h.Now, days) }

func midnight(t time.Time, days int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, t.Location())
}

// HeldUntil is when somebody can be written to again: the end of their quiet
// hours, or the zero time when no hour is quiet now. own is nil for those who
// never chose.
func (h Hour) HeldUntil(own *centre.QuietHours) time.Time {
	q := h.quiet(own)
	if !q.Contains(h.Now) {
		return time.Time{}
	}
	return q.End(h.Now)
}

// DayStart is the minute at which those begin their day for whom no hour is
// quiet, neither by their own choice nor by the centre's.
const DayStart = 8 * 60

// Morning is when somebody who has had enough for today is written to next: on
// the next day, at the end of the quiet hours.
func (h Hour) Morning(own *centre.QuietHours) time.Time {
	return h.Midnight(1).Add(time.Duration(h.begin(own)) * time.Minute)
}

// begin is the minute at which somebody's day begins.
func (h Hour) begin(own *centre.QuietHours) int {
	for _, q := range []centre.QuietHours{h.quiet(own), h.Quiet} {
		if q.From != q.To {
			return q.To
		}
	}
	return DayStart
}

func (h Hour) quiet(own *centre.QuietHours) centre.QuietHours {
	if own != nil {
		return *own
	}
	return h.Quiet
}

// Share is how what was kept back from somebody is sent: Whole one by one and
// Digest in one message, the newest first. What is in neither waits for the next
// morning.
type Share struct{ Whole, Digest []RunID }

// Split shares out what waits, the newest first, when at most so many messages
// are left of the day. A digest is one of them, and always has two announcements
// or more.
func Split(waiting []RunID, left int) Share {
	switch {
	case left <= 0:
		return Share{}
	case len(waiting) <= left:
		return Share{Whole: waiting}
	}
	return Share{Whole: waiting[:left-1], Digest: waiting[left-1:]}
}

// Counted are the runs that count against the day's limit: a digest counts once.
func (s Share) Counted() []RunID {
	counted := append([]RunID{}, s.Whole...)
	if len(s.Digest) > 0 {
		counted = append(counted, s.Digest[0])
	}
	return counted
}

// Useful says for how long an announcement is worth sending. What has not left
// by then, because its reader was to be spared above all, is not sent any more.
type Useful string

// For how long. A day ends at the city's midnight.
const (
	UsefulDays     Useful = "" // the day of the start and two more
	UsefulHour     Useful = "hour"
	UsefulToday    Useful = "today"
	UsefulTomorrow Useful = "tomorrow"
	UsefulAlways   Useful = "always"
)

// UsefulChoices lists what can be chosen, the shortest time first.
func UsefulChoices() []Useful {
	return []Useful{UsefulHour, UsefulToday, UsefulTomorrow, UsefulDays, UsefulAlways}
}

// Until is the end for what starts at the moment, which stands in the city's
// zone; zero when there is none.
func (u Useful) Until(start time.Time) time.Time {
	switch u {
	case UsefulHour:
		return start.Add(time.Hour)
	case UsefulToday:
		return midnight(start, 1)
	case UsefulTomorrow:
		return midnight(start, 2)
	case UsefulAlways:
		return time.Time{}
	}
	return midnight(start, 3)
}
