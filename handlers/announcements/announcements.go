// Package announcements is how announcements look in chat: a message is
// composed by sending it, settled with the buttons of one panel below its
// exact preview, and followed while it goes out. The rules are in
// centre/announcements; how messages travel is in scheduler.
package announcements

import (
	"context"
	"slices"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// chat answers what staff and organizers do with announcements.
type chat struct {
	*announcements.Desk
	way Ways
}

// Ways lead out of this capability.
type Ways struct {
	Quiet    bot.Button // opens the choice of quiet hours
	Settings bot.Button // opens the settings

	// Event leads from a message to an event's card or, with seat, to a place.
	Event func(ctx context.Context, r *bot.Request, event int64, seat bool) (bot.Reply, error)
	// Draw makes a PNG of a chart, and Sheets an .xlsx of a workbook.
	Draw   func(Chart) ([]byte, error)
	Sheets func(Workbook) ([]byte, error)
}

// Every button. The names travel in chats for years.
var (
	homeAction      = bot.NewAction[struct{}]("a")
	listAction      = bot.NewAction[listed]("a.list")
	newAction       = bot.NewAction[struct{}]("a.new")
	fromAction      = bot.NewAction[sender]("a.from")
	panelAction     = bot.NewAction[one]("a.panel")
	previewAction   = bot.NewAction[one]("a.view")
	testAction      = bot.NewAction[one]("a.test")
	textsAction     = bot.NewAction[one]("a.texts")
	writeAction     = bot.NewAction[text]("a.write")
	unwriteAction   = bot.NewAction[text]("a.unwrite")
	audienceAction  = bot.NewAction[one]("a.who")
	everyoneAction  = bot.NewAction[wish]("a.all")
	languagesAction = bot.NewAction[one]("a.langs")
	languageAction  = bot.NewAction[spoken]("a.lang")
	interestsAction = bot.NewAction[one]("a.ints")
	interestAction  = bot.NewAction[choice]("a.int")
	eventsAction    = bot.NewAction[one]("a.events")
	eventAction     = bot.NewAction[choice]("a.event")
	nowAction       = bot.NewAction[one]("a.now")
	atAction        = bot.NewAction[one]("a.at")
	repeatAction    = bot.NewAction[one]("a.cron")
	haltAction      = bot.NewAction[halted]("a.halt")
	pauseAction     = bot.NewAction[paused]("a.pause")
	runsAction      = bot.NewAction[paged]("a.runs")
	runAction       = bot.NewAction[reported]("a.run")
	whyAction       = bot.NewAction[reported]("a.why")
	messageAction   = bot.NewAction[reported]("a.message")
	unplanAction    = bot.NewAction[one]("a.unplan")
	askDropAction   = bot.NewAction[one]("a.drop?")
	dropAction      = bot.NewAction[one]("a.drop")
)

// The arguments of buttons. All of them can be forged; every one of them that
// changes something carries the state wished for.
type (
	one    struct{ ID announcements.ID }
	listed struct{ State int8 }
	sender struct{ Organisation centre.OrganisationID }
	paused struct {
		ID     announcements.ID
		Run    announcements.RunID
		Paused bool
		Card   int16 // on a run's card: the page of its list, from 1; on the message that shows the progress 0
	}
	halted struct {
		ID  announcements.ID
		Run announcements.RunID // 0: the countdown
	}
	paged    struct{ Page int16 }
	reported struct {
		Run  announcements.RunID
		Page int16 // of the list to go back to
	}
	text struct {
		ID       announcements.ID
		Language string `max:"2"`
	}
	wish struct {
		ID     announcements.ID
		Wished bool
	}
	spoken struct {
		ID       announcements.ID
		Language string `max:"2"`
		Wished   bool
	}
	choice struct {
		ID     announcements.ID
		Option int64
		Wished bool
	}
)

// New makes the capability.
func New(desk *announcements.Desk, ways Ways) bot.Capability {
	c := &chat{Desk: desk, way: ways}
	return bot.Capability{
		Name: "announcements",
		Commands: []bot.Command{
			{Name: "announcements", About: "announcements.command_announcements", Role: centre.Organizer, Handle: c.home},
			{Name: "announce", About: "announcements.command_announce", Role: centre.Organizer, Handle: c.begin},
			{Name: "channels", About: "channels.command_channels", Role: centre.Organizer, Handle: c.channels},
			{Name: "paid", About: "paid.command_paid", Role: centre.Owner, Handle: c.allowance},
			{Name: "mute", About: "mutes.command_mute", Handle: c.mutes},
		},
		Routes: slices.Concat(c.composeRoutes(), c.sendRoutes(), c.runRoutes(), c.planRoutes(), c.correctionRoutes(), c.audienceRoutes(), c.approvalRoutes(), c.muteRoutes(), c.buttonRoutes(), c.chartRoutes(), c.respectRoutes(), c.channelRoutes(), c.paidRoutes()),
		Flows:  []bot.AnyFlow{c.composing(), c.writing(), c.timing(), c.repeating(), c.ending(), c.naming(), c.rewording(), c.returning(), c.linking(), c.labelling(), c.hurrying()},
		Notices: append(c.approvalNotices(),
			bot.SpeakerOf(announcements.NoticeMissed, c.tellMissed),
			bot.SpeakerOf(announcements.NoticeRefused, c.tellRefused),
			bot.SpeakerOf(announcements.NoticeShifted, c.tellShifted),
			bot.SpeakerOf(announcements.NoticeOvertaken, c.tellOvertaken),
			bot.SpeakerOf(announcements.NoticeGivenUp, c.tellGivenUp),
			bot.SpeakerOf(announcements.NoticeChannel, c.tellChannel),
			bot.SpeakerOf(announcements.NoticeChannelLost, c.tellChannelLost),
			bot.SpeakerOf(announcements.NoticeReport, c.tellReport),
			bot.SpeakerOf(announcements.NoticeUnpaid, c.tellUnpaid),
			bot.SpeakerOf(announcements.NoticeStarsSpent, c.tellStarsSpent),
		),
		Menu: []bot.MenuItem{
			{Label: locales.T("announcements.menu_button"), Data: homeAction.Data(struct{}{}), Role: centre.Organizer, Order: 51},
		},
	}
}

func (c *chat) composeRoutes() []bot.Route {
	return []bot.Route{
		bot.On(homeAction, plain(c.home)),
		bot.On(listAction, c.list),
		bot.On(newAction, plain(c.begin)),
		bot.On(fromAction, c.from),
		bot.On(panelAction, c.panel),
		bot.On(previewAction, c.preview),
		bot.On(testAction, c.test),
		bot.On(textsAction, c.texts),
		bot.On(writeAction, c.write),
		bot.On(unwriteAction, c.unwrite),
		bot.On(askDropAction, c.askDrop),
		bot.On(dropAction, c.drop),
	}
}

func (c *chat) sendRoutes() []bot.Route {
	return []bot.Route{
		bot.On(audienceAction, c.audience),
		bot.On(everyoneAction, c.everyone),
		bot.On(languagesAction, c.languages),
		bot.On(languageAction, c.language),
		bot.On(interestsAction, c.interests),
		bot.On(interestAction, c.interest),
		bot.On(eventsAction, c.events),
		bot.On(eventAction, c.event),
		bot.On(nowAction, c.sendNow),
		bot.On(atAction, c.sendAt),
		bot.On(repeatAction, c.repeat),
		bot.On(haltAction, c.halt),
		bot.On(unplanAction, c.unplan),
	}
}

func (c *chat) runRoutes() []bot.Route {
	return []bot.Route{
		bot.On(pauseAction, c.pause),
		bot.On(runsAction, c.runs),
		bot.On(runAction, c.run),
		bot.On(whyAction, c.why),
		bot.On(messageAction, c.message),
	}
}

// plain makes a route of a handler that takes no argument.
func plain(h bot.Handler) func(context.Context, *bot.Request, struct{}) (bot.Reply, error) {
	return func(ctx context.Context, r *bot.Request, _ struct{}) (bot.Reply, error) { return h(ctx, r) }
}

// languageName is a language's own name.
const languageName = locales.Family("common.language_")
