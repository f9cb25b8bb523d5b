package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// retiming changes when a published event happens.
func (c *chat) retiming() *bot.Flow[making] {
	return &bot.Flow[making]{Name: "event_time", Version: 1, Finish: c.finishMove, Abandon: c.leaveMove,
		Steps: []bot.Step[making]{startStep(), endStep(), c.confirmStep()}}
}

// replacing changes where a published event happens.
func (c *chat) replacing() *bot.Flow[making] {
	return &bot.Flow[making]{Name: "event_place", Version: 1, Finish: c.finishMove, Abandon: c.leaveMove,
		Steps: []bot.Step[making]{c.placeStep(), c.spaceStep(), c.confirmStep()}}
}

func (c *chat) retime(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	return c.enterMove(ctx, r, a, c.retiming())
}

func (c *chat) replace(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	return c.enterMove(ctx, r, a, c.replacing())
}

// enterMove begins with the event as it is.
func (c *chat) enterMove(ctx context.Context, r *bot.Request, a one, flow *bot.Flow[making]) (bot.Reply, error) {
	card, err := c.Managed(ctx, r.Actor, a.Event)
	if err != nil {
		return bot.Reply{}, err
	}
	m, err := c.making(ctx, card.Draft(), string(r.Language))
	return flow.Enter(m), err
}

// confirmed is the answer that carries a change out.
const confirmed = "yes"

// confirmStep shows old and new, and how many people will be told.
func (c *chat) confirmStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "confirm",
		Ask: func(ctx context.Context, r *bot.Request, m *making) (bot.Screen, error) {
			card, err := c.Managed(ctx, r.Actor, m.ID)
			if err != nil {
				return bot.Screen{}, err
			}
			after, err := c.Preview(ctx, card.Event, m.Draft)
			s := bot.Say("events.confirm_move", "title", title(&r.Reader, card.Event)).Gap()
			s = difference(&r.Reader, s, card.Snapshot(), after)
			return with(s.Gap(), told(card.Event)).Row(bot.Choice(locales.T("events.move_button"), confirmed)), err
		},
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, _ *making) error {
			_, err := in.Pick(confirmed)
			return err
		},
	}
}

// leaveMove goes back to the event as it is.
func (c *chat) leaveMove(ctx context.Context, r *bot.Request, form bot.Form[making]) (bot.Reply, error) {
	return c.manage(ctx, r, one{form.Data.ID})
}

func (c *chat) finishMove(ctx context.Context, r *bot.Request, form bot.Form[making]) (bot.Reply, error) {
	m := form.Data
	move := events.Move{Form: form.ID, Event: m.ID, Starts: m.Starts, Ends: m.Ends, Place: m.Place}
	if err := c.Move(ctx, r.Actor, move); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.manage(ctx, r, one{m.ID})
	return reply.Toasted("events.moved_toast"), err
}
