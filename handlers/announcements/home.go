package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// states are the lists, in the order of their buttons; the place is the
// argument of listAction.
var states = [...]announcements.State{announcements.Draft, announcements.Scheduled, announcements.Sent}

const listTitle = locales.Family("announcements.list_")

// home leads to a new announcement and to the lists of earlier ones.
func (c *chat) home(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	if _, err := c.Senders(ctx, r.Actor); err != nil {
		return bot.Reply{}, err
	}
	return bot.Show(bot.Say("announcements.home").
		Row(newAction.Button(locales.T("announcements.new_button"), struct{}{})).
		Row(listAction.Button(locales.T("announcements.drafts_button"), listed{0}),
			listAction.Button(locales.T("announcements.scheduled_button"), listed{1})).
		Row(listAction.Button(locales.T("announcements.sent_button"), listed{2}),
			runsAction.Button(locales.T("announcements.runs_button"), paged{})).
		Row(calendarAction.Button(locales.T("announcements.calendar_button"), paged{})).
		Row(allowanceRow(r)...).
		Row(bot.MenuButton())), nil
}

// list shows the newest announcements of a state.
func (c *chat) list(ctx context.Context, r *bot.Request, l listed) (bot.Reply, error) {
	if l.State < 0 || int(l.State) >= len(states) {
		return bot.Reply{}, bot.ErrOldButton
	}
	state := states[l.State]
	all, err := c.List(ctx, r.Actor, state)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Screen{Lines: []locales.Text{listTitle.T(string(state))}}
	if len(all) == 0 {
		s = s.Say("announcements.list_empty")
	}
	for _, a := range all {
		label := bot.Named(excerpt(&r.Reader, a.Content))
		if state == announcements.Scheduled {
			label = plannedLabel(r, a)
		}
		s = s.Row(panelAction.Button(label, one{a.ID}))
	}
	return bot.Show(s.Row(bot.BackButton(homeAction.Data(struct{}{})), bot.MenuButton())), nil
}

// begin asks in whose name the announcement is, unless there is one answer.
func (c *chat) begin(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	senders, err := c.Senders(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(senders) == 1 && !r.IsStaff() {
		return c.compose(r, centre.OrganisationID(senders[0].ID))
	}
	if len(senders) == 0 {
		return c.compose(r, 0)
	}
	s := bot.Say("announcements.ask_sender")
	if r.IsStaff() {
		s = s.Row(fromAction.Button(locales.T("announcements.centre_button"), sender{0}))
	}
	for _, o := range senders {
		s = s.Row(fromAction.Button(bot.Named(r.Words(o.Name)), sender{centre.OrganisationID(o.ID)}))
	}
	return bot.Show(s.Row(bot.BackButton(homeAction.Data(struct{}{})), bot.MenuButton())), nil
}

// from begins an announcement in the chosen name.
func (c *chat) from(_ context.Context, r *bot.Request, s sender) (bot.Reply, error) {
	return c.compose(r, s.Organisation)
}

func (c *chat) compose(r *bot.Request, o centre.OrganisationID) (bot.Reply, error) {
	if !announcements.MayAnnounce(r.Actor, o) {
		return bot.Reply{}, centre.ErrForbidden
	}
	return c.composing().Enter(draft{Organisation: o}), nil
}
