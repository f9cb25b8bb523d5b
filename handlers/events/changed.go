package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// tellMoved tells what an event was and what it is now.
func (c *chat) tellMoved(ctx context.Context, r *bot.Reader, n events.ChangeNotice) (bot.Screen, error) {
	card, was, ok, err := c.Moved(ctx, r.Actor, n)
	if err != nil || !ok {
		return bot.Screen{}, err
	}
	s := bot.Say("events.moved", "title", title(r, card.Event)).Gap()
	s = difference(r, s, was, card.Event)
	if card.Place.Branch != 0 {
		s = s.Say("events.address", "address", r.Words(card.Place.Address))
	}
	if len(card.Reminders) > 0 {
		s = s.Say("events.reminders", "when", moments(r, card.Reminders))
	}
	return s.Gap().Say("events.moved_keep").
		Row(seatButton(card, opened{Event: card.ID}), mapButton(card.Place)).
		Row(cardAction.Button(locales.T("events.card_button"), opened{Event: card.ID}), bot.MenuButton()).Last(), nil
}

// difference says old and new of what changed, and what stays.
func difference(r *bot.Reader, s bot.Screen, was events.Change, e events.Event) bot.Screen {
	if was.SameTime(e) {
		s = s.Say("events.when", "when", when(r, e))
	} else {
		s = s.Say("events.old_time", "when", span(r, was.Starts, was.Ends)).Say("events.new_time", "when", when(r, e))
	}
	if was.SamePlace(e) {
		return s.Say("events.where", "where", where(r, e.Place))
	}
	return s.Say("events.old_place", "where", where(r, was.Place)).Say("events.new_place", "where", where(r, e.Place))
}

// tellCalledOff tells that an event will not take place, and why.
func (c *chat) tellCalledOff(ctx context.Context, r *bot.Reader, n events.EventNotice) (bot.Screen, error) {
	card, ok, err := c.CalledOff(ctx, r.Actor, n)
	if err != nil || !ok {
		return bot.Screen{}, err
	}
	return bot.Say("events.cancelled", "title", title(r, card.Event)).Gap().
		Say("events.when", "when", when(r, card.Event)).
		Say("events.reason", "reason", card.CancelReason).
		Row(listButton(events.FilterAll), bot.MenuButton()).Last(), nil
}
