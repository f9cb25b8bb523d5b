package announcements

import (
	"context"
	"strings"

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

// repeating plans repeated starts by a cron expression, said back in words
// before it is taken.
func (c *chat) repeating() *bot.Flow[planned] {
	return &bot.Flow[planned]{
		Name: "announce_cron", Version: 1,
		Steps: []bot.Step[planned]{
			{Name: "cron", Ask: c.askCron, Take: c.takeCron},
			{Name: "confirm", Ask: c.askRepeat, Take: takeYes},
		},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[planned]) (bot.Reply, error) {
			if _, err := c.Repeat(ctx, r.Actor, form.Data.ID, form.Data.Cron); err != nil {
				return bot.Reply{}, err
			}
			return c.panel(ctx, r, one{form.Data.ID})
		},
		Abandon: c.backToPanel,
	}
}

// usual are the expressions that can be tapped instead of typed.
var usual = [...]string{"0 10 * * 1", "0 18 * * 1-5", "0 10 1 * *"}

// askCron explains the five fields and offers the usual ones in words.
func (c *chat) askCron(_ context.Context, r *bot.Request, _ *planned) (bot.Screen, error) {
	s := bot.Say("announcements.ask_cron")
	for _, expression := range usual {
		known, err := c.ReadCron(expression)
		if err != nil {
			return s, err
		}
		s = s.Row(bot.Choice(bot.Named(r.Texts.Plain(r.Language, inWords(&r.Reader, known.Pattern))), expression))
	}
	return s, nil
}

func (c *chat) takeCron(_ context.Context, _ *bot.Request, in bot.Input, p *planned) error {
	typed := in.Choice
	if typed == "" {
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
	read, err := c.ReadCron(p.Cron)
	if err != nil {
		return bot.Screen{}, err
	}
	panel, err := c.Panel(ctx, r.Actor, p.ID)
	if err != nil {
		return bot.Screen{}, err
	}
	s := repeats(&r.Reader, bot.Say("announcements.confirm_repeat"), read).Gap()
	return c.size(audienceLines(&r.Reader, s, panel), panel).
		Row(bot.Choice(locales.T("announcements.confirm_repeat_button"), yes)), nil
}

func takeYes(_ context.Context, _ *bot.Request, in bot.Input, _ *planned) error {
	_, err := in.Pick(yes)
	return err
}

// repeats says a recurrence in words and its coming dates.
func repeats(r *bot.Reader, s bot.Screen, c announcements.Recurring) bot.Screen {
	s = s.Say("announcements.repeats", "words", inWords(r, c.Pattern))
	for _, t := range c.Next {
		s = s.Say("announcements.next", "when", r.Moment(t))
	}
	return s
}
