package announcements

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"jastar/centre"
)

// ButtonID tells the buttons of one announcement apart.
type ButtonID int64

// ButtonKind is what a tap on a button does.
type ButtonKind string

// The kinds of buttons.
const (
	ButtonLink ButtonKind = "link" // opens an address
	ButtonCard ButtonKind = "card" // shows the card of an event
	ButtonSeat ButtonKind = "seat" // signs up for an event
)

// Button stands below a message in every language.
type Button struct {
	ID    ButtonID     `json:"id"`
	Kind  ButtonKind   `json:"kind"`
	Label centre.Words `json:"label,omitempty"` // of an event's button, a language without one has a label of the house
	URL   string       `json:"url,omitempty"`   // of a link
	Event int64        `json:"event,omitempty"` // of a card or a seat
}

// How many rows of buttons a message has at most and how many stand in one, and
// how long a label is in characters and an address in bytes.
const (
	MaxButtonRows  = 3
	MaxButtonInRow = 2
	MaxLabel       = 40
	MaxLink        = 1000
)

// The refusals of buttons.
var (
	errButtonsFull = centre.Refuse("buttons.full", "max", MaxButtonRows*MaxButtonInRow)
	errRowFull     = centre.Refuse("buttons.row_full", "max", MaxButtonInRow)
	errRowsFull    = centre.Refuse("buttons.rows_full", "max", MaxButtonRows)
	errButtonGone  = centre.Refuse("buttons.gone")
	errAlbumBare   = centre.Refuse("buttons.album")
	errLink        = centre.Refuse("buttons.not_a_link")
	errLinkLong    = centre.Refuse("buttons.link_too_long", "max", MaxLink)
)

// EventButton is the button of the kind for an event. There is one of each.
func EventButton(kind ButtonKind, event int64) Button {
	id := 2 * event
	if kind == ButtonSeat {
		id++
	}
	return Button{ID: ButtonID(id), Kind: kind, Event: event}
}

// CheckLink refuses what is no address of the web or of Telegram. Telegram takes
// others, too, or refuses the whole message for them.
func CheckLink(address string) error {
	u, err := url.Parse(address)
	switch {
	case len(address) > MaxLink:
		return errLinkLong
	case err != nil, u.User != nil, strings.ContainsFunc(address, centre.Disguises), strings.ContainsAny(address, " \n\r\t"):
		return errLink
	case u.Scheme == "https" && webHost(u.Hostname()), u.Scheme == "tg" && u.Host != "" && u.Host != "user":
		return nil // tg://user works only for people who allow it
	}
	return errLink
}

// webHost tells whether a host has a name, and no empty part in it.
func webHost(host string) bool {
	parts := strings.Split(host, ".")
	return len(parts) > 1 && !slices.Contains(parts, "")
}

// CheckLabel refuses a label that nobody could read or that is too long.
func CheckLabel(label string) error {
	if n := utf8.RuneCountInString(label); n > MaxLabel {
		return centre.Refuse("common.too_long", "n", n, "max", MaxLabel)
	}
	return centre.CheckReadable(label)
}

// Buttons are the rows of buttons below the message. They are the same in every
// variant, so that each of them is whole.
func (c Content) Buttons() [][]Button {
	m, _ := c.In("")
	return m.Buttons
}

// ButtonsIn are the rows below the variant for a reader of the language. An
// album has none (https://core.telegram.org/bots/api#sendmediagroup).
func (c Content) ButtonsIn(language string) [][]Button {
	m, _ := c.In(language)
	if m.Media == Album {
		return nil
	}
	return m.Buttons
}

// Button finds one of the buttons.
func (c Content) Button(id ButtonID) (b Button, ok bool) {
	for _, row := range c.Buttons() {
		for _, b := range row {
			if b.ID == id {
				return b, true
			}
		}
	}
	return Button{}, false
}

// Events are those that the buttons lead to, each once.
func (c Content) Events() (events []int64) {
	for _, row := range c.Buttons() {
		for _, b := range row {
			if b.Event != 0 && !slices.Contains(events, b.Event) {
				events = append(events, b.Event)
			}
		}
	}
	return events
}

