package bot

import "jastar/locales"

// Screen is what a person sees after a turn or as a notice: lines of text and
// buttons. The bot decides whether it replaces the message whose button was
// tapped or becomes a new message.
type Screen struct {
	Lines    []locales.Text // one per line; the zero Text is an empty line
	Rows     [][]Button     // inline buttons below the text
	Keyboard *Keyboard      // reply keyboard; a screen has either Rows or a Keyboard
	Lasting  bool           // a ticket, a receipt, a notice: a message of its own that no later screen replaces
	Written  *Written       // what an organizer wrote, sent exactly so instead of Lines
	Photo    string         // Telegram's id of a picture above Lines, which are its caption
	File     *File          // sent as a document, with Lines as its caption
}

// Empty tells whether there is nothing to say: such a notice is dropped.
func (s Screen) Empty() bool {
	return len(s.Lines) == 0 && s.Written == nil && s.File == nil
}

// Say makes a screen of one line.
func Say(key string, args ...any) Screen {
	return Screen{Lines: []locales.Text{locales.T(key, args...)}}
}

// Say returns the screen with one more line.
func (s Screen) Say(key string, args ...any) Screen {
	s.Lines = append(s.Lines[:len(s.Lines):len(s.Lines)], locales.T(key, args...))
	return s
}

// Gap returns the screen with an empty line.
func (s Screen) Gap() Screen {
	s.Lines = append(s.Lines[:len(s.Lines):len(s.Lines)], locales.Text{})
	return s
}

// Row returns the screen with one more row of buttons; a row of none is left out.
func (s Screen) Row(buttons ...Button) Screen {
	if len(buttons) > 0 {
		s.Rows = append(s.Rows[:len(s.Rows):len(s.Rows)], buttons)
	}
	return s
}

// Last returns the screen as a message of its own that no later screen replaces.
func (s Screen) Last() Screen {
	s.Lasting = true
	return s
}

// Button is one inline button. Exactly one of Data, URL and Choice is set.
type Button struct {
	Label  locales.Text
	Data   string // what an Action packed
	URL    string // https or tg link
	Choice string // an answer to the question of the running flow, see Choice
}

// Link makes a button that opens an address.
func Link(label locales.Text, url string) Button { return Button{Label: label, URL: url} }

// Choice makes a button that answers the running flow's question. The value
// must be short: form, step and value share Telegram's 64 bytes, so at most
// ChoiceBytes are left for it.
func Choice(label locales.Text, value string) Button { return Button{Label: label, Choice: value} }

// Named is a label made of a value that people wrote, such as an event's title.
func Named(value string) locales.Text { return locales.T("common.value_button", "value", value) }

// Keyboard is a reply keyboard of one-time buttons.
type Keyboard struct {
	Rows   [][]Key
	Remove bool // take the keyboard away instead
}

// Key is one button of a reply keyboard. Contact asks Telegram for the
// person's own phone number.
type Key struct {
	Label   locales.Text
	Contact bool
}

// Written is a message exactly as somebody wrote it, with its formatting.
type Written struct {
	Text     string   `json:"text"` // of media, the caption; of a poll, the description; of an album, what an edit of a part says
	Entities []Entity `json:"entities,omitempty"`
	Media    Content  `json:"media,omitempty"` // "" for a text
	File     string   `json:"file,omitempty"`  // Telegram's id of the media
	Place    *Place   `json:"place,omitempty"` // of ContentLocation and ContentVenue
	Poll     *Poll    `json:"poll,omitempty"`  // of ContentPoll
	Album    []Part   `json:"album,omitempty"` // of ContentAlbum, which shows no buttons
}

// File is a document made by the bot, or a PNG that is shown as a picture.
type File struct {
	Name    string
	Data    []byte
	Picture bool
}

// MenuData is the data of the button that opens the main menu.
const MenuData = "m"

// MenuButton opens the main menu.
func MenuButton() Button { return Button{Label: locales.T("common.menu_button"), Data: MenuData} }

// BackButton leads to the screen of the given action's data.
func BackButton(data string) Button {
	return Button{Label: locales.T("common.back_button"), Data: data}
}
