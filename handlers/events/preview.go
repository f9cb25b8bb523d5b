package events

import (
	"context"
	"slices"

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
	"space", "district", events.PartCapacity, "ages", "interests", "opens", "closes", "reminders", "photo",
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
			s, err := c.unseen(ctx, &r.Reader, facts(&r.Reader, card).Gap(), card.Event)
			s = s.Say("events.ask_publish").
				Row(bot.Choice(locales.T("events.publish_button"), publishNow)).
				Row(bot.Choice(locales.T("events.later_button"), keepDraft))
			return changeable(s, m), err
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

// unseen says what was answered and does not stand on the card.
func (c *chat) unseen(ctx context.Context, r *bot.Reader, s bot.Screen, e events.Event) (bot.Screen, error) {
	all, err := c.Interests(ctx)
	var chosen locales.Strings
	for _, n := range all {
		if slices.Contains(e.Interests, events.InterestID(n.ID)) {
			chosen = append(chosen, r.Words(n.Name))
		}
	}
	if len(chosen) > 0 {
		s = s.Say("events.unseen_interests", "names", chosen)
	}
	if err == nil {
		s, err = c.inDistrict(ctx, r, s, e.Place)
	}
	if e.Photo != "" && s.Photo == "" {
		s = s.Say("events.unseen_photo")
	}
	return s.Say("events.unseen_reminders", "times", reminderTimes(r, e.ReminderOffsets())).Gap(), err
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
