package registration

import (
	"context"
	"strconv"

	"jastar/bot"
	"jastar/centre/registration"
)

func (h *office) askDistrict(ctx context.Context, r *bot.Request, _ *editing) (bot.Screen, error) {
	all, err := h.Desk.Districts(ctx)
	if err != nil {
		return bot.Screen{}, err
	}
	choices := make([]bot.Button, len(all))
	for i, d := range all {
		choices[i] = bot.Choice(bot.Named(r.Words(d.Name)), strconv.FormatInt(int64(d.ID), 10))
	}
	return inPairs(bot.Say("registration.ask_district"), choices), nil
}

func (h *office) takeDistrict(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	choice, err := in.Pick(in.Choice) // any choice, but no message
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(choice, 10, 64)
	if err != nil {
		return bot.ErrOldButton
	}
	return h.Desk.ChangeProfile(ctx, r.Actor, registration.Change{District: new(registration.DistrictID(n))})
}

// inPairs puts buttons below a screen, two in a row.
func inPairs(s bot.Screen, buttons []bot.Button) bot.Screen {
	for ; len(buttons) > 1; buttons = buttons[2:] {
		s = s.Row(buttons[:2]...)
	}
	return s.Row(buttons...)
}
