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
		Steps: []bot.Step[making]{c.placeStep(), c.spaceStep(), c.districtStep(), c.confirmStep()}}
}

func (c *chat) retime(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	return c.enterMove(ctx, r, a, c.retiming())
}

func (c *chat) replace(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	return c.enterMove(ctx, r, a, c.replacing())
}

// enterMove begins with the event as it is.
func (c *chat) enterMove(ctx context.Context, r *bot.Request, a one, flow *bot.Flow[making]) (bot.Reply, error) {
	card, err := c.Changeable(ctx, r.Actor, a.Event)
	if err != nil {
		return bot.Reply{}, err
	}
	m, err := c.making(ctx, card.Draft(), string(r.Language))
	return flow.Enter(m), err
}

// confirmed is the answer that carries a change out.
const confirmed = "yes"

// move is the wish of a form that has a published event in it.
func (m *making) move() events.Move {
	return events.Move{Event: m.ID, Starts: m.Starts, Ends: m.Ends, Place: m.Place}
}

// toldOf says how many people will hear of a move.
func toldOf(m events.Move, e events.Event) locales.Text {
	if !m.Tells(e) {
		return locales.T("events.nothing_to_tell")
	}
	return told(e)
}

// inDistrict says in which district's list an event stands whose place is in the
// organizer's own words.
func (c *chat) inDistrict(ctx context.Context, r *bot.Reader, s bot.Screen, p events.Place) (bot.Screen, error) {
	if p.Branch != 0 || p.District == 0 {
		return s, nil
	}
	all, err := c.Districts(ctx)
	return s.Say("events.unseen_district", "name", districtName(r, all, p.District)), err
}

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
			if err == nil {
				s, err = c.inDistrict(ctx, &r.Reader, s, after.Place)
			}
			return with(s.Gap(), toldOf(m.move(), card.Event)).Row(bot.Choice(locales.T("events.move_button"), confirmed)), err
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
	before, err := c.Managed(ctx, r.Actor, form.Data.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	move := form.Data.move()
	move.Form = form.ID
	if err := c.Move(ctx, r.Actor, move); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.manage(ctx, r, one{move.Event})
	if !move.Tells(before.Event) {
		return reply.Toasted("events.changed_toast"), err
	}
	return reply.Toasted("events.moved_toast"), err
}
