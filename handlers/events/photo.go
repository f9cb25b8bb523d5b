package events

import (
	"context"

	"jastar/bot"
	"jastar/locales"
)

// captionRoom is how long a description may be, in characters, to stand below
// a photo together with everything else on the card. The photo of a longer one
// is behind a button.
const captionRoom = 450

// photo shows the picture that found no room on the card.
func (c *chat) photo(ctx context.Context, r *bot.Request, o opened) (bot.Reply, error) {
	card, err := c.Card(ctx, r.Actor, o.Event)
	if err != nil {
		return bot.Reply{}, err
	}
	if card.Photo == "" {
		return bot.Show(c.cardScreen(&r.Reader, card, o)), nil
	}
	s := bot.Say("events.title", "title", title(&r.Reader, card.Event)).Row(bot.BackButton(cardAction.Data(o)))
	s.Photo = card.Photo
	return bot.Show(s), nil
}

// noPhoto is the answer that takes the picture away.
const noPhoto = "none"

func photoStep() bot.Step[making] {
	return bot.Step[making]{
		Name: "photo",
		Ask: func(_ context.Context, _ *bot.Request, m *making) (bot.Screen, error) {
			s := bot.Say("events.ask_photo")
			if m.Photo != "" {
				s = s.Row(bot.Choice(locales.T("events.no_photo_button"), noPhoto))
			}
			return s, nil
		},
		Take: func(_ context.Context, _ *bot.Request, in bot.Input, m *making) (err error) {
			if in.Choice == noPhoto {
				m.Photo = ""
				return nil
			}
			m.Photo, err = in.Photo()
			return err
		},
	}
}
