package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot"
	"jastar/bot/simulator"
)

// 200 people tap "sign up" for 20 seats at once on two replicas: exactly 20 are
// in, and everyone has a true answer.
func TestLastSeatsAreNeverSoldTwice(t *testing.T) {
	t.Parallel()
	const runs, tapping, seats = 20, 200, 20
	w := newWorld(t)
	w.startFleet(2, 7)
	people := w.members(2001, tapping)
	for seed := range uint64(runs) {
		event := w.event(seats, "48 hours")
		t.Logf("run with seed %d: event %d", seed, event)
		together(t, people, func(_ int, p *simulator.Person) { p.Start("e" + strconv.FormatInt(event, 36)) })
		idle(t, w)
		together(t, people, func(_ int, p *simulator.Person) {
			if _, err := p.TapAsync("Sign up"); err != nil {
				t.Errorf("person %d: %v", p.ID(), err)
			}
		})
		idle(t, w)
		going := w.number(`SELECT count(*) FROM signups WHERE event_id = $1 AND state = 'going'`, event)
		if taken := w.number(`SELECT taken FROM events WHERE id = $1`, event); going != seats || taken != seats {
			t.Fatalf("seed %d: %d people are in and %d seats counted as taken, of %d", seed, going, taken, seats)
		}
		in := w.numbers(`SELECT p.chat_id FROM signups s JOIN people p ON p.id = s.person_id
			WHERE s.event_id = $1 AND s.state = 'going'`, event)
		for _, p := range people {
			has, told := slices.Contains(in, p.ID()), strings.HasPrefix(screen(p), "You are signed up!")
			if told != has {
				t.Errorf("seed %d: person %d has a seat: %v, and reads: %s", seed, p.ID(), has, screen(p))
			}
		}
	}
	noMistakes(t, w)
}

// tally is a form that counts what reached it.
type tally struct {
	Texts []string
	Taps  int
}

// counting is a capability whose one flow notes every text and every tap.
func counting() bot.Capability {
	count := func(_ context.Context, _ *bot.Request, in bot.Input, d *tally) error {
		if in.Choice != "" {
			d.Taps++
			return bot.Stay{}
		}
		text, err := in.Line(100)
		if err != nil {
			return err
		}
		d.Texts = append(d.Texts, text)
		return bot.Stay{}
	}
	ask := func(_ context.Context, _ *bot.Request, d *tally) (bot.Screen, error) {
		s := bot.Say("common.value_button", "value", fmt.Sprintf("texts %d taps %d %s", len(d.Texts), d.Taps, strings.Join(d.Texts, ",")))
		return s.Row(bot.Choice(bot.Named("Count"), "tap")), nil
	}
	flow := &bot.Flow[tally]{Name: "tally", Steps: []bot.Step[tally]{{Name: "count", Ask: ask, Take: count}}}
	return bot.Capability{Name: "tally", Flows: []bot.AnyFlow{flow},
		Commands: []bot.Command{{Name: "tally", Handle: func(context.Context, *bot.Request) (bot.Reply, error) { return flow.Enter(tally{}), nil }}}}
}

// A text and a tap of one person arrive at two replicas at the same moment,
// 1,000 pairs: each is handled once, none is lost, no state is overwritten.
func TestTextAndTapAtTheSameMoment(t *testing.T) {
	t.Parallel()
	const talking, pairs = 50, 20
	w := newWorld(t)
	w.startFleet(2, 11, withCapability(counting()))
	people := w.members(3001, talking)
	for _, p := range people {
		p.Send("/tally")
	}
	idle(t, w)
	var failed atomic.Int64
	for n := range pairs {
		together(t, people, func(_ int, p *simulator.Person) {
			m, _ := p.Last()
			p.Send("text" + strconv.Itoa(n))
			if _, err := p.TapOnAsync(m.ID, "Count"); err != nil {
				failed.Add(1)
			}
		})
		idle(t, w)
	}
	if failed.Load() > 0 {
		t.Fatalf("%d taps found no button", failed.Load())
	}
	for _, p := range people {
		last := latest(p)
		if !strings.HasPrefix(last, fmt.Sprintf("texts %d taps %d ", pairs, pairs)) {
			t.Errorf("person %d: %s", p.ID(), last)
			continue
		}
		for n := range pairs {
			if strings.Count(last, "text"+strconv.Itoa(n)+",")+strings.Count(last+"|", "text"+strconv.Itoa(n)+"|") != 1 {
				t.Errorf("person %d: text%d was not handled once: %s", p.ID(), n, last)
			}
		}
	}
	noMistakes(t, w)
}

// latest is the screen with the highest counts: a tap's screen may replace an
// older message than the last text's.
func latest(p *simulator.Person) (best string) {
	most := -1
	for _, m := range p.Messages() {
		var texts, taps int
		if n, _ := fmt.Sscanf(m.Text, "texts %d taps %d", &texts, &taps); n == 2 && texts+taps > most {
			most, best = texts+taps, m.Text
		}
	}
	return best
}

// idle waits until the bot has answered everything.
func idle(t *testing.T, w *world) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := w.sim.WaitIdle(ctx); err != nil {
		t.Fatal(err)
	}
}

// noMistakes fails when the bot made a call that Telegram would refuse or does
// not know.
func noMistakes(t *testing.T, w *world) {
	t.Helper()
	for _, m := range w.sim.Mistakes() {
		t.Errorf("refused call: %+v", m)
	}
}
