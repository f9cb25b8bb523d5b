package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

var (
	quietAction      = bot.NewAction[none]("r.quiet")
	quietSetAction   = bot.NewAction[hours]("r.quietset")
	quietResetAction = bot.NewAction[none]("r.quietreset")
)

// hours are the wished quiet hours in minutes after midnight.
type hours struct{ From, To int16 }

// quiet shows the quiet hours to choose from.
func (h *office) quiet(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("registration.ask_quiet").Gap()
	s.Lines = append(s.Lines, h.sayQuiet(p.Choice))
	for _, q := range registration.QuietChoices() {
		chosen := p.Choice.Quiet != nil && *p.Choice.Quiet == q
		s = s.Row(quietSetAction.Button(on(sayHours(q), chosen), hours{int16(q.From), int16(q.To)}))
	}
	if p.Choice.Quiet != nil {
		s = s.Row(quietResetAction.Button(locales.T("registration.quiet_standard_button"), none{}))
	}
	return bot.Show(s.Row(bot.BackButton(settingsAction.Data(none{})), bot.MenuButton())), nil
}

func (h *office) setQuiet(ctx context.Context, r *bot.Request, w hours) (bot.Reply, error) {
	if err := h.Desk.SetQuiet(ctx, r.Actor, &centre.QuietHours{From: int(w.From), To: int(w.To)}); err != nil {
		return bot.Reply{}, err
	}
	return h.quiet(ctx, r)
}

func (h *office) resetQuiet(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	if err := h.Desk.SetQuiet(ctx, r.Actor, nil); err != nil {
		return bot.Reply{}, err
	}
	return h.quiet(ctx, r)
}
