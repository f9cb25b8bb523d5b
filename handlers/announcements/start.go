package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// sendNow starts the countdown in place of the panel: the same message then
// shows the progress.
func (c *chat) sendNow(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	a, err := c.SendNow(ctx, r.Actor, o.ID, tappedOn(r))
	if err != nil {
		return bot.Reply{}, err
	}
	if a.State == announcements.InReview {
		return c.panel(ctx, r, o)
	}
	return c.report(ctx, r, o)
}

// tappedOn is the message that the actor tapped on, 0: none.
func tappedOn(r *bot.Request) int {
	if r.Update.Tap == nil {
		return 0
	}
	return r.Update.Tap.Message
}

// halt stops a countdown or a run at once.
func (c *chat) halt(ctx context.Context, r *bot.Request, h halted) (bot.Reply, error) {
	a, err := c.Halt(ctx, r.Actor, h.ID, h.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.panel(ctx, r, one{h.ID})
	reply.InPlace = true
	switch {
	case h.Run == 0 && a.State == announcements.Draft:
		return reply.Toasted("announcements.not_sent_toast"), err
	case h.Run == 0 || a.Running:
		return reply, err // what was to be stopped is past: the screen shows what is going on
	}
	return reply.Toasted("announcements.stopped_toast"), err
}

// unplan takes a planned start back.
func (c *chat) unplan(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.CancelPlan(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.panel(ctx, r, o)
	return reply.Toasted("announcements.unplanned_toast"), err
}

func (c *chat) backToPanel(ctx context.Context, r *bot.Request, form bot.Form[planned]) (bot.Reply, error) {
	return c.panel(ctx, r, one{form.Data.ID})
}

// pause pauses a run or lets it go on. The tapped message shows the new state.
func (c *chat) pause(ctx context.Context, r *bot.Request, h paused) (bot.Reply, error) {
	wish := announcements.Pause{Run: h.Run, Paused: h.Paused, Message: tappedOn(r)}
	if _, err := c.Pause(ctx, r.Actor, h.ID, wish); err != nil {
		return bot.Reply{}, err
	}
	show := func() (bot.Reply, error) { return c.report(ctx, r, one{h.ID}) }
	if h.Card > 0 {
		show = func() (bot.Reply, error) { return c.run(ctx, r, reported{h.Run, h.Card - 1}) }
	}
	reply, err := show()
	if h.Paused {
		return reply.Toasted("announcements.paused_toast"), err
	}
	return reply.Toasted("announcements.resumed_toast"), err
}

// tellMissed tells that planned times passed while the bot was away.
func (c *chat) tellMissed(ctx context.Context, r *bot.Reader, m announcements.Missing) (bot.Screen, error) {
	a, err := c.Open(ctx, r.Actor, m.Announcement)
	if err != nil {
		return bot.Screen{}, err
	}
	text, when := excerpt(r, a.Content), r.Moment(m.Last)
	s, open := bot.Say("announcements.missed", "text", text, "when", when), locales.T("announcements.open_button")
	if a.State != announcements.Draft { // it repeats, so it cannot be sent by hand
		s, open = bot.Say("announcements.missed_repeated", "text", text, "when", when), locales.T("announcements.open_planned_button")
	}
	if m.Times > 1 {
		s = s.Say("announcements.missed_times", "n", m.Times)
	}
	return s.Row(panelAction.Button(open, one{a.ID}), bot.MenuButton()), nil
}

// tellRefused tells that a plan was dropped because its author may no longer send it.
func (c *chat) tellRefused(_ context.Context, r *bot.Reader, m announcements.Missing) (bot.Screen, error) {
	return bot.Say("announcements.refused", "when", r.Moment(m.Last)).Row(bot.MenuButton()), nil
}
