package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// draft is a message that is being written: the first of a new announcement,
// or a variant of an existing one.
type draft struct {
	ID           announcements.ID      `json:"id,omitempty"` // 0: new
	Organisation centre.OrganisationID `json:"organisation,omitempty"`
	Language     string                `json:"language"`
	Message      announcements.Message `json:"message,omitzero"`
	Arriving     arriving              `json:"arriving,omitzero"`
}

func (d draft) written() announcements.NewDraft {
	return announcements.NewDraft{Organisation: d.Organisation, Language: d.Language, Message: d.Message}
}

// composing makes a new announcement: its language, then the message itself.
// From then on it is a draft in the database.
func (c *chat) composing() *bot.Flow[draft] {
	return &bot.Flow[draft]{
		Name: "announce", Version: 1,
		Steps: []bot.Step[draft]{
			{Name: "language", Ask: askLanguage, Take: takeLanguage},
			{Name: "message", Ask: askMessage, Take: takeWritten},
		},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[draft]) (bot.Reply, error) {
			a, err := c.Create(ctx, r.Actor, form.ID, form.Data.written())
			if err != nil {
				return bot.Reply{}, err
			}
			return c.previewOf(ctx, r, a.ID, form.Data.Language)
		},
	}
}

// writing puts one variant into an existing draft.
func (c *chat) writing() *bot.Flow[draft] {
	return &bot.Flow[draft]{
		Name: "announce_text", Version: 1,
		Steps: []bot.Step[draft]{{Name: "message", Ask: askMessage, Take: takeWritten}},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[draft]) (bot.Reply, error) {
			if _, err := c.Write(ctx, r.Actor, form.Data.ID, form.Data.written()); err != nil {
				return bot.Reply{}, err
			}
			return c.previewOf(ctx, r, form.Data.ID, form.Data.Language)
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[draft]) (bot.Reply, error) {
			return c.panel(ctx, r, one{form.Data.ID})
		},
	}
}

func askLanguage(_ context.Context, _ *bot.Request, _ *draft) (bot.Screen, error) {
	s := bot.Say("announcements.ask_language")
	for _, code := range announcements.Languages() {
		s = s.Row(bot.Choice(languageName.T(code), code))
	}
	return s, nil
}

func takeLanguage(_ context.Context, _ *bot.Request, in bot.Input, d *draft) (err error) {
	d.Language, err = in.Pick(announcements.Languages()...)
	return err
}

func askMessage(_ context.Context, _ *bot.Request, d *draft) (bot.Screen, error) {
	if d.Arriving.Quiet || len(d.Arriving.Parts) > 0 {
		return d.Arriving.ask(), nil
	}
	return bot.Say("announcements.ask_message", "language", languageName.T(d.Language), "max", announcements.MaxUnits, "caption", announcements.MaxCaption), nil
}

func takeWritten(_ context.Context, _ *bot.Request, in bot.Input, d *draft) (err error) {
	album := &d.Arriving
	switch {
	case in.Choice == albumArrived && len(album.Parts) > 0:
		d.Message, err = album.whole()
		return err
	case in.Choice == albumAnew:
		*album = arriving{Dropped: album.Album}
		return bot.Stay{}
	case in.Message != nil && in.Message.Content == bot.ContentAlbum:
		return album.take(in.Message)
	case album.full():
		return album.beyond()
	}
	*album = arriving{}
	d.Message, err = takeMessage(in)
	return err
}

// write asks for the text in one language.
func (c *chat) write(ctx context.Context, r *bot.Request, t text) (bot.Reply, error) {
	if _, err := c.Open(ctx, r.Actor, t.ID); err != nil {
		return bot.Reply{}, err
	}
	if _, ok := locales.Parse(t.Language); !ok {
		return bot.Reply{}, bot.ErrOldButton
	}
	return c.writing().Enter(draft{ID: t.ID, Language: t.Language}), nil
}

// unwrite takes the text in one language out.
func (c *chat) unwrite(ctx context.Context, r *bot.Request, t text) (bot.Reply, error) {
	if _, err := c.Unwrite(ctx, r.Actor, t.ID, t.Language); err != nil {
		return bot.Reply{}, err
	}
	return c.texts(ctx, r, one{t.ID})
}

// texts offers to write, replace or take out each language's text.
func (c *chat) texts(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	a, err := c.Open(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("announcements.texts")
	for _, code := range announcements.Languages() {
		if _, ok := a.Content[code]; !ok {
			s = s.Row(writeAction.Button(locales.T("announcements.add_text_button", "language", languageName.T(code)), text{o.ID, code}))
			continue
		}
		row := []bot.Button{writeAction.Button(locales.T("announcements.replace_text_button", "language", languageName.T(code)), text{o.ID, code})}
		if len(a.Content) > 1 {
			row = append(row, unwriteAction.Button(locales.T("announcements.remove_text_button", "language", languageName.T(code)), text{o.ID, code}))
		}
		s = s.Row(row...)
	}
	return bot.Show(s.Row(bot.BackButton(panelAction.Data(o)), bot.MenuButton())), nil
}
