package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons of an edit. The names travel in chats for years.
var (
	editAction    = bot.NewAction[reported]("a.edit")
	rewordAction  = bot.NewAction[reworded]("a.words")
	editAllAction = bot.NewAction[confirmed]("a.editall")
)

type (
	reworded struct {
		Run      announcements.RunID
		Page     int16
		Language string `max:"2"`
		Afresh   bool
	}
	confirmed struct {
		Run  announcements.RunID
		Form int64 // the words that were seen
	}
)

// words are new words in one language that are being written.
type words struct {
	Run      announcements.RunID   `json:"run"`
	Page     int16                 `json:"page,omitempty"`
	Language string                `json:"language"`
	Afresh   bool                  `json:"afresh,omitempty"`
	Text     announcements.Message `json:"text,omitzero"`
}

// edit asks which text is to be changed.
func (c *chat) edit(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	e, err := c.CheckEdit(ctx, r.Actor, o.Run)
	if err != nil {
		return c.stopFirst(ctx, r, o, err)
	}
	if e.Approval.State == announcements.Asked {
		return showChanged(bot.Show(wordsInReview(r, e, o)), r, e), nil
	}
	s := bot.Say("corrections.ask_edit", "text", excerpt(&r.Reader, e.Seen())).Say("corrections.how_edited")
	return bot.Show(rewordRows(s, e, o.Page, true).Row(bot.BackButton(runAction.Data(o)), bot.MenuButton())), nil
}

// rewordRows offer every language in which the message has words.
func rewordRows(s bot.Screen, e announcements.Editing, page int16, afresh bool) bot.Screen {
	for _, code := range e.Content.Rewordable() {
		s = s.Row(rewordAction.Button(locales.T("announcements.replace_text_button", "language", languageName.T(code)),
			reworded{e.ID, page, code, afresh}))
	}
	return s
}

// reword asks for the new words.
func (c *chat) reword(ctx context.Context, r *bot.Request, o reworded) (bot.Reply, error) {
	here := reported{o.Run, o.Page}
	e, err := c.CheckEdit(ctx, r.Actor, o.Run)
	if err != nil {
		return c.stopFirst(ctx, r, here, err)
	}
	if _, ok := e.Content[o.Language]; !ok {
		return bot.Reply{}, bot.ErrOldButton
	}
	return c.rewording().Enter(words{Run: o.Run, Page: o.Page, Language: o.Language, Afresh: o.Afresh}), nil
}

// rewording takes the new words and shows what readers will see.
func (c *chat) rewording() *bot.Flow[words] {
	return &bot.Flow[words]{
		Name: "announce_edit", Version: 1,
		Steps: []bot.Step[words]{{Name: "words", Ask: c.askWords, Take: c.takeWords}},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[words]) (bot.Reply, error) {
			d := form.Data
			here := reported{d.Run, d.Page}
			wish := announcements.Reword{Base: d.Run, Form: form.ID, Language: d.Language, Text: d.Text, Afresh: d.Afresh}
			if _, err := c.Reword(ctx, r.Actor, wish); err != nil {
				return c.stopFirst(ctx, r, here, err)
			}
			return c.confirmEdit(ctx, r, here)
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[words]) (bot.Reply, error) {
			return c.run(ctx, r, reported{form.Data.Run, form.Data.Page})
		},
	}
}

func (c *chat) askWords(ctx context.Context, r *bot.Request, d *words) (bot.Screen, error) {
	report, err := c.Report(ctx, r.Actor, d.Run)
	if err != nil {
		return bot.Screen{}, err
	}
	m, _ := report.Seen().In(d.Language)
	return bot.Say("corrections.ask_words", "language", languageName.T(d.Language), "max", m.Max()), nil
}

func (c *chat) takeWords(ctx context.Context, r *bot.Request, in bot.Input, d *words) error {
	if in.Message == nil {
		return centre.Refuse("common.type_it")
	}
	d.Text = announcements.Message{Text: in.Message.Text, Entities: in.Message.Entities}
	if in.Message.Content != bot.ContentText {
		d.Text.Media = announcements.Media(in.Message.Content)
	}
	e, err := c.CheckEdit(ctx, r.Actor, d.Run)
	if err != nil {
		return err
	}
	return e.CheckWords(d.Language, d.Text)
}

// confirmEdit shows each changed text as its readers will see it, and asks
// whether it is to be changed for everyone.
func (c *chat) confirmEdit(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	e, err := c.CheckEdit(ctx, r.Actor, o.Run)
	if err != nil {
		return c.stopFirst(ctx, r, o, err)
	}
	if e.Approval.State == announcements.Asked {
		return showChanged(bot.Show(wordsInReview(r, e, o)), r, e), nil
	}
	s := warned(sayReturned(bot.Say("corrections.confirm_edit"), e.Approval, e.Decider).Say("corrections.to_edit", "n", e.Reach()), e.Report)
	if e.Repeats {
		s = s.Say("corrections.own_words")
	}
	s = s.Row(editAllAction.Button(locales.T("corrections.edit_now_button"), confirmed{e.ID, e.Form}))
	reply := bot.Show(rewordRows(s, e, o.Page, false).Row(bot.BackButton(runAction.Data(o)), bot.MenuButton()))
	return showChanged(reply, r, e), nil
}

// showChanged puts each changed text above the screen as its readers will see it.
func showChanged(reply bot.Reply, r *bot.Request, e announcements.Editing) bot.Reply {
	for _, code := range e.Changed {
		reply = reply.After(asSent(r.Texts, e.Content, e.Origin(), locales.Language(code)))
	}
	return reply
}

// editAll starts an edit. The tapped message then shows its progress.
func (c *chat) editAll(ctx context.Context, r *bot.Request, o confirmed) (bot.Reply, error) {
	wish := announcements.EditAll{Base: o.Run, Form: o.Form, Message: tappedOn(r)}
	a, err := c.EditAll(ctx, r.Actor, wish)
	if err != nil {
		return c.stopFirst(ctx, r, reported{Run: o.Run}, err)
	}
	if a.Wording != nil { // it waits for approval
		e, err := c.CheckEdit(ctx, r.Actor, o.Run)
		return bot.Show(wordsInReview(r, e, reported{Run: o.Run})), err
	}
	return c.report(ctx, r, one{a.ID})
}
