package centre

import (
	"strconv"
	"strings"
	"time"
)

// ReadDate reads a whole date of the calendar as people type it: 09.03.2008,
// 9/3/2008, "9 3 2008" or 2008-03-09. It returns midnight in the zone, or a
// Problem that says what to send.
func ReadDate(s string, zone *time.Location) (time.Time, error) {
	n, err := dateNumbers(s)
	if err != nil || len(n) != 3 {
		return time.Time{}, Refuse("common.not_a_date")
	}
	if n[0] > 999 {
		n[0], n[2] = n[2], n[0]
	}
	if n[2] < 1000 {
		return time.Time{}, Refuse("common.not_a_date")
	}
	return existingDay(n[0], n[1], n[2], zone)
}

// ReadDay reads a date like ReadDate, or day and month alone: then it is the
// next such day from today on, in now's zone.
func ReadDay(s string, now time.Time) (time.Time, error) {
	if n, err := dateNumbers(s); err == nil && len(n) == 2 {
		return nextDay(n[0], n[1], now)
	}
	return ReadDate(s, now.Location())
}

// ReadClock reads a time of day such as 18:30 or 18.30 on the given day.
func ReadClock(s string, day time.Time) (time.Time, error) {
	h, m, ok := strings.Cut(strings.ReplaceAll(s, ".", ":"), ":")
	hour, errHour := strconv.ParseUint(h, 10, 8)
	minute, errMinute := strconv.ParseUint(m, 10, 8)
	if !ok || errHour != nil || errMinute != nil || len(m) != 2 || hour > 23 || minute > 59 {
		return time.Time{}, Refuse("common.not_a_time")
	}
	y, mo, d := day.Date()
	return time.Date(y, mo, d, int(hour), int(minute), 0, 0, day.Location()), nil
}

// dateNumbers splits a typed date at dots, commas, slashes, dashes and spaces.
func dateNumbers(s string) ([]int, error) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(".,/- ", r) })
	numbers := make([]int, len(parts))
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 13)
		if err != nil {
			return nil, err
		}
		numbers[i] = int(n)
	}
	return numbers, nil
}

// nextDay finds the next day and month from today on. 29 February may be up to
// eight years away.
func nextDay(day, month int, now time.Time) (time.Time, error) {
	y, m, d := now.Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
	for year := y; year <= y+8; year++ {
		if t, err := existingDay(day, month, year, now.Location()); err == nil && !t.Before(today) {
			return t, nil
		}
	}
	return time.Time{}, Refuse("common.date_not_exists")
}

func existingDay(day, month, year int, zone *time.Location) (time.Time, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone)
	if t.Day() != day || int(t.Month()) != month || t.Year() != year {
		return time.Time{}, Refuse("common.date_not_exists")
	}
	return t, nil
}
