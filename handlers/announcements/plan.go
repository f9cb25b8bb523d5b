package announcements

import (
	"context"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons of a plan.
var (
	datesAction = bot.NewAction[one]("a.dates")
	skipAction  = bot.NewAction[skipped]("a.skip")
	restAction  = bot.NewAction[wish]("a.rest")
	untilAction = bot.NewAction[one]("a.until")

	calendarAction = bot.NewAction[paged]("a.cal")
)

// skipped is the wish to leave a coming time out, or to send it after all.
type skipped struct {
	ID     announcements.ID
	At     int64 // in seconds since 1970
	Wished bool
}

func (c *chat) planRoutes() []bot.Route {
	return []bot.Route{
		bot.On(datesAction, c.dates),
		bot.On(skipAction, c.skip),
		bot.On(restAction, c.rest),
		bot.On(untilAction, c.until),
		bot.On(calendarAction, c.calendar),
	}
}

// plannedScreen shows what is planned and how to change it or take it back.
func (c *chat) plannedScreen(r *bot.Reader, p announcements.Panel) bot.Screen {
	s := sayApproved(planLines(r, bot.Say("announcements.planned_title"), p), p)
	return repetitionRows(c.facts(r, s.Gap(), p), p).
		Row(unplanAction.Button(locales.T("announcements.unplan_button"), one{p.ID})).
		Row(previewAction.Button(locales.T("announcements.preview_button"), one{p.ID})).
		Row(bot.BackButton(listAction.Data(listed{1})), bot.MenuButton())
}

// planLines say when it goes out.
func planLines(r *bot.Reader, s bot.Screen, p announcements.Panel) bot.Screen {
	switch {
	case p.Schedule.Cron != "":
		return comingLines(r, s, p)
	case p.Schedule.Tie.Event != 0:
		s = goesBy(r, s, p.Occasion, p.Schedule.Tie.Offset)
	}
	return s.Say("announcements.planned_at", "when", r.Moment(p.Schedule.Next))
}

// comingLines says a repetition in words, its end and its coming dates.
func comingLines(r *bot.Reader, s bot.Screen, p announcements.Panel) bot.Screen {
	s = s.Say("announcements.repeats", "words", inWords(r, p.Repeats.Pattern))
	if !p.Schedule.Until.IsZero() {
		s = lastLine(r, s, p.Schedule.Until.Add(-time.Second))
	}
	if p.Schedule.Resting {
		return s.Say("announcements.resting")
	}
	for _, t := range p.Coming {
		if t.Skipped {
			s = s.Say("announcements.next_skipped", "when", r.Moment(t.At))
		} else {
			s = s.Say("announcements.next", "when", r.Moment(t.At))
		}
	}
	return s
}

func lastLine(r *bot.Reader, s bot.Screen, day time.Time) bot.Screen {
	return s.Say("announcements.last_day", "day", r.Date(day))
}

// repetitionRows are the buttons that change a repetition.
func repetitionRows(s bot.Screen, p announcements.Panel) bot.Screen {
	if p.Schedule.Cron == "" {
		return s
	}
	until := untilAction.Button(locales.T("announcements.until_button"), one{p.ID})
	if p.Schedule.Resting {
		return s.Row(restAction.Button(locales.T("announcements.unrest_button"), wish{p.ID, false}), until)
	}
	return s.Row(datesAction.Button(locales.T("announcements.dates_button"), one{p.ID}), until).
		Row(restAction.Button(locales.T("announcements.rest_button"), wish{p.ID, true}))
}

// plannedLabel names an announcement in the list of planned ones.
func plannedLabel(r *bot.Request, a announcements.Announcement) locales.Text {
	text := excerpt(&r.Reader, a.Content)
	if a.State == announcements.InReview {
		return locales.T("approvals.waiting_button", "text", text)
	}
	if a.Schedule.Resting {
		return locales.T("announcements.resting_button", "text", text)
	}
	return locales.T("announcements.planned_button", "when", r.Brief(a.Schedule.Next), "text", text)
}

// dates lists the coming dates of a repetition, each to be left out or sent
// after all.
func (c *chat) dates(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	p, err := c.Panel(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	if p.State != announcements.Scheduled || p.Schedule.Cron == "" {
		return c.panel(ctx, r, o)
	}
	s := comingLines(&r.Reader, bot.Say("announcements.dates"), p)
	for _, t := range p.Coming {
		label := "announcements.skip_button"
		if t.Skipped {
			label = "announcements.unskip_button"
		}
		s = s.Row(skipAction.Button(locales.T(label, "when", r.Brief(t.At)), skipped{p.ID, t.At.Unix(), !t.Skipped}))
	}
	return bot.Show(s.Row(bot.BackButton(panelAction.Data(o)), bot.MenuButton())), nil
}

// skip leaves a date out or sends it after all.
func (c *chat) skip(ctx context.Context, r *bot.Request, s skipped) (bot.Reply, error) {
	if _, err := c.Skip(ctx, r.Actor, s.ID, announcements.Coming{At: time.Unix(s.At, 0), Skipped: s.Wished}); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.dates(ctx, r, one{s.ID})
	if s.Wished {
		return reply.Toasted("announcements.skipped_toast"), err
	}
	return reply.Toasted("announcements.unskipped_toast"), err
}

// rest pauses a repetition or lets it go on.
func (c *chat) rest(ctx context.Context, r *bot.Request, w wish) (bot.Reply, error) {
	if _, err := c.Rest(ctx, r.Actor, w.ID, w.Wished); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.panel(ctx, r, one{w.ID})
	if w.Wished {
		return reply.Toasted("announcements.rest_toast"), err
	}
	return reply.Toasted("announcements.unrest_toast"), err
}

// until asks for the last day of a repetition.
func (c *chat) until(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	a, err := c.Open(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	if a.Schedule.Cron == "" {
		return c.panel(ctx, r, o)
	}
	return c.ending().Enter(planned{ID: o.ID}), nil
}

// ending sets the last day of a repetition that is planned.
func (c *chat) ending() *bot.Flow[planned] {
	return &bot.Flow[planned]{
		Name: "announce_until", Version: 1,
		Steps: []bot.Step[planned]{{Name: "until", Ask: askUntil, Take: takeUntil}},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[planned]) (bot.Reply, error) {
			if _, err := c.End(ctx, r.Actor, form.Data.ID, form.Data.Last); err != nil {
				return bot.Reply{}, err
			}
			return c.panel(ctx, r, one{form.Data.ID})
		},
		Abandon: c.backToPanel,
	}
}
