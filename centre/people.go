package centre

import "time"

// Identity is what a turn or a notice needs to know of a person.
type Identity struct {
	Actor
	Address   int64  // where the person can be written to
	Language  string // code of the chosen language; empty until it was asked
	Reachable bool   // false after the person blocked the bot or left
}

// QuietHours is the part of the day, in the city's time, in which a person is
// not to be disturbed. From and To are minutes after midnight; equal values
// mean that no hour is quiet. From may be later than To (22:00 to 08:00).
type QuietHours struct{ From, To int }

// Contains tells whether the moment, already in the city's zone, is quiet.
func (q QuietHours) Contains(t time.Time) bool {
	m := t.Hour()*60 + t.Minute()
	switch {
	case q.From == q.To:
		return false
	case q.From < q.To:
		return q.From <= m && m < q.To
	default:
		return m >= q.From || m < q.To
	}
}

// Begin returns the moment at which the quiet period that contains t began.
// It is meaningful only when Contains(t) holds.
func (q QuietHours) Begin(t time.Time) time.Time {
	day := t
	if t.Hour()*60+t.Minute() < q.From {
		day = t.AddDate(0, 0, -1)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d, q.From/60, q.From%60, 0, 0, t.Location())
}

// End returns the moment at which the quiet period that contains t ends. It is
// meaningful only when Contains(t) holds.
func (q QuietHours) End(t time.Time) time.Time {
	day := t
	if t.Hour()*60+t.Minute() >= q.To {
		day = t.AddDate(0, 0, 1)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d, q.To/60, q.To%60, 0, 0, t.Location())
}
