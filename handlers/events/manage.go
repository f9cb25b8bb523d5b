package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
	"jastar/locales"
)

// manage shows an event to those who may change it: as the reader sees it, with
// the state and the actions below.
func (c *chat) manage(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	card, err := c.Managed(ctx, r.Actor, a.Event)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Show(c.manageScreen(&r.Reader, card)), nil
}

func (c *chat) manageScreen(r *bot.Reader, card events.Card) bot.Screen {
	s := facts(r, card).Gap().Say("events.state", "state", state(r, card.Event))
	arg := one{card.ID}
	switch {
	case card.Status == events.StatusDraft:
		s = s.Row(continueAction.Button(locales.T("events.continue_button"), arg),
			askDropAction.Button(locales.T("events.drop_button"), arg))
	case card.Live(r.Now):
		s = s.Row(timeAction.Button(locales.T("events.time_button"), arg), placeAction.Button(locales.T("events.place_button"), arg)).
			Row(peopleButton(card.Event), c.shareButton(card.ID)).
			Row(callOffAction.Button(locales.T("events.call_off_button"), arg))
	default:
		s = s.Row(peopleButton(card.Event))
	}
	return s.Row(bot.BackButton(ownAction.Data(paged{})), bot.MenuButton())
}

func peopleButton(e events.Event) bot.Button {
	return peopleAction.Button(locales.T("events.people_button", "count", e.Taken), several{Event: e.ID})
}

func backToManage(id events.EventID) bot.Button {
	return bot.BackButton(manageAction.Data(one{id}))
}
