package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// callingOff cancels a published event with a reason.
func (c *chat) callingOff() *bot.Flow[events.CallOff] {
	return &bot.Flow[events.CallOff]{
		Name: "event_off", Version: 1, Leave: locales.T("events.call_off_no_button"),
		Steps: []bot.Step[events.CallOff]{
			{
				Name: "reason",
				Ask: func(ctx context.Context, r *bot.Request, d *events.CallOff) (bot.Screen, error) {
					card, err := c.Managed(ctx, r.Actor, d.Event)
					return bot.Say("events.ask_reason", "title", title(&r.Reader, card.Event)), err
				},
				Take: func(_ context.Context, _ *bot.Request, in bot.Input, d *events.CallOff) (err error) {
					d.Reason, err = in.Line(events.MaxReason)
					return err
				},
			},
			{Name: "confirm", Ask: c.askCallOff, Take: takeConfirmation},
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[events.CallOff]) (bot.Reply, error) {
			return c.manage(ctx, r, one{form.Data.Event})
		},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[events.CallOff]) (bot.Reply, error) {
			if err := c.CallOff(ctx, r.Actor, *form.Data); err != nil {
				return bot.Reply{}, err
			}
			reply, err := c.manage(ctx, r, one{form.Data.Event})
			return reply.Toasted("events.called_off_toast"), err
		},
	}
}

// callOff begins the cancelling of an event.
func (c *chat) callOff(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	if _, err := c.Changeable(ctx, r.Actor, a.Event); err != nil {
		return bot.Reply{}, err
	}
	return c.callingOff().Enter(events.CallOff{Event: a.Event}), nil
}

// askCallOff shows what will be said to how many people.
func (c *chat) askCallOff(ctx context.Context, r *bot.Request, d *events.CallOff) (bot.Screen, error) {
	card, err := c.Managed(ctx, r.Actor, d.Event)
	if err != nil {
		return bot.Screen{}, err
	}
	s := bot.Say("events.confirm_call_off", "title", title(&r.Reader, card.Event), "when", when(&r.Reader, card.Event)).
		Say("events.reason", "reason", d.Reason).Gap()
	return with(s, told(card.Event)).Row(bot.Choice(locales.T("events.call_off_yes_button"), confirmed)), nil
}

func takeConfirmation(_ context.Context, _ *bot.Request, in bot.Input, _ *events.CallOff) error {
	_, err := in.Pick(confirmed)
	return err
}
