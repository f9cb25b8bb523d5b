package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// tellShifted tells that an announcement moved with its event.
func (c *chat) tellShifted(ctx context.Context, r *bot.Reader, m announcements.Shifted) (bot.Screen, error) {
	p, err := c.Panel(ctx, r.Actor, m.Announcement)
	if err != nil {
		return bot.Screen{}, err
	}
	if p.State != announcements.Scheduled || p.Schedule.Tie.Event != m.Event || !p.Schedule.Next.Equal(m.At) {
		return bot.Screen{}, centre.ErrGone // it moved again, or the plan was taken back
	}
	return bot.Say("announcements.shifted", "text", excerpt(r, p.Content), "title", r.Words(p.Occasion.Name), "when", r.Moment(m.At)).
		Row(panelAction.Button(locales.T("announcements.open_planned_button"), one{p.ID}), bot.MenuButton()), nil
}

// tellOvertaken tells that an event was moved so that the time to send had passed.
func (c *chat) tellOvertaken(ctx context.Context, r *bot.Reader, m announcements.Missing) (bot.Screen, error) {
	a, err := c.Open(ctx, r.Actor, m.Announcement)
	if err != nil {
		return bot.Screen{}, err
	}
	return bot.Say("announcements.overtaken", "text", excerpt(r, a.Content), "when", r.Moment(m.Last)).
		Row(panelAction.Button(locales.T("announcements.open_button"), one{a.ID}), bot.MenuButton()), nil
}

// tellGivenUp tells that a plan was dropped because its event was cancelled.
func (c *chat) tellGivenUp(ctx context.Context, r *bot.Reader, m announcements.Shifted) (bot.Screen, error) {
	a, err := c.Open(ctx, r.Actor, m.Announcement)
	if err != nil {
		return bot.Screen{}, err
	}
	e, err := c.Occasion(ctx, m.Event)
	if err != nil {
		return bot.Screen{}, err
	}
	return bot.Say("announcements.given_up", "text", excerpt(r, a.Content), "title", r.Words(e.Name)).
		Row(panelAction.Button(locales.T("announcements.open_button"), one{a.ID}), bot.MenuButton()), nil
}
