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
	stores  bool                                   // the trouble is with the stores
	unready bool                                   // the readiness page must tell
	doubt   bool                                   // what was not answered might have been, see bot.lateScreen
}

// The people go on while what the bot needs is away: everything they did has
// its effect and its true answer in the end, reminders that fall due meanwhile
// arrive once, and the bot recovers by itself.
func TestOutages(t *testing.T) {
	outages := map[string]outage{
		"redis flushed":            {strike: flush, stores: true},
		"redis away":               {strike: withoutRedis, stores: true, unready: true},
		"redis away, webhook":      {strike: withoutRedis, stores: true, unready: true, intake: "webhook"},
		"postgres away":            {strike: withoutPostgres, stores: true, unready: true},
		"postgres away, webhook":   {strike: withoutPostgres, stores: true, unready: true, intake: "webhook"},
		"telegram errs":            {strike: during(simulator.Fault{Kind: simulator.FaultServerError})},
		"telegram refuses":         {strike: during(simulator.Fault{Kind: simulator.FaultTooManyRequests, RetryAfter: 3})},
		"telegram silent":          {strike: during(simulator.Fault{Kind: simulator.FaultTimeoutBefore}), doubt: true},
		"telegram silent, webhook": {strike: during(simulator.Fault{Kind: simulator.FaultTimeoutBefore}), doubt: true, intake: "webhook"},
	}
	for name, o := range outages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.survive(t)
		})
	}
}

// world has stores of its own when the trouble is theirs; else pair is nil.
func (o outage) world(t *testing.T) (w *world, pair *storagetest.Pair) {
	if !o.stores {
		return newWorld(t), nil
	}
	pair = storagetest.Stores(t)
	return worldOver(t, pair.PostgresURL(), pair.RedisURL()), pair
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
	w, pair := o.world(t)
	w.clock.run(w.clock.now())
	w.cfg.BulkRate = 30
	var app *App
	if o.intake == "webhook" {
		app = w.startFleet(2, 1)[0]
	} else {
		app = w.start()
	}
	c := w.crowd(40, 1)
	w.sim.AddPeople(c.people[0].ID(), len(c.people))
	w.audience(firstReader, readers)
	c.begin()
	eventually(t, time.Minute, "everybody is busy", func() bool { return c.visits.Load() > 50 })

	w.remindIn(c.people, outageTime/2)
	w.announce("", w.clock.now().Truncate(time.Second))
	before := c.visits.Load()
	watch := watchReadiness(app.adminAddr)
	o.strike(w, pair)
	ready, unready := watch.end()
	back, during := time.Now(), c.visits.Load()
	eventually(t, time.Minute, "everybody goes on", func() bool { return c.visits.Load() > during+50 })
	t.Logf("visits before, during and until %s after: %d, %d, %d", time.Since(back).Round(time.Second), before, during-before, c.visits.Load()-during)
	c.end()
	settled(t, w, 2*time.Minute)
	t.Logf("settled %s after; the longest wait was %s", time.Since(back).Round(time.Second), time.Duration(c.slowest.Load()).Round(time.Second))
	c.check()
	if !o.doubt {
		c.checkMenus()
	}
	w.delivered()
	for _, p := range c.people {
		if n := shown(p, "Reminder."); n != 1 {
			t.Errorf("person %d was reminded %d times", p.ID(), n)
		}
	}
	if told := unready > 4*ready; told != o.unready {
		t.Errorf("readiness told trouble: %v; it said ready %d times and not ready %d times", told, ready, unready)
	}
	eventually(t, 10*time.Second, "ready again", func() bool { return readiness(app.adminAddr) == http.StatusOK })
	for _, m := range w.sim.Mistakes() {
		if !strings.Contains(m.Description, "message is not modified") { // people tapped the same button again
			t.Errorf("refused call: %+v", m)
		}
	}
}

// The members who only read an announcement, which is at work when the trouble begins.
const (
	firstReader = 20_001
	readers     = 300
)

// delivered fails the test unless everybody stands once in the ledger, and
// whoever is said to have got the announcement got it once.
func (w *world) delivered() {
	w.t.Helper()
	outcomes := map[int64]int{}
	for _, row := range w.pairs(`SELECT p.chat_id, d.outcome FROM deliveries d JOIN people p ON p.id = d.person_id`) {
		chat, outcome := row[0], row[1]
		outcomes[outcome]++
		got := 0
		if chat >= firstReader {
			got = int(w.sim.CountOf(chat))
		} else {
			got = shown(w.sim.Person(simulator.Profile{ID: chat}), "The centre opens at nine.")
		}
		if got > 1 || outcome == 1 && got != 1 || outcome == 2 && got != 0 {
			w.t.Errorf("chat %d got the announcement %d times and stands in the ledger with %d", chat, got, outcome)
		}
	}
	w.t.Logf("the ledger by outcome: %v", outcomes)
	members := w.number(`SELECT count(*) FROM people WHERE member_since IS NOT NULL`)
	if n := w.number(`SELECT count(*) FROM deliveries`); n != members {
		w.t.Errorf("%d of %d members stand in the ledger", n, members)
	}
}

// readinessWatch asks the readiness page again and again.
type readinessWatch struct {
	over           chan struct{}
	done           sync.WaitGroup
	ready, unready int
}

func watchReadiness(admin string) *readinessWatch {
	r := &readinessWatch{over: make(chan struct{})}
	r.done.Go(func() {
		ask := time.NewTicker(250 * time.Millisecond)
		defer ask.Stop()
		for {
			select {
			case <-r.over:
				return
			case <-ask.C:
			}
			switch readiness(admin) {
			case http.StatusOK:
				r.ready++
			case http.StatusServiceUnavailable:
				r.unready++
			}
		}
	})
	return r
}

func (r *readinessWatch) end() (ready, unready int) {
	close(r.over)
	r.done.Wait()
	return r.ready, r.unready
}
