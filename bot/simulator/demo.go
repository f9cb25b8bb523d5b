package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"jastar/bot/simulator/page"
)

// The demo page's contract. page.FS is served at /; everything else is JSON below /demo/. Times are RFC 3339 UTC, a
// missing field means "none", an error is a 4xx with {"error":"text"}. Only people with Featured set are shown.
//
//	GET  /demo/state                demoState
//	GET  /demo/stream               server-sent events: first "state" with demoState, then "change" with demoChange
//	GET  /demo/file/{file_id}       the bytes
//	POST /demo/people               demoPerson's names, language_code, phone, role (id optional) → demoPerson
//	POST /demo/people/{id}/start    {"payload"}            the Start button and links into the bot
//	POST /demo/people/{id}/send     {"text","reply_to"}
//	POST /demo/people/{id}/tap      {"message_id","row","col"} → {"ok","action","url"}; the toast comes as a change
//	POST /demo/people/{id}/media    {"kind"}               photo document video animation voice video_note audio sticker location
//	                                                       venue poll quiz, with sample content
//	POST /demo/people/{id}/upload   multipart: file, caption; image/* becomes a photo
//	POST /demo/people/{id}/contact  {}                     shares the own phone
//	POST /demo/people/{id}/edit     {"message_id","text"}  own messages
//	POST /demo/people/{id}/block    {"blocked"}
//
// html is the text or caption, safe to insert: only b i u s code pre a blockquote and span.tg-spoiler, line ends as "\n".

type demoState struct {
	Bot    demoBot      `json:"bot"`
	People []demoPerson `json:"people"`
}

type demoBot struct {
	Name             string `json:"name"`
	Username         string `json:"username"`
	Description      string `json:"description"`
	ShortDescription string `json:"short_description"`
}

type demoPerson struct {
	ID           int64    `json:"id"`
	Name         string   `json:"name"`
	FirstName    string   `json:"first_name"`
	LastName     string   `json:"last_name"`
	Role         string   `json:"role"`
	Phone        string   `json:"phone"`
	LanguageCode string   `json:"language_code"`
	Blocked      bool     `json:"blocked"`
	Chat         demoChat `json:"chat"`
}

type demoChat struct {
	Messages      []demoMessage `json:"messages"`
	ReplyKeyboard *demoKeyboard `json:"reply_keyboard"`
	Commands      []Command     `json:"commands"`
	MenuButton    string        `json:"menu_button"`
	Typing        string        `json:"typing"`
}

type demoMessage struct {
	ID        int            `json:"id"`
	FromBot   bool           `json:"from_bot"`
	Kind      string         `json:"kind"`
	Text      string         `json:"text"`
	HTML      string         `json:"html"`
	Date      time.Time      `json:"date"`
	EditDate  *time.Time     `json:"edit_date,omitempty"`
	Edits     int            `json:"edits"`
	Deleted   bool           `json:"deleted"`
	Pinned    bool           `json:"pinned"`
	Silent    bool           `json:"silent"`
	Protected bool           `json:"protected"`
	ReplyTo   int            `json:"reply_to,omitempty"`
	Keyboard  [][]demoButton `json:"keyboard,omitempty"`
	File      *demoFile      `json:"file,omitempty"`
	Contact   *demoContact   `json:"contact,omitempty"`
	Location  *wireLocation  `json:"location,omitempty"`
	Venue     *wireVenue     `json:"venue,omitempty"`
	Poll      *wirePoll      `json:"poll,omitempty"`
}

type demoButton struct {
	Text   string `json:"text"`
	Action string `json:"action"`
	URL    string `json:"url,omitempty"`
	Copy   string `json:"copy,omitempty"`
	Style  string `json:"style,omitempty"`
}

type demoKeyboard struct {
	Rows        [][]demoButton `json:"rows"`
	Resize      bool           `json:"resize"`
	OneTime     bool           `json:"one_time"`
	Placeholder string         `json:"placeholder"`
}

type demoFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	MIME string `json:"mime"`
	Size int    `json:"size"`
	URL  string `json:"url"`
}

