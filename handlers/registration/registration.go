// Package registration is how membership looks in chat: joining, the profile,
// the guardian of a minor, settings, and one's own data. The rules live in
// centre/registration.
package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

// Commands puts the command menu of one chat into the person's language and role.
type Commands interface {
	Refresh(ctx context.Context, id centre.Identity) error
}

// Office is what the capability works with.
type Office struct {
	Desk     *registration.Desk
	Centre   string                      // the centre's name: the operator of personal data
	Link     func(payload string) string // makes a deep link into this bot
	Language bot.Button                  // opens the choice of language
	Follows  bot.Button                  // opens the list of organisations the person follows
	Commands Commands

	// Others are lines that other capabilities add to the settings, and More the
	// buttons that lead to theirs.
	Others []func(ctx context.Context, r *bot.Reader) (locales.Text, error)
	More   []bot.Button
}

type office struct {
	Office
	join bot.Flow[joining]
	edit bot.Flow[editing]
	tell bot.Flow[editing]
}

// New makes the capability.
func New(o Office) bot.Capability {
	h := &office{Office: o}
	h.join, h.edit, h.tell = h.joinFlow(), h.editFlow(), h.tellFlow()
	return bot.Capability{
		Name: "registration",
		Commands: []bot.Command{
			{Name: "profile", About: "registration.command_profile", Handle: h.profile},
			{Name: "settings", About: "registration.command_settings", Handle: h.settings},
			{Name: "mydata", About: "registration.command_mydata", Handle: h.mydata},
			{Name: "forget", About: "registration.command_forget", Handle: h.forget},
			{Name: "guardian", Handle: h.guardian},
			{Name: "children", Handle: h.children},
		},
		Routes:  append(h.memberRoutes(), h.guardianRoutes()...),
		Flows:   []bot.AnyFlow{&h.join, &h.edit, &h.tell},
		Links:   []bot.DeepLink{{Prefix: guardianPrefix, Handle: h.openLink}},
		Notices: []bot.Speaker{bot.SpeakerOf(registration.GuardianNotice, h.sayAnswered), bot.SpeakerOf(registration.ForgottenNotice, h.sayForgotten)},
		Menu: []bot.MenuItem{
			{Label: locales.T("registration.profile_button"), Data: profileAction.Data(none{}), Order: 80},
			{Label: locales.T("registration.settings_button"), Data: settingsAction.Data(none{}), Order: 81},
		},
		Gates: map[centre.Need]bot.Handler{
			centre.NeedMembership: h.askMembership,
			centre.NeedGuardian:   h.guardian,
			centre.NeedBirthDate:  h.askField(birthDateField),
			centre.NeedPhone:      h.askField(phoneField),
			centre.NeedDistrict:   h.askField(districtField),
		},
	}
}

// none is the argument of buttons that need none.
type none = struct{}

func (h *office) memberRoutes() []bot.Route {
	return []bot.Route{
		bot.On(profileAction, tapped(h.profile)),
		bot.On(editAction, h.editOne),
		bot.On(tellAction, h.tellMore),
		bot.On(settingsAction, tapped(h.settings)),
		bot.On(remindersAction, tapped(h.reminders)),
		bot.On(remindAction, h.setReminder),
		bot.On(remindResetAction, h.resetReminders),
		bot.On(quietAction, tapped(h.quiet)),
		bot.On(quietSetAction, h.setQuiet),
		bot.On(quietResetAction, h.resetQuiet),
		bot.On(mydataAction, tapped(h.mydata)),
		bot.On(forgetAction, tapped(h.forget)),
		bot.On(forgetYesAction, h.forgetYes),
		bot.On(forgetNoAction, h.forgetNo),
	}
}

func (h *office) guardianRoutes() []bot.Route {
	return []bot.Route{
		bot.On(guardianAction, tapped(h.guardian)),
		bot.On(newLinkAction, h.newLink),
		bot.On(dropLinkAction, h.dropLink),
		bot.On(goOnAction, h.goOn),
		bot.On(confirmAction, h.confirm),
		bot.On(declineAction, h.decline),
		bot.On(childrenAction, tapped(h.children)),
		bot.On(childAction, h.child),
		bot.On(photoAction, h.photo),
		bot.On(leaveAction, h.askLeave),
		bot.On(leaveYesAction, h.leave),
	}
}

// tapped makes a button's handler of a command's.
func tapped(h bot.Handler) func(context.Context, *bot.Request, none) (bot.Reply, error) {
	return func(ctx context.Context, r *bot.Request, _ none) (bot.Reply, error) { return h(ctx, r) }
}
