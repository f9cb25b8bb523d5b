package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons about paying Telegram for speed. The names travel in chats for years.
var (
	payAction       = bot.NewAction[wish]("a.pay")
	unpaidAction    = bot.NewAction[halted]("a.unpaid")
	allowanceAction = bot.NewAction[struct{}]("a.paid")
	ceilingAction   = bot.NewAction[ceiling]("a.paid.max")
)

// ceiling is the wish to let an announcement cost so much; 0: nothing.
type ceiling struct{ Stars int32 }

func (c *chat) paidRoutes() []bot.Route {
	return []bot.Route{
		bot.On(payAction, c.pay),
		bot.On(unpaidAction, c.unpaid),
		bot.On(allowanceAction, plain(c.allowance)),
		bot.On(ceilingAction, c.allow),
	}
}

// pay decides whether a draft is paid for.
func (c *chat) pay(ctx context.Context, r *bot.Request, w wish) (bot.Reply, error) {
	if _, err := c.SetPaid(ctx, r.Actor, w.ID, w.Wished); err != nil {
		return bot.Reply{}, err
	}
	return c.panel(ctx, r, one{w.ID})
}

// unpaid goes on with a run that waits for Stars without them.
func (c *chat) unpaid(ctx context.Context, r *bot.Request, h halted) (bot.Reply, error) {
	if _, err := c.GoOnUnpaid(ctx, r.Actor, h.ID, announcements.Pause{Run: h.Run, Message: tappedOn(r)}); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.report(ctx, r, one{h.ID})
	return reply.Toasted("announcements.resumed_toast"), err
}

// allowance tells the owner what paying costs and how it stands.
func (c *chat) allowance(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	a, err := c.Allowance(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("paid.title").Say("paid.explain", "free", announcements.FreeRate, "balance", announcements.PaidBalance).Gap()
	switch {
	case a.Rate == 0:
		s = s.Say("paid.switched_off")
	case a.Ceiling == 0:
		s = ceilingRows(s.Say("paid.nothing"), a)
	default:
		s = ceilingRows(s.Say("paid.ceiling", "n", a.Ceiling), a)
	}
	return bot.Show(s.Row(bot.BackButton(homeAction.Data(struct{}{})), bot.MenuButton())), nil
}

func ceilingRows(s bot.Screen, a announcements.Allowance) bot.Screen {
	for _, stars := range announcements.Ceilings() {
		s = s.Row(tick(ceilingAction, locales.T("paid.ceiling_button", "n", stars), ceiling{int32(stars)}, stars == a.Ceiling))
	}
	return s.Row(tick(ceilingAction, locales.T("paid.nothing_button"), ceiling{}, a.Ceiling == 0))
}

// allow changes what the owner lets an announcement cost.
func (c *chat) allow(ctx context.Context, r *bot.Request, w ceiling) (bot.Reply, error) {
	if err := c.Allow(ctx, r.Actor, int(w.Stars)); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.allowance(ctx, r)
	if w.Stars == 0 {
		return reply.Toasted("paid.nothing_toast"), err
	}
	return reply.Toasted("paid.allowed_toast"), err
}

// tellUnpaid tells that an announcement goes out without Stars, and why.
func (c *chat) tellUnpaid(ctx context.Context, r *bot.Reader, u announcements.Unpaid) (bot.Screen, error) {
	a, err := c.Open(ctx, r.Actor, u.Announcement)
	if err != nil {
		return bot.Screen{}, unlessForbidden(err)
	}
	text, takes := excerpt(r, a.Content), locales.Duration(c.Takes(a, u.People, false))
	s := bot.Say("paid.told_dear", "text", text, "n", u.Stars, "max", u.Ceiling, "duration", takes)
	switch {
	case u.People == 0:
		s = bot.Say("paid.told_ended", "text", text)
	case u.Ceiling == 0:
		s = bot.Say("paid.told_refused", "text", text, "duration", takes)
	}
	return s.Row(panelAction.Button(locales.T("announcements.open_planned_button"), one{a.ID}), bot.MenuButton()), nil
}

// tellStarsSpent tells that a run waits for Stars.
func (c *chat) tellStarsSpent(ctx context.Context, r *bot.Reader, w announcements.StarsSpent) (bot.Screen, error) {
	p, err := c.Progress(ctx, r.Actor, w.Announcement)
	if err != nil {
		return bot.Screen{}, unlessForbidden(err)
	}
	if p.Announcement.Run != w.Run || !p.OutOfStars() {
		return bot.Screen{}, centre.ErrGone // somebody went on
	}
	s := bot.Say("announcements.paused", "text", excerpt(r, p.Announcement.Content))
	return starsLines(s, p).Row(unpaidRow(p)...).Row(steering(p, 0)...), nil
}
