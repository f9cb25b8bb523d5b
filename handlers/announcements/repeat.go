package announcements

import (
	"context"
	"strings"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// repeat asks how often.
func (c *chat) repeat(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.Open(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	return c.repeating().Enter(planned{ID: o.ID}), nil
}

// repeating plans repeated starts: by a cron expression, typed or put together
// from buttons, said back in words before it is taken.
func (c *chat) repeating() *bot.Flow[planned] {
	kind := func(wanted string) func(*planned) bool { return func(p *planned) bool { return p.Kind == wanted } }
	return &bot.Flow[planned]{
		Name: "announce_cron", Version: 2,
		Steps: []bot.Step[planned]{
			{Name: "cron", Ask: c.askCron, Take: c.takeCron},
			{Name: "week", Ask: askWeek, Take: takeWeek, When: kind(byWeek)},
			{Name: "month", Ask: askMonth, Take: takeMonth, When: kind(byMonth)},
			{Name: "clock", Ask: askClock, Take: c.takeClock, When: func(p *planned) bool { return p.Kind != "" }},
			{Name: "until", Ask: askUntil, Take: c.takeLast, When: func(*planned) bool { return false }}, // by way of the last question
			{Name: "confirm", Ask: c.askRepeat, Take: takeConfirmed},
		},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[planned]) (bot.Reply, error) {
			if _, err := c.RepeatUntil(ctx, r.Actor, form.Data.ID, form.Data.repetition()); err != nil {
				return bot.Reply{}, err
			}
			return c.panel(ctx, r, one{form.Data.ID})
		},
		Abandon: c.backToPanel,
	}
}

// usual are the expressions that can be tapped instead of typed.
var usual = [...]string{"0 10 * * 1", "0 18 * * 1-5", "0 10 1 * *"}

// askCron explains the five fields and offers the usual ones in words, and to
// put others together.
func (c *chat) askCron(_ context.Context, r *bot.Request, _ *planned) (bot.Screen, error) {
	s := bot.Say("announcements.ask_cron")
	for _, expression := range usual {
		known, err := c.ReadCron(expression)
		if err != nil {
			return s, err
		}
		s = s.Row(bot.Choice(bot.Named(r.Texts.Plain(r.Language, inWords(&r.Reader, known.Pattern))), expression))
	}
	return s.Row(bot.Choice(locales.T("announcements.by_day_button"), byDay), bot.Choice(locales.T("announcements.by_week_button"), byWeek)).
		Row(bot.Choice(locales.T("announcements.by_month_button"), byMonth)), nil
}

func (c *chat) takeCron(_ context.Context, _ *bot.Request, in bot.Input, p *planned) error {
	typed := in.Choice
	p.Kind, p.Last = "", time.Time{}
	switch typed {
	case byDay, byWeek, byMonth:
		p.Kind, p.Every = typed, announcements.Every{}
		return nil
	case "":
		if in.Message == nil || in.Message.Content != bot.ContentText {
			_, err := in.Line(1) // says what is wrong with another kind of message
			return err
		}
		typed = strings.TrimSpace(in.Message.Text)
	}
	if strings.ContainsFunc(typed, centre.Disguises) {
		return centre.Refuse("common.invisible")
	}
	read, err := c.ReadCron(typed)
	p.Cron = read.Expression
	return err
}

const yes = "yes"

// askRepeat says the expression back, with the next three dates.
func (c *chat) askRepeat(ctx context.Context, r *bot.Request, p *planned) (bot.Screen, error) {
	read, err := c.ReadRepetition(p.repetition())
	if err != nil {
		return bot.Screen{}, err
	}
	panel, err := c.Panel(ctx, r.Actor, p.ID)
	if err != nil {
		return bot.Screen{}, err
	}
	s := bot.Say("announcements.confirm_repeat").Say("announcements.repeats", "words", inWords(&r.Reader, read.Pattern))
	if !p.Last.IsZero() {
		s = lastLine(&r.Reader, s, p.Last)
	}
	for _, t := range read.Next {
		s = s.Say("announcements.next", "when", r.Moment(t))
	}
	if s, err = c.warn(ctx, r, s, p.ID, read.Next...); err != nil {
		return s, err
	}
	return c.size(audienceLines(&r.Reader, s.Gap(), panel), panel).
		Row(bot.Choice(locales.T("announcements.confirm_repeat_button"), yes)).
		Row(bot.Choice(locales.T("announcements.until_button"), toUntil)), nil
}

// toUntil leads from the last question to that of the last day.
const toUntil = "until"

func takeConfirmed(_ context.Context, _ *bot.Request, in bot.Input, _ *planned) error {
	if in.Choice == toUntil {
		return &bot.Goto{Step: "until"}
	}
	_, err := in.Pick(yes)
	return err
}

func takeYes(_ context.Context, _ *bot.Request, in bot.Input, _ *planned) error {
	_, err := in.Pick(yes)
	return err
}

// never is the answer that a repetition has no end.
const never = "never"

func askUntil(_ context.Context, r *bot.Request, _ *planned) (bot.Screen, error) {
	return bot.Say("announcements.ask_until", "example", r.Now.AddDate(0, 6, 0).Format("02.01.2006")).
		Row(bot.Choice(locales.T("announcements.never_button"), never)), nil
}

func takeUntil(_ context.Context, r *bot.Request, in bot.Input, p *planned) error {
	if in.Choice == never {
		p.Last = time.Time{}
		return nil
	}
	line, err := in.Line(40)
	if err != nil {
		return err
	}
	day, err := centre.ReadDay(line, r.Now)
	if err == nil {
		p.Last = day
	}
	return err
}

// takeLast takes the last day of what is about to be planned.
func (c *chat) takeLast(ctx context.Context, r *bot.Request, in bot.Input, p *planned) error {
	before := p.Last
	err := takeUntil(ctx, r, in, p)
	if err == nil {
		_, err = c.ReadRepetition(p.repetition())
	}
	if err != nil {
		p.Last = before
	}
	return err
}
