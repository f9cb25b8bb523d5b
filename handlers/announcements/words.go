package announcements

import (
	"fmt"
	"strconv"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

const (
	everyWeekday = locales.Family("announcements.every_")
	monthName    = locales.Family("announcements.month_")
)

// mostTimes is how many times of day are listed one by one.
const mostTimes = 8

// inWords says a cron expression's pattern: "every Monday at 10:00".
func inWords(r *bot.Reader, p announcements.Pattern) locales.Text {
	said := locales.T("announcements.cron_times", "days", days(r, p), "times", times(p))
	switch {
	case p.Hours == nil:
		said = locales.T("announcements.cron_each_hour", "days", days(r, p), "minutes", numbersOf(p.Minutes))
	case len(p.Hours)*len(p.Minutes) > mostTimes:
		said = locales.T("announcements.cron_hours", "days", days(r, p), "hours", numbersOf(p.Hours), "minutes", numbersOf(p.Minutes))
	}
	if p.Months == nil {
		return said
	}
	months := make(locales.Strings, len(p.Months))
	for i, m := range p.Months {
		months[i] = r.Texts.Plain(r.Language, monthName.T(strconv.Itoa(m)))
	}
	return locales.T("announcements.cron_months", "when", said, "months", months)
}

// days says on which days.
func days(r *bot.Reader, p announcements.Pattern) locales.Text {
	switch {
	case p.LastDay:
		return locales.T("announcements.last_day_of_month")
	case p.Days == nil && p.Weekdays == nil:
		return locales.T("announcements.every_day")
	case p.Days == nil:
		return weekdays(r, p.Weekdays)
	case p.Weekdays == nil:
		return monthDays(p.Days)
	default: // crontab(5): either is enough
		return locales.T("announcements.either", "days", monthDays(p.Days), "weekdays", weekdays(r, p.Weekdays))
	}
}

func monthDays(list []int) locales.Text {
	return locales.T("announcements.month_days", "n", len(list), "days", numbersOf(list))
}

// weekdays says weekdays, the week beginning on Monday.
func weekdays(r *bot.Reader, list []int) locales.Text {
	has := map[int]bool{}
	for _, day := range list {
		has[day] = true
	}
	if len(list) == 5 && !has[0] && !has[6] {
		return locales.T("announcements.workdays")
	}
	if len(list) == 2 && has[0] && has[6] {
		return locales.T("announcements.weekend")
	}
	var names locales.Strings
	for i := range 7 {
		if day := (i + 1) % 7; has[day] {
			names = append(names, r.Texts.Plain(r.Language, everyWeekday.T(strconv.Itoa(day))))
		}
	}
	return locales.T("announcements.some_days", "days", names)
}

// times lists the times of day.
func times(p announcements.Pattern) locales.Strings {
	var list locales.Strings
	for _, h := range p.Hours {
		for _, m := range p.Minutes {
			list = append(list, fmt.Sprintf("%02d:%02d", h, m))
		}
	}
	return list
}

// numbersOf lists numbers; three or more in a row are said as a range.
func numbersOf(list []int) locales.Strings {
	var said locales.Strings
	for i := 0; i < len(list); {
		end := i
		for end+1 < len(list) && list[end+1] == list[end]+1 {
			end++
		}
		if end-i < 2 {
			end = i
			said = append(said, strconv.Itoa(list[i]))
		} else {
			said = append(said, fmt.Sprintf("%d–%d", list[i], list[end]))
		}
		i = end + 1
	}
	return said
}
