package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

func (h *office) askPhone(context.Context, *bot.Request, *editing) (bot.Screen, error) {
	s := bot.Say("registration.ask_phone")
	s.Keyboard = &bot.Keyboard{Rows: [][]bot.Key{{{Label: locales.T("registration.phone_button"), Contact: true}}}}
	return s, nil
}

func (h *office) takePhone(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	if in.Message == nil || in.Message.Contact == nil {
		return centre.Refuse("registration.phone_wrong_kind")
	}
	c := in.Message.Contact
	phone, err := registration.OwnPhone(r.Update.From.ID, c.User, c.Phone)
	if err != nil {
		return err
	}
	return h.Desk.ChangeProfile(ctx, r.Actor, registration.Change{Phone: &phone})
}
