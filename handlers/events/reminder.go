package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// answered is a reply to a reminder.
type answered struct {
	Event  events.EventID
	Answer string `max:"6"`
}

// remind speaks the reminder of an event that is still to come.
func (c *chat) remind(ctx context.Context, r *bot.Reader, n events.ReminderNotice) (bot.Screen, error) {
	card, ok, err := c.Reminding(ctx, r.Actor, n)
	if err != nil || !ok {
		return bot.Screen{}, err
	}
	s := brief(r, card, bot.Say("events.reminder", "left", locales.Duration(card.Starts.Sub(r.Now))))
	return c.answers(s.Gap().Say("events.are_you_coming"), card).Last(), nil
}

// brief adds what somebody on the way must know.
func brief(r *bot.Reader, card events.Card, s bot.Screen) bot.Screen {
	s = s.Gap().Say("events.title", "title", title(r, card.Event)).
		Say("events.when", "when", when(r, card.Event)).Say("events.where", "where", where(r, card.Place))
	if card.Place.Branch != 0 {
		s = s.Say("events.address", "address", r.Words(card.Place.Address))
	}
	return s
}

// answers adds the replies to a reminder.
func (c *chat) answers(s bot.Screen, card events.Card) bot.Screen {
	to := func(label locales.Text, a events.Answer) bot.Button {
		return answerAction.Button(label, answered{card.ID, string(a)})
	}
	return s.
		Row(to(locales.T("events.coming_button"), events.Coming), to(locales.T("events.late_button"), events.Late)).
		Row(to(locales.T("events.cannot_button"), events.Cannot), mapButton(card.Place))
}

// answer writes the reply down; "can't" frees the seat at once.
func (c *chat) answer(ctx context.Context, r *bot.Request, a answered) (bot.Reply, error) {
	wish, err := events.Reply(events.Answer(a.Answer))
	if err != nil {
		return bot.Reply{}, err
	}
	out, err := c.RSVP(ctx, r.Actor, a.Event, wish)
	if err != nil {
		return bot.Reply{}, err
	}
	headline := said(&r.Reader, out)
	if out.Verdict == events.Noted {
		headline = noted.T(a.Answer)
	}
	s := brief(&r.Reader, out.Card, bot.Screen{Lines: []locales.Text{headline}})
	switch {
	case out.Going:
		s = c.answers(s, out.Card)
	case out.Live(r.Now):
		s = s.Row(seatButton(out.Card, opened{Event: a.Event}))
	}
	return bot.Reply{Screen: s.Row(mineAction.Button(locales.T("events.mine_button"), paged{}), bot.MenuButton()).Last(), InPlace: true}, nil
}

// noted says back what somebody replied to a reminder.
const noted = locales.Family("events.noted_")
