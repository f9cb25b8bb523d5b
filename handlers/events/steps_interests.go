package events

import (
	"context"
	"slices"
	"strconv"
	"strings"

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
			wished := strings.HasPrefix(in.Choice, like)
			in.Choice = strings.TrimLeft(in.Choice, like+dislike)
			id, err := pickOne(in, all)
			if err != nil {
				return err
			}
			m.Interests = ticked(m.Interests, events.InterestID(id), wished)
			return bot.Stay{}
		},
	}
}

// The wished state of an interest stands before its id, so that a second tap
// on the same button changes nothing.
const (
	like    = "+"
	dislike = "-"
)

// tick is a button that says whether it is chosen.
func tick(r *bot.Reader, n events.Named, chosen bool) bot.Button {
	id := strconv.FormatInt(n.ID, 10)
	if chosen {
		return bot.Choice(locales.T("events.chosen_button", "name", r.Words(n.Name)), dislike+id)
	}
	return bot.Choice(bot.Named(r.Words(n.Name)), like+id)
}

// ticked puts an interest among the chosen ones, or takes it out.
func ticked(chosen []events.InterestID, id events.InterestID, wished bool) []events.InterestID {
	rest := slices.DeleteFunc(slices.Clone(chosen), func(other events.InterestID) bool { return other == id })
	if wished {
		rest = append(rest, id)
	}
	return rest
}
