package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre/registration"
	"jastar/locales"
)

// How residence and occupation are said.
const (
	residenceName  = locales.Family("registration.residence_")
	occupationName = locales.Family("registration.occupation_")
)

func (h *office) askResidence(context.Context, *bot.Request, *editing) (bot.Screen, error) {
	s := bot.Say("registration.ask_residence")
	for _, one := range registration.Residences() {
		s = s.Row(bot.Choice(residenceName.T(string(one)), string(one)))
	}
	return s, nil
}

func (h *office) takeResidence(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	one, err := pickOf(in, registration.Residences())
	if err != nil {
		return err
	}
	return h.Desk.ChangeProfile(ctx, r.Actor, registration.Change{Residence: &one})
}

func (h *office) askOccupation(context.Context, *bot.Request, *editing) (bot.Screen, error) {
	s := bot.Say("registration.ask_occupation")
	for _, one := range registration.Occupations() {
		s = s.Row(bot.Choice(occupationName.T(string(one)), string(one)))
	}
	return s, nil
}

func (h *office) takeOccupation(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	one, err := pickOf(in, registration.Occupations())
	if err != nil {
		return err
	}
	return h.Desk.ChangeProfile(ctx, r.Actor, registration.Change{Occupation: &one})
}

// pickOf takes one of the values as a choice.
func pickOf[T ~string](in bot.Input, values []T) (T, error) {
	codes := make([]string, len(values))
	for i, v := range values {
		codes[i] = string(v)
	}
	code, err := in.Pick(codes...)
	return T(code), err
}
