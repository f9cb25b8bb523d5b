package main

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"jastar/bot/simulator"
)

// strike is one trouble of the schedule.
type strike struct {
	at    time.Duration // after the start
	lasts time.Duration // 0: it is over at once
	what  string
	do    func(w *world, s strike)
	place int             // of the replica to kill
	fault simulator.Fault // of Telegram
}

// plan is everything that is going to happen to the bot, by the seed.
type plan struct {
	start   time.Time // the moment that offsets count from
	length  time.Duration
	strikes []strike
	runs    []time.Duration // announcements are sent then
	begin   []time.Duration // reminders of each event with reminders are due then
}

// The schedule leaves the bot alone at first, and at the end until the last
// trouble has had its effect.
const (
	respectBefore = 12 * time.Second
	respectAfter  = 15 * time.Second
)

// busy is the share of the bot's budget that announcements take up; answers and
// the time lost to trouble need the rest.
const busy = 0.5

// round is how long each kind of trouble takes to come once.
const round = 3 * time.Minute

func newPlan(o options) *plan {
	random := rand.New(rand.NewPCG(o.seed, 1))
	p := &plan{start: time.Now().UTC().Truncate(time.Second).Add(20 * time.Second), length: o.length()}
	rounds := max(1, int(p.length/round))
	each := (p.length - respectBefore - respectAfter) / time.Duration(rounds)
	for i := range rounds {
		p.addRound(random, respectBefore+time.Duration(i)*each, each)
	}
	for range o.kills {
		at := respectBefore + time.Duration(random.Int64N(int64(p.length-respectBefore-respectAfter)))
		p.strikes = append(p.strikes, strike{at: at, what: "kill -9", do: (*world).kill, place: random.IntN(o.replicas)})
	}
	slices.SortStableFunc(p.strikes, func(a, b strike) int { return cmp.Compare(a.at, b.at) })
	every := max(20*time.Second, time.Duration(float64(o.chats+o.people)/(busy*o.rate)*float64(time.Second)))
	for at := 5 * time.Second; at < p.length-respectAfter; at += every {
		p.runs = append(p.runs, at)
	}
	for at := 20 * time.Second; at < p.length-respectAfter; at += max(15*time.Second, p.length/40) {
		p.begin = append(p.begin, at)
	}
	return p
}

// addRound spreads each kind of trouble but kills over a stretch of time.
func (p *plan) addRound(random *rand.Rand, from, length time.Duration) {
	seconds := func(least, most int) time.Duration {
		return time.Duration(least*1000+random.IntN((most-least)*1000)) * time.Millisecond
	}
	sending := []string{"sendMessage", "editMessageText"}
	all := []strike{
		{what: "Redis stopped", do: (*world).stopRedis, lasts: seconds(10, 20)},
		{what: "Postgres stopped", do: (*world).stopPostgres, lasts: seconds(10, 20)},
		{what: "Redis flushed", do: (*world).flushRedis},
		{what: "Telegram: 500", do: (*world).fault, lasts: seconds(5, 10), fault: simulator.Fault{Kind: simulator.FaultServerError, Probability: 0.5}},
		{what: "Telegram: connections reset", do: (*world).fault, lasts: seconds(5, 10), fault: simulator.Fault{Kind: simulator.FaultReset, Probability: 0.5}},
		{what: "Telegram: time-outs before", do: (*world).fault, lasts: seconds(5, 10), fault: simulator.Fault{Kind: simulator.FaultTimeoutBefore, Probability: 0.2}},
		{what: "Telegram: time-outs after", do: (*world).fault, lasts: seconds(5, 10),
			fault: simulator.Fault{Kind: simulator.FaultTimeoutAfter, Probability: 0.2, Methods: sending}},
		{what: "Telegram: 429", do: (*world).fault, lasts: seconds(3, 6),
			fault: simulator.Fault{Kind: simulator.FaultTooManyRequests, Probability: 0.3, RetryAfter: 1 + random.IntN(3)}},
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	each := length / time.Duration(len(all))
	for i, s := range all {
		s.at = from + time.Duration(i)*each + time.Duration(random.Int64N(int64(each/3)))
		s.fault.For = s.lasts
		p.strikes = append(p.strikes, s)
	}
}

func (p *plan) print(out io.Writer) {
	fmt.Fprintf(out, "%d announcements and reminders of %d events, and:\n", len(p.runs), len(p.begin))
	for _, s := range p.strikes {
		fmt.Fprintf(out, "  %s\n", s)
	}
}

// String is the strike's line in the schedule.
func (s strike) String() string {
	at := fmt.Sprintf("%02d:%04.1f  %s", int(s.at.Minutes()), (s.at % time.Minute).Seconds(), s.what)
	if s.lasts > 0 {
		at += fmt.Sprintf(" for %.1f s", s.lasts.Seconds())
	}
	return at
}
