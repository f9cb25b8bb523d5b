package simulator

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Answer is what a tap brought.
type Answer struct {
	UpdateID int64  // the update the tap caused; 0 when it caused none
	Text     string // of answerCallbackQuery
	Alert    bool
	URL      string // to open: of a link button, or of answerCallbackQuery
}

// ErrUnanswered means that the bot let a tap spin for 15 s without answerCallbackQuery.
var ErrUnanswered = errors.New("the bot did not answer the tap")

const answerPatience = 15 * time.Second

// callbackQuery is a tap the bot may still answer.
type callbackQuery struct {
	person   *Person
	at       time.Time
	answered chan Answer
}

// queryLife is how long Telegram keeps a tap and takes its answer (telegram-bot-api/Client.cpp gives callback queries
// 150 s in the update queue).
const queryLife = 150 * time.Second

// Tap presses the button with that label: exactly it, or the only one that begins with it, on the newest message
// that has it, else on the reply keyboard. An inline button returns after the bot answered it; a link into the bot
// starts it with the payload; a key of the reply keyboard sends its text or shares the contact.
// The error names the labels there are.
func (p *Person) Tap(label string) (Answer, error) { return p.press(0, label, true) }

// TapAsync is Tap without waiting for the bot's answer.
func (p *Person) TapAsync(label string) (int64, error) {
	answer, err := p.press(0, label, false)
	return answer.UpdateID, err
}

// TapOn is Tap on one message's inline keyboard.
func (p *Person) TapOn(messageID int, label string) (Answer, error) {
	return p.press(messageID, label, true)
}

// TapOnAsync is TapOn without waiting for the bot's answer.
func (p *Person) TapOnAsync(messageID int, label string) (int64, error) {
	answer, err := p.press(messageID, label, false)
	return answer.UpdateID, err
}

// TapData sends a callback query with any data, as a forged client can; the message need not exist.
func (p *Person) TapData(messageID int, data string) (Answer, error) {
	query, id := p.query(messageID, data)
	return query.wait(id)
}

// TapDataAsync is TapData without waiting for the bot's answer.
func (p *Person) TapDataAsync(messageID int, data string) int64 {
	_, id := p.query(messageID, data)
	return id
}

// Button tells which message carries the inline button that Tap would press, and what the button sends.
func (p *Person) Button(label string) (messageID int, data string, err error) {
	m, b, err := p.find(0, label)
	if err == nil && (m == nil || b.Data == "") {
		err = fmt.Errorf("button %q sends no data", label)
	}
	if err != nil {
		return 0, "", err
	}
	return m.ID, b.Data, nil
}

func (p *Person) press(messageID int, label string, wait bool) (Answer, error) {
	m, b, err := p.find(messageID, label)
	if err != nil {
		return Answer{}, err
	}
	if m == nil {
		return Answer{UpdateID: p.pressKey(b)}, nil
	}
	return p.pressInline(m.ID, b, wait)
}

func (p *Person) pressKey(b Button) int64 {
	switch {
	case b.RequestContact:
		return p.ShareContact()
	case b.RequestLocation:
		return p.Location(43.238949, 76.889709)
	}
	return p.Send(b.Text)
}

func (p *Person) pressInline(messageID int, b Button, wait bool) (Answer, error) {
	if b.Data != "" {
		query, id := p.query(messageID, b.Data)
		if !wait {
			return Answer{UpdateID: id}, nil
		}
		return query.wait(id)
	}
	if payload, ok := p.s.startPayload(b.URL); ok {
		return Answer{UpdateID: p.Start(payload)}, nil
	}
	return Answer{URL: b.URL + b.WebApp}, nil
}

// startPayload recognises a link that starts this bot.
func (s *Simulator) startPayload(link string) (string, bool) {
	parsed, err := url.Parse(link)
	if err != nil || parsed.Host != "t.me" || !strings.EqualFold(strings.Trim(parsed.Path, "/"), s.opts.BotUsername) {
		return "", false
	}
	return parsed.Query().Get("start"), true
}

