package announcements

import (
	"context"
	"strings"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// sendNow starts the countdown in place of the panel: the same message then
// shows the progress.
func (c *chat) sendNow(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	message := 0
	if r.Update.Tap != nil {
		message = r.Update.Tap.Message
	}
	if _, err := c.SendNow(ctx, r.Actor, o.ID, message); err != nil {
		return bot.Reply{}, err
	}
	return c.report(ctx, r, o)
}

// halt stops a countdown or a run at once.
func (c *chat) halt(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	a, err := c.Halt(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.panel(ctx, r, o)
	reply.InPlace = true
	if a.State == announcements.Draft {
		return reply.Toasted("announcements.not_sent_toast"), err
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

// planned is an answer to "when".
type planned struct {
	ID   announcements.ID `json:"id"`
	At   time.Time        `json:"at,omitzero"`
	Cron string           `json:"cron,omitempty"`
}

// sendAt asks for day and time.
func (c *chat) sendAt(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.Open(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	return c.timing().Enter(planned{ID: o.ID}), nil
}

// timing plans a single start.
func (c *chat) timing() *bot.Flow[planned] {
	return &bot.Flow[planned]{
		Name: "announce_at", Version: 1,
		Steps: []bot.Step[planned]{{
			Name: "when",
			Ask: func(_ context.Context, r *bot.Request, _ *planned) (bot.Screen, error) {
				example := r.Now.AddDate(0, 0, 1).Format("02.01.2006") + " 18:30"
				return bot.Say("announcements.ask_when", "example", example), nil
			},
			Take: func(_ context.Context, _ *bot.Request, in bot.Input, p *planned) (err error) {
				if p.At, err = in.Time(); err != nil {
					return err
				}
				return c.CheckTime(p.At)
			},
		}},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[planned]) (bot.Reply, error) {
			if _, err := c.SendAt(ctx, r.Actor, form.Data.ID, form.Data.At); err != nil {
				return bot.Reply{}, err
			}
			return c.panel(ctx, r, one{form.Data.ID})
		},
		Abandon: c.backToPanel,
	}
}

func (c *chat) backToPanel(ctx context.Context, r *bot.Request, form bot.Form[planned]) (bot.Reply, error) {
	return c.panel(ctx, r, one{form.Data.ID})
}

// report shows the countdown or how the latest run stands.
func (c *chat) report(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	p, err := c.Progress(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := bot.Show(Progress(&r.Reader, p))
	reply.InPlace = true
	return reply, nil
}

// Progress is the one message that follows an announcement from the countdown
// to the final numbers. It is lasting: no other screen takes its place.
func Progress(r *bot.Reader, p announcements.Progress) bot.Screen {
	a := p.Announcement
	if a.Counting() {
		left := max(0, a.Schedule.Next.Sub(r.Now).Round(time.Second))
		return bot.Say("announcements.counting", "text", excerpt(r, a.Content), "left", locales.Duration(left)).
			Row(haltAction.Button(locales.T("announcements.stop_button"), one{a.ID})).Last()
	}
	s := numbers(p, heading(r, p))
	if a.Running {
		return pace(r, p, s).
			Row(haltAction.Button(locales.T("announcements.stop_button"), one{a.ID})).Last()
	}
	if p.Settling(r.Now) {
		s = s.Say("announcements.settling")
	}
	for _, reason := range p.Reasons {
		s = s.Say("announcements.reason", "words", reason.Words, "n", reason.Number)
	}
	if !p.Tally.Started.IsZero() && !p.Tally.Ended.IsZero() {
		took := max(time.Second, p.Tally.Ended.Sub(p.Tally.Started))
		s = s.Say("announcements.took", "duration", locales.Duration(took))
	}
	return s.Row(homeAction.Button(locales.T("announcements.home_button"), struct{}{}), bot.MenuButton()).Last()
}

// heading says which announcement it is and whether it is still going out.
func heading(r *bot.Reader, p announcements.Progress) bot.Screen {
	name := excerpt(r, p.Announcement.Content)
	switch {
	case p.Announcement.Running:
		return bot.Say("announcements.sending", "text", name)
	case p.Tally.State == announcements.Stopped:
		return bot.Say("announcements.stopped", "text", name)
	default:
		return bot.Say("announcements.finished", "text", name)
	}
}

// bar is drawn of ten boxes; the number beside it says the same.
func bar(percent int) string {
	full := percent / 10
	return strings.Repeat("▓", full) + strings.Repeat("░", 10-full)
}

// numbers are the same while it runs and at the end.
func numbers(p announcements.Progress, s bot.Screen) bot.Screen {
	t := p.Tally
	if t.Total > 0 {
		s = s.Say("announcements.done", "bar", bar(p.Percent()), "percent", p.Percent(), "done", t.Done(), "total", t.Total)
	}
	s = s.Say("announcements.sent", "n", t.Sent).Say("announcements.blocked", "n", t.Blocked).Say("announcements.failed", "n", t.Failed)
	if t.Unknown > 0 {
		s = s.Say("announcements.unknown", "n", t.Unknown)
	}
	return s
}

// pace says how fast it goes and how long the rest takes.
func pace(r *bot.Reader, p announcements.Progress, s bot.Screen) bot.Screen {
	if rate := p.Rate(r.Now); rate >= 1 {
		s = s.Say("announcements.rate", "n", int(rate+0.5))
	}
	if left := p.Remaining(r.Now); left > 0 {
		s = s.Say("announcements.remaining", "duration", locales.Duration(left))
	}
	return s
}

// tellMissed tells that planned times passed while the bot was away.
func (c *chat) tellMissed(ctx context.Context, r *bot.Reader, m announcements.Missing) (bot.Screen, error) {
	a, err := c.Open(ctx, r.Actor, m.Announcement)
	if err != nil {
		return bot.Screen{}, err
	}
	s := bot.Say("announcements.missed", "text", excerpt(r, a.Content), "when", r.Moment(m.Last))
	if m.Times > 1 {
		s = s.Say("announcements.missed_times", "n", m.Times)
	}
	return s.Row(panelAction.Button(locales.T("announcements.open_button"), one{a.ID}), bot.MenuButton()), nil
}

// tellRefused tells that a plan was dropped because its author may no longer send it.
func (c *chat) tellRefused(_ context.Context, r *bot.Reader, m announcements.Missing) (bot.Screen, error) {
	return bot.Say("announcements.refused", "when", r.Moment(m.Last)).Row(bot.MenuButton()), nil
}
