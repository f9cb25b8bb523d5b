package registration

import (
	"context"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

func (h *office) askBand(context.Context, *bot.Request, *editing) (bot.Screen, error) {
	return h.bandChoices(bot.Say("registration.ask_band")), nil
}

func (h *office) takeBand(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	band, err := h.pickBand(in)
	if err != nil {
		return err
	}
	return h.Desk.ChangeProfile(ctx, r.Actor, registration.Change{Band: &band})
}

// bandChoices puts a row with a choice for each age band below a screen.
func (h *office) bandChoices(s bot.Screen) bot.Screen {
	var row []bot.Button
	for _, b := range h.Desk.Ages() {
		row = append(row, bot.Choice(sayBand(b), string(b.Code)))
	}
	return s.Row(row...)
}

func sayBand(b registration.AgeBand) locales.Text {
	return locales.T("registration.band_button", "from", b.From, "to", b.To)
}

// pickBand takes one of the bands, or one of the others that are named.
func (h *office) pickBand(in bot.Input, others ...registration.Band) (registration.Band, error) {
	var codes []string
	for _, b := range h.Desk.Ages() {
		codes = append(codes, string(b.Code))
	}
	for _, b := range others {
		codes = append(codes, string(b))
	}
	code, err := in.Pick(codes...)
	return registration.Band(code), err
}

func (h *office) askBirthDate(context.Context, *bot.Request, *editing) (bot.Screen, error) {
	youngest, oldest := h.Desk.Ages().Limits()
	return bot.Say("registration.ask_birth_date").
		Say("registration.ask_birth_date_why", "from", youngest, "to", oldest), nil
}

// longestDate is the most characters that a typed date can need.
const longestDate = 32

func (h *office) takeBirthDate(ctx context.Context, r *bot.Request, in bot.Input, _ *editing) error {
	line, err := in.Line(longestDate)
	if err != nil {
		return err
	}
	born, err := centre.ReadDate(line, time.UTC)
	if err != nil {
		return err
	}
	return h.Desk.ChangeProfile(ctx, r.Actor, registration.Change{Born: &born})
}