func (p *Person) query(messageID int, data string) (*callbackQuery, int64) {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	query := &callbackQuery{person: p, at: s.now(), answered: make(chan Answer, 1)}
	id := strconv.FormatInt(p.profile.ID<<20+s.serial, 10)
	s.forgetQueries()
	s.queries[id] = query
	m := p.chat.byID[messageID]
	switch {
	case m == nil && s.opts.Counters:
		m = &Message{ID: messageID, FromBot: true, Kind: "text", Text: "not kept", Date: s.now()}
	case m == nil:
		m = &Message{ID: messageID, FromBot: true, Date: time.Unix(0, 0)} // Telegram's InaccessibleMessage has the date 0
	}
	return query, s.pushUpdate(p.chat, wireUpdate{CallbackQuery: &wireCallbackQuery{
		ID: id, From: p.wire(), Message: s.wireOf(p.chat, m), Data: data,
		ChatInstance: strconv.FormatInt(p.profile.ID, 10),
	}})
}

// forgetQueries keeps the table small in long runs.
func (s *Simulator) forgetQueries() {
	if s.serial%1024 != 0 {
		return
	}
	for id, q := range s.queries {
		if s.now().Sub(q.at) > 2*queryLife {
			delete(s.queries, id)
		}
	}
}

func (q *callbackQuery) wait(id int64) (Answer, error) {
	timer := time.NewTimer(answerPatience)
	defer timer.Stop()
	select {
	case answer := <-q.answered:
		answer.UpdateID = id
		return answer, nil
	case <-timer.C:
		return Answer{UpdateID: id}, fmt.Errorf("update %d: %w", id, ErrUnanswered)
	}
}

// find looks for the button: exact labels before prefixes, newest messages first, the reply keyboard last. The
// message is nil for a key of the reply keyboard.
func (p *Person) find(messageID int, label string) (*Message, Button, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for _, fits := range []func(Button) bool{
		func(b Button) bool { return b.Text == label },
		func(b Button) bool { return strings.HasPrefix(b.Text, label) },
	} {
		m, found := p.search(messageID, fits)
		if len(found) == 1 {
			return m, found[0], nil
		}
		if len(found) > 1 {
			return nil, Button{}, fmt.Errorf("label %q fits several buttons: %s", label, labels(found))
		}
	}
	return nil, Button{}, fmt.Errorf("no button %q; there are: %s", label, labels(p.allButtons()))
}

func (p *Person) search(messageID int, fits func(Button) bool) (*Message, []Button) {
	for i := len(p.chat.messages) - 1; i >= 0; i-- {
		m := p.chat.messages[i]
		if m.Deleted || messageID != 0 && m.ID != messageID {
			continue
		}
		if found := matching(m.Keyboard, fits); len(found) > 0 {
			return m, found
		}
	}
	if p.chat.keyboard == nil || messageID != 0 {
		return nil, nil
	}
	return nil, matching(p.chat.keyboard.Rows, fits)
}

func (p *Person) allButtons() []Button {
	all := func(Button) bool { return true }
	var found []Button
	for _, m := range p.chat.messages {
		if !m.Deleted {
			found = append(found, matching(m.Keyboard, all)...)
		}
	}
	if p.chat.keyboard != nil {
		found = append(found, matching(p.chat.keyboard.Rows, all)...)
	}
	return found
}

func matching(rows [][]Button, fits func(Button) bool) []Button {
	var found []Button
	for _, row := range rows {
		for _, b := range row {
			if fits(b) {
				found = append(found, b)
			}
		}
	}
	return found
}

func labels(buttons []Button) string {
	names := make([]string, len(buttons))
	for i, b := range buttons {
		names[i] = strconv.Quote(b.Text)
	}
	return strings.Join(names, ", ")
}
