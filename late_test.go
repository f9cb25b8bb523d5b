package main

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"jastar/bot/simulator"
)

// Telegram takes no message for a while, and people tap on. Whatever order the
// late answers come in, the latest screen tells how things stand.
func TestLateAnswersDoNotOvertake(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.run(w.clock.now())
	w.start()
	event := w.event(40, "48 hours")
	people := w.members(601, 40)
	cards, join, leave := make([]int, len(people)), "", ""
	together(t, people, func(i int, p *simulator.Person) {
		p.Start("e" + strconv.FormatInt(event, 36))
		eventually(t, 20*time.Second, "a card", func() bool { return strings.Contains(screen(p), "Price: free") })
		m, _ := p.Last()
		cards[i] = m.ID
	})
	p := people[0]
	m, _ := p.Last()
	join, _ = dataOf(m, "Sign up")
	tap(t, p, "Sign up")
	shows(t, p, "You are signed up!")
	m, _ = p.Last()
	leave, _ = dataOf(m, "Cancel my place")

	back := w.sim.Inject(simulator.Fault{Kind: simulator.FaultServerError, Methods: []string{"sendMessage", "editMessageText"}})
	const late = `SELECT count(*) FROM river_job WHERE args->>'subject' = 'bot.late_reply'`
	wanted := func(i, round int) bool { return (i+round)%2 == 0 }
	tapAll := func(round int) {
		together(t, people, func(i int, p *simulator.Person) {
			p.TapDataAsync(cards[i], map[bool]string{true: join, false: leave}[wanted(i, round)])
		})
	}
	for round := range 2 {
		tapAll(round)
		want := int64((round + 1) * len(people))
		eventually(t, 30*time.Second, "late answers to everybody", func() bool { return w.number(late) == want })
	}
	back()
	tapAll(2) // before the late answers are out, and at the same time
	settled(t, w, 30*time.Second)
	for i, p := range people {
		m := about(p, "Chess night")
		if told := strings.Contains(m.Text, "✅ You are signed up."); told != wanted(i, 2) {
			t.Errorf("person %d wants a place: %v, and reads: %s", i, wanted(i, 2), m.Text)
		}
	}
	if n := w.number(`SELECT count(*) FROM signups WHERE state = 'going'`); n != 20 {
		t.Errorf("%d of 40 people have a place", n)
	}
}
