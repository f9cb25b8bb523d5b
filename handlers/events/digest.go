package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// The buttons of the weekly digest.
var (
	digestAction = bot.NewAction[struct{}]("e.digest")
	weeklyAction = bot.NewAction[weekly]("e.weekly")
)

// weekly is what is wished of the digest.
type weekly struct{ On, Near bool }

// DigestButton opens the choice of the weekly digest.
func DigestButton() bot.Button {
	return digestAction.Button(locales.T("digests.button"), struct{}{})
}

// DigestLine says in one line of the settings whether somebody gets the digest.
func DigestLine(desk *events.Desk) func(context.Context, *bot.Reader) (locales.Text, error) {
	return func(ctx context.Context, r *bot.Reader) (locales.Text, error) {
		d, err := desk.Digest(ctx, r.Actor)
		return digestSetting.T(digestState(d)), err
	}
}

// How the digest stands, in the settings and on its own screen.
const (
	digestSetting = locales.Family("digests.setting_")
	digestNow     = locales.Family("digests.now_")
)

func digestState(d events.Digest) string {
	switch {
	case !d.On:
		return "off"
	case d.Near:
		return "near"
	}
	return "on"
}

// digest shows the choice of the weekly digest.
func (c *chat) digest(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	d, err := c.Digest(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("digests.about", "size", events.DigestSize).Gap()
	s.Lines = append(s.Lines, digestNow.T(digestState(d)))
	if !d.On {
		s = s.Row(weeklyAction.Button(locales.T("digests.on_button"), weekly{On: true, Near: d.Near}))
		return bot.Show(s.Row(c.interests, bot.MenuButton())), nil
	}
	s = s.Say("digests.next", "when", r.Moment(d.Next))
	label := locales.T("digests.near_button")
	if d.Near {
		label = locales.T("digests.far_button")
	}
	return bot.Show(s.Row(weeklyAction.Button(label, weekly{On: true, Near: !d.Near})).
		Row(weeklyAction.Button(locales.T("digests.off_button"), weekly{Near: d.Near})).
		Row(c.interests, bot.MenuButton())), nil
}

// setDigest carries out a wish.
func (c *chat) setDigest(ctx context.Context, r *bot.Request, w weekly) (bot.Reply, error) {
	if err := c.SetDigest(ctx, r.Actor, events.Digest{On: w.On, Near: w.Near}); err != nil {
		return bot.Reply{}, err
	}
	return c.digest(ctx, r)
}

// offerDigest adds to a screen the offer of a digest, once for each member.
func (c *chat) offerDigest(ctx context.Context, r *bot.Request, s bot.Screen) (bot.Screen, error) {
	offer, err := c.OfferDigest(ctx, r.Actor)
	if err != nil || !offer {
		return s, err
	}
	s = s.Gap().Say("digests.offer")
	s.Rows = append([][]bot.Button{{weeklyAction.Button(locales.T("digests.on_button"), weekly{On: true})}}, s.Rows...)
	return s, nil
}

// tellDigest speaks the weekly digest; one without events is not sent.
func (c *chat) tellDigest(ctx context.Context, r *bot.Reader, _ events.DigestNotice) (bot.Screen, error) {
	page, err := c.DigestFor(ctx, r.Actor, string(r.Language))
	if err != nil || len(page.Cards) == 0 {
		return bot.Screen{}, err
	}
	s := bot.Say("digests.title", "n", page.Total)
	for i, card := range page.Cards {
		s = s.Gap().Say("events.row", "number", i+1, "title", r.Words(card.Title), "when", when(r, card.Event),
			"where", where(r, card.Place), "seats", seats(card.Event))
		s = s.Row(numbered(r, i+1, card.Event, cardAction.Data(opened{Event: card.ID, Filter: events.FilterInterests})))
	}
	if more := page.Total - len(page.Cards); more > 0 {
		s = s.Gap().Say("digests.more", "n", more)
	}
	return s.Row(listButton(events.FilterInterests)).Row(DigestButton(), bot.MenuButton()).Last(), nil
}
