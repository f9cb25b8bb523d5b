package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// The answers to the preview.
const (
	publishNow = "publish"
	keepDraft  = "later"
)

// parts are the answers that can be changed from the preview, by step name and
// two in a row.
var parts = [...]string{
	events.PartTitle, "description", "in_kk", "in_ru", "in_en", events.PartStarts, events.PartEnds, events.PartPlace,
	"space", "district", events.PartCapacity, "ages", "interests", "opens", "closes", "reminders",
}

// partLabel names each part on its button.
const partLabel = locales.Family("events.part_")

// previewStep shows the event exactly as readers will see it.
func (c *chat) previewStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "preview",
		Ask: func(ctx context.Context, r *bot.Request, m *making) (bot.Screen, error) {
			card, err := c.Managed(ctx, r.Actor, m.ID)
			if err != nil {
				return bot.Screen{}, err
			}
			s := facts(&r.Reader, card).Gap().Say("events.ask_publish").
				Row(bot.Choice(locales.T("events.publish_button"), publishNow)).
				Row(bot.Choice(locales.T("events.later_button"), keepDraft))
			return changeable(s, m), nil
		},
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) error {
			value, err := in.Pick(append(parts[:], publishNow, keepDraft)...)
			if err != nil {
				return err
			}
			if m.Publish = value == publishNow; m.Publish || value == keepDraft {
				return nil
			}
			return &bot.Goto{Step: value}
		},
	}
}

// changeable adds a button for each answer that can be changed.
func changeable(s bot.Screen, m *making) bot.Screen {
	var row []bot.Button
	for _, part := range parts {
		if part == "in_"+m.Language || part == "space" && !m.HasSpaces || part == "district" && m.Place.Text == "" {
			continue
		}
		if row = append(row, bot.Choice(partLabel.T(part+"_button"), part)); len(row) == 2 {
			s, row = s.Row(row...), nil
		}
	}
	return s.Row(row...)
}
