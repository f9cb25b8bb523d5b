package simulator

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"
)

// demoChange is one event of the stream; see Change. Only the fields of its kind are given.
type demoChange struct {
	PersonID      int64         `json:"person_id"`
	Kind          ChangeKind    `json:"kind"`
	Message       *demoMessage  `json:"message,omitempty"`
	ReplyKeyboard *demoKeyboard `json:"reply_keyboard"` // nil in a keyboard change = put away
	Commands      []Command     `json:"commands,omitzero"`
	Toast         *demoToast    `json:"toast,omitempty"`
	Typing        string        `json:"typing,omitempty"`
	Person        *demoPerson   `json:"person,omitempty"`
	Bot           *demoBot      `json:"bot,omitempty"`
}

type demoToast struct {
	Text  string `json:"text"`
	Alert bool   `json:"alert"`
	URL   string `json:"url"`
}

const pingEvery = 15 * time.Second

func (s *Simulator) demoStream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	changes := s.Watch(r.Context())
	out := http.NewResponseController(w)
	sendEvent(w, "state", s.demoState())
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		if out.Flush() != nil {
			return
		}
		select {
		case change, open := <-changes:
			if !open {
				return
			}
			if shown, ok := s.demoChange(change); ok {
				sendEvent(w, "change", shown)
			}
		case <-ping.C:
			fmt.Fprint(w, ": ping\n\n")
		}
	}
}

func sendEvent(w http.ResponseWriter, name string, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return
	}
	fmt.Fprintf(w, "event: %s\ndata: %s\n\n", name, encoded)
}

// demoChange translates a change; it is not shown when it is about nobody on the page.
func (s *Simulator) demoChange(c Change) (demoChange, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := demoChange{PersonID: c.ChatID, Kind: c.Kind}
	if c.Kind == ChangeBot {
		bot := s.demoBot()
		shown.Bot = &bot
		return shown, true
	}
	p := s.people[c.ChatID]
	if p == nil || !p.profile.Featured {
		return shown, false
	}
	switch c.Kind {
	case ChangeMessage:
		shown.Message = ptr(c.Message.demo())
	case ChangeKeyboard:
		shown.ReplyKeyboard = c.ReplyKeyboard.demo()
	case ChangeCommands:
		shown.Commands = append([]Command{}, c.Commands...)
	case ChangeToast:
		shown.Toast = &demoToast{c.Toast.Text, c.Toast.Alert, c.Toast.URL}
	case ChangeTyping:
		shown.Typing = c.Typing
	case ChangePerson:
		shown.Person = ptr(p.demo())
	}
	return shown, true
}

func (s *Simulator) demoFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.files[r.PathValue("id")]
	s.mu.Unlock()
	if f == nil {
		http.NotFound(w, r)
		return
	}
	disposition := "inline"
	if f.Kind == "document" || !strings.HasPrefix(f.MIME, "image/") || strings.Contains(f.MIME, "svg") {
		disposition = mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
	}
	w.Header().Set("Content-Type", f.MIME)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Disposition", disposition)
	w.Write(f.Data)
}
