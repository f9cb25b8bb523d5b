package main

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"jastar/bot/simulator"
)

// seat is a person's place in an event: the chat and the event's number.
type seat struct {
	chat  int64
	event int
}

// receipt is a message somebody got.
type receipt struct {
	message int
	at      time.Time
}

// witness sees every message as the people do, and remembers what matters.
type witness struct {
	mu         sync.Mutex
	announced  map[int]map[int64][]receipt // by announcement and chat
	reminded   map[seat][]receipt
	says       map[seat]simulator.Message // the latest answer about the place
	welcomes   map[int64]int
	unanswered map[int64]int // reminders that Telegram left without an answer, by chat
	listeners  map[int64]func(simulator.Message)
}

// newWitness watches until the context ends.
func newWitness(ctx context.Context, sim *simulator.Simulator) *witness {
	w := &witness{
		announced: map[int]map[int64][]receipt{}, reminded: map[seat][]receipt{}, says: map[seat]simulator.Message{},
		welcomes: map[int64]int{}, unanswered: map[int64]int{}, listeners: map[int64]func(simulator.Message){},
	}
	sim.OnCall(w.called)
	changes := sim.Watch(ctx)
	go func() {
		for c := range changes {
			if c.Kind == simulator.ChangeMessage && c.Message.FromBot && !c.Message.Deleted {
				w.see(*c.Message)
			}
		}
	}()
	return w
}

// listen has every message of a chat told.
func (w *witness) listen(chat int64, hear func(simulator.Message)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listeners[chat] = hear
}

// called hears of every finished call.
func (w *witness) called(c simulator.Call) {
	if c.Code == 0 && c.Method == "sendMessage" && strings.Contains(c.Params["text"], reminderWords) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.unanswered[c.ChatID]++
	}
}

// Words by which messages are told apart; the people read English.
const (
	reminderWords     = "Reminder."
	announcementWords = "Announcement no. "
	welcomeWords      = "You are a member now"
	profileWords      = "My profile\n"
	placesWords       = "My places"
)

var (
	eventTitle   = regexp.MustCompile(`Soak evening (\d+)\.`)
	announcement = regexp.MustCompile(announcementWords + `(\d+)`)
)

// eventOf is the number of the only event the text is about, 0 for none.
func eventOf(text string) int {
	found := eventTitle.FindAllStringSubmatch(text, 2)
	if len(found) != 1 || strings.Contains(text, placesWords) {
		return 0
	}
	n, _ := strconv.Atoi(found[0][1]) // digits, by the expression
	return n
}

func (w *witness) see(m simulator.Message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	got := receipt{m.ID, m.Date}
	if found := announcement.FindStringSubmatch(m.Text); found != nil && m.Edits == 0 && m.ChatID != coordinatorChat {
		n, _ := strconv.Atoi(found[1]) // digits, by the expression
		if w.announced[n] == nil {
			w.announced[n] = map[int64][]receipt{}
		}
		w.announced[n][m.ChatID] = append(w.announced[n][m.ChatID], got)
		return
	}
	if strings.Contains(m.Text, welcomeWords) {
		w.welcomes[m.ChatID]++
	}
	if n := eventOf(m.Text); n > 0 {
		w.seeEvent(seat{m.ChatID, n}, m)
	}
	if hear := w.listeners[m.ChatID]; hear != nil {
		hear(m)
	}
}

func (w *witness) seeEvent(s seat, m simulator.Message) {
	if strings.Contains(m.Text, reminderWords) {
		if m.Edits == 0 {
			w.reminded[s] = append(w.reminded[s], receipt{m.ID, m.Date})
		}
		return
	}
	if _, tells := going(m.Text); tells && !touched(m).Before(touched(w.says[s])) {
		w.says[s] = m
	}
}

// going reads the answer to a wish for a place: whether its reader has one;
// tells is false when the screen is no such answer.
func going(text string) (has, tells bool) {
	contains := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case contains("You are signed up!", "You are already signed up", "Your answer: "):
		return true, true
	case contains("Your place is cancelled", "You have no place", "No seat is left."):
		return false, true
	}
	return false, false
}

// touched is when a message was sent or last edited.
func touched(m simulator.Message) time.Time {
	if m.EditDate.After(m.Date) {
		return m.EditDate
	}
	return m.Date
}
