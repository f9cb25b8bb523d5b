package registration

import (
	"context"
	"fmt"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

var settingsAction = bot.NewAction[none]("r.settings")

// languageName is what each language calls itself.
const languageName = locales.Family("common.language_")

// settings shows what can be chosen, and what is chosen now.
func (h *office) settings(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("registration.settings").Gap().
		Say("registration.settings_language", "value", languageName.T(string(r.Language)))
	s.Lines = append(s.Lines, sayReminders(p.Choice), h.sayQuiet(p.Choice))
	for _, line := range h.Others {
		said, err := line(ctx, &r.Reader)
		if err != nil {
			return bot.Reply{}, err
		}
		s.Lines = append(s.Lines, said)
	}
	s = s.Row(h.Language, remindersAction.Button(locales.T("registration.reminders_button"), none{})).
		Row(quietAction.Button(locales.T("registration.quiet_button"), none{}),
			mydataAction.Button(locales.T("registration.mydata_button"), none{})).
		Row(h.Follows, forgetAction.Button(locales.T("registration.forget_button"), none{})).Row(h.More...).Row(bot.MenuButton())
	return bot.Show(s), nil
}

// SettingsButton opens the settings.
func SettingsButton() bot.Button {
	return settingsAction.Button(locales.T("registration.settings_button"), none{})
}

// QuietButton opens the choice of quiet hours.
func QuietButton() bot.Button {
	return quietAction.Button(locales.T("registration.quiet_button"), none{})
}

// sayReminders says the chosen reminder times in words.
func sayReminders(c registration.Choice) locales.Text {
	switch {
	case c.Reminders == nil:
		return locales.T("registration.reminders_standard")
	case len(c.Reminders) == 0:
		return locales.T("registration.reminders_none")
	}
	var lengths locales.Lines
	for _, d := range c.Lengths() {
		lengths = append(lengths, locales.T("registration.reminder_line", "value", locales.Duration(d)))
	}
	return locales.T("registration.reminders_chosen", "list", lengths)
}

func (h *office) sayQuiet(c registration.Choice) locales.Text {
	if c.Quiet == nil {
		return locales.T("registration.quiet_standard", "value", sayHours(h.Desk.CentreQuiet()))
	}
	return locales.T("registration.quiet_chosen", "value", sayHours(*c.Quiet))
}

// sayHours says a part of the day, or that none is quiet.
func sayHours(q centre.QuietHours) locales.Text {
	if q.From == q.To {
		return locales.T("registration.quiet_never")
	}
	clock := func(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
	return locales.T("registration.quiet_hours", "from", clock(q.From), "to", clock(q.To))
}
