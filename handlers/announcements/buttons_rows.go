package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// tapAction is a button below an announcement. Run is 0 in a preview, where no
// tap counts and nobody is signed up. The name travels in chats for years.
var tapAction = bot.NewAction[tapped]("a.tap")

type tapped struct {
	Run    announcements.RunID
	Button announcements.ButtonID
	Event  int64
	Seat   bool
}

// contentRows are the buttons that the author put below the message, for a
// reader of the language.
func contentRows(content announcements.Content, l locales.Language, run announcements.RunID) (rows [][]bot.Button) {
	for _, all := range content.ButtonsIn(string(l)) {
		var row []bot.Button
		for _, b := range all {
			row = append(row, contentButton(b, l, run))
		}
		rows = append(rows, row)
	}
	return rows
}

// PostScreen is what a channel or a group gets of a run. card is the address at
// which an event's card opens in the chat with the bot: a tap on a button of the
// bot's own would be answered in public.
func PostScreen(texts *locales.Catalogue, run announcements.Run, l locales.Language, card func(event int64) string) bot.Screen {
	s := Screen(texts, run.Content, l)
	s.Rows = nil
	for _, all := range run.Content.ButtonsIn(string(l)) {
		var row []bot.Button
		for _, b := range all {
			address := b.URL
			if b.Kind != announcements.ButtonLink {
				address = card(b.Event)
			}
			row = append(row, bot.Link(labelOf(b, l), address))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func contentButton(b announcements.Button, l locales.Language, run announcements.RunID) bot.Button {
	if b.Kind == announcements.ButtonLink {
		return bot.Link(labelOf(b, l), b.URL)
	}
	return tapAction.Button(labelOf(b, l), tapped{run, b.ID, b.Event, b.Kind == announcements.ButtonSeat})
}

// houseLabel stands on an event's button that its author did not name.
const houseLabel = locales.Family("buttons.label_")

// labelOf is what a reader of the language sees on a button.
func labelOf(b announcements.Button, l locales.Language) locales.Text {
	if label := b.Label[string(l)]; label != "" {
		return bot.Named(label)
	}
	if b.Kind == announcements.ButtonLink {
		label, _ := b.Label.In(string(l))
		return bot.Named(label)
	}
	return houseLabel.T(string(b.Kind))
}

// tap follows a button below an announcement and counts it.
func (c *chat) tap(ctx context.Context, r *bot.Request, t tapped) (bot.Reply, error) {
	preview := t.Run == 0
	reply, err := c.way.Event(ctx, r, t.Event, t.Seat && !preview)
	c.CountTap(ctx, r.Actor, t.Run, t.Button)
	if preview && err == nil {
		reply = reply.Toasted("buttons.preview_toast")
	}
	return reply, err
}
