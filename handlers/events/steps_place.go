package events

import (
	"context"
	"slices"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// placeStep asks where: a house of the centre by a button, or any other place
// in the organizer's words.
func (c *chat) placeStep() bot.Step[making] {
	return bot.Step[making]{
		Name: events.PartPlace,
		Ask: func(ctx context.Context, r *bot.Request, _ *making) (bot.Screen, error) {
			houses, err := c.Branches(ctx)
			return offer(&r.Reader, bot.Say("events.ask_place"), names(houses)), err
		},
		Take: func(ctx context.Context, _ *bot.Request, in bot.Input, m *making) error {
			if in.Choice == "" {
				text, err := in.Line(events.MaxPlace)
				if err == nil {
					m.Place, m.HasSpaces = m.Place.Reworded(text), false
				}
				return err
			}
			houses, err := c.Branches(ctx)
			if err != nil {
				return err
			}
			id, err := pickOne(in, names(houses))
			if err == nil {
				m.Place = events.Spot{Branch: events.BranchID(id)}
				m.HasSpaces = len(spaces(houses, m.Place.Branch)) > 0
			}
			return err
		},
	}
}

// names lists houses as names to choose from.
func names(houses []events.Branch) []events.Named {
	all := make([]events.Named, len(houses))
	for i, h := range houses {
		all[i] = events.Named{ID: int64(h.ID), Name: h.Name}
	}
	return all
}

// spaces lists the spaces of one house.
func spaces(houses []events.Branch, id events.BranchID) []events.Named {
	i := slices.IndexFunc(houses, func(h events.Branch) bool { return h.ID == id })
	if i < 0 {
		return nil
	}
	return houses[i].Spaces
}

// spaceStep asks for the room in the chosen house.
func (c *chat) spaceStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "space", Optional: true,
		When: func(m *making) bool { return m.HasSpaces },
		Ask: func(ctx context.Context, r *bot.Request, m *making) (bot.Screen, error) {
			houses, err := c.Branches(ctx)
			return offer(&r.Reader, bot.Say("events.ask_space"), spaces(houses, m.Place.Branch)), err
		},
		Take: func(ctx context.Context, _ *bot.Request, in bot.Input, m *making) error {
			houses, err := c.Branches(ctx)
			if err != nil {
				return err
			}
			id, err := pickOne(in, spaces(houses, m.Place.Branch))
			if err == nil {
				m.Place.Space = events.SpaceID(id)
			}
			return err
		},
	}
}

// districtStep asks in which district a place of one's own words lies, for the
// list "my district".
func (c *chat) districtStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "district", Optional: true,
		When: func(m *making) bool { return m.Place.Branch == 0 },
		Ask: func(ctx context.Context, r *bot.Request, m *making) (bot.Screen, error) {
			all, err := c.Districts(ctx)
			s := bot.Say("events.ask_district")
			if name := districtName(&r.Reader, all, m.Place.District); name != "" {
				s = s.Gap().Say("events.so_far", "value", name)
			}
			return offer(&r.Reader, s, all), err
		},
		Take: func(ctx context.Context, _ *bot.Request, in bot.Input, m *making) error {
			all, err := c.Districts(ctx)
			if err != nil {
				return err
			}
			id, err := pickOne(in, all)
			if err == nil {
				m.Place.District = events.DistrictID(id)
			}
			return err
		},
	}
}

// districtName finds a district's name, "" when none was chosen.
func districtName(r *bot.Reader, all []events.Named, id events.DistrictID) string {
	for _, d := range all {
		if d.ID == int64(id) {
			return r.Words(d.Name)
		}
	}
	return ""
}

func capacityStep() bot.Step[making] {
	return bot.Step[making]{
		Name: events.PartCapacity,
		Ask:  ask(bot.Say("events.ask_capacity")),
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) error {
			n, err := in.Number(events.MinCapacity, events.MaxCapacity)
			if err == nil {
				m.Capacity = n
			}
			return err
		},
	}
}

// agesLabel is each age rule on a button.
const agesLabel = locales.Family("events.choose_ages_")

func agesStep() bot.Step[making] {
	question := bot.Say("events.ask_ages")
	values := make([]string, 0, len(events.AllAges()))
	for _, a := range events.AllAges() {
		values = append(values, string(a))
		question = question.Row(bot.Choice(agesLabel.T(string(a)+"_button"), string(a)))
	}
	return bot.Step[making]{
		Name: "ages",
		Ask:  ask(question),
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) error {
			value, err := in.Pick(values...)
			if err == nil {
				m.Ages = events.Ages(value)
			}
			return err
		},
	}
}
