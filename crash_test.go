package main

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"jastar/bot/simulator"
)

// doomed is the real program in a world of its own, to be killed and started
// again. Its clock is the machine's.
type doomed struct {
	*world
	*replica
	front   *front // nil while polling
	environ []string
}

// intakes are the ways in which updates come in.
var intakes = []string{"polling", "webhook"}

func startDoomed(t *testing.T, intake string, environ ...string) *doomed {
	t.Helper()
	d := &doomed{world: newWorld(t), environ: environ}
	d.clock.run(time.Now())
	if intake == "webhook" {
		d.front = d.newFleet(1)
	}
	d.launch()
	return d
}

func (d *doomed) launch() {
	d.world.t.Helper()
	d.replica = launch(d.world.t, d.world.environ(d.environ...)...)
	if d.front != nil {
		d.front.only(d.Public)
	}
}

// mute keeps messages from being carried out or answered until it is taken back.
func (w *world) mute() (unmute func()) {
	return w.sim.Inject(simulator.Fault{Kind: simulator.FaultTimeoutBefore, Methods: []string{"sendMessage", "editMessageText"}})
}

// recovery is how long anything may stand still after a kill.
const recovery = 90 * time.Second

// comes waits until the newest message of the bot contains the words, for as
// long as a recovery may take.
func comes(t *testing.T, p *simulator.Person, words string) {
	t.Helper()
	begin := time.Now()
	eventually(t, recovery, "screen with "+words, func() bool { return strings.Contains(screen(p), words) })
	t.Logf("%q came after %s", words, time.Since(begin).Round(100*time.Millisecond))
}

// A form goes on where it was after the bot was killed between two answers, in
// the middle of an answer's turn, and while an answer was on its way.
func TestFormGoesOnAfterKills(t *testing.T) {
	for _, intake := range intakes {
		t.Run(intake, func(t *testing.T) {
			t.Parallel()
			d := startDoomed(t, intake)
			p := d.sim.Person(simulator.Profile{ID: 101, FirstName: "А.", LanguageCode: "ru"})
			p.Start("")
			shows(t, p, "Choose your language")
			tap(t, p, "English")
			shows(t, p, "What would you like to do?")
			p.Send("/profile")
			shows(t, p, "How old are you?")
			tap(t, p, "18–35")
			shows(t, p, "Consent to the collection")

			idle(t, d.world) // between two answers
			d.kill()
			d.launch()

			unmute := d.mute() // in the turn of the next one
			tap(t, p, "I agree")
			eventually(t, 10*time.Second, "an answer under way", func() bool { return d.sim.InFlight() > 0 })
			d.kill()
			unmute()
			d.launch()
			comes(t, p, "What is your name?")

			idle(t, d.world) // while nobody listens
			d.kill()
			p.Send("👋")
			d.launch()
			comes(t, p, "There is no letter")

			unmute = d.mute() // after the last answer was stored
			p.Send("Аружан")
			const members = `SELECT count(*) FROM people WHERE chat_id = 101 AND name = 'Аружан' AND age_band = '18-35' AND member_since IS NOT NULL`
			eventually(t, 10*time.Second, "a new member", func() bool { return d.number(members) == 1 })
			d.kill()
			unmute()
			d.launch()
			comes(t, p, "My profile")
			if n := d.number(`SELECT count(*) FROM consents`); n != 1 {
				t.Errorf("%d consents were stored", n)
			}
			if shown(p, "Welcome, Аружан!") != 1 {
				t.Errorf("the new member was welcomed %d times", shown(p, "Welcome, Аружан!"))
			}
			noMistakes(t, d.world)
		})
	}
}

// tap presses a button without waiting for the answer.
func tap(t *testing.T, p *simulator.Person, label string) {
	t.Helper()
	if _, err := p.TapAsync(label); err != nil {
		t.Fatal(err)
	}
}

// A sign-up that was stored when the bot was killed is answered truly
// afterwards, and there is one.
func TestSignUpIsAnsweredAfterKill(t *testing.T) {
	for _, intake := range intakes {
		t.Run(intake, func(t *testing.T) {
			t.Parallel()
			d := startDoomed(t, intake)
			event := d.event(20, "48 hours")
			people := d.members(201, 10)
			together(t, people, func(_ int, p *simulator.Person) { p.Start("e" + strconv.FormatInt(event, 36)) })
			for _, p := range people {
				shows(t, p, "Chess night")
			}
			idle(t, d.world)

			unmute := d.mute()
			together(t, people, func(_ int, p *simulator.Person) { tap(t, p, "Sign up") })
			const going = `SELECT count(*) FROM signups WHERE event_id = $1 AND state = 'going'`
			eventually(t, 10*time.Second, "everybody's sign-up stored", func() bool { return d.number(going, event) == 10 })
			d.kill()
			unmute()
			for _, p := range people {
				if strings.Contains(screen(p), "signed up") {
					t.Fatal("somebody was answered before the kill")
				}
			}
			d.launch()
			begin := time.Now()
			for _, p := range people {
				eventually(t, recovery, "true answer", func() bool { return strings.HasPrefix(screen(p), "You are already signed up.") })
			}
			t.Logf("everybody was answered after %s", time.Since(begin).Round(100*time.Millisecond))
			if n, taken := d.number(going, event), d.number(`SELECT taken FROM events WHERE id = $1`, event); n != 10 || taken != 10 {
				t.Errorf("%d sign-ups and %d seats taken by 10 people", n, taken)
			}
			if n := d.number(`SELECT count(*) FROM reminders`); n != 20 {
				t.Errorf("%d reminders were planned for 10 people", n)
			}
			noMistakes(t, d.world)
		})
	}
}

// A reminder whose notice was stored when the bot was killed is sent
// afterwards, once, and what was sent before is not sent again.
func TestRemindedOnceAfterKill(t *testing.T) {
	t.Parallel()
	d := startDoomed(t, "polling", "BULK_RATE=1000")
	d.sim.AddPeople(301, 40) // they have started the bot
	people := d.members(301, 40)
	early, late := people[:20], people[20:]
	d.remindIn(early, 0)
	told := func(all []*simulator.Person) (n int) {
		for _, p := range all {
			n += shown(p, "Reminder.")
		}
		return n
	}
	eventually(t, 10*time.Second, "the early ones are reminded", func() bool { return told(early) == len(early) })
	settled(t, d.world, 10*time.Second)

	unmute := d.mute()
	d.remindIn(late, 0)
	eventually(t, 10*time.Second, "the late ones' reminders on their way", func() bool { return d.sim.InFlight() == len(late) })
	d.kill()
	unmute()
	if n := d.number(`SELECT count(*) FROM reminders WHERE claimed_at IS NOT NULL`); n != 40 || told(late) != 0 {
		t.Fatalf("%d reminders were claimed, %d of the late ones sent before the kill", n, told(late))
	}
	begin := time.Now()
	d.launch()
	eventually(t, recovery, "the late ones are reminded", func() bool { return told(late) == len(late) })
	t.Logf("everybody was reminded %s after the restart", time.Since(begin).Round(100*time.Millisecond))
	settled(t, d.world, 30*time.Second)
	for _, p := range people {
		if n := shown(p, "Reminder."); n != 1 {
			t.Errorf("person %d was reminded %d times", p.ID(), n)
		}
	}
	noMistakes(t, d.world)
}
