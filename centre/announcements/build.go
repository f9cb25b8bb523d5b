package announcements

import (
	"fmt"
	"strconv"
	"strings"

	"jastar/centre"
)

// Every is a repetition put together from its parts. With Weekdays it comes on
// these days of the week, with Day on that day of each month, with neither each day.
type Every struct {
	Weekdays []int // from Sunday = 0
	Day      int   // 1 to LastMonthDay, or LastDay
	Clock    int   // the time of day in minutes after midnight
}

// The days of a month that every month has, and the last one whichever it is.
const (
	LastMonthDay = 28
	LastDay      = -1
)

// Expression is the cron expression of the parts, to be read by ReadCron. It
// refuses days and times that do not exist.
func (e Every) Expression() (string, error) {
	day, week := "*", "*"
	switch {
	case e.Clock < 0 || e.Clock >= 24*60:
		return "", centre.Refuse("common.not_a_time")
	case e.Day == LastDay:
		day = "L"
	case e.Day < 0 || e.Day > LastMonthDay:
		return "", centre.Refuse("common.number_out_of_range", "min", 1, "max", LastMonthDay)
	case e.Day > 0:
		day = strconv.Itoa(e.Day)
	case len(e.Weekdays) > 0 && len(e.Weekdays) < 7:
		names := make([]string, len(e.Weekdays))
		for i, n := range e.Weekdays {
			names[i] = strconv.Itoa(n)
		}
		week = strings.Join(names, ",")
	}
	return fmt.Sprintf("%d %d %s * %s", e.Clock%60, e.Clock/60, day, week), nil
}
