package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"jastar/bot/simulator"
	"jastar/storage/storagetest"
)

// outageTime is how long what the bot needs stays away.
const outageTime = 20 * time.Second

// outage is trouble in the world.
type outage struct {
	intake  string                                 // "" is polling
	strike  func(w *world, pair *storagetest.Pair) // ends with the trouble
	unready bool                                   // the readiness page must tell
}

// The people go on while what the bot needs is away: everything they did has
// its effect and its true answer in the end, reminders that fall due meanwhile
// arrive once, and the bot recovers by itself.
func TestOutages(t *testing.T) {
	outages := map[string]outage{
		"redis flushed":            {strike: flush},
		"redis away":               {strike: withoutRedis, unready: true},
		"redis away, webhook":      {strike: withoutRedis, unready: true, intake: "webhook"},
		"postgres away":            {strike: withoutPostgres, unready: true},
		"postgres away, webhook":   {strike: withoutPostgres, unready: true, intake: "webhook"},
		"telegram errs":            {strike: during(simulator.Fault{Kind: simulator.FaultServerError})},
		"telegram refuses":         {strike: during(simulator.Fault{Kind: simulator.FaultTooManyRequests, RetryAfter: 3})},
		"telegram silent":          {strike: during(simulator.Fault{Kind: simulator.FaultTimeoutBefore})},
		"telegram silent, webhook": {strike: during(simulator.Fault{Kind: simulator.FaultTimeoutBefore}), intake: "webhook"},
	}
	for name, o := range outages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.survive(t)
		})
	}
}

func withoutRedis(_ *world, pair *storagetest.Pair) {
	pair.StopRedis()
	<-time.After(outageTime)
	pair.StartRedis()
}

func withoutPostgres(_ *world, pair *storagetest.Pair) {
	pair.StopPostgres()
	<-time.After(outageTime)
	pair.StartPostgres()
}

// flush wipes Redis again and again.
func flush(_ *world, pair *storagetest.Pair) {
	const times = 40
	for range times {
		pair.FlushRedis()
		<-time.After(outageTime / times)
	}
}

// during lets Telegram have a fault.
func during(f simulator.Fault) func(*world, *storagetest.Pair) {
	return func(w *world, _ *storagetest.Pair) {
		end := w.sim.Inject(f)
		<-time.After(outageTime)
		end()
	}
}

func (o outage) survive(t *testing.T) {
	pair := storagetest.Stores(t)
	w := worldOver(t, pair.PostgresURL(), pair.RedisURL())
	w.clock.run(w.clock.now())
	var app *App
	if o.intake == "webhook" {
		app = w.startFleet(2, 1)[0]
	} else {
		app = w.start()
	}
	c := w.crowd(40, 1)
	w.sim.AddPeople(c.people[0].ID(), len(c.people))
	c.begin()
	eventually(t, time.Minute, "everybody is busy", func() bool { return c.visits.Load() > 80 })

	watch := watchReadiness(app.adminAddr)
	w.remindIn(c.people, outageTime/2)
	before := c.visits.Load()
	o.strike(w, pair)
	back, during := time.Now(), c.visits.Load()
	eventually(t, time.Minute, "everybody goes on", func() bool { return c.visits.Load() > during+80 })
	t.Logf("visits before, during and until %s after: %d, %d, %d", time.Since(back).Round(time.Second), before, during-before, c.visits.Load()-during)
	c.end()
	settled(t, w, time.Minute)
	t.Logf("settled %s after; the longest wait was %s", time.Since(back).Round(time.Second), time.Duration(c.slowest.Load()).Round(time.Second))
	c.check()
	for _, p := range c.people {
		if n := shown(p, "Reminder."); n != 1 {
			t.Errorf("person %d was reminded %d times", p.ID(), n)
		}
	}
	watch.end()
	if told := watch.count(http.StatusServiceUnavailable) > 0; told != o.unready || readiness(app.adminAddr) != http.StatusOK {
		t.Errorf("readiness told trouble: %v, in the end %d; answers: %v", told, readiness(app.adminAddr), watch.answers)
	}
	for _, m := range w.sim.Mistakes() {
		if !strings.Contains(m.Description, "message is not modified") { // people tapped the same button again
			t.Errorf("refused call: %+v", m)
		}
	}
}

// readinessWatch asks the readiness page again and again.
type readinessWatch struct {
	over    chan struct{}
	done    sync.WaitGroup
	answers map[int]int // by status code
}

func watchReadiness(admin string) *readinessWatch {
	r := &readinessWatch{over: make(chan struct{}), answers: map[int]int{}}
	r.done.Go(func() {
		ask := time.NewTicker(250 * time.Millisecond)
		defer ask.Stop()
		for {
			select {
			case <-r.over:
				return
			case <-ask.C:
				r.answers[readiness(admin)]++
			}
		}
	})
	return r
}

func (r *readinessWatch) end() {
	close(r.over)
	r.done.Wait()
}

func (r *readinessWatch) count(code int) int { return r.answers[code] }
