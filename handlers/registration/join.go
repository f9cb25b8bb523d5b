package registration

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

// joining is the form of becoming a member.
type joining struct {
	Returning bool // a member whose consent is out of date
	Band      registration.Band
	Declined  bool
	Consent   registration.Consent
	Name      string
}

func (h *office) joinFlow() bot.Flow[joining] {
	return bot.Flow[joining]{
		Name: "join", Version: 1, Finish: h.finishJoin,
		Steps: []bot.Step[joining]{
			{Name: "band", Ask: h.askJoinBand, Take: h.takeJoinBand, When: func(j *joining) bool { return !j.Returning }},
			{Name: "consent", Ask: h.askConsent, Take: h.takeConsent, When: func(j *joining) bool { return j.Band != registration.OtherAge }},
			{Name: "name", Ask: askJoinName, Take: takeJoinName, When: func(j *joining) bool { return !j.Returning && !j.Declined && j.Band != registration.OtherAge }},
		},
	}
}

// askMembership leads a guest through joining, and a member whose consent is
// out of date to the new words alone.
func (h *office) askMembership(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	p, err := h.Desk.Profile(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.join.Enter(joining{Returning: !p.MemberSince.IsZero()}), nil
}

func (h *office) askJoinBand(context.Context, *bot.Request, *joining) (bot.Screen, error) {
	s := h.bandChoices(bot.Say("registration.ask_band_why").Gap().Say("registration.ask_band"))
	return s.Row(bot.Choice(locales.T("registration.other_age_button"), string(registration.OtherAge))), nil
}

func (h *office) takeJoinBand(_ context.Context, _ *bot.Request, in bot.Input, j *joining) (err error) {
	j.Band, err = h.pickBand(in, registration.OtherAge)
	return err
}

func askJoinName(_ context.Context, r *bot.Request, _ *joining) (bot.Screen, error) {
	return nameQuestion(r), nil
}

func takeJoinName(_ context.Context, r *bot.Request, in bot.Input, j *joining) error {
	name, err := pickName(r, in)
	j.Name = name
	return err
}

// finishJoin makes the member, unless the person is of another age or said no:
// then nothing is stored.
func (h *office) finishJoin(ctx context.Context, r *bot.Request, form bot.Form[joining]) (bot.Reply, error) {
	j := form.Data
	switch {
	case j.Band == registration.OtherAge:
		return bot.Show(bot.Say("registration.age_refused").Row(bot.MenuButton())), nil
	case j.Declined && j.Returning:
		return bot.Show(bot.Say("registration.consent_not_renewed").Row(bot.MenuButton())), nil
	case j.Declined:
		return bot.Show(bot.Say("registration.consent_declined").Row(bot.MenuButton())), nil
	case j.Returning:
		s := bot.Say("registration.consent_renewed").Row(bot.MenuButton())
		return bot.Reply{Screen: s, Resume: true}, h.Desk.RenewConsent(ctx, r.Person, j.Consent)
	}
	if err := h.Desk.Join(ctx, r.Person, registration.Joining{Band: j.Band, Name: j.Name, Consent: j.Consent}); err != nil {
		return bot.Reply{}, err
	}
	r.Consented, r.Role = true, max(r.Role, centre.Member)
	if err := h.Commands.Refresh(ctx, r.Identity); err != nil {
		return bot.Reply{}, err
	}
	return h.welcome(ctx, r, j.Name)
}

// welcome greets a new member and offers to tell more, or goes on with the
// task that asked for the membership.
func (h *office) welcome(ctx context.Context, r *bot.Request, name string) (bot.Reply, error) {
	s, err := h.Desk.Standing(ctx, r.Person)
	if err != nil {
		return bot.Reply{}, err
	}
	hello := bot.Say("registration.welcome", "name", name, "centre", h.Centre)
	if s.Minor {
		hello = hello.Gap().Say("registration.welcome_minor").
			Row(guardianAction.Button(locales.T("registration.guardian_button"), none{}))
	}
	next := bot.Say("registration.tell_more").
		Row(tellAction.Button(locales.T("registration.tell_button"), none{})).Row(bot.MenuButton())
	return bot.Reply{Screen: next, Resume: true}.After(hello), nil
}
