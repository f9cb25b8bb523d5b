package announcements

import (
	"context"
	"maps"
	"slices"
	"time"

	"jastar/centre"
)

// Wording is new words for what a run sent, kept until they go out. Each
// variant's media stay as they are.
type Wording struct {
	Base  RunID           `json:"base"`
	Form  int64           `json:"form"`  // the conversation that wrote the latest of them
	By    centre.PersonID `json:"by"`    // who wrote the latest of them
	Texts Content         `json:"texts"` // the variants that change
}

// Reword is the wish to keep new words in one language. Afresh drops others that
// were kept for the run.
type Reword struct {
	Base     RunID
	Form     int64
	Language string
	Text     Message
	Afresh   bool
}

// EditAll is the wish to give the messages of a run the words that were kept
// last by the form, exactly as the actor has seen them.
type EditAll struct {
	Base    RunID
	Form    int64
	Message int // the message in the actor's chat that is to show the progress, 0: none
}

// The refusals of an edit.
var (
	errWordsOnly = centre.Refuse("corrections.words_only")
	errReworded  = centre.Refuse("corrections.reworded")
	errWordless  = centre.Refuse("corrections.wordless")
)

// Editing is a run whose words are being changed.
type Editing struct {
	Report
	Changed []string // languages whose words change, in the order kk, ru, en
	Content Content  // what readers will see
	Form    int64    // to be confirmed, 0: no words are kept
	Repeats bool     // the announcement goes out again, with words of its own

	Approval       Approval // the latest request for the words that are kept
	Asker, Decider string   // who asked and who decided, "" for nobody
}

// CheckEdit tells what an edit of the run would be about, or refuses it as
// EditAll would. The report is good with ErrUnderWay, too.
func (d *Desk) CheckEdit(ctx context.Context, actor centre.Actor, base RunID) (Editing, error) {
	r, a, err := d.checked(ctx, actor, base)
	if err == nil {
		err = r.refuseEdit()
	}
	e := Editing{Report: r, Content: r.Seen(), Repeats: a.Schedule.Cron != ""}
	if err != nil || a.Wording == nil || a.Wording.Base != base {
		return e, err
	}
	e.Form = a.Wording.Form
	if e.Approval = a.EditApproval; e.Approval.State != "" {
		if e.Asker, err = d.People.NameOf(ctx, e.Approval.By); err != nil {
			return e, err
		}
		if e.Decider, err = d.People.NameOf(ctx, e.Approval.Decider); err != nil {
			return e, err
		}
	}
	for _, code := range languages {
		if _, ok := a.Wording.Texts[code]; ok {
			e.Changed = append(e.Changed, code)
		}
	}
	e.Content, err = r.Seen().reworded(a.Wording.Texts)
	return e, err
}

// CheckWords refuses words that the variant in the language cannot get.
func (e Editing) CheckWords(language string, m Message) error {
	_, err := e.Seen().reworded(Content{language: m})
	return err
}

// Reword keeps new words; nothing goes out before EditAll.
func (d *Desk) Reword(ctx context.Context, actor centre.Actor, wish Reword) (Announcement, error) {
	return d.changeRun(ctx, actor, wish.Base, func(a *Announcement, r Report) (Effects, error) {
		if a.Wording != nil && a.Wording.Form == wish.Form {
			return Effects{}, nil // the same form delivered again
		}
		if err := a.editable(actor, r, d.now()); err != nil {
			return Effects{}, err
		}
		w := Wording{Base: r.ID, Form: wish.Form, By: actor.Person, Texts: Content{}}
		if old := a.Wording; old != nil && old.Base == r.ID && !wish.Afresh {
			maps.Copy(w.Texts, old.Texts)
		}
		w.Texts[wish.Language] = wish.Text
		if _, err := r.Seen().reworded(w.Texts); err != nil {
			return Effects{}, err
		}
		a.Wording, a.EditApproval = &w, Approval{}
		return Effects{Deed: a.deed(actor.Person, "announcement.reword", map[string]any{"run": r.ID, "text": wish.Language})}, nil
	})
}

// EditAll starts to give the messages of a run the words that were kept. A
// second call for the same form changes nothing; words that a colleague has
// changed meanwhile are refused. What reached many people waits for approval
// first.
func (d *Desk) EditAll(ctx context.Context, actor centre.Actor, wish EditAll) (Announcement, error) {
	staff, err := d.People.Staff(ctx)
	if err != nil {
		return Announcement{}, err
	}
	return d.changeRun(ctx, actor, wish.Base, func(a *Announcement, r Report) (Effects, error) {
		w := a.Wording
		switch {
		case wish.Form != 0 && r.Corrected.Form == wish.Form:
			return Effects{}, nil
		case w == nil || w.Base != r.ID || w.Form != wish.Form:
			return Effects{}, errReworded
		}
		if err := a.editable(actor, r, d.now()); err != nil {
			return Effects{}, err
		}
		if c := (count{reach: r.Reach(), limit: d.ApprovalSize, colleagues: staff}); c.many() {
			return a.askAbout(actor, r, c, d.now())
		}
		return a.sendWords(actor, r, wish.Message, d.now())
	})
}

// sendWords starts to give the messages of the run the words that were kept.
func (a *Announcement) sendWords(actor centre.Actor, r Report, message int, now time.Time) (Effects, error) {
	if err := a.editable(actor, r, now); err != nil {
		return Effects{}, err
	}
	w := a.Wording
	content, err := r.Seen().reworded(w.Texts)
	if err != nil {
		return Effects{}, err
	}
	a.Wording = nil
	return a.correct(actor, Correction{Kind: KindEdit, Base: r.ID, Content: content, Form: w.Form}, message, now), nil
}

// editable is correctable for other words.
func (a *Announcement) editable(actor centre.Actor, r Report, now time.Time) error {
	if err := a.correctable(actor, r, now); err != nil {
		return err
	}
	return r.refuseEdit()
}

// Rewordable lists the languages of the variants whose words can be changed, in
// the order kk, ru, en.
func (c Content) Rewordable() []string {
	var codes []string
	for _, code := range languages {
		if m, ok := c[code]; ok && m.Media.Rewordable() {
			codes = append(codes, code)
		}
	}
	return codes
}

// reworded returns the content with other words in some of its languages.
// Telegram lets a bot change the words of a message, and its media stay
// (https://core.telegram.org/bots/api#editmessagecaption).
func (c Content) reworded(texts Content) (Content, error) {
	c = maps.Clone(c)
	for _, code := range slices.Sorted(maps.Keys(texts)) {
		m, ok := c[code]
		if !ok {
			return nil, centre.ErrGone
		}
		switch {
		case !m.Media.Rewordable():
			return nil, errWordless
		case texts[code].Media != NoMedia:
			return nil, errWordsOnly
		}
		m = m.withWords(texts[code].Text, texts[code].Entities)
		if err := m.Check(); err != nil {
			return nil, err
		}
		c[code] = m
	}
	return c, nil
}
