package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons by which buttons are composed. The names travel in chats for years.
var (
	buttonsAction   = bot.NewAction[one]("a.btns")
	buttonAction    = bot.NewAction[pressed]("a.btn")
	addLinkAction   = bot.NewAction[one]("a.link")
	eventsForAction = bot.NewAction[wish]("a.btnfor")
	addEventAction  = bot.NewAction[choice]("a.btnadd")
	placeAction     = bot.NewAction[spotted]("a.btnat")
	removeAction    = bot.NewAction[pressed]("a.btnoff")
	labelAction     = bot.NewAction[pressed]("a.btnname")
)

type (
	pressed struct {
		ID     announcements.ID
		Button announcements.ButtonID
	}
	spotted struct {
		ID     announcements.ID
		Button announcements.ButtonID
		Row    int8
		Own    bool
	}
)

func (c *chat) buttonRoutes() []bot.Route {
	return []bot.Route{
		bot.On(buttonsAction, c.buttons),
		bot.On(buttonAction, c.button),
		bot.On(addLinkAction, c.addLink),
		bot.On(eventsForAction, c.eventsFor),
		bot.On(addEventAction, c.addEvent),
		bot.On(placeAction, c.place),
		bot.On(removeAction, c.remove),
		bot.On(labelAction, c.label),
		bot.On(tapAction, c.tap),
	}
}

// What a button does, in words.
const buttonIs = locales.Family("buttons.is_")

// buttons shows the buttons below a draft as they stand there; a tap on one
// opens what can be done with it.
func (c *chat) buttons(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	b, err := c.Board(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := c.aboutButtons()
	for _, all := range b.Content.Buttons() {
		var row []bot.Button
		for _, one := range all {
			s.Lines = append(s.Lines, describe(&r.Reader, b, one))
			row = append(row, buttonAction.Button(labelOf(one, r.Language), pressed{o.ID, one.ID}))
		}
		s = s.Row(row...)
	}
	return bot.Show(s.
		Row(eventsForAction.Button(locales.T("buttons.add_seat_button"), wish{o.ID, true}),
			eventsForAction.Button(locales.T("buttons.add_card_button"), wish{o.ID, false})).
		Row(addLinkAction.Button(locales.T("buttons.add_link_button"), o)).
		Row(bot.BackButton(panelAction.Data(o)), previewAction.Button(locales.T("announcements.preview_button"), o))), nil
}

// describe says what a button does.
func describe(r *bot.Reader, b announcements.Board, one announcements.Button) locales.Text {
	label := r.Texts.Plain(r.Language, labelOf(one, r.Language))
	if one.Kind == announcements.ButtonLink {
		return buttonIs.T(string(one.Kind), "label", label, "url", one.URL)
	}
	e := b.Events[one.Event]
	return buttonIs.T(string(one.Kind), "label", label, "title", r.Words(e.Name), "when", r.Moment(e.At))
}

// button shows what can be done with one button.
func (c *chat) button(ctx context.Context, r *bot.Request, p pressed) (bot.Reply, error) {
	b, err := c.Board(ctx, r.Actor, p.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	one, ok := b.Content.Button(p.Button)
	if !ok {
		return bot.Reply{}, bot.ErrOldButton
	}
	s := bot.Screen{Lines: []locales.Text{describe(&r.Reader, b, one)}}
	for _, m := range b.Content.Moves(p.Button) {
		s = s.Row(placeAction.Button(moveButton.T(string(m.Way)), spotted{p.ID, p.Button, int8(m.Spot.Row), m.Spot.Own}))
	}
	return bot.Show(s.
		Row(labelAction.Button(locales.T("buttons.rename_button"), p)).
		Row(removeAction.Button(locales.T("buttons.remove_button"), p)).
		Row(bot.BackButton(buttonsAction.Data(oneOf(p))), bot.MenuButton())), nil
}

// moveButton names a way in which a button can be moved.
const moveButton = locales.Family("buttons.move_")

func oneOf(p pressed) one { return one{p.ID} }

// place moves a button.
func (c *chat) place(ctx context.Context, r *bot.Request, p spotted) (bot.Reply, error) {
	if _, err := c.Place(ctx, r.Actor, p.ID, p.Button, announcements.Spot{Row: int(p.Row), Own: p.Own}); err != nil {
		return bot.Reply{}, err
	}
	return c.buttons(ctx, r, one{p.ID})
}

// remove takes a button away.
func (c *chat) remove(ctx context.Context, r *bot.Request, p pressed) (bot.Reply, error) {
	if _, err := c.RemoveButton(ctx, r.Actor, p.ID, p.Button); err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.buttons(ctx, r, oneOf(p))
	return reply.Toasted("buttons.removed_toast"), err
}

// eventsFor offers the coming events for a button; wished means one that signs up.
func (c *chat) eventsFor(ctx context.Context, r *bot.Request, w wish) (bot.Reply, error) {
	list, err := c.Occasions(ctx, r.Actor, w.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("buttons.ask_event")
	if len(list) == 0 {
		s = bot.Say("buttons.no_events")
	}
	for _, e := range list {
		label := locales.T("announcements.event_button", "when", r.Brief(e.At), "title", r.Words(e.Name))
		s = s.Row(addEventAction.Button(label, choice{w.ID, e.ID, w.Wished}))
	}
	return bot.Show(s.Row(bot.BackButton(buttonsAction.Data(one{w.ID})), bot.MenuButton())), nil
}

// addEvent puts the button for an event below the draft; wished means one that
// signs up.
func (c *chat) addEvent(ctx context.Context, r *bot.Request, e choice) (bot.Reply, error) {
	b := announcements.Button{Kind: announcements.ButtonCard, Event: e.Option}
	if e.Wished {
		b.Kind = announcements.ButtonSeat
	}
	if _, err := c.AddEventButton(ctx, r.Actor, e.ID, b); err != nil {
		return bot.Reply{}, err
	}
	return c.buttons(ctx, r, one{e.ID})
}
