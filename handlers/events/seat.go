package events

import (
	"context"
	"slices"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

// seat is a wished state of one's place, with the list the card came from.
type seat struct {
	Event  events.EventID
	Going  bool
	Filter events.Filter
	Host   centre.OrganisationID
	Page   int16
}

// verdict says what became of a wish.
const verdict = locales.Family("events.verdict_")

// seat signs the person up, or gives the seat back. The card itself turns into
// the lasting receipt, so that the chat is not flooded.
func (c *chat) seat(ctx context.Context, r *bot.Request, w seat) (bot.Reply, error) {
	out, err := c.RSVP(ctx, r.Actor, w.Event, events.Wish{Going: w.Going})
	if err != nil {
		return bot.Reply{}, err
	}
	s := c.cardScreen(&r.Reader, out.Card, opened{w.Event, w.Filter, w.Host, w.Page})
	s.Lines = slices.Insert(s.Lines, 0, said(&r.Reader, out), locales.Text{})
	s.Lasting = out.Going
	return bot.Reply{Screen: s, InPlace: true}, nil
}

// said is the true answer to a wish, in one sentence.
func said(r *bot.Reader, out events.Outcome) locales.Text {
	return verdict.T(string(out.Verdict), "seats", out.Capacity, "opens", r.Moment(out.Opens))
}
