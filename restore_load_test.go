package main

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"jastar/bot/simulator"
)

// How far a newcomer has come. Each step is told to them, and none is taken back.
const (
	nobody    = iota
	member    // registered
	going     // signed up for the event
	cancelled // gave the place back; every third does
)

// load is newcomers who arrive a few at a time, register and sign up, and note
// what they are told.
type load struct {
	w      *world
	people []*simulator.Person
	event  int64
	over   chan struct{}
	gone   sync.WaitGroup

	mu    sync.Mutex
	steps []int // what each has been told
}

// load lets newcomers in until end, four at a time, n a second at most.
func (w *world) load(n int) *load {
	w.t.Helper()
	const newcomers = 2000
	l := &load{w: w, event: w.event(newcomers, "48 hours"), over: make(chan struct{}), steps: make([]int, newcomers)}
	for i := range newcomers {
		l.people = append(l.people, w.sim.Person(simulator.Profile{ID: int64(20001 + i), FirstName: "New", LanguageCode: "en"}))
	}
	next := make(chan int)
	l.gone.Go(func() {
		defer close(next)
		pace := time.NewTicker(time.Second / time.Duration(n))
		defer pace.Stop()
		for i := range newcomers {
			select {
			case <-l.over:
				return
			case <-pace.C:
				next <- i
			}
		}
	})
	for range 4 {
		l.gone.Go(func() {
			for i := range next {
				if err := l.arrive(i); err != nil {
					w.t.Errorf("newcomer %d: %v", i, err)
				}
			}
		})
	}
	return l
}

// end lets everybody finish what they are at.
func (l *load) end() {
	close(l.over)
	l.gone.Wait()
}

// step is something a person does, what the bot says to it, and how far the
// person has come with that.
type step struct {
	do    func()
	reads string
	told  int
}

// joining is the way from the first message to membership.
func joining(p *simulator.Person, name string) []step {
	return []step{
		{func() { p.Start("") }, "Choose your language", nobody},
		{press(p, "English"), "What would you like to do?", nobody},
		{func() { p.Send("/profile") }, "How old are you?", nobody},
		{press(p, "18–35"), "Consent to the collection", nobody},
		{press(p, "I agree"), "What is your name?", nobody},
		{func() { p.Send(name) }, "Welcome, " + name, member},
	}
}

// arrive is one newcomer's way.
func (l *load) arrive(i int) error {
	p := l.people[i]
	way := append(joining(p, l.name(i)),
		step{func() { p.Start("e" + strconv.FormatInt(l.event, 36)) }, "Price: free", member},
		step{press(p, "Sign up"), "You are signed up!", going})
	if i%3 == 0 {
		way = append(way, step{press(p, "Cancel my place"), "Your place is cancelled", cancelled})
	}
	return goAlong(p, way, func(told int) { l.tell(i, told) })
}

// goAlong goes the way, waiting for each answer.
func goAlong(p *simulator.Person, way []step, note func(told int)) error {
	for _, s := range way {
		s.do()
		for begin := time.Now(); shown(p, s.reads) == 0; time.Sleep(5 * time.Millisecond) {
			if time.Since(begin) > crowdPatience {
				return fmt.Errorf("not within %s: %q; the last is %q", crowdPatience, s.reads, screen(p))
			}
		}
		note(s.told)
	}
	return nil
}

func press(p *simulator.Person, label string) func() {
	return func() { _, _ = p.TapAsync(label) } // without the button the answer does not come
}

func (l *load) name(i int) string { return "Newcomer " + strconv.Itoa(i) }

func (l *load) tell(i, step int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.steps[i] = step
}

// told is how far everybody knows to have come.
func (l *load) told() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]int{}, l.steps...)
}

// facts is how much everybody has been told in all.
func (l *load) facts() (n int) {
	for _, step := range l.told() {
		n += step
	}
	return n
}

// compare fails the test unless the records know of everybody at least what
// they had been told, and no more than they know in the end.
func (l *load) compare(told []int) {
	t := l.w.t
	t.Helper()
	recorded := map[int64]int{}
	for _, row := range l.w.pairs(`
		SELECT p.chat_id, CASE s.state WHEN 'going' THEN 2 WHEN 'cancelled' THEN 3 ELSE 1 END FROM people p
		LEFT JOIN signups s ON s.person_id = p.id AND s.event_id = $1
		WHERE p.member_since IS NOT NULL AND p.name = 'Newcomer ' || (p.chat_id - 20001)`, l.event) {
		recorded[row[0]] = int(row[1])
	}
	later := l.told()
	for i, p := range l.people {
		if got := recorded[p.ID()]; got < told[i] || got > later[i] {
			t.Errorf("newcomer %d had been told %d and %d in the end, the records say %d", i, told[i], later[i], got)
		}
	}
	t.Logf("%d facts had been told before the dump, %d in the end", sum(told), sum(later))
}

func sum(all []int) (n int) {
	for _, v := range all {
		n += v
	}
	return n
}
