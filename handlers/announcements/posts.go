package announcements

import (
	"context"
	"fmt"
	"slices"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// postState says what became of a post.
const postState = locales.Family("channels.post_")

// alsoRow leads to the channels and groups of the sender, if there are any.
func alsoRow(p announcements.Panel) []bot.Button {
	if len(p.Offers) == 0 && len(p.Channels) == 0 {
		return nil
	}
	return []bot.Button{alsoAction.Button(locales.T("channels.also_button"), one{p.ID})}
}

// alsoIn says where it is posted besides.
func alsoIn(s bot.Screen, p announcements.Panel) bot.Screen {
	var names locales.Strings
	for _, c := range p.Chosen() {
		names = append(names, c.Title)
	}
	if len(names) == 0 {
		return s
	}
	return s.Say("channels.also_in", "names", names)
}

// also lets channels and groups be ticked.
func (c *chat) also(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	p, err := c.Panel(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("channels.ask_also")
	for _, to := range p.Offers {
		chosen := slices.Contains(p.Channels, to.ID)
		s = s.Row(tick(postInAction, bot.Named(to.Title), posted{o.ID, to.ID, !chosen}, chosen))
		if !to.MayPost {
			s = s.Say("channels.no_rights_in", "title", to.Title)
		}
	}
	return bot.Show(s.Row(bot.BackButton(panelAction.Data(o)), bot.MenuButton())), nil
}

func (c *chat) postIn(ctx context.Context, r *bot.Request, o posted) (bot.Reply, error) {
	if _, err := c.AddressChannel(ctx, r.Actor, o.ID, o.Channel, o.Wished); err != nil {
		return bot.Reply{}, err
	}
	return c.also(ctx, r, one{o.ID})
}

// posts says what became of it in each channel and group.
func posts(s bot.Screen, p announcements.Progress) bot.Screen {
	for _, post := range p.Posts {
		line := postState.T(became(p, post), "title", post.Title)
		if line.Key == "channels.post_public" {
			line = postState.T("public", "title", post.Title, "link", linkOf(post))
		}
		s.Lines = append(s.Lines[:len(s.Lines):len(s.Lines)], line)
	}
	for _, post := range p.WaitsFor() {
		s = s.Say("channels.waits", "title", post.Title)
	}
	return s
}

// became is the word for what became of a post.
func became(p announcements.Progress, post announcements.Post) string {
	switch post.Outcome {
	case announcements.OutcomeSent:
		return carried(p.Announcement.Kind, post)
	case announcements.OutcomeUnknown:
		return "unknown"
	case 0:
		if p.Announcement.Running {
			return "open"
		}
		return "left_out"
	}
	if post.Cause == announcements.CauseNoRights {
		return "no_rights"
	}
	return "failed"
}

// carried is the word for a post about which all was carried out.
func carried(kind announcements.RunKind, post announcements.Post) string {
	switch {
	case post.Cause == announcements.CauseReplaced:
		return "replaced"
	case kind == announcements.KindRecall:
		return "recalled"
	case kind == announcements.KindEdit:
		return "edited"
	case post.Username != "":
		return "public"
	}
	return "done"
}

// linkOf is where everybody finds a post of a public channel
// (https://core.telegram.org/api/links#message-links).
func linkOf(post announcements.Post) string {
	return fmt.Sprintf("https://t.me/%s/%d", post.Username, post.Message)
}

// withoutRow lets a run go on without the channels whose rights it waits for.
func withoutRow(p announcements.Progress) []bot.Button {
	if len(p.WaitsFor()) == 0 {
		return nil
	}
	return []bot.Button{withoutAction.Button(locales.T("channels.without_button"), halted{p.Announcement.ID, p.Announcement.Run})}
}

// without goes on without them.
func (c *chat) without(ctx context.Context, r *bot.Request, h halted) (bot.Reply, error) {
	if _, err := c.GoOnWithout(ctx, r.Actor, h.ID, h.Run, tappedOn(r)); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.report(ctx, r, one{h.ID})
	return reply.Toasted("announcements.resumed_toast"), err
}

// tellChannelLost tells that a run waits for the right to post.
func (c *chat) tellChannelLost(ctx context.Context, r *bot.Reader, w announcements.LostRight) (bot.Screen, error) {
	p, err := c.Progress(ctx, r.Actor, w.Announcement)
	if err != nil {
		return bot.Screen{}, unlessForbidden(err)
	}
	waits := p.WaitsFor()
	if p.Announcement.Run != w.Run || !p.Announcement.Paused || len(waits) == 0 {
		return bot.Screen{}, centre.ErrGone // somebody went on
	}
	s := bot.Say("announcements.paused", "text", excerpt(r, p.Announcement.Content))
	for _, post := range waits {
		s = s.Say("channels.waits", "title", post.Title)
	}
	return s.Row(withoutRow(p)...).Row(steering(p, 0)...), nil
}
