package events

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

// The buttons of following.
var (
	followAction    = bot.NewAction[followed]("e.follow")
	followingAction = bot.NewAction[struct{}]("e.follows")
	unfollowAction  = bot.NewAction[left]("e.unfollow")
)

type (
	// followed is a wish about the organisation of an event, with the list the
	// card came from.
	followed struct {
		Event     events.EventID
		Following bool
		Filter    events.Filter
		Host      centre.OrganisationID
		Page      int16
	}
	left struct{ Organisation centre.OrganisationID }
)

// FollowingButton opens the list of the organisations one follows.
func FollowingButton() bot.Button {
	return followingAction.Button(locales.T("events.following_button"), struct{}{})
}

// followButton carries the state that is wished for.
func followButton(r *bot.Reader, card events.Card, o opened) bot.Button {
	label := locales.T("events.follow_button", "host", short(r.Words(card.OrganisationName)))
	if card.Following {
		label = locales.T("events.unfollow_button", "host", short(r.Words(card.OrganisationName)))
	}
	return followAction.Button(label, followed{o.Event, !card.Following, o.Filter, o.Host, o.Page})
}

// follow lets somebody follow the organisation of an event, or ends that, and
// shows the card again.
func (c *chat) follow(ctx context.Context, r *bot.Request, w followed) (bot.Reply, error) {
	card, err := c.Follow(ctx, r.Actor, w.Event, w.Following)
	if err != nil {
		return bot.Reply{}, err
	}
	s := c.cardScreen(&r.Reader, card, opened{w.Event, w.Filter, w.Host, w.Page})
	s.Lasting = card.Going
	if card.Following {
		if s, err = c.offerDigest(ctx, r, s); err != nil {
			return bot.Reply{}, err
		}
	}
	return bot.Reply{Screen: s, InPlace: true}, nil
}

// following lists whom somebody follows: a tap ends it.
func (c *chat) following(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	all, err := c.Followed(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("events.following")
	if len(all) == 0 {
		s = bot.Say("events.following_none")
	}
	for _, o := range all {
		s = s.Row(unfollowAction.Button(locales.T("events.following_row_button", "host", r.Words(o.Name)), left{centre.OrganisationID(o.ID)}))
	}
	return bot.Show(s.Row(homeButton(), bot.MenuButton())), nil
}

// unfollow ends following an organisation.
func (c *chat) unfollow(ctx context.Context, r *bot.Request, w left) (bot.Reply, error) {
	if err := c.Unfollow(ctx, r.Actor, w.Organisation); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.following(ctx, r)
	return reply.Toasted("events.unfollowed_toast"), err
}
