package events

import (
	"context"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/events"
	"jastar/locales"
)

// making is the form of an event that is being made or moved.
type making struct {
	events.Draft
	Language  string `json:"language"`            // the first one the organizer writes in
	HasSpaces bool   `json:"has_spaces,omitzero"` // the chosen house has spaces to choose from
	Publish   bool   `json:"publish,omitzero"`
}

// creating is the conversation in which an event is made. What was answered is
// a draft in the database from the first answer on.
func (c *chat) creating() *bot.Flow[making] {
	return &bot.Flow[making]{
		Name: "event", Version: 1,
		Steps: []bot.Step[making]{
			c.hostStep(),
			titleStep(),
			descriptionStep(),
			startStep(),
			endStep(),
			c.placeStep(),
			c.spaceStep(),
			capacityStep(),
			agesStep(),
			c.interestsStep(),
			c.previewStep(),
			onlyFromPreview(photoStep()),
			onlyFromPreview(translationStep(locales.Kazakh)),
			onlyFromPreview(translationStep(locales.Russian)),
			onlyFromPreview(translationStep(locales.English)),
			onlyFromPreview(c.districtStep()),
			onlyFromPreview(opensStep()),
			onlyFromPreview(closesStep()),
			onlyFromPreview(remindersStep()),
		},
		Save:    c.saveDraft,
		Finish:  c.finishDraft,
		Abandon: c.leaveDraft,
	}
}

// onlyFromPreview keeps a question out of the way of those who do not need it.
func onlyFromPreview(s bot.Step[making]) bot.Step[making] {
	s.When = func(*making) bool { return false }
	return s
}

// create begins a new event. Who belongs to one organisation is not asked which.
func (c *chat) create(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	all, err := c.Organisations(ctx, r.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(all) == 0 {
		return bot.Show(bot.Say("events.no_organisation").Row(bot.MenuButton())), nil
	}
	m := making{Language: string(r.Language)}
	if len(all) == 1 {
		m.Organisation = centre.OrganisationID(all[0].ID)
	}
	return c.creating().Enter(m), nil
}

// goOn takes a draft up where it was left.
func (c *chat) goOn(ctx context.Context, r *bot.Request, a one) (bot.Reply, error) {
	draft, event, err := c.DraftOf(ctx, r.Actor, a.Event)
	if err != nil {
		return bot.Reply{}, err
	}
	_, language := draft.Title.In(string(r.Language))
	if language == "" {
		language = string(r.Language)
	}
	step := event.Missing()
	if step == "" {
		step = "preview"
	}
	m, err := c.making(ctx, draft, language)
	return c.creating().EnterAt(m, step, false), err
}

// making is the form of an event that exists.
func (c *chat) making(ctx context.Context, d events.Draft, language string) (making, error) {
	houses, err := c.Branches(ctx)
	return making{Draft: d, Language: language, HasSpaces: len(spaces(houses, d.Place.Branch)) > 0}, err
}

func (c *chat) saveDraft(ctx context.Context, r *bot.Request, form bot.Form[making]) error {
	if form.Data.ID == 0 {
		form.Data.Form = form.ID
	}
	id, err := c.SaveDraft(ctx, r.Actor, form.Data.Draft)
	form.Data.ID = id
	return err
}

// finishDraft publishes, or leaves the draft for later.
func (c *chat) finishDraft(ctx context.Context, r *bot.Request, form bot.Form[making]) (bot.Reply, error) {
	if !form.Data.Publish {
		return c.leaveDraft(ctx, r, form)
	}
	card, err := c.Publish(ctx, r.Actor, form.Data.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("events.published", "title", title(&r.Reader, card.Event), "when", when(&r.Reader, card.Event))
	return bot.Show(s.Row(c.shareButton(card.ID)).
		Row(manageAction.Button(locales.T("events.manage_button"), one{card.ID}), bot.MenuButton())), nil
}

// leaveDraft says where the draft is found again.
func (c *chat) leaveDraft(_ context.Context, _ *bot.Request, form bot.Form[making]) (bot.Reply, error) {
	if form.Data.ID == 0 {
		return bot.Show(bot.Say("common.cancelled").Row(bot.MenuButton())), nil
	}
	arg := one{form.Data.ID}
	return bot.Show(bot.Say("events.draft_kept").
		Row(continueAction.Button(locales.T("events.continue_button"), arg), askDropAction.Button(locales.T("events.drop_button"), arg)).
		Row(ownAction.Button(locales.T("events.own_button"), paged{}), bot.MenuButton())), nil
}
