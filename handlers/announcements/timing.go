package announcements

import (
	"context"
	"strconv"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// planned is an answer to "when".
type planned struct {
	ID   announcements.ID `json:"id"`
	At   time.Time        `json:"at,omitzero"`
	Cron string           `json:"cron,omitempty"`

	Kind  string              `json:"kind,omitempty"`  // how the time is chosen, "" when it was typed
	Every announcements.Every `json:"every,omitzero"`  // what the repetition is put together from
	Last  time.Time           `json:"last,omitzero"`   // the last day of a repetition
	Tie   announcements.Tie   `json:"tie,omitzero"`    // the event the start goes by
	Clash bool                `json:"clash,omitempty"` // others have planned something near the time
}

func (p *planned) repetition() announcements.Repetition {
	return announcements.Repetition{Cron: p.Cron, LastDay: p.Last}
}

// byEvent is the kind of a start that goes by an event.
const byEvent = "event"

// sendAt asks for day and time.
func (c *chat) sendAt(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.Open(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	return c.timing().Enter(planned{ID: o.ID}), nil
}

// timing plans a single start, at a time or some way from an event. A time that
// nothing speaks against is planned at once.
func (c *chat) timing() *bot.Flow[planned] {
	tied := func(p *planned) bool { return p.Kind == byEvent }
	return &bot.Flow[planned]{
		Name: "announce_at", Version: 2,
		Steps: []bot.Step[planned]{
			{Name: "when", Ask: askWhen, Take: c.takeWhen},
			{Name: "event", Ask: c.askOccasion, Take: c.takeOccasion, When: tied},
			{Name: "offset", Ask: c.askOffset, Take: c.takeOffset, When: tied},
			{Name: "confirm", Ask: c.askStart, Take: takeYes, When: func(p *planned) bool { return tied(p) || p.Clash }},
		},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[planned]) (bot.Reply, error) {
			p := form.Data
			var err error
			if tied(p) {
				_, err = c.SendAround(ctx, r.Actor, p.ID, p.Tie)
			} else {
				_, err = c.SendAt(ctx, r.Actor, p.ID, p.At)
			}
			if err != nil {
				return bot.Reply{}, err
			}
			return c.panel(ctx, r, one{p.ID})
		},
		Abandon: c.backToPanel,
	}
}

func askWhen(_ context.Context, r *bot.Request, _ *planned) (bot.Screen, error) {
	example := r.Now.AddDate(0, 0, 1).Format("02.01.2006") + " 18:30"
	return bot.Say("announcements.ask_when", "example", example).
		Row(bot.Choice(locales.T("announcements.around_button"), byEvent)), nil
}

func (c *chat) takeWhen(ctx context.Context, r *bot.Request, in bot.Input, p *planned) (err error) {
	if in.Choice == byEvent {
		p.Kind = byEvent
		return nil
	}
	p.Kind = ""
	if p.At, err = in.Time(); err != nil {
		return err
	}
	if err := c.CheckTime(p.At); err != nil {
		return err
	}
	near, err := c.Clashes(ctx, r.Actor, p.ID, []time.Time{p.At})
	p.Clash = len(near) > 0
	return err
}

// askOccasion offers the coming events.
func (c *chat) askOccasion(ctx context.Context, r *bot.Request, p *planned) (bot.Screen, error) {
	list, err := c.Occasions(ctx, r.Actor, p.ID)
	if err != nil {
		return bot.Screen{}, err
	}
	if len(list) == 0 {
		return bot.Say("announcements.no_occasions"), nil
	}
	s := bot.Say("announcements.ask_occasion")
	for _, e := range list {
		label := locales.T("announcements.event_button", "when", r.Brief(e.At), "title", r.Words(e.Name))
		s = s.Row(bot.Choice(label, strconv.FormatInt(e.ID, 10)))
	}
	return s, nil
}

func (c *chat) takeOccasion(ctx context.Context, r *bot.Request, in bot.Input, p *planned) error {
	id, err := strconv.ParseInt(in.Choice, 10, 64)
	if err != nil {
		return centre.Refuse("common.only_buttons")
	}
	if _, err := c.CheckOccasion(ctx, r.Actor, p.ID, id); err != nil {
		return err
	}
	p.Tie.Event = id
	return nil
}

// usualOffsets can be tapped instead of typed.
var usualOffsets = [...]string{"-2 18:00", "-1 18:00", "-3:00", "-1:00", "+1 12:00"}

// askOffset explains how an offset is written and offers the usual ones in words.
func (c *chat) askOffset(ctx context.Context, r *bot.Request, p *planned) (bot.Screen, error) {
	e, err := c.CheckOccasion(ctx, r.Actor, p.ID, p.Tie.Event)
	if err != nil {
		return bot.Screen{}, err
	}
	s := bot.Say("announcements.ask_offset", "title", r.Words(e.Name), "when", r.Moment(e.At))
	for _, typed := range usualOffsets {
		o, err := announcements.ReadOffset(typed)
		if err != nil {
			return s, err
		}
		if c.Ahead(e, o) {
			s = s.Row(bot.Choice(bot.Named(r.Texts.Plain(r.Language, away(o))), typed))
		}
	}
	return s, nil
}

func (c *chat) takeOffset(ctx context.Context, r *bot.Request, in bot.Input, p *planned) (err error) {
	typed := in.Choice
	if typed == "" {
		if typed, err = in.Line(40); err != nil {
			return err
		}
	}
	if p.Tie.Offset, err = announcements.ReadOffset(typed); err != nil {
		return err
	}
	_, err = c.CheckTie(ctx, r.Actor, p.ID, p.Tie)
	return err
}

// askStart says when it would go out and what is near.
func (c *chat) askStart(ctx context.Context, r *bot.Request, p *planned) (bot.Screen, error) {
	panel, err := c.Panel(ctx, r.Actor, p.ID)
	if err != nil {
		return bot.Screen{}, err
	}
	s, at := bot.Say("announcements.confirm_repeat"), p.At
	if p.Kind == byEvent {
		tied, err := c.CheckTie(ctx, r.Actor, p.ID, p.Tie)
		if err != nil {
			return bot.Screen{}, err
		}
		at = tied.At
		s = goesBy(&r.Reader, s, tied.Occasion, p.Tie.Offset)
	}
	s = s.Say("announcements.planned_at", "when", r.Moment(at))
	if s, err = c.warn(ctx, r, s, p.ID, at); err != nil {
		return s, err
	}
	s = c.size(audienceLines(&r.Reader, s.Gap(), panel), panel)
	return s.Row(bot.Choice(locales.T("announcements.confirm_repeat_button"), yes)), nil
}

// warn says what others have planned near the times.
func (c *chat) warn(ctx context.Context, r *bot.Request, s bot.Screen, id announcements.ID, times ...time.Time) (bot.Screen, error) {
	near, err := c.Clashes(ctx, r.Actor, id, times)
	if err != nil || len(near) == 0 {
		return s, err
	}
	s = s.Gap().Say("announcements.near")
	for _, e := range near {
		s = s.Say("announcements.near_one", "when", r.Moment(e.At), "from", sentBy(&r.Reader, e.From))
	}
	return s, nil
}

// goesBy says which event a start goes by.
func goesBy(r *bot.Reader, s bot.Screen, e announcements.Occasion, o announcements.Offset) bot.Screen {
	return s.Say("announcements.goes_by", "title", r.Words(e.Name), "when", r.Moment(e.At)).
		Say("announcements.goes_away", "offset", away(o))
}

// away says an offset in words.
func away(o announcements.Offset) locales.Text {
	clock := locales.T("dates.clock", "time", clockOf(o.Clock))
	switch {
	case !o.Timed && o.Minutes < 0:
		return locales.T("announcements.before", "duration", locales.Duration(time.Duration(-o.Minutes)*time.Minute))
	case !o.Timed:
		return locales.T("announcements.after", "duration", locales.Duration(time.Duration(o.Minutes)*time.Minute))
	case o.Days < 0:
		return locales.T("announcements.days_before", "n", -o.Days, "clock", clock)
	case o.Days > 0:
		return locales.T("announcements.days_after", "n", o.Days, "clock", clock)
	}
	return locales.T("announcements.same_day", "clock", clock)
}

// clockOf writes minutes after midnight as a time of day.
func clockOf(minutes int) string {
	return time.Date(0, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04")
}
