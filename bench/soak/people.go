package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"jastar/bot/simulator"
)

// How long somebody waits for an answer, after which they try again in a form,
// and how long they look around between two visits.
const (
	patience  = 2 * time.Minute
	tryAgain  = 15 * time.Second
	lookEvery = 50 * time.Millisecond
	pauseMean = 3 * time.Second
)

// crowd is everybody who uses the bot, as long as they are let.
type crowd struct {
	*world
	people []*person
	over   context.Context
	end    context.CancelFunc
	gone   sync.WaitGroup
}

// person is somebody who uses the bot.
type person struct {
	*crowd
	who    *simulator.Person
	random *rand.Rand
	wishes map[int]bool // the place they want, by event; only where seats suffice

	member  bool
	visits  int
	slowest time.Duration
	broken  []string // what did not go as it should

	mu        sync.Mutex
	feed      []simulator.Message // the newest screens
	diary     []string            // the latest of what was done and seen
	reminders []simulator.Message // not answered yet
}

// crowd lets people come in, one after the other, until the middle of the time.
func (w *world) crowd(p *plan) *crowd {
	c := &crowd{world: w}
	c.over, c.end = context.WithCancel(context.Background())
	for i := range w.options.people {
		id := int64(firstPerson + i)
		person := &person{crowd: c, random: w.random(uint64(id)), wishes: map[int]bool{},
			who: w.sim.Person(simulator.Profile{ID: id, FirstName: nameOf(id), LanguageCode: "en"})}
		w.witness.listen(id, person.hear)
		c.people = append(c.people, person)
		arrival := p.start.Add(time.Duration(i) * p.length / time.Duration(2*w.options.people))
		c.gone.Go(func() { person.live(arrival) })
	}
	c.gone.Go(func() { c.turnAway(p.start) })
	return c
}

// leave lets everybody finish what they are at, and waits for it.
func (c *crowd) leave() {
	c.end()
	c.gone.Wait()
}

func nameOf(id int64) string { return "Person " + string(rune('A'+id%26)) + string(rune('a'+id/26%26)) }

// hear is told every message of the person's chat.
func (p *person) hear(m simulator.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.note(touched(m), "read %d: %.60q", m.ID, m.Text)
	if p.feed = append(p.feed, m); len(p.feed) > 2*enough {
		p.feed = slices.Clone(p.feed[enough:])
	}
	if m.Edits == 0 && strings.Contains(m.Text, reminderWords) {
		p.reminders = append(p.reminders, m)
	}
}

// enough is how much people remember.
const enough = 40

// note writes into the diary; p.mu is held.
func (p *person) note(at time.Time, format string, args ...any) {
	if p.diary = append(p.diary, at.Local().Format("15:04:05.000 ")+fmt.Sprintf(format, args...)); len(p.diary) > 2*enough {
		p.diary = slices.Clone(p.diary[enough:])
	}
}

// caused notes something the person did.
func (p *person) caused(at time.Time, update int64, format string, args ...any) time.Time {
	what := fmt.Sprintf(format, args...)
	p.updates.cause(update, fmt.Sprintf("person %d %s", p.who.ID(), what))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.note(at, "%s (update %d)", what, update)
	return at
}

// remembers is what the person did and saw last.
func (p *person) remembers() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return "\n    " + strings.Join(p.diary[max(0, len(p.diary)-enough/2):], "\n    ")
}

// live is a person's time with the bot.
func (p *person) live(arrival time.Time) {
	if !sleep(p.over, time.Until(arrival)) {
		return
	}
	if !p.register() {
		return
	}
	for sleep(p.over, time.Duration(p.random.Float64()*2*float64(pauseMean))) {
		p.answerReminders()
		if p.random.IntN(4) == 0 {
			p.chat()
		} else {
			p.visit()
		}
		p.visits++
	}
}

// fault notes that something did not go as it should.
func (p *person) fault(format string, args ...any) {
	p.broken = append(p.broken, fmt.Sprintf(format, args...)+p.remembers())
}

// screen finds the newest screen since a moment that fits.
func (p *person) screen(since time.Time, fits func(simulator.Message) bool) (simulator.Message, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range slices.Backward(p.feed) {
		if !touched(m).Before(since) && fits(m) {
			return m, true
		}
	}
	return simulator.Message{}, false
}

// await waits for a screen that fits for as long as within.
func (p *person) await(since time.Time, within time.Duration, fits func(simulator.Message) bool) (simulator.Message, bool) {
	for {
		m, found := p.screen(since, fits)
		if waited := time.Since(since); found || waited > within {
			p.slowest = max(p.slowest, waited)
			return m, found
		}
		<-time.After(lookEvery)
	}
}

// says fits screens that contain one of the words.
func says(words ...string) func(simulator.Message) bool {
	return func(m simulator.Message) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(m.Text, w) })
	}
}

// send writes to the bot.
func (p *person) send(text string) time.Time {
	at := time.Now()
	return p.caused(at, p.who.Send(text), "wrote %q", text)
}

// tap presses a button by what it carries.
func (p *person) tap(m simulator.Message, data string) time.Time {
	at := time.Now()
	return p.caused(at, p.who.TapDataAsync(m.ID, data), "tapped %q on %d", data, m.ID)
}

// dataOf is what the button with that label carries, "" when there is none.
func dataOf(m simulator.Message, label string) string {
	for _, row := range m.Keyboard {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
}

// register becomes a member: the person looks at the newest screen and does
// what it asks for, and begins again when nothing comes.
func (p *person) register() bool {
	since := p.send("/start")
	begin := since
	for time.Since(begin) < 2*patience {
		m, found := p.await(since, tryAgain, func(m simulator.Message) bool { return true })
		switch {
		case !found:
			since = p.send("/profile")
		case p.told(m):
			p.member = true
			return true
		default:
			since = p.goOn(m)
		}
	}
	p.fault("was not a member after %s", 2*patience)
	return false
}

// told says whether the person knows that they are a member: they were welcomed,
// or see their profile. A welcome that may have arrived is not sent again to
// somebody who went on without it.
func (p *person) told(newest simulator.Message) bool {
	_, welcomed := p.screen(time.Time{}, says(welcomeWords))
	return welcomed || strings.Contains(newest.Text, profileWords)
}

// goOn takes the next step towards membership.
func (p *person) goOn(m simulator.Message) time.Time {
	for _, step := range []struct{ words, button string }{
		{"Choose your language", "English"}, {"How old are you?", "18–35"}, {"Consent to the collection", "I agree"},
	} {
		if data := dataOf(m, step.button); data != "" && strings.Contains(m.Text, step.words) {
			return p.tap(m, data)
		}
	}
	if strings.Contains(m.Text, "What is your name?") {
		return p.send(nameOf(p.who.ID()))
	}
	return p.send("/profile")
}

// shutting is how and when a member turns away from the bot.
type shutting struct {
	at    time.Duration // after the start; 0: before it
	leave bool          // deletes the account instead of blocking the bot
}

// turnAway lets members block the bot and delete their accounts over time.
func (c *crowd) turnAway(start time.Time) {
	chats := make([]int64, 0, len(c.shut))
	for chat := range c.shut {
		chats = append(chats, chat)
	}
	slices.SortFunc(chats, func(a, b int64) int { return int(c.shut[a].at - c.shut[b].at) })
	for _, chat := range chats {
		if !sleep(c.over, time.Until(start.Add(c.shut[chat].at))) {
			return
		}
		c.lose(chat, c.shut[chat])
	}
}
