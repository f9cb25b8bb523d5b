package events

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// when says from when to when, with the weekday. An end on another day is said
// with its day.
func when(r *bot.Reader, e events.Event) locales.Text { return span(r, e.Starts, e.Ends) }

func span(r *bot.Reader, start, end time.Time) locales.Text {
	zone := r.Now.Location()
	start, end = start.In(zone), end.In(zone)
	if start.YearDay() == end.YearDay() && start.Year() == end.Year() {
		return locales.T("events.span", "start", locales.DateTime(start, r.Now), "end", locales.Clock(end))
	}
	return locales.T("events.span_days", "start", locales.DateTime(start, r.Now), "end", locales.ShortDateTime(end))
}

// where says the place in one line: house and space, or the organizer's words.
func where(r *bot.Reader, p events.Place) locales.Text {
	switch {
	case p.Branch == 0:
		return locales.T("events.place", "place", p.Text)
	case p.Space == 0:
		return locales.T("events.place", "place", r.Words(p.Name))
	}
	return locales.T("events.place_space", "place", r.Words(p.Name), "space", r.Words(p.SpaceName))
}

// seats says how many are free.
func seats(e events.Event) locales.Text {
	if e.Left() == 0 {
		return locales.T("events.no_seats", "seats", e.Capacity)
	}
	return locales.T("events.seats", "n", e.Left(), "seats", e.Capacity)
}

// moments says several moments in one line.
func moments(r *bot.Reader, all []time.Time) locales.Strings {
	said := make(locales.Strings, len(all))
	for i, t := range all {
		said[i] = r.Brief(t)
	}
	return said
}

// with returns the screen with more lines that are made already.
func with(s bot.Screen, lines ...locales.Text) bot.Screen {
	s.Lines = slices.Concat(s.Lines, lines)
	return s
}

// told says how many people will hear of a change.
func told(e events.Event) locales.Text {
	if e.Taken == 0 {
		return locales.T("events.nobody_is_told")
	}
	return locales.T("events.will_be_told", "n", e.Taken)
}

// title is the event's name; a draft may have none yet.
func title(r *bot.Reader, e events.Event) string {
	if t := r.Words(e.Title); t != "" {
		return t
	}
	return r.Texts.Plain(r.Language, locales.T("events.untitled"))
}

// shortTitle is how many characters of a name fit on a button.
const shortTitle = 36

// short cuts a name for a button.
func short(s string) string {
	if letters := []rune(s); len(letters) > shortTitle {
		return string(letters[:shortTitle-1]) + "…"
	}
	return s
}

// mapButton opens the place on a map: its point, or a search for its words
// (https://developers.google.com/maps/documentation/urls/get-started).
func mapButton(p events.Place) bot.Button {
	query := p.Text
	if p.Latitude != 0 || p.Longitude != 0 {
		query = strconv.FormatFloat(p.Latitude, 'f', 6, 64) + "," + strconv.FormatFloat(p.Longitude, 'f', 6, 64)
	}
	return bot.Link(locales.T("events.map_button"),
		"https://www.google.com/maps/search/?api=1&query="+url.QueryEscape(query))
}

// shareButton lets people send the card's link to any chat
// (https://core.telegram.org/widgets/share).
func (c *chat) shareButton(id events.EventID) bot.Button {
	card := CardLink(c.bot, int64(id))
	return bot.Link(locales.T("events.share_button"), "https://t.me/share/url?url="+url.QueryEscape(card))
}

// CardLink is the address at which an event's card opens in the chat with the bot
// of that name (https://core.telegram.org/bots/features#deep-linking).
func CardLink(bot string, event int64) string {
	return "https://t.me/" + bot + "?start=" + cardLink + strconv.FormatInt(event, 36)
}
