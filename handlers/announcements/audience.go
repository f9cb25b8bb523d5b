package announcements

import (
	"context"
	"slices"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// audienceLines says in words whom it is for.
func audienceLines(r *bot.Reader, s bot.Screen, p announcements.Panel) bot.Screen {
	a := p.Audience
	switch {
	case a.Everyone:
		s = s.Say("announcements.for_everyone")
	case a.Participants != 0:
		s = s.Say("announcements.for_participants", "name", r.Words(p.From))
	default:
		s = s.Say("announcements.for_members")
	}
	if len(a.Languages) > 0 {
		s = s.Say("announcements.for_languages", "languages", namesOf(r, a.Languages))
	}
	if len(p.Interests) > 0 {
		s = s.Say("announcements.for_interests", "interests", optionNames(r, p.Interests))
	}
	if len(p.Events) > 0 {
		s = s.Say("announcements.for_events", "events", optionNames(r, p.Events))
	}
	return fieldLines(r, s, p)
}

func optionNames(r *bot.Reader, all []announcements.Option) locales.Strings {
	names := make(locales.Strings, len(all))
	for i, o := range all {
		names[i] = r.Words(o.Name)
	}
	return names
}

// audience shows whom it is for, and the ways to narrow that down.
func (c *chat) audience(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	p, err := c.Panel(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := c.size(audienceLines(&r.Reader, bot.Say("announcements.audience_title"), p), p)
	if r.IsStaff() {
		s = s.Row(tick(everyoneAction, locales.T("announcements.everyone_button"), wish{o.ID, true}, p.Audience.Everyone),
			tick(everyoneAction, locales.T("announcements.members_button"), wish{o.ID, false}, !p.Audience.Everyone))
	}
	s = fieldRows(s, o, p.Audience).Row(segmentsAction.Button(locales.T("announcements.segments_button"), o),
		widenAction.Button(locales.T("announcements.widen_button"), o))
	if r.IsStaff() {
		s = s.Row(sampleAction.Button(locales.T("announcements.sample_button"), o))
	}
	return bot.Show(s.Row(bot.BackButton(panelAction.Data(o)), bot.MenuButton())), nil
}

// tick is a button that says whether its choice is made.
func tick[T any](a bot.Action[T], label locales.Text, arg T, chosen bool) bot.Button {
	if chosen {
		label = locales.T("announcements.chosen_button", "name", label)
	}
	return a.Button(label, arg)
}

// choices shows the audience as it is now and a list to choose from.
func (c *chat) choices(ctx context.Context, r *bot.Request, o one, rows func(announcements.Panel) ([]bot.Button, error)) (bot.Reply, error) {
	p, err := c.Panel(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	buttons, err := rows(p)
	if err != nil {
		return bot.Reply{}, err
	}
	s := c.size(audienceLines(&r.Reader, bot.Say("announcements.audience_title"), p), p)
	if len(buttons) == 0 {
		s = s.Gap().Say("announcements.no_choices")
	}
	for _, b := range buttons {
		s = s.Row(b)
	}
	return bot.Show(s.Row(bot.BackButton(audienceAction.Data(o)), bot.MenuButton())), nil
}

func (c *chat) languages(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	return c.choices(ctx, r, o, func(p announcements.Panel) (all []bot.Button, _ error) {
		for _, code := range announcements.Languages() {
			chosen := slices.Contains(p.Audience.Languages, code)
			all = append(all, tick(languageAction, languageName.T(code), spoken{o.ID, code, !chosen}, chosen))
		}
		return all, nil
	})
}

func (c *chat) interests(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	return c.choices(ctx, r, o, func(p announcements.Panel) ([]bot.Button, error) {
		options, err := c.Interests(ctx)
		return ticks(r, interestAction, o, options, p.Audience.Interests), err
	})
}

func (c *chat) events(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	return c.choices(ctx, r, o, func(p announcements.Panel) ([]bot.Button, error) {
		options, err := c.Events(ctx, r.Actor, p.Announcement)
		return ticks(r, eventAction, o, options, p.Audience.Events), err
	})
}

func ticks(r *bot.Request, a bot.Action[choice], o one, options []announcements.Option, chosen []int64) []bot.Button {
	all := make([]bot.Button, len(options))
	for i, option := range options {
		label := bot.Named(r.Words(option.Name))
		if !option.At.IsZero() {
			label = locales.T("announcements.event_button", "when", r.Brief(option.At), "title", r.Words(option.Name))
		}
		is := slices.Contains(chosen, option.ID)
		all[i] = tick(a, label, choice{o.ID, option.ID, !is}, is)
	}
	return all
}

func (c *chat) everyone(ctx context.Context, r *bot.Request, w wish) (bot.Reply, error) {
	_, err := c.Address(ctx, r.Actor, w.ID, func(a announcements.Audience) announcements.Audience {
		return a.WithEveryone(w.Wished)
	})
	if err != nil {
		return bot.Reply{}, err
	}
	return c.audience(ctx, r, one{w.ID})
}

func (c *chat) language(ctx context.Context, r *bot.Request, l spoken) (bot.Reply, error) {
	if _, ok := locales.Parse(l.Language); !ok {
		return bot.Reply{}, bot.ErrOldButton
	}
	_, err := c.Address(ctx, r.Actor, l.ID, func(a announcements.Audience) announcements.Audience {
		return a.WithLanguage(l.Language, l.Wished)
	})
	if err != nil {
		return bot.Reply{}, err
	}
	return c.languages(ctx, r, one{l.ID})
}

func (c *chat) interest(ctx context.Context, r *bot.Request, w choice) (bot.Reply, error) {
	_, err := c.Address(ctx, r.Actor, w.ID, func(a announcements.Audience) announcements.Audience {
		return a.WithInterest(w.Option, w.Wished)
	})
	if err != nil {
		return bot.Reply{}, err
	}
	return c.interests(ctx, r, one{w.ID})
}

func (c *chat) event(ctx context.Context, r *bot.Request, w choice) (bot.Reply, error) {
	if _, err := c.AddressEvent(ctx, r.Actor, w.ID, w.Option, w.Wished); err != nil {
		return bot.Reply{}, err
	}
	return c.events(ctx, r, one{w.ID})
}
