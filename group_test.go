package main

import (
	"strings"
	"testing"
	"time"

	"jastar/bot/simulator"
)

// In a group the bot answers commands with where it can be talked to, and
// listens to nothing else.
func TestGroups(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	aliya := w.sim.Person(simulator.Profile{ID: 1001, FirstName: "Әлия", LanguageCode: "kk"})
	group := w.sim.Group(-5001, "Курс")
	group.Join(aliya, "member")
	group.Send(aliya, "сәлем")
	group.Send(aliya, "/help@some_other_bot")
	group.Send(aliya, "/start@"+botName)
	eventually(t, 10*time.Second, "an answer in the group", func() bool { return len(fromBot(group)) > 0 })
	idle(t, w)
	said := fromBot(group)
	if len(said) != 1 || !strings.Contains(said[0].Text, "жеке") {
		t.Errorf("the bot said %d things in the group: %+v", len(said), said)
	}
	if n := w.number(`SELECT count(*) FROM people`); n != 0 {
		t.Errorf("%d people are stored for a word in a group", n)
	}
	noMistakes(t, w)
}

func fromBot(g *simulator.Group) (said []simulator.Message) {
	for _, m := range g.Messages() {
		if m.FromBot {
			said = append(said, m)
		}
	}
	return said
}