// withButtons returns the content with these rows in every variant.
func (c Content) withButtons(rows [][]Button) Content {
	c = maps.Clone(c)
	for code, m := range c {
		m.Buttons = rows
		c[code] = m
	}
	return c
}

// withVariant returns the content with a variant that has the others' buttons.
func (c Content) withVariant(language string, m Message) Content {
	m.Buttons = c.Buttons()
	c = maps.Clone(c)
	c[language] = m
	return c
}

// added returns the rows with one more button: in a row of its own as long as
// there is room for one.
func added(rows [][]Button, b Button) ([][]Button, error) {
	if len(rows) < MaxButtonRows {
		return append(slices.Clone(rows), []Button{b}), nil
	}
	for i := len(rows) - 1; i >= 0; i-- {
		if len(rows[i]) < MaxButtonInRow {
			return joined(rows, i, b), nil
		}
	}
	return nil, errButtonsFull
}

// joined returns the rows with the button at the end of a row.
func joined(rows [][]Button, row int, b Button) [][]Button {
	rows = slices.Clone(rows)
	rows[row] = append(slices.Clone(rows[row]), b)
	return rows
}

// without returns the rows without the button; a row that is left empty goes.
func without(rows [][]Button, id ButtonID) (rest [][]Button) {
	for _, row := range rows {
		row = slices.DeleteFunc(slices.Clone(row), func(b Button) bool { return b.ID == id })
		if len(row) > 0 {
			rest = append(rest, row)
		}
	}
	return rest
}

// Spot is where a button is to stand: in a row of its own, or at the end of
// another row. Rows count from 0 among those that are there without the button.
type Spot struct {
	Row int
	Own bool
}

// placed returns the rows with the button at the spot. A spot beyond the last
// row is the last one.
func placed(rows [][]Button, b Button, at Spot) ([][]Button, error) {
	rows = without(rows, b.ID)
	switch {
	case at.Own && len(rows) == MaxButtonRows:
		return nil, errRowsFull
	case at.Own || len(rows) == 0:
		return slices.Insert(rows, min(max(0, at.Row), len(rows)), []Button{b}), nil
	}
	row := min(max(0, at.Row), len(rows)-1)
	if len(rows[row]) == MaxButtonInRow {
		return nil, errRowFull
	}
	return joined(rows, row, b), nil
}

// Way is a way in which a button can be moved.
type Way string

// The ways.
const (
	WayUp     Way = "up"     // a row of its own, further up
	WayDown   Way = "down"   // a row of its own, further down
	WayRight  Way = "right"  // to the end of its row
	WayBeside Way = "beside" // to the end of the row above
)

// Move is a way and where it leads.
type Move struct {
	Way  Way
	Spot Spot
}

// Moves are the ways in which a button can be moved from where it stands.
func (c Content) Moves(id ButtonID) (moves []Move) {
	rows := c.Buttons()
	i := slices.IndexFunc(rows, func(row []Button) bool { return slices.ContainsFunc(row, func(b Button) bool { return b.ID == id }) })
	if i < 0 {
		return nil
	}
	if len(rows[i]) > 1 {
		return movesOut(rows, i, rows[i][0].ID == id)
	}
	if i > 0 {
		moves = append(moves, Move{WayUp, Spot{i - 1, true}})
	}
	if i < len(rows)-1 {
		moves = append(moves, Move{WayDown, Spot{i + 1, true}})
	}
	if i > 0 && len(rows[i-1]) < MaxButtonInRow {
		moves = append(moves, Move{WayBeside, Spot{i - 1, false}})
	}
	return moves
}

// movesOut are the ways out of a row that others stand in, too.
func movesOut(rows [][]Button, i int, first bool) (moves []Move) {
	if len(rows) < MaxButtonRows {
		moves = append(moves, Move{WayUp, Spot{i, true}}, Move{WayDown, Spot{i + 1, true}})
	}
	if first {
		moves = append(moves, Move{WayRight, Spot{i, false}})
	}
	return moves
}