type demoContact struct {
	Phone     string `json:"phone"`
	FirstName string `json:"first_name"`
	UserID    int64  `json:"user_id,omitempty"`
}

func (s *Simulator) demoRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(page.FS))
	mux.HandleFunc("GET /demo/state", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, s.demoState()) })
	mux.HandleFunc("GET /demo/stream", s.demoStream)
	mux.HandleFunc("GET /demo/file/{id}", s.demoFile)
	mux.HandleFunc("POST /demo/people", s.demoAdd)
	for verb, act := range demoVerbs() {
		mux.HandleFunc("POST /demo/people/{id}/"+verb, func(w http.ResponseWriter, r *http.Request) { s.demoAct(w, r, act) })
	}
	return mux
}

func writeJSON(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(body)
}

func (s *Simulator) demoState() demoState {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := demoState{Bot: s.demoBot(), People: []demoPerson{}}
	for _, p := range s.people {
		if p.profile.Featured {
			state.People = append(state.People, p.demo())
		}
	}
	slices.SortFunc(state.People, func(a, b demoPerson) int { return int(a.ID - b.ID) })
	return state
}

func (s *Simulator) demoBot() demoBot {
	return demoBot{s.opts.BotName, s.opts.BotUsername, s.profile.descriptions[""], s.profile.shorts[""]}
}

func (p *Person) demo() demoPerson {
	who := p.profile
	return demoPerson{
		ID: who.ID, Name: strings.TrimSpace(who.FirstName + " " + who.LastName), FirstName: who.FirstName,
		LastName: who.LastName, Role: who.Role, Phone: who.Phone, LanguageCode: who.LanguageCode,
		Blocked: p.blocked, Chat: p.demoChat(),
	}
}

func (p *Person) demoChat() demoChat {
	shown := demoChat{Messages: []demoMessage{}, Commands: append([]Command{}, p.menu()...), MenuButton: "default"}
	for _, m := range p.chat.messages {
		if !m.Deleted {
			shown.Messages = append(shown.Messages, m.demo())
		}
	}
	shown.ReplyKeyboard = p.chat.keyboard.demo()
	for _, chat := range []int64{0, p.profile.ID} {
		if button := p.s.menuOf[chat]; button != "" {
			shown.MenuButton = button
		}
	}
	return shown
}

func (m *Message) demo() demoMessage {
	shown := demoMessage{
		ID: m.ID, FromBot: m.FromBot, Kind: m.Kind, Text: m.Text + m.Caption, HTML: m.HTML, Date: m.Date, Edits: m.Edits,
		Deleted: m.Deleted, Pinned: m.Pinned, Silent: m.Silent, Protected: m.Protected, ReplyTo: m.ReplyTo,
		Keyboard: demoRows(m.Keyboard),
	}
	if !m.EditDate.IsZero() {
		shown.EditDate = &m.EditDate
	}
	if f := m.File; f != nil {
		shown.File = &demoFile{f.ID, f.Name, f.MIME, len(f.Data), "/demo/file/" + f.ID}
	}
	if c := m.Contact; c != nil {
		shown.Contact = &demoContact{c.Phone, c.FirstName, c.UserID}
	}
	if l := m.Location; l != nil {
		shown.Location = ptr(l.wire())
	}
	if m.Venue != nil {
		shown.Venue = m.Venue.wire()
	}
	if m.Poll != nil {
		shown.Poll = m.wirePoll()
	}
	return shown
}

func (k *ReplyKeyboard) demo() *demoKeyboard {
	if k == nil {
		return nil
	}
	return &demoKeyboard{demoRows(k.Rows), k.Resize, k.OneTime, k.Placeholder}
}

func demoRows(rows [][]Button) [][]demoButton {
	shown := make([][]demoButton, len(rows))
	for i, row := range rows {
		for _, b := range row {
			shown[i] = append(shown[i], demoButton{b.Text, b.Action(), b.URL + b.WebApp, b.Copy, b.Style})
		}
	}
	return shown
}

func personID(r *http.Request) int64 {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	return id
}
