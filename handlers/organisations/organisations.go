// Package organisations is how organisations, their organizers and the
// centre's coordinators look in chat. Who may appoint whom is decided in
// centre/organisations.
package organisations

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/organisations"
	"jastar/locales"
)

// People finds the people whose command menus change with their posts.
type People interface {
	ByID(ctx context.Context, id centre.PersonID) (centre.Identity, error)
}

// Commands puts the command menu of one chat into the person's language and
// role. A chat that cannot be reached is not an error.
type Commands interface {
	Refresh(ctx context.Context, id centre.Identity) error
}

// Office is what the capability works with.
type Office struct {
	Desk     *organisations.Desk
	People   People
	Commands Commands
	Centre   string                      // the centre's name
	Link     func(payload string) string // makes a deep link into this bot
}

type office struct {
	Office
	name    bot.Flow[naming]
	appoint bot.Flow[appointing]
}

// none is the argument of buttons that need none.
type none = struct{}

var (
	listAction    = bot.NewAction[int32]("o.list")
	cardAction    = bot.NewAction[centre.OrganisationID]("o.card")
	createAction  = bot.NewAction[none]("o.new")
	renameAction  = bot.NewAction[centre.OrganisationID]("o.name")
	contactAction = bot.NewAction[centre.OrganisationID]("o.contact")
	inviteAction  = bot.NewAction[centre.OrganisationID]("o.invite")
	dismissAction = bot.NewAction[post]("o.dismiss")
	goAction      = bot.NewAction[post]("o.dismissyes")
	answerAction  = bot.NewAction[answer]("o.answer")
)

// New makes the capability.
func New(o Office) bot.Capability {
	h := &office{Office: o}
	h.name, h.appoint = h.nameFlow(), h.appointFlow()
	return bot.Capability{
		Name: "organisations",
		Commands: []bot.Command{
			{Name: "organisations", About: "organisations.command_organisations", Role: centre.Organizer, Handle: h.firstPage},
			{Name: "team", About: "organisations.command_team", Role: centre.Owner, Handle: h.team},
		},
		Routes: []bot.Route{
			bot.On(listAction, h.list),
			bot.On(cardAction, h.card),
			bot.On(createAction, h.create),
			bot.On(renameAction, h.rename),
			bot.On(contactAction, h.byContact),
			bot.On(inviteAction, h.invite),
			bot.On(dismissAction, h.askDismiss),
			bot.On(goAction, h.dismiss),
			bot.On(answerAction, h.answer),
		},
		Flows: []bot.AnyFlow{&h.name, &h.appoint},
		Links: []bot.DeepLink{{Prefix: invitationPrefix, Handle: h.openInvitation}},
		Notices: []bot.Speaker{
			bot.SpeakerOf(organisations.AppointedNotice, h.sayAppointed),
			bot.SpeakerOf(organisations.DismissedNotice, h.sayDismissed),
			bot.SpeakerOf(organisations.AnsweredNotice, h.sayAnswered),
		},
		Menu: []bot.MenuItem{
			{Label: locales.T("organisations.organisations_button"), Data: listAction.Data(0), Role: centre.Organizer, Order: 70},
			{Label: locales.T("organisations.team_button"), Data: cardAction.Data(team), Role: centre.Owner, Order: 71},
		},
	}
}
