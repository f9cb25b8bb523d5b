// Package events is how events look in chat: the catalogue, the card with its
// seat, one's own places, the notices about them, and the conversations in
// which organizers make and change events. The rules are in centre/events.
package events

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

// chat answers what people do with events.
type chat struct {
	*events.Desk
	bot       string     // the bot's user name, for links
	interests bot.Button // asks somebody what they like
}

// cardLink opens an event's card: t.me/<bot>?start=e<id in base 36>.
const cardLink = "e"

// Every button. The numbers and names travel in chats for years.
var (
	homeAction     = bot.NewAction[struct{}]("e")
	listAction     = bot.NewAction[listing]("e.list")
	hostsAction    = bot.NewAction[struct{}]("e.hosts")
	cardAction     = bot.NewAction[opened]("e.card")
	photoAction    = bot.NewAction[opened]("e.photo")
	seatAction     = bot.NewAction[seat]("e.seat")
	answerAction   = bot.NewAction[answered]("e.answer")
	mineAction     = bot.NewAction[paged]("e.mine")
	ownAction      = bot.NewAction[paged]("e.own")
	manageAction   = bot.NewAction[one]("e.manage")
	peopleAction   = bot.NewAction[several]("e.people")
	createAction   = bot.NewAction[struct{}]("e.new")
	continueAction = bot.NewAction[one]("e.go")
	askDropAction  = bot.NewAction[one]("e.drop?")
	dropAction     = bot.NewAction[one]("e.drop")
	timeAction     = bot.NewAction[one]("e.time")
	placeAction    = bot.NewAction[one]("e.place")
	callOffAction  = bot.NewAction[one]("e.off")
)

// The arguments of buttons. All of them can be forged.
type (
	listing struct {
		Filter events.Filter
		Host   centre.OrganisationID
		Page   int16
	}
	paged   struct{ Page int16 }
	one     struct{ Event events.EventID }
	several struct {
		Event events.EventID
		Page  int16
	}
)

// New makes the capability. The user name of the bot stands in the links that
// people share.
func New(desk *events.Desk, username string, interests bot.Button) bot.Capability {
	c := &chat{Desk: desk, bot: username, interests: interests}
	return bot.Capability{
		Name: "events",
		Commands: []bot.Command{
			{Name: "events", About: "events.command_events", Handle: c.home},
			{Name: "my", About: "events.command_my", Handle: tap(c.mine)},
			{Name: "following", About: "events.command_following", Handle: c.following},
			{Name: "digest", About: "digests.command_digest", Handle: c.digest},
			{Name: "myevents", About: "events.command_myevents", Role: centre.Organizer, Handle: tap(c.own)},
			{Name: "newevent", About: "events.command_newevent", Role: centre.Organizer, Handle: c.create},
		},
		Routes: append(c.readerRoutes(), c.organizerRoutes()...),
		Flows:  []bot.AnyFlow{c.creating(), c.retiming(), c.replacing(), c.callingOff()},
		Links:  []bot.DeepLink{{Prefix: cardLink, Handle: c.link}},
		Notices: []bot.Speaker{
			bot.SpeakerOf(events.ReminderDue, c.remind),
			bot.SpeakerOf(events.EventMoved, c.tellMoved),
			bot.SpeakerOf(events.EventCalledOff, c.tellCalledOff),
			bot.SpeakerOf(events.DigestDue, c.tellDigest),
		},
		Menu: []bot.MenuItem{
			{Label: locales.T("events.menu_button"), Data: homeAction.Data(struct{}{}), Order: 10},
			{Label: locales.T("events.mine_button"), Data: mineAction.Data(paged{}), Order: 11},
			{Label: locales.T("events.own_button"), Data: ownAction.Data(paged{}), Role: centre.Organizer, Order: 50},
		},
	}
}

func (c *chat) readerRoutes() []bot.Route {
	return []bot.Route{
		bot.On(homeAction, plain(c.home)),
		bot.On(listAction, c.list),
		bot.On(hostsAction, plain(c.hosts)),
		bot.On(cardAction, c.card),
		bot.On(photoAction, c.photo),
		bot.On(seatAction, c.seat),
		bot.On(answerAction, c.answer),
		bot.On(mineAction, c.mine),
		bot.On(followAction, c.follow),
		bot.On(followingAction, plain(c.following)),
		bot.On(unfollowAction, c.unfollow),
		bot.On(digestAction, plain(c.digest)),
		bot.On(weeklyAction, c.setDigest),
	}
}

func (c *chat) organizerRoutes() []bot.Route {
	return []bot.Route{
		bot.On(ownAction, c.own),
		bot.On(manageAction, c.manage),
		bot.On(peopleAction, c.people),
		bot.On(createAction, plain(c.create)),
		bot.On(continueAction, c.goOn),
		bot.On(askDropAction, c.askDrop),
		bot.On(dropAction, c.drop),
		bot.On(timeAction, c.retime),
		bot.On(placeAction, c.replace),
		bot.On(callOffAction, c.callOff),
	}
}

// plain makes a button's handler of a command's.
func plain(h bot.Handler) func(context.Context, *bot.Request, struct{}) (bot.Reply, error) {
	return func(ctx context.Context, r *bot.Request, _ struct{}) (bot.Reply, error) { return h(ctx, r) }
}

// tap makes a command's handler of a button's.
func tap[T any](h func(context.Context, *bot.Request, T) (bot.Reply, error)) bot.Handler {
	return func(ctx context.Context, r *bot.Request) (bot.Reply, error) {
		var first T
		return h(ctx, r, first)
	}
}
