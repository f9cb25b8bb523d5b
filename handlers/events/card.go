package events

import (
	"context"
	"strconv"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

// opened is a card together with the list it was opened from.
type opened struct {
	Event  events.EventID
	Filter events.Filter
	Host   centre.OrganisationID
	Page   int16
}

// fromMine stands in the place of a filter for a card opened from /my.
const fromMine events.Filter = -1

// back leads to the list.
func (o opened) back() bot.Button {
	if o.Filter == fromMine {
		return bot.BackButton(mineAction.Data(paged{o.Page}))
	}
	return bot.BackButton(listAction.Data(listing{o.Filter, o.Host, o.Page}))
}

// card shows one event.
func (c *chat) card(ctx context.Context, r *bot.Request, o opened) (bot.Reply, error) {
	card, err := c.Card(ctx, r.Actor, o.Event)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Show(c.cardScreen(&r.Reader, card, o)), nil
}

// link opens a card from a deep link.
func (c *chat) link(ctx context.Context, r *bot.Request, rest string) (bot.Reply, error) {
	id, err := strconv.ParseInt(rest, 36, 64)
	if err != nil {
		return bot.Reply{}, centre.ErrGone
	}
	return c.card(ctx, r, opened{Event: events.EventID(id)})
}

// cardScreen is the card with its buttons, in place of the list it came from.
func (c *chat) cardScreen(r *bot.Reader, card events.Card, o opened) bot.Screen {
	s := facts(r, card)
	if card.Photo != s.Photo {
		s = s.Row(photoAction.Button(locales.T("events.photo_button"), o))
	}
	if card.Live(r.Now) {
		s = s.Row(seatButton(card, o))
	}
	if !card.Place.Missing() {
		s = s.Row(mapButton(card.Place), c.shareButton(card.ID))
	}
	if card.Status != events.StatusDraft {
		s = s.Row(followButton(r, card, o))
	}
	return s.Row(o.back(), bot.MenuButton())
}

// seatButton carries the state that is wished for.
func seatButton(card events.Card, o opened) bot.Button {
	label := locales.T("events.join_button")
	if card.Going {
		label = locales.T("events.leave_button")
	}
	return seatAction.Button(label, seat{o.Event, !card.Going, o.Filter, o.Host, o.Page})
}

// ageRule says the rule for people under 18.
const ageRule = locales.Family("events.ages_")

// facts are the lines of a card, as every reader sees them. A draft lacks what was
// not answered yet; nobody has a seat in an event that will not take place.
func facts(r *bot.Reader, card events.Card) bot.Screen {
	e := card.Event
	s := bot.Say("events.title", "title", title(r, e))
	if e.Status == events.StatusCancelled {
		s = s.Say("events.called_off", "reason", e.CancelReason)
	}
	about := r.Words(e.Description)
	if about != "" {
		s = s.Gap().Say("events.description", "text", about)
	}
	if len([]rune(about)) <= captionRoom {
		s.Photo = e.Photo
	}
	s = whenAndWhere(r, s.Gap(), e)
	cancelled := e.Status == events.StatusCancelled
	if e.Capacity > 0 && !cancelled {
		s = with(s, seats(e))
	}
	s = with(s, ageRule.T(string(e.Ages))).Say("events.free").Say("events.host", "host", r.Words(e.OrganisationName))
	if cancelled {
		return s
	}
	return yourPlace(r, signupWindow(r, s, e), card)
}

// whenAndWhere says time and place, as far as they are known.
func whenAndWhere(r *bot.Reader, s bot.Screen, e events.Event) bot.Screen {
	switch {
	case !e.Ends.IsZero():
		s = s.Say("events.when", "when", when(r, e))
	case !e.Starts.IsZero():
		s = s.Say("events.when", "when", r.Moment(e.Starts))
	}
	if e.Place.Missing() {
		return s
	}
	s = s.Say("events.where", "where", where(r, e.Place))
	if e.Place.Branch == 0 {
		return s
	}
	return s.Say("events.address", "address", r.Words(e.Place.Address))
}

// signupWindow says when sign-up opens and closes, as far as that is to come.
func signupWindow(r *bot.Reader, s bot.Screen, e events.Event) bot.Screen {
	if r.Now.Before(e.Opens) {
		s = s.Say("events.opens", "when", r.Moment(e.Opens))
	}
	if r.Now.Before(e.Closes) {
		s = s.Say("events.closes", "when", r.Moment(e.Closes))
	}
	return s
}

// yourPlace says that the reader has a seat, and when they will be reminded.
func yourPlace(r *bot.Reader, s bot.Screen, card events.Card) bot.Screen {
	if !card.Going {
		return s
	}
	s = s.Gap().Say("events.you_are_in")
	if len(card.Reminders) == 0 {
		return s
	}
	return s.Say("events.reminders", "when", moments(r, card.Reminders))
}
