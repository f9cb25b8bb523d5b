package announcements

import (
	"context"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// calendar shows by day what all organisations have planned.
func (c *chat) calendar(ctx context.Context, r *bot.Request, p paged) (bot.Reply, error) {
	list, err := c.Calendar(ctx, r.Actor, int(p.Page))
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("announcements.calendar", "from", r.Date(list.From), "to", r.Date(list.To.Add(-time.Second)))
	if len(list.Entries) == 0 {
		s = s.Say("announcements.calendar_empty")
	}
	day := ""
	for _, e := range list.Entries {
		if d := r.Date(e.At); d != day {
			day, s = d, s.Gap().Say("announcements.calendar_day", "day", d)
		}
		s = entryLines(&r.Reader, s, e)
	}
	if list.More > 0 {
		s = s.Gap().Say("announcements.calendar_more", "n", list.More)
	}
	return bot.Show(calendarRows(s, list)), nil
}

// entryLines says one planned sending: whose it is, and the words if the reader
// may know them.
func entryLines(r *bot.Reader, s bot.Screen, e announcements.Entry) bot.Screen {
	clock := locales.Clock(e.At)
	if e.Content == nil {
		s = s.Say("announcements.calendar_foreign", "clock", clock, "from", sentBy(r, e.From))
	} else {
		s = s.Say("announcements.calendar_entry", "clock", clock, "from", sentBy(r, e.From), "text", excerpt(r, e.Content))
	}
	if e.Again {
		s = s.Say("announcements.calendar_again")
	}
	if e.Clash {
		s = s.Say("announcements.calendar_clash")
	}
	return s
}

// sentBy names whose announcement it is.
func sentBy(r *bot.Reader, from centre.Words) any {
	if from == nil {
		return locales.T("announcements.by_centre")
	}
	return r.Words(from)
}

// calendarRows lead from page to page.
func calendarRows(s bot.Screen, list announcements.Calendar) bot.Screen {
	var row []bot.Button
	if list.Page > 0 {
		row = append(row, calendarAction.Button(locales.T("announcements.earlier_button"), paged{int16(list.Page - 1)}))
	}
	if list.Page < announcements.CalendarPages-1 {
		row = append(row, calendarAction.Button(locales.T("announcements.later_button"), paged{int16(list.Page + 1)}))
	}
	return s.Row(row...).Row(bot.BackButton(homeAction.Data(struct{}{})), bot.MenuButton())
}
