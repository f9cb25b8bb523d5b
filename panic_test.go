package main

import (
	"context"
	"testing"

	"jastar/bot"
	"jastar/bot/simulator"
)

// broken breaks down when it is asked.
func broken() bot.Capability {
	return bot.Capability{Name: "broken", Commands: []bot.Command{
		{Name: "break", Handle: func(context.Context, *bot.Request) (bot.Reply, error) { panic("broken") }},
	}}
}

// A mistake of ours costs one answer: the person hears of it, and neither their
// next update nor anybody else's waits for it.
func TestPanicCostsOneAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start(withCapability(broken()))
	p := w.members(601, 1)[0]
	p.Send("/break")
	shows(t, p, "something went wrong")
	p.Send("/start")
	shows(t, p, "What would you like to do?")
	other := w.sim.Person(simulator.Profile{ID: 901, FirstName: "N.", LanguageCode: "en"})
	other.Start("")
	shows(t, other, "Choose your language")
	noMistakes(t, w)
}
