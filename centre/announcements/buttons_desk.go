package announcements

import (
	"context"
	"maps"
	"slices"

	"jastar/centre"
)

// Board is a draft with the events that its buttons lead to.
type Board struct {
	Announcement
	Events map[int64]Option // by id
}

// Board reads the buttons of an announcement.
func (d *Desk) Board(ctx context.Context, actor centre.Actor, id ID) (Board, error) {
	a, err := d.Open(ctx, actor, id)
	if err != nil {
		return Board{}, err
	}
	b := Board{Announcement: a, Events: map[int64]Option{}}
	for _, event := range a.Content.Events() {
		if b.Events[event], err = d.Store.EventByID(ctx, event); err != nil {
			return b, err
		}
	}
	return b, nil
}

// Link is a new button that opens an address.
type Link struct {
	Form  int64 // the conversation that made it: a repeated call has one effect
	URL   string
	Label string // in every language
}

// AddLink puts a link below a draft.
func (d *Desk) AddLink(ctx context.Context, actor centre.Actor, id ID, l Link) (Announcement, error) {
	if err := CheckLink(l.URL); err != nil {
		return Announcement{}, err
	}
	if err := CheckLabel(l.Label); err != nil {
		return Announcement{}, err
	}
	return d.addButton(ctx, actor, id, Button{ID: ButtonID(l.Form), Kind: ButtonLink, URL: l.URL, Label: inEvery(l.Label)})
}

// inEvery is the same label in all languages.
func inEvery(label string) centre.Words {
	w := centre.Words{}
	for _, code := range languages {
		w[code] = label
	}
	return w
}

// AddEventButton puts the button for an event below a draft. Organizers choose
// among their own organisation's events. One that is there already stays.
func (d *Desk) AddEventButton(ctx context.Context, actor centre.Actor, id ID, b Button) (Announcement, error) {
	if b.Kind != ButtonCard && b.Kind != ButtonSeat {
		return Announcement{}, centre.ErrGone
	}
	if _, err := d.CheckOccasion(ctx, actor, id, b.Event); err != nil {
		return Announcement{}, err
	}
	return d.addButton(ctx, actor, id, EventButton(b.Kind, b.Event))
}

func (d *Desk) addButton(ctx context.Context, actor centre.Actor, id ID, b Button) (Announcement, error) {
	return d.arrange(ctx, actor, id, func(a *Announcement) ([][]Button, error) {
		if _, known := a.Content.Button(b.ID); known {
			return a.Content.Buttons(), nil
		}
		if a.Content.HasAlbum() {
			return nil, errAlbumBare
		}
		return added(a.Content.Buttons(), b)
	})
}

// Place moves a button of a draft.
func (d *Desk) Place(ctx context.Context, actor centre.Actor, id ID, button ButtonID, at Spot) (Announcement, error) {
	return d.arrange(ctx, actor, id, func(a *Announcement) ([][]Button, error) {
		b, ok := a.Content.Button(button)
		if !ok {
			return nil, errButtonGone
		}
		return placed(a.Content.Buttons(), b, at)
	})
}

// RemoveButton takes a button off a draft. One that is gone already stays so.
func (d *Desk) RemoveButton(ctx context.Context, actor centre.Actor, id ID, button ButtonID) (Announcement, error) {
	return d.arrange(ctx, actor, id, func(a *Announcement) ([][]Button, error) {
		return without(a.Content.Buttons(), button), nil
	})
}

// Label is what stands on a button.
type Label struct {
	Button   ButtonID
	Language string // "": in every language
	Text     string
}

// Label changes what stands on a button of a draft.
func (d *Desk) Label(ctx context.Context, actor centre.Actor, id ID, l Label) (Announcement, error) {
	if err := l.check(); err != nil {
		return Announcement{}, err
	}
	return d.arrange(ctx, actor, id, func(a *Announcement) ([][]Button, error) {
		b, ok := a.Content.Button(l.Button)
		if !ok {
			return nil, errButtonGone
		}
		words := inEvery(l.Text)
		if l.Language != "" {
			words = centre.Words{}
			maps.Copy(words, b.Label)
			words[l.Language] = l.Text
		}
		b.Label = words
		return replaced(a.Content.Buttons(), b), nil
	})
}

func (l Label) check() error {
	if l.Language != "" && !slices.Contains(languages[:], l.Language) {
		return centre.ErrGone
	}
	return CheckLabel(l.Text)
}

// replaced returns the rows with the button in the place of the one it was.
func replaced(rows [][]Button, b Button) [][]Button {
	rows = slices.Clone(rows)
	for i, row := range rows {
		rows[i] = slices.Clone(row)
		for j := range row {
			if row[j].ID == b.ID {
				rows[i][j] = b
			}
		}
	}
	return rows
}

// arrange changes the buttons of a draft.
func (d *Desk) arrange(ctx context.Context, actor centre.Actor, id ID, change func(*Announcement) ([][]Button, error)) (Announcement, error) {
	return d.edit(ctx, actor, id, func(a *Announcement) (map[string]any, error) {
		rows, err := change(a)
		if err != nil {
			return nil, err
		}
		a.Content = a.Content.withButtons(rows)
		return map[string]any{"buttons": rows}, nil
	})
}
