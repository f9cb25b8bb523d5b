package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// people lists who has a seat, with what they replied to the reminder.
func (c *chat) people(ctx context.Context, r *bot.Request, a several) (bot.Reply, error) {
	list, err := c.Attendees(ctx, r.Actor, a.Event, int(a.Page))
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("events.people_title", "title", title(&r.Reader, list.Event)).
		Say("events.people_count", "n", list.Event.Taken, "seats", list.Event.Capacity).Gap()
	if len(list.List) == 0 {
		s = s.Say("events.people_empty")
	}
	for i, person := range list.List {
		s = s.Say("events.person", "number", list.Page*events.AttendeePage+i+1, "name", person.Name,
			"answer", replied(person.Answer))
	}
	s = s.Row(turns(list.Page, list.Pages(), func(p int16) string { return peopleAction.Data(several{a.Event, p}) })...)
	return bot.Show(s.Row(backToManage(a.Event), bot.MenuButton())), nil
}

// reply is a word for each answer to a reminder.
const reply = locales.Family("events.reply_")

func replied(a events.Answer) locales.Text {
	if a == events.NoAnswer {
		return reply.T("none")
	}
	return reply.T(string(a))
}
