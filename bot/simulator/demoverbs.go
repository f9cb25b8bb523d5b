package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// demoVerb does what a person on the page wants; the result is what the page gets, nil for {"ok":true}.
type demoVerb func(p *Person, r *http.Request) (any, error)

// wish is the body of any verb.
type wish struct {
	Payload   string `json:"payload"`
	Text      string `json:"text"`
	ReplyTo   int    `json:"reply_to"`
	MessageID int    `json:"message_id"`
	Row       int    `json:"row"`
	Col       int    `json:"col"`
	Kind      string `json:"kind"`
	Blocked   bool   `json:"blocked"`
}

func demoVerbs() map[string]demoVerb {
	said := func(act func(*Person, wish)) demoVerb {
		return func(p *Person, r *http.Request) (any, error) {
			var w wish
			if err := readWish(r, &w); err != nil {
				return nil, err
			}
			act(p, w)
			return nil, nil
		}
	}
	return map[string]demoVerb{
		"start":   said(func(p *Person, w wish) { p.Start(w.Payload) }),
		"send":    demoSend,
		"contact": said(func(p *Person, _ wish) { p.ShareContact() }),
		"block":   said(func(p *Person, w wish) { p.mark(w.Blocked) }),
		"edit":    demoEdit,
		"media":   demoMedia,
		"tap":     demoTap,
		"upload":  demoUpload,
	}
}

func readWish(r *http.Request, target any) error {
	err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(target)
	if err != nil && err != io.EOF {
		return fmt.Errorf("the body is no JSON: %w", err)
	}
	return nil
}

func (s *Simulator) demoAct(w http.ResponseWriter, r *http.Request, act demoVerb) {
	s.mu.Lock()
	p := s.people[personID(r)]
	s.mu.Unlock()
	if p == nil {
		writeJSON(w, http.StatusNotFound, map[string]string{"error": "nobody has this id"})
		return
	}
	result, err := act(p, r)
	if err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	if result == nil {
		result = map[string]bool{"ok": true}
	}
	writeJSON(w, http.StatusOK, result)
}

func (s *Simulator) demoAdd(w http.ResponseWriter, r *http.Request) {
	var wished demoPerson
	if err := readWish(r, &wished); err != nil || wished.FirstName == "" {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "a first name is needed"})
		return
	}
	p := s.Person(Profile{
		ID: wished.ID, FirstName: wished.FirstName, LastName: wished.LastName, LanguageCode: wished.LanguageCode,
		Phone: wished.Phone, Role: wished.Role, Featured: true,
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	writeJSON(w, http.StatusOK, p.demo())
}

func (p *Person) mark(blocked bool) {
	if blocked {
		p.Block()
	} else {
		p.Unblock()
	}
}

func demoSend(p *Person, r *http.Request) (any, error) {
	var w wish
	if err := readWish(r, &w); err != nil {
		return nil, err
	}
	text := strings.TrimSpace(w.Text)
	if text == "" {
		return nil, fmt.Errorf("a message has at least one character")
	}
	p.Reply(w.ReplyTo, text)
	return nil, nil
}

func demoEdit(p *Person, r *http.Request) (any, error) {
	var w wish
	if err := readWish(r, &w); err != nil {
		return nil, err
	}
	if strings.TrimSpace(w.Text) == "" || p.Edit(w.MessageID, strings.TrimSpace(w.Text)) == 0 {
		return nil, fmt.Errorf("message %d cannot be changed to that", w.MessageID)
	}
	return nil, nil
}

func demoMedia(p *Person, r *http.Request) (any, error) {
	var w wish
	if err := readWish(r, &w); err != nil {
		return nil, err
	}
	switch w.Kind {
	case "sticker":
		p.Sticker()
	case "video", "animation", "voice", "video_note", "audio":
		return nil, second(p.Media(w.Kind, ""))
	case "venue":
		p.Venue(Venue{Location: Location{Latitude: 43.238949, Longitude: 76.889709}, Title: "Old tram depot", Address: "Almaty"})
	case "poll", "quiz":
		return nil, second(p.Poll(samplePoll(w.Kind == "quiz"), ""))
	case "photo":
		p.Photo("")
	case "document":
		p.Document("notes.txt", []byte("A short note.\n"))
	case "location":
		p.Location(43.238949, 76.889709)
	default:
		return nil, fmt.Errorf("no medium %q", w.Kind)
	}
	return nil, nil
}

func second(_ int64, err error) error { return err }

func demoTap(p *Person, r *http.Request) (any, error) {
	var w wish
	if err := readWish(r, &w); err != nil {
		return nil, err
	}
	b, err := p.buttonAt(w.MessageID, w.Row, w.Col)
	if err != nil {
		return nil, err
	}
	answer, err := p.pressInline(w.MessageID, b, false)
	if err != nil {
		return nil, err
	}
	action := b.Action()
	if action == "url" && answer.URL == "" {
		action = "start"
	}
	return map[string]any{"ok": true, "action": action, "url": answer.URL}, nil
}

func (p *Person) buttonAt(messageID, row, col int) (Button, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	m := p.chat.byID[messageID]
	if m == nil || m.Deleted || row < 0 || row >= len(m.Keyboard) || col < 0 || col >= len(m.Keyboard[row]) {
		return Button{}, fmt.Errorf("message %d has no button at row %d, column %d", messageID, row, col)
	}
	return m.Keyboard[row][col], nil
}

func demoUpload(p *Person, r *http.Request) (any, error) {
	call, err := readParams(r)
	if err != nil {
		return nil, err
	}
	u, ok := call.files["file"]
	if !ok || len(u.data) == 0 {
		return nil, fmt.Errorf("a file is needed")
	}
	kind := "document"
	if strings.HasPrefix(u.mime, "image/") && isPicture(u.data) {
		kind = "photo"
	}
	p.sendFile(kind, call.text("caption"), u)
	return nil, nil
}
