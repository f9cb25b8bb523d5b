package announcements

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// ChannelID is the internal id of a channel or a group.
type ChannelID int64

// Channel is a channel or a group in which the bot is or was an administrator.
// Announcements can be posted there once somebody said whose it is.
type Channel struct {
	ID           ChannelID
	Group        bool // people talk there; in a channel they only read
	Title        string
	Username     string // of a public one
	Language     string // which variant of a text is posted there
	MayPost      bool   // the bot may post there, as far as it was told
	AddedBy      centre.PersonID
	Linked       bool
	Organisation centre.OrganisationID // whose it is if linked; 0: the centre's
	From         centre.Words          // the organisation's name; nil: none
}

// ChannelSeen is what was learned about a channel or a group. Accounts are the
// ids of people's own chats.
type ChannelSeen struct {
	Chat            int64
	Group           bool
	Title, Username string
	MayPost         bool
	Account         int64 // who changed what the bot may do there
	At              time.Time
}

// ChannelStore is where channels and groups are kept.
type ChannelStore interface {
	// SeeChannel keeps what was learned, unless something newer is known, and
	// writes the notice for whoever made the bot an administrator of one that
	// nobody has linked. Nobody is stored who never wrote to the bot.
	SeeChannel(ctx context.Context, seen ChannelSeen, notice func(ChannelID, centre.PersonID) centre.Notice) error

	ChannelByID(ctx context.Context, id ChannelID) (Channel, error)

	// Channels lists those that belong to one of the organisations, nil means all,
	// and those to which the person added the bot.
	Channels(ctx context.Context, of []centre.OrganisationID, person centre.PersonID) ([]Channel, error)

	// ChannelsOf lists those that belong to an organisation, or with 0 to the centre.
	ChannelsOf(ctx context.Context, o centre.OrganisationID) ([]Channel, error)

	// ChangeChannel locks a channel, lets the rule alter whose it is and its
	// language, and commits that with the deed.
	ChangeChannel(ctx context.Context, id ChannelID, rule func(*Channel) (*centre.Deed, error)) (Channel, error)

	// Posts tells what a run did in its channels, in the order of their ids.
	Posts(ctx context.Context, run RunID) ([]Post, error)
}

// NoticeChannel asks whoever made the bot an administrator whose channel it is.
const NoticeChannel = "announcements.channel"

// Placed is the data of a notice about a channel.
type Placed struct {
	Channel ChannelID `json:"channel"`
}

// SeeChannel takes note of what the bot may do in a channel or a group.
func (d *Desk) SeeChannel(ctx context.Context, seen ChannelSeen) error {
	return d.Store.SeeChannel(ctx, seen, func(id ChannelID, to centre.PersonID) centre.Notice {
		return centre.NewNotice(NoticeChannel, to, Placed{id})
	})
}

// permit refuses whoever may not decide about the channel: one that is linked
// belongs to its owner, and before that to whoever made the bot an
// administrator there, or to staff.
func (c *Channel) permit(actor centre.Actor) error {
	if c.Linked && MayAnnounce(actor, c.Organisation) {
		return nil
	}
	if !c.Linked && (actor.IsStaff() || c.AddedBy != 0 && actor.Person == c.AddedBy && len(actor.Organisations) > 0) {
		return nil
	}
	return centre.ErrForbidden
}

// Channels lists the channels and groups that the actor decides about.
func (d *Desk) Channels(ctx context.Context, actor centre.Actor) ([]Channel, error) {
	of, err := visibleTo(actor)
	if err != nil {
		return nil, err
	}
	return d.Store.Channels(ctx, of, actor.Person)
}

// Channel returns one that the actor decides about.
func (d *Desk) Channel(ctx context.Context, actor centre.Actor, id ChannelID) (Channel, error) {
	c, err := d.Store.ChannelByID(ctx, id)
	if err != nil {
		return Channel{}, err
	}
	return c, c.permit(actor)
}

// Link says whose a channel is; 0 is the centre. It is posted in in the given
// language until another is chosen.
func (d *Desk) Link(ctx context.Context, actor centre.Actor, id ChannelID, o centre.OrganisationID, language string) (Channel, error) {
	return d.changeChannel(ctx, actor, id, func(c *Channel) (string, map[string]any, error) {
		if !MayAnnounce(actor, o) {
			return "", nil, centre.ErrForbidden
		}
		if c.Linked && c.Organisation == o {
			return "", nil, nil // the same tap delivered again
		}
		if c.Language == "" {
			c.Language = language
		}
		c.Linked, c.Organisation = true, o
		return "channel.link", map[string]any{"organisation": o}, nil
	})
}

// Unlink takes a channel away from its owner; nothing more is posted in it.
func (d *Desk) Unlink(ctx context.Context, actor centre.Actor, id ChannelID) (Channel, error) {
	return d.changeChannel(ctx, actor, id, func(c *Channel) (string, map[string]any, error) {
		if !c.Linked {
			return "", nil, nil
		}
		o := c.Organisation
		c.Linked, c.Organisation = false, 0
		return "channel.unlink", map[string]any{"organisation": o}, nil
	})
}

// Speak chooses the language in which a channel is posted in.
func (d *Desk) Speak(ctx context.Context, actor centre.Actor, id ChannelID, language string) (Channel, error) {
	if !slices.Contains(languages[:], language) {
		return Channel{}, centre.ErrGone
	}
	return d.changeChannel(ctx, actor, id, func(c *Channel) (string, map[string]any, error) {
		if c.Language == language {
			return "", nil, nil
		}
		c.Language = language
		return "channel.language", map[string]any{"language": language}, nil
	})
}

// changeChannel lets the rule decide about a channel; without an action nothing
// has changed.
func (d *Desk) changeChannel(ctx context.Context, actor centre.Actor, id ChannelID, rule func(*Channel) (action string, detail map[string]any, err error)) (Channel, error) {
	return d.Store.ChangeChannel(ctx, id, func(c *Channel) (*centre.Deed, error) {
		if err := c.permit(actor); err != nil {
			return nil, err
		}
		action, detail, err := rule(c)
		if action == "" || err != nil {
			return nil, err
		}
		return &centre.Deed{By: actor.Person, Action: action, Object: "channel", ID: int64(c.ID), Detail: detail}, nil
	})
}

// AddressChannel lets a draft be posted in a channel, too, or not. Only its
// sender's own can be added; taking one out works for ever.
func (d *Desk) AddressChannel(ctx context.Context, actor centre.Actor, id ID, channel ChannelID, wished bool) (Announcement, error) {
	c, err := d.Store.ChannelByID(ctx, channel)
	if err != nil {
		return Announcement{}, err
	}
	return d.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		if wished && (!c.Linked || c.Organisation != a.Organisation) {
			return nil, centre.ErrForbidden
		}
		a.Channels = with(a.Channels, channel, wished)
		return map[string]any{"channels": a.Channels}, nil
	})
}

// offers are the channels of the announcement's sender, and how many of them are
// among its own. Those that went to somebody else are not posted in.
func (d *Desk) offers(ctx context.Context, p *Panel) (err error) {
	p.Offers, err = d.Store.ChannelsOf(ctx, p.Organisation)
	return err
}

// Chosen are the channels in which the announcement is posted, too.
func (p Panel) Chosen() (all []Channel) {
	for _, c := range p.Offers {
		if slices.Contains(p.Channels, c.ID) {
			all = append(all, c)
		}
	}
	return all
}
