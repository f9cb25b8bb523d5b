package announcements

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// How a repetition is put together.
const (
	byDay   = "day"
	byWeek  = "week"
	byMonth = "month"
)

const (
	weekdayName = locales.Family("dates.weekday_")

	done    = "done"
	chosen  = "+" // stands before a weekday that is to be among the chosen ones
	without = "-"
	lastDay = "last"
)

// askWeek lets weekdays be ticked, the week beginning on Monday.
func askWeek(_ context.Context, r *bot.Request, p *planned) (bot.Screen, error) {
	s := bot.Say("announcements.ask_week")
	var row []bot.Button
	for i := range 7 {
		day := (i + 1) % 7
		name := weekdayName.T(strconv.Itoa(day))
		if slices.Contains(p.Every.Weekdays, day) {
			row = append(row, bot.Choice(locales.T("announcements.chosen_button", "name", r.Texts.Plain(r.Language, name)), without+strconv.Itoa(day)))
		} else {
			row = append(row, bot.Choice(name, chosen+strconv.Itoa(day)))
		}
		if len(row) == 2 {
			s, row = s.Row(row...), nil
		}
	}
	return s.Row(row...).Row(bot.Choice(locales.T("announcements.done_button"), done)), nil
}

func takeWeek(_ context.Context, _ *bot.Request, in bot.Input, p *planned) error {
	if in.Choice == done {
		if len(p.Every.Weekdays) == 0 {
			return centre.Refuse("announcements.no_weekday")
		}
		return nil
	}
	day, err := strconv.Atoi(strings.TrimLeft(in.Choice, chosen+without))
	if err != nil || day < 0 || day > 6 {
		return centre.Refuse("common.only_buttons")
	}
	rest := slices.DeleteFunc(slices.Clone(p.Every.Weekdays), func(d int) bool { return d == day })
	if strings.HasPrefix(in.Choice, chosen) {
		rest = append(rest, day)
	}
	slices.Sort(rest)
	p.Every.Weekdays = rest
	return bot.Stay{}
}

// askMonth offers the days every month has, and the last one.
func askMonth(context.Context, *bot.Request, *planned) (bot.Screen, error) {
	s := bot.Say("announcements.ask_month")
	const inRow = 7
	for first := 1; first <= announcements.LastMonthDay; first += inRow {
		var row []bot.Button
		for day := first; day < first+inRow && day <= announcements.LastMonthDay; day++ {
			row = append(row, bot.Choice(bot.Named(strconv.Itoa(day)), strconv.Itoa(day)))
		}
		s = s.Row(row...)
	}
	return s.Row(bot.Choice(locales.T("announcements.last_day_button"), lastDay)), nil
}

func takeMonth(_ context.Context, _ *bot.Request, in bot.Input, p *planned) (err error) {
	if in.Choice == lastDay {
		p.Every.Day = announcements.LastDay
		return nil
	}
	p.Every.Day, err = in.Number(1, announcements.LastMonthDay)
	return err
}

// usualHours can be tapped instead of typed.
var usualHours = [...]int{9, 10, 12, 15, 18, 20}

func askClock(context.Context, *bot.Request, *planned) (bot.Screen, error) {
	s := bot.Say("announcements.ask_clock")
	for three := range slices.Chunk(usualHours[:], 3) {
		var row []bot.Button
		for _, hour := range three {
			row = append(row, bot.Choice(bot.Named(clockOf(hour*60)), clockOf(hour*60)))
		}
		s = s.Row(row...)
	}
	return s, nil
}

// takeClock takes the time of day and puts the expression together.
func (c *chat) takeClock(_ context.Context, r *bot.Request, in bot.Input, p *planned) (err error) {
	typed := in.Choice
	if typed == "" {
		if typed, err = in.Line(40); err != nil {
			return err
		}
	}
	at, err := centre.ReadClock(typed, r.Now)
	if err != nil {
		return err
	}
	p.Every.Clock = at.Hour()*60 + at.Minute()
	if typed, err = p.Every.Expression(); err != nil {
		return err
	}
	read, err := c.ReadCron(typed)
	p.Cron = read.Expression
	return err
}
