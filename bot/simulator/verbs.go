package simulator

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// What a person can send. Each verb returns the id of the update it caused. Writing to a blocked bot unblocks it
// first, as the Telegram apps do.

// Start presses the Start button, or opens a link with that payload.
func (p *Person) Start(payload string) int64 {
	return p.Send(strings.TrimSpace("/start " + payload))
}

// Send writes a text. As in the Telegram apps, one of more than 4,096 characters goes out as several messages; the
// id is the last one's.
func (p *Person) Send(text string) int64 { return p.Reply(0, text) }

// Reply is Send as an answer to a message of the chat; 0 answers none.
func (p *Person) Reply(messageID int, text string) (id int64) {
	for first := true; first || text != ""; first = false {
		cut := cutAt(text, maxText)
		id = p.say(&Message{Kind: "text", Text: text[:cut], ReplyTo: messageID})
		text = text[cut:]
	}
	return id
}

// Formatted writes a text with the formatting that Telegram's HTML style describes, as somebody does who marks words
// bold in the app.
func (p *Person) Formatted(html string) (int64, error) {
	text, entities, err := parseHTML(html)
	if err != nil {
		return 0, err
	}
	return p.say(&Message{Kind: "text", Text: text, Entities: entities}), nil
}

// cutAt is the number of bytes that make at most the given number of UTF-16 units.
func cutAt(text string, units int) int {
	for at, c := range text {
		if units -= unitsOf(c); units < 0 {
			return at
		}
	}
	return len(text)
}

// Sticker sends a sticker.
func (p *Person) Sticker() int64 {
	return p.sendFile("sticker", "", upload{"sticker.webp", "image/webp", []byte("RIFF")})
}

// Voice sends a voice message.
func (p *Person) Voice() int64 {
	return p.sendFile("voice", "", samples["voice"])
}

// Photo sends a small sample picture.
func (p *Person) Photo(caption string) int64 {
	return p.sendFile("photo", caption, samplePhoto())
}

// Document sends a file.
func (p *Person) Document(name string, data []byte) int64 {
	return p.sendFile("document", "", upload{name: name, data: data})
}

// FormattedPhoto sends a small sample picture with a caption that is formatted as Formatted's text is.
func (p *Person) FormattedPhoto(html string) (int64, error) {
	return p.sendCaptioned("photo", html, samplePhoto())
}

// FormattedDocument sends a file with a caption that is formatted as Formatted's text is.
func (p *Person) FormattedDocument(name string, data []byte, html string) (int64, error) {
	return p.sendCaptioned("document", html, upload{name: name, data: data})
}

// Contact sends somebody's contact; userID 0 means it is no Telegram user.
func (p *Person) Contact(userID int64, phone, first string) int64 {
	return p.say(&Message{Kind: "contact", Contact: &Contact{Phone: phone, FirstName: first, UserID: userID}})
}

// ShareContact sends the person's own phone, as a request_contact button does.
func (p *Person) ShareContact() int64 {
	who := p.profile
	return p.say(&Message{Kind: "contact", Contact: &Contact{who.Phone, who.FirstName, who.LastName, who.ID}})
}

// Location sends a point on the map.
func (p *Person) Location(lat, lon float64) int64 {
	return p.say(&Message{Kind: "location", Location: &Location{Latitude: lat, Longitude: lon}})
}

// Edit changes the text (or caption) of one of the person's own messages. It returns 0 when there is no such message.
func (p *Person) Edit(messageID int, text string) int64 {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m := p.chat.byID[messageID]
	if m == nil || m.FromBot || m.Deleted {
		return 0
	}
	if m.Kind == "text" {
		m.Text = text
	} else {
		m.Caption = text
	}
	m.Entities = nil
	m.touch(s.now())
	s.changed(p.chat, Change{Kind: ChangeMessage, Message: m.copy()})
	return s.pushUpdate(p.chat, wireUpdate{EditedMessage: s.wireOf(p.chat, m)})
}

func (p *Person) sendFile(kind, caption string, u upload) int64 {
	p.s.mu.Lock()
	f := p.s.keep(kind, u)
	p.s.mu.Unlock()
	return p.say(&Message{Kind: kind, Caption: caption, File: f})
}

func (p *Person) sendCaptioned(kind, html string, u upload) (int64, error) {
	caption, entities, err := parseHTML(html)
	if err != nil {
		return 0, err
	}
	p.s.mu.Lock()
	f := p.s.keep(kind, u)
	p.s.mu.Unlock()
	return p.say(&Message{Kind: kind, Caption: caption, Entities: entities, File: f}), nil
}

func (p *Person) say(m *Message) int64 {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.sayLocked(m)
}

func (p *Person) sayLocked(m *Message) int64 {
	p.setBlocked(false)
	p.started = true
	m.SenderID = p.profile.ID
	if p.s.opts.Counters {
		p.s.stamp(p.chat, m)
	} else {
		p.s.add(p.chat, m)
	}
	p.hideOneTimeKeyboard(m)
	return p.s.pushUpdate(p.chat, wireUpdate{Message: p.s.wireOf(p.chat, m)})
}

// hideOneTimeKeyboard puts a one-time keyboard away once one of its keys was pressed.
func (p *Person) hideOneTimeKeyboard(m *Message) {
	keyboard := p.chat.keyboard
	if keyboard == nil || !keyboard.OneTime {
		return
	}
	for _, row := range keyboard.Rows {
		for _, b := range row {
			pressed := b.Text == m.Text || b.RequestContact && m.Contact != nil || b.RequestLocation && m.Location != nil
			if pressed {
				p.s.setKeyboard(p.chat, nil)
				return
			}
		}
	}
}

func samplePhoto() upload { return upload{"photo.png", "image/png", samplePicture()} }

func samplePicture() []byte {
	picture := image.NewRGBA(image.Rect(0, 0, 64, 48))
	for x := range 64 {
		for y := range 48 {
			picture.Set(x, y, color.RGBA{uint8(40 + 3*x), uint8(90 + 2*y), 160, 255})
		}
	}
	var encoded bytes.Buffer
	if png.Encode(&encoded, picture) != nil {
		return nil
	}
	return encoded.Bytes()
}
