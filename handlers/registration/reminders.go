package registration

import (
	"context"
	"slices"
	"time"

	"jastar/bot"
	"jastar/centre/registration"
	"jastar/locales"
)

var (
	remindersAction   = bot.NewAction[none]("r.reminders")
	remindAction      = bot.NewAction[remind]("r.remind")
	remindResetAction = bot.NewAction[none]("r.remindreset")
)

// remind is the wished state of one reminder time.
type remind struct {
	Minutes int32
	On      bool
}

// reminders shows the reminder times to choose from.
func (h *office) reminders(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("registration.ask_reminders").Gap()
	s.Lines = append(s.Lines, sayReminders(p.Choice))
	var buttons []bot.Button
	for _, m := range registration.ReminderTimes() {
		chosen := slices.Contains(p.Choice.Reminders, m)
		length := locales.Duration(time.Duration(m) * time.Minute)
		buttons = append(buttons, remindAction.Button(on(length, chosen), remind{int32(m), !chosen}))
	}
	s = inPairs(s, buttons)
	if p.Choice.Reminders != nil {
		s = s.Row(remindResetAction.Button(locales.T("registration.remind_standard_button"), none{}))
	}
	return bot.Show(s.Row(bot.BackButton(settingsAction.Data(none{})), bot.MenuButton())), nil
}

func (h *office) setReminder(ctx context.Context, r *bot.Request, w remind) (bot.Reply, error) {
	if err := h.Desk.SetReminder(ctx, r.Actor, int(w.Minutes), w.On); err != nil {
		return bot.Reply{}, err
	}
	return h.reminders(ctx, r)
}

func (h *office) resetReminders(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) {
	if err := h.Desk.ResetReminders(ctx, r.Actor); err != nil {
		return bot.Reply{}, err
	}
	return h.reminders(ctx, r)
}
