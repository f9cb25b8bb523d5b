package main

import (
	"strconv"
	"strings"
	"time"

	"jastar/bot/simulator"
)

// Labels of the buttons people tap.
const (
	joinLabel  = "Sign up"
	leaveLabel = "Cancel my place"
)

// visit opens the card of an event and decides about a place. Some cannot make
// up their mind and tap on and on.
func (p *person) visit() {
	e := p.choose()
	since := p.send("/start e" + strconv.FormatInt(e.id, 36))
	card, found := p.about(e, since, func(m simulator.Message) bool { return m.Edits == 0 && strings.Contains(m.Text, "Price: free") })
	if !found {
		p.fault("was not shown event %d, asked %s", e.number, since.Format(time.TimeOnly))
		return
	}
	join, leave := dataOf(card, joinLabel), dataOf(card, leaveLabel)
	switch {
	case leave != "" && p.random.IntN(3) == 0:
		p.decide(e, card, leave, false)
	case join != "":
		p.joinAnd(e, card, join)
	}
}

// choose picks an event: often one with few seats or one that reminds soon.
func (p *person) choose() event {
	kind := p.random.IntN(4)
	for {
		e := p.events[p.random.IntN(len(p.events))]
		fits := e.kind == plenty
		switch kind {
		case 0:
			fits = e.kind == scarce
		case 1:
			fits = e.kind == reminding && time.Until(e.due) > 5*time.Second
		}
		if fits {
			return e
		}
		if kind == 1 && p.random.IntN(50) == 0 {
			kind = 2 // no event that still reminds
		}
	}
}

// joinAnd signs up and sometimes thinks again.
func (p *person) joinAnd(e event, card simulator.Message, join string) {
	card, ok := p.decide(e, card, join, true)
	leave := dataOf(card, leaveLabel)
	if !ok || leave == "" {
		return
	}
	switch p.random.IntN(4) {
	case 0:
		p.decide(e, card, leave, false)
	case 1:
		if e.kind != scarce {
			p.dither(e, card, join, leave)
		}
	}
}

// verdicts are the true answers to a wish for a place and to giving one back.
var verdicts = map[bool]func(simulator.Message) bool{
	true:  says("You are signed up!", "You are already signed up", "No seat is left"),
	false: says("Your place is cancelled", "You have no place"),
}

// decide taps for or against a place and waits for the answer.
func (p *person) decide(e event, card simulator.Message, data string, wanted bool) (simulator.Message, bool) {
	since := p.tap(card, data)
	p.wish(e, wanted)
	m, found := p.about(e, since, verdicts[wanted])
	if !found {
		p.fault("got no answer about event %d (wanted: %v), tapped %s", e.number, wanted, since.Format(time.TimeOnly))
	}
	return m, found
}

// dither taps for and against the place without waiting for any answer.
func (p *person) dither(e event, card simulator.Message, join, leave string) {
	for range 2 + p.random.IntN(3) {
		wanted := p.random.IntN(2) == 0
		p.tap(card, map[bool]string{true: join, false: leave}[wanted])
		p.wish(e, wanted)
	}
}

func (p *person) wish(e event, wanted bool) {
	if e.kind != scarce {
		p.wishes[e.number] = wanted
	}
}

// about waits for a screen about the event.
func (p *person) about(e event, since time.Time, fits func(simulator.Message) bool) (simulator.Message, bool) {
	return p.await(since, patience, func(m simulator.Message) bool { return eventOf(m.Text) == e.number && fits(m) })
}

// small talk and what it is answered with.
var talk = []struct{ text, answer string }{
	{"/menu", "What would you like to do?"},
	{"/my", "places"},
	{"/help", "What this bot can do"},
	{"Good evening", "I do not know how to answer that"},
}

// chat says something else to the bot.
func (p *person) chat() {
	t := talk[p.random.IntN(len(talk))]
	since := p.send(t.text)
	if _, found := p.await(since, patience, says(t.answer)); !found {
		p.fault("got no answer to %q, sent %s", t.text, since.Format(time.TimeOnly))
	}
}

// answerReminders answers what came since the last time.
func (p *person) answerReminders() {
	p.mu.Lock()
	pending := p.reminders
	p.reminders = nil
	p.mu.Unlock()
	for _, m := range pending {
		number := eventOf(m.Text)
		label := []string{"I am coming", "I will be late", "I cannot come"}[p.random.IntN(3)]
		data := dataOf(m, label)
		if data == "" || number == 0 {
			p.fault("got a reminder that cannot be answered: %q", m.Text)
			continue
		}
		since := p.tap(m, data)
		if label == "I cannot come" {
			p.wishes[number] = false
		}
		answered := says("Your answer: ", "Your place is cancelled", "You have no place")
		_, found := p.await(since, patience, func(a simulator.Message) bool { return eventOf(a.Text) == number && answered(a) })
		if !found {
			p.fault("got no answer to %q about event %d, tapped %s", label, number, since.Format(time.TimeOnly))
		}
	}
}
