package events

import (
	"context"
	"slices"
	"strconv"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// done is the answer that ends ticking.
const done = "done"

// interestsStep lets the organizer tick what the event is about.
func (c *chat) interestsStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "interests", Optional: true,
		Ask: func(ctx context.Context, r *bot.Request, m *making) (bot.Screen, error) {
			all, err := c.Interests(ctx)
			s := bot.Say("events.ask_interests")
			for pair := range slices.Chunk(all, 2) {
				var row []bot.Button
				for _, n := range pair {
					row = append(row, tick(&r.Reader, n, slices.Contains(m.Interests, events.InterestID(n.ID))))
				}
				s = s.Row(row...)
			}
			return s.Row(bot.Choice(locales.T("events.done_button"), done)), err
		},
		Take: func(ctx context.Context, _ *bot.Request, in bot.Input, m *making) error {
			if in.Choice == done {
				return nil
			}
			all, err := c.Interests(ctx)
			if err != nil {
				return err
			}
			id, err := pickOne(in, all)
			if err != nil {
				return err
			}
			m.Interests = toggled(m.Interests, events.InterestID(id))
			return bot.Stay{}
		},
	}
}

// tick is a button that says whether it is chosen.
func tick(r *bot.Reader, n events.Named, chosen bool) bot.Button {
	label := bot.Named(r.Words(n.Name))
	if chosen {
		label = locales.T("events.chosen_button", "name", r.Words(n.Name))
	}
	return bot.Choice(label, strconv.FormatInt(n.ID, 10))
}

func toggled(chosen []events.InterestID, id events.InterestID) []events.InterestID {
	if i := slices.Index(chosen, id); i >= 0 {
		return slices.Delete(slices.Clone(chosen), i, i+1)
	}
	return append(slices.Clone(chosen), id)
}
