package announcements

import (
	"context"
	"errors"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons about channels and groups. The names travel in chats for years.
var (
	channelsAction = bot.NewAction[struct{}]("a.chans")
	channelAction  = bot.NewAction[channelled]("a.chan")
	linkAction     = bot.NewAction[owned]("a.chan.link")
	unlinkAction   = bot.NewAction[channelled]("a.chan.unlink")
	speakAction    = bot.NewAction[voiced]("a.chan.lang")
	alsoAction     = bot.NewAction[one]("a.also")
	postInAction   = bot.NewAction[posted]("a.also.in")
	withoutAction  = bot.NewAction[halted]("a.without")
)

type (
	channelled struct{ Channel announcements.ChannelID }
	owned      struct {
		Channel      announcements.ChannelID
		Organisation centre.OrganisationID
	}
	voiced struct {
		Channel  announcements.ChannelID
		Language string `max:"2"`
	}
	posted struct {
		ID      announcements.ID
		Channel announcements.ChannelID
		Wished  bool
	}
)

func (c *chat) channelRoutes() []bot.Route {
	return []bot.Route{
		bot.On(channelsAction, plain(c.channels)),
		bot.On(channelAction, c.channel),
		bot.On(linkAction, c.link),
		bot.On(unlinkAction, c.unlink),
		bot.On(speakAction, c.speak),
		bot.On(alsoAction, c.also),
		bot.On(postInAction, c.postIn),
		bot.On(withoutAction, c.without),
	}
}

// Placed takes note of what the bot may do in a group or a channel.
func Placed(desk *announcements.Desk) func(ctx context.Context, u *bot.Update) error {
	return func(ctx context.Context, u *bot.Update) error {
		return desk.SeeChannel(ctx, announcements.ChannelSeen{
			Chat: u.Chat, Group: !u.Group.Channel, Title: u.Group.Title, Username: u.Group.Username,
			MayPost: u.Group.MayPost, Account: u.From.ID, At: u.At,
		})
	}
}

// channels lists the channels and groups the person decides about.
func (c *chat) channels(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	all, err := c.Channels(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("channels.title").Say("channels.how_to_add")
	for _, one := range all {
		s = s.Row(channelAction.Button(bot.Named(one.Title), channelled{one.ID}))
	}
	return bot.Show(s.Row(bot.BackButton(homeAction.Data(struct{}{})), bot.MenuButton())), nil
}

// channel shows one of them, and asks whose it is until somebody has said so.
func (c *chat) channel(ctx context.Context, r *bot.Request, o channelled) (bot.Reply, error) {
	one, err := c.Channel(ctx, r.Actor, o.Channel)
	if err != nil {
		return bot.Reply{}, err
	}
	s, err := c.channelScreen(ctx, &r.Reader, one)
	return bot.Show(s.Row(bot.BackButton(channelsAction.Data(struct{}{})), bot.MenuButton())), err
}

func (c *chat) channelScreen(ctx context.Context, r *bot.Reader, one announcements.Channel) (bot.Screen, error) {
	if !one.Linked {
		return c.askOwner(ctx, r, one)
	}
	s := bot.Say(kindOf(one, "channels.channel", "channels.group"), "title", one.Title)
	if one.From == nil {
		s = s.Say("channels.of_centre")
	} else {
		s = s.Say("channels.of", "name", r.Words(one.From))
	}
	s = s.Say("channels.language", "language", languageName.T(one.Language))
	if !one.MayPost {
		s = s.Say("channels.no_rights")
	}
	var row []bot.Button
	for _, code := range announcements.Languages() {
		row = append(row, tick(speakAction, languageName.T(code), voiced{one.ID, code}, code == one.Language))
	}
	return s.Row(row...).Row(unlinkAction.Button(locales.T("channels.unlink_button"), channelled{one.ID})), nil
}

// askOwner offers everything in whose name the person may speak.
func (c *chat) askOwner(ctx context.Context, r *bot.Reader, one announcements.Channel) (bot.Screen, error) {
	senders, err := c.Senders(ctx, r.Actor)
	if err != nil {
		return bot.Screen{}, err
	}
	s := bot.Say(kindOf(one, "channels.ask_channel", "channels.ask_group"), "title", one.Title)
	if r.IsStaff() {
		s = s.Row(linkAction.Button(locales.T("announcements.centre_button"), owned{one.ID, 0}))
	}
	for _, o := range senders {
		s = s.Row(linkAction.Button(bot.Named(r.Words(o.Name)), owned{one.ID, centre.OrganisationID(o.ID)}))
	}
	return s, nil
}

// kindOf chooses between the words for a channel and those for a group.
func kindOf(c announcements.Channel, channel, group string) string {
	if c.Group {
		return group
	}
	return channel
}

func (c *chat) link(ctx context.Context, r *bot.Request, o owned) (bot.Reply, error) {
	if _, err := c.Link(ctx, r.Actor, o.Channel, o.Organisation, string(r.Language)); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.channel(ctx, r, channelled{o.Channel})
	reply.InPlace = true
	return reply.Toasted("channels.linked_toast"), err
}

func (c *chat) unlink(ctx context.Context, r *bot.Request, o channelled) (bot.Reply, error) {
	if _, err := c.Unlink(ctx, r.Actor, o.Channel); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.channels(ctx, r)
	return reply.Toasted("channels.unlinked_toast"), err
}

func (c *chat) speak(ctx context.Context, r *bot.Request, o voiced) (bot.Reply, error) {
	if _, err := c.Speak(ctx, r.Actor, o.Channel, o.Language); err != nil {
		return bot.Reply{}, err
	}
	return c.channel(ctx, r, channelled{o.Channel})
}

// tellChannel asks whoever made the bot an administrator whose channel it is.
// Nobody is asked who may not answer.
func (c *chat) tellChannel(ctx context.Context, r *bot.Reader, p announcements.Placed) (bot.Screen, error) {
	one, err := c.Channel(ctx, r.Actor, p.Channel)
	if err == nil && one.Linked {
		err = centre.ErrGone
	}
	if err != nil {
		return bot.Screen{}, unlessForbidden(err)
	}
	s, err := c.askOwner(ctx, r, one)
	return s.Row(bot.MenuButton()), err
}

// unlessForbidden drops a notice whose reader may no longer act on it.
func unlessForbidden(err error) error {
	if errors.Is(err, centre.ErrForbidden) {
		return centre.ErrGone
	}
	return err
}
