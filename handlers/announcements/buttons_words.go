package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// link is a new button that opens an address.
type link struct {
	ID    announcements.ID `json:"id"`
	URL   string           `json:"url,omitempty"`
	Label string           `json:"label,omitempty"`
}

// renamed is what is to stand on a button.
type renamed struct {
	ID       announcements.ID       `json:"id"`
	Button   announcements.ButtonID `json:"button"`
	Language string                 `json:"language,omitempty"` // "": in every language
	Text     string                 `json:"text,omitempty"`
}

// addLink asks for the address and the label of a link.
func (c *chat) addLink(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.Board(ctx, r.Actor, o.ID); err != nil {
		return bot.Reply{}, err
	}
	return c.linking().Enter(link{ID: o.ID}), nil
}

func (c *chat) linking() *bot.Flow[link] {
	return &bot.Flow[link]{
		Name: "announce_link", Version: 1,
		Steps: []bot.Step[link]{
			{Name: "url", Ask: askURL, Take: takeURL},
			{Name: "label", Ask: askLabel[link], Take: takeLabel(func(l *link) *string { return &l.Label })},
		},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[link]) (bot.Reply, error) {
			d := form.Data
			if _, err := c.AddLink(ctx, r.Actor, d.ID, announcements.Link{Form: form.ID, URL: d.URL, Label: d.Label}); err != nil {
				return bot.Reply{}, err
			}
			return c.buttons(ctx, r, one{d.ID})
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[link]) (bot.Reply, error) {
			return c.buttons(ctx, r, one{form.Data.ID})
		},
	}
}

func askURL(context.Context, *bot.Request, *link) (bot.Screen, error) {
	return bot.Say("buttons.ask_url"), nil
}

func takeURL(_ context.Context, _ *bot.Request, in bot.Input, l *link) (err error) {
	if l.URL, err = in.Text(announcements.MaxLink); err != nil {
		return err
	}
	return announcements.CheckLink(l.URL)
}

// label asks in which language a button is to be named, and how.
func (c *chat) label(ctx context.Context, r *bot.Request, p pressed) (bot.Reply, error) {
	b, err := c.Board(ctx, r.Actor, p.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	if _, ok := b.Content.Button(p.Button); !ok {
		return bot.Reply{}, bot.ErrOldButton
	}
	return c.labelling().Enter(renamed{ID: p.ID, Button: p.Button}), nil
}

func (c *chat) labelling() *bot.Flow[renamed] {
	return &bot.Flow[renamed]{
		Name: "announce_label", Version: 1,
		Steps: []bot.Step[renamed]{
			{Name: "language", Ask: askLabelLanguage, Take: takeLabelLanguage},
			{Name: "label", Ask: askLabel[renamed], Take: takeLabel(func(d *renamed) *string { return &d.Text })},
		},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[renamed]) (bot.Reply, error) {
			d := form.Data
			if _, err := c.Label(ctx, r.Actor, d.ID, announcements.Label{Button: d.Button, Language: d.Language, Text: d.Text}); err != nil {
				return bot.Reply{}, err
			}
			return c.buttons(ctx, r, one{d.ID})
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[renamed]) (bot.Reply, error) {
			return c.button(ctx, r, pressed{form.Data.ID, form.Data.Button})
		},
	}
}

// everyLanguage is the choice of one label for all.
const everyLanguage = "all"

func askLabelLanguage(context.Context, *bot.Request, *renamed) (bot.Screen, error) {
	s := bot.Say("buttons.ask_label_language").Row(bot.Choice(locales.T("buttons.every_language_button"), everyLanguage))
	for _, code := range announcements.Languages() {
		s = s.Row(bot.Choice(languageName.T(code), code))
	}
	return s, nil
}

func takeLabelLanguage(_ context.Context, _ *bot.Request, in bot.Input, d *renamed) (err error) {
	if in.Choice == everyLanguage {
		d.Language = ""
		return nil
	}
	d.Language, err = in.Pick(announcements.Languages()...)
	return err
}

func askLabel[D any](context.Context, *bot.Request, *D) (bot.Screen, error) {
	return bot.Say("buttons.ask_label", "max", announcements.MaxLabel), nil
}

// takeLabel takes what is to stand on a button.
func takeLabel[D any](to func(*D) *string) func(context.Context, *bot.Request, bot.Input, *D) error {
	return func(_ context.Context, _ *bot.Request, in bot.Input, d *D) (err error) {
		*to(d), err = in.Line(announcements.MaxLabel)
		return err
	}
}
