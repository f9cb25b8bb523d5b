package locales

import (
	"strconv"
	"time"
)

// The functions below say moments as texts, so that one may be an argument of another text and be said in the
// reader's language. A moment is said as its own location sees it: call t.In(zone) with the centre's zone first.

// Date is a day with its weekday, "Friday, 27 November"; with the year when it is not now's.
func Date(t, now time.Time) Text {
	key := "dates.date"
	if t.Year() != now.In(t.Location()).Year() {
		key = "dates.date_with_year"
	}
	return T(key,
		"weekday", Family("dates.weekday_").T(strconv.Itoa(int(t.Weekday()))),
		"day", t.Day(),
		"month", Family("dates.month_").T(strconv.Itoa(int(t.Month()))),
		"year", t.Year())
}

// Clock is a time of day, "18:30".
func Clock(t time.Time) Text { return T("dates.clock", "time", t.Format("15:04")) }

// DateTime is a day with its weekday and the time, "Friday, 27 November, 18:30"; with the year as in Date.
func DateTime(t, now time.Time) Text {
	return T("dates.date_time", "date", Date(t, now), "time", t.Format("15:04"))
}

// ShortDateTime is for lists and buttons: "Fri 27.11 18:30".
func ShortDateTime(t time.Time) Text {
	return T("dates.short_date_time",
		"weekday", Family("dates.short_weekday_").T(strconv.Itoa(int(t.Weekday()))),
		"date", t.Format("02.01"),
		"time", t.Format("15:04"))
}

// Duration is a length of time in its two largest units, "24 hours", "2 days 3 hours", "30 minutes". Hours
// count up to 48. What is left of the smaller unit is dropped and a negative length is said as a positive one.
// The words stand in the nominative, so templates put them after a colon or where no other case is needed.
func Duration(d time.Duration) Text {
	d = d.Abs()
	switch {
	case d < time.Minute:
		return T("dates.seconds", "n", int(d/time.Second))
	case d < time.Hour:
		return T("dates.minutes", "n", int(d/time.Minute))
	case d < 48*time.Hour:
		return twoUnits(T("dates.hours", "n", int(d/time.Hour)), "dates.minutes", int(d%time.Hour/time.Minute))
	}
	const day = 24 * time.Hour
	return twoUnits(T("dates.days", "n", int(d/day)), "dates.hours", int(d%day/time.Hour))
}

func twoUnits(larger Text, smallerKey string, smaller int) Text {
	if smaller == 0 {
		return larger
	}
	return T("dates.two_units", "larger", larger, "smaller", T(smallerKey, "n", smaller))
}

// Date says Date in a language, without markup.
func (c *Catalogue) Date(l Language, t, now time.Time) string { return c.Plain(l, Date(t, now)) }

// DateTime says DateTime in a language, without markup.
func (c *Catalogue) DateTime(l Language, t, now time.Time) string {
	return c.Plain(l, DateTime(t, now))
}

// ShortDateTime says ShortDateTime in a language, without markup.
func (c *Catalogue) ShortDateTime(l Language, t time.Time) string {
	return c.Plain(l, ShortDateTime(t))
}

// Duration says Duration in a language, without markup.
func (c *Catalogue) Duration(l Language, d time.Duration) string { return c.Plain(l, Duration(d)) }
