package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// panel shows an announcement's settings, its plan, or how its run stands.
func (c *chat) panel(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	p, err := c.Panel(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	if p.Running || p.Counting() || p.State == announcements.Sent {
		return c.report(ctx, r, o)
	}
	return bot.Show(c.panelScreen(&r.Reader, p)), nil
}

func (c *chat) panelScreen(r *bot.Reader, p announcements.Panel) bot.Screen {
	switch p.State {
	case announcements.Scheduled:
		return c.plannedScreen(r, p)
	case announcements.InReview:
		return c.inReviewScreen(r, p)
	}
	s := c.facts(r, sayReturned(bot.Say("announcements.draft_title"), p.Approval, p.Decider), p)
	return s.
		Row(nowAction.Button(locales.T("announcements.now_button"), one{p.ID})).
		Row(atAction.Button(locales.T("announcements.at_button"), one{p.ID}),
			repeatAction.Button(locales.T("announcements.repeat_button"), one{p.ID})).
		Row(audienceAction.Button(locales.T("announcements.audience_button"), one{p.ID}),
			textsAction.Button(locales.T("announcements.texts_button"), one{p.ID})).
		Row(buttonsAction.Button(locales.T("buttons.buttons_button"), one{p.ID})).
		Row(alsoRow(p)...).
		Row(payRow(p)...).
		Row(previewAction.Button(locales.T("announcements.preview_button"), one{p.ID}),
			testAction.Button(locales.T("announcements.test_button"), one{p.ID})).
		Row(respectAction.Button(locales.T("respect.button"), one{p.ID})).
		Row(askDropAction.Button(locales.T("announcements.drop_button"), one{p.ID})).
		Row(bot.BackButton(listAction.Data(listed{0})), bot.MenuButton())
}

// facts says from whom, in which languages, for whom and how long it takes.
func (c *chat) facts(r *bot.Reader, s bot.Screen, p announcements.Panel) bot.Screen {
	if p.From == nil {
		s = s.Say("announcements.from_centre")
	} else {
		s = s.Say("announcements.from", "name", r.Words(p.From))
	}
	s = s.Say("announcements.text_in", "languages", c.languageNames(r, p.Content))
	if len(p.Content.Missing()) > 0 {
		_, in := p.Content.In("")
		s = s.Say("announcements.text_missing", "languages", namesOf(r, p.Content.Missing()), "instead", languageName.T(in))
	}
	if p.Content.HasAlbum() {
		s = s.Say("announcements.album_bare")
	}
	if len(p.Idle) > 0 {
		s = s.Say("announcements.text_idle", "languages", namesOf(r, p.Idle))
	}
	if p.Content.Separate() {
		s = s.Say("announcements.separate_polls")
	}
	return alsoIn(c.size(audienceLines(r, respectLines(s, p.Announcement), p), p), p)
}

// size says how many people that is today.
func (c *chat) size(s bot.Screen, p announcements.Panel) bot.Screen {
	s = s.Say("announcements.people", "n", p.Size.People).Say("announcements.reachable", "n", p.Size.Reachable)
	if p.Size.Unwilling > 0 {
		s = s.Say("mutes.unwilling", "n", p.Size.Unwilling)
	}
	if p.Size.Reachable == 0 {
		return s
	}
	s = c.takes(s, p)
	if p.Heard == 0 {
		return s
	}
	return s.Say("announcements.heard", "n", p.Heard)
}

func (c *chat) languageNames(r *bot.Reader, content announcements.Content) locales.Strings {
	var codes []string
	for _, code := range announcements.Languages() {
		if _, ok := content[code]; ok {
			codes = append(codes, code)
		}
	}
	return namesOf(r, codes)
}

func namesOf(r *bot.Reader, codes []string) locales.Strings {
	names := make(locales.Strings, len(codes))
	for i, code := range codes {
		names[i] = r.Texts.Plain(r.Language, languageName.T(code))
	}
	return names
}

// preview shows the message as its readers get it, and the panel below.
func (c *chat) preview(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	return c.previewOf(ctx, r, o.ID, string(r.Language))
}

func (c *chat) previewOf(ctx context.Context, r *bot.Request, id announcements.ID, language string) (bot.Reply, error) {
	reply, err := c.panel(ctx, r, one{id})
	if err != nil {
		return bot.Reply{}, err
	}
	a, err := c.Open(ctx, r.Actor, id)
	return reply.After(asSent(r.Texts, a.Content, a.Origin(), locales.Language(language))), err
}

// test sends every variant to the author alone.
func (c *chat) test(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	reply, err := c.panel(ctx, r, o)
	if err != nil {
		return bot.Reply{}, err
	}
	a, err := c.Open(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	for _, code := range announcements.Languages() {
		if _, ok := a.Content[code]; ok {
			reply = reply.After(asSent(r.Texts, a.Content, a.Origin(), locales.Language(code)))
		}
	}
	return reply.Toasted("announcements.tested_toast"), nil
}

// askDrop asks before a draft is thrown away.
func (c *chat) askDrop(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	a, err := c.Open(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return bot.Show(bot.Say("announcements.ask_drop", "text", excerpt(&r.Reader, a.Content)).
		Row(dropAction.Button(locales.T("announcements.drop_button"), o)).
		Row(bot.BackButton(panelAction.Data(o)), bot.MenuButton())), nil
}

// drop throws a draft away.
func (c *chat) drop(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if err := c.Delete(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.list(ctx, r, listed{0})
	return reply.Toasted("announcements.dropped_toast"), err
}
