package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre/registration"
)

func (h *office) askName(_ context.Context, r *bot.Request, _ *editing) (bot.Screen, error) {
	return nameQuestion(r), nil
}

// ownName is the choice of the Telegram account's name.
const ownName = "own"

// nameQuestion offers the account's name if it can be taken.
func nameQuestion(r *bot.Request) bot.Screen {
	s := bot.Say("registration.ask_name")
	if own := r.Update.From.Name; registration.CheckName(own) == nil {
		s = s.Row(bot.Choice(bot.Named(own), ownName))
	}
	return s
}

func (h *office) takeName(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	name, err := pickName(r, in)
	if err != nil {
		return err
	}
	return h.Desk.ChangeProfile(ctx, r.Actor, registration.Change{Name: &name})
}

// pickName takes a typed name, or the account's own when that was tapped.
func pickName(r *bot.Request, in bot.Input) (string, error) {
	name := r.Update.From.Name
	if in.Choice != ownName {
		typed, err := in.Line(registration.MaxName)
		if err != nil {
			return "", err
		}
		name = typed
	}
	return name, registration.CheckName(name)
}
