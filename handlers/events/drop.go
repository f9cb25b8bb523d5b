package events

import (
	"context"

	"jastar/bot"
	"jastar/locales"
)

// askDrop asks before a draft is deleted for good.
func (c *chat) askDrop(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	_, event, err := c.DraftOf(ctx, r.Actor, a.Event)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Show(bot.Say("events.ask_drop", "title", title(&r.Reader, event)).
		Row(dropAction.Button(locales.T("events.drop_button"), a), backToManage(a.Event))), nil
}

// drop deletes a draft.
func (c *chat) drop(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	if err := c.DeleteDraft(ctx, r.Actor, a.Event); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.own(ctx, r, paged{})
	return reply.Toasted("events.dropped_toast"), err
}
