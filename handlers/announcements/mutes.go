package announcements

import (
	"context"
	"slices"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons of mutes.
var (
	originAction = bot.NewAction[origin]("a.origin")
	muteAction   = bot.NewAction[muting]("a.mute")
	mutesAction  = bot.NewAction[struct{}]("a.mutes")
	listenAction = bot.NewAction[listening]("a.listen")
)

type (
	// muting is a wish about the announcement that came from there.
	muting struct {
		Organisation centre.OrganisationID
		Topics       string `max:"24"`
		What         int8   // what is muted about it
		Muted        bool
	}
	// listening is a wish about one thing in the list of everything muted.
	listening struct {
		Kind  int8 // its place in announcements.MuteKinds
		ID    int64
		Muted bool
	}
)

// What can be muted about one announcement.
const (
	muteEverything int8 = iota
	muteSender
	muteFirstTopic // and the others behind it
)

func (c *chat) muteRoutes() []bot.Route {
	return []bot.Route{
		bot.On(originAction, c.origin),
		bot.On(muteAction, c.mute),
		bot.On(mutesAction, plain(c.mutes)),
		bot.On(listenAction, c.listen),
	}
}

// origin lets a reader choose what not to receive any more. It is a message of
// its own: the announcement stays.
func (c *chat) origin(ctx context.Context, r *bot.Request, o origin) (bot.Reply, error) {
	topics, err := o.topics()
	if err != nil {
		return bot.Reply{}, err
	}
	choices, err := c.MuteChoices(ctx, r.Actor, announcements.Origin{Organisation: o.Organisation, Topics: topics})
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("mutes.origin", "name", muteName(&r.Reader, choices.Sender)).Gap()
	s = sayMutes(&r.Reader, s, choices.Muted)
	button := func(label locales.Family, what int8, m announcements.Mute) bot.Button {
		muted := choices.Muted.Have(m)
		return muteAction.Button(label.T(onOff(muted)+"_button", "name", onButton(&r.Reader, m)), muting{o.Organisation, o.Topics, what, !muted})
	}
	s = s.Row(button(senderSwitch, muteSender, choices.Sender))
	for i, topic := range choices.Topics {
		s = s.Row(button(topicSwitch, muteFirstTopic+int8(i), topic))
	}
	off := choices.Muted.Off()
	s = s.Row(muteAction.Button(bigSwitch.T(onOff(off)+"_button"), muting{o.Organisation, o.Topics, muteEverything, !off}))
	return bot.Show(s.Row(c.way.Quiet, c.way.Settings).Row(bot.MenuButton())), nil
}

// mute carries out a wish about one announcement.
func (c *chat) mute(ctx context.Context, r *bot.Request, w muting) (bot.Reply, error) {
	m, err := w.mute()
	if err != nil {
		return bot.Reply{}, err
	}
	if err := c.SetMute(ctx, r.Actor, m, w.Muted); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.origin(ctx, r, w.origin())
	reply.Toast = mutedToast.T(onOff(!w.Muted))
	return reply, err
}

// origin is where the announcement came from.
func (w muting) origin() origin { return origin{w.Organisation, w.Topics} }

// mute is what the button is about.
func (w muting) mute() (announcements.Mute, error) {
	switch w.What {
	case muteEverything:
		return announcements.Mute{Kind: announcements.MuteEverything}, nil
	case muteSender:
		return announcements.MuteOf(w.Organisation), nil
	}
	topics, err := w.origin().topics()
	if err != nil || w.What < muteFirstTopic || int(w.What-muteFirstTopic) >= len(topics) {
		return announcements.Mute{}, bot.ErrOldButton
	}
	return announcements.Mute{Kind: announcements.MuteTopic, ID: topics[w.What-muteFirstTopic]}, nil
}

// mutes lists everything that somebody muted.
func (c *chat) mutes(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	all, err := c.Mutes(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	s := sayMutes(&r.Reader, bot.Say("mutes.list").Gap(), all)
	if len(all.Single()) == 0 {
		s = s.Gap().Say("mutes.how")
	}
	for _, m := range all.Single() {
		label := senderSwitch
		if m.Kind == announcements.MuteTopic {
			label = topicSwitch
		}
		s = s.Row(listenButton(label.T("on_button", "name", onButton(&r.Reader, m)), m, false))
	}
	off := announcements.Mute{Kind: announcements.MuteEverything}
	s = s.Row(listenButton(bigSwitch.T(onOff(all.Off())+"_button"), off, !all.Off()))
	return bot.Show(s.Row(c.way.Quiet, c.way.Settings).Row(bot.MenuButton())), nil
}

func listenButton(label locales.Text, m announcements.Mute, muted bool) bot.Button {
	kind := int8(slices.Index(announcements.MuteKinds(), m.Kind))
	return listenAction.Button(label, listening{kind, m.ID, muted})
}

// listen carries out a wish about one thing in the list.
func (c *chat) listen(ctx context.Context, r *bot.Request, w listening) (bot.Reply, error) {
	kinds := announcements.MuteKinds()
	if w.Kind < 0 || int(w.Kind) >= len(kinds) {
		return bot.Reply{}, bot.ErrOldButton
	}
	if err := c.SetMute(ctx, r.Actor, announcements.Mute{Kind: kinds[w.Kind], ID: w.ID}, w.Muted); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.mutes(ctx, r)
	reply.Toast = mutedToast.T(onOff(!w.Muted))
	return reply, err
}
