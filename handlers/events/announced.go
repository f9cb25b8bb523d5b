package events

import (
	"context"

	"jastar/bot"
	"jastar/centre/events"
)

// Door leads from a message that many people got to an event: to its card, or
// with seat straight to a place. The message stays; what follows stands below it.
type Door func(ctx context.Context, r *bot.Request, event int64, seat bool) (bot.Reply, error)

// NewDoor makes the door. The user name of the bot stands in the links that
// people share.
func NewDoor(desk *events.Desk, username string) Door {
	c := &chat{Desk: desk, bot: username}
	return func(ctx context.Context, r *bot.Request, event int64, wantsSeat bool) (bot.Reply, error) {
		id := events.EventID(event)
		if !wantsSeat {
			return c.card(ctx, r, opened{Event: id})
		}
		reply, err := c.seat(ctx, r, seat{Event: id, Going: true})
		reply.InPlace = false
		return reply, err
	}
}
