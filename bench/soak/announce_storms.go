package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"jastar/bot/simulator"
)

// storm is one trouble of the plan: a replica killed, or calls refused.
type storm struct {
	rows    int64 // that are added to the ledger since the one before
	refused int   // how many calls are answered 429; 0: a replica is killed
	after   int   // the seconds that Telegram asks to wait
}

// String is the storm's line in the plan.
func (s storm) String() string {
	if s.refused == 0 {
		return fmt.Sprintf("%d rows later: kill -9 of a replica with at least %d calls under way", s.rows, leastFlying)
	}
	return fmt.Sprintf("%d rows later: %d calls refused with 429, retry after %d s", s.rows, s.refused, s.after)
}

// leastFlying is how many calls of a replica must be under way to kill it.
const leastFlying = 50

// newStorms spreads the storms over about a third of what is sent, by the
// seed. One in two kills has a burst of refusals before it.
func newStorms(o options) []storm {
	random := rand.New(rand.NewPCG(o.seed, 1))
	total := o.chats * o.sendings
	rows := func() int64 { return int64(total/100 + random.IntN(total/20+1)) }
	var all []storm
	for n := range o.kills {
		if n%2 == 0 {
			all = append(all, storm{rows: rows(), refused: 20 + random.IntN(40), after: 1 + random.IntN(2)})
		}
		all = append(all, storm{rows: rows()})
	}
	return all
}

func (b *broadcast) print() {
	o := b.options
	fmt.Fprintf(b.out, "soak: %d announcements to %d members, 2 %% blocked and 1 %% deleted, %d replicas, %g a second, seed %d\n",
		o.sendings, o.chats, o.replicas, o.rate, o.seed)
	if o.corrections {
		fmt.Fprintln(b.out, "before them one is sent to be edited and one to be recalled, which goes on beside them")
	}
	fmt.Fprintf(b.out, "each call takes %s to %s, one in %.0f is answered 500, one in %.0f is carried out and not answered, and:\n",
		o.latency, 3*o.latency, 1/failing, 1/silent)
	for _, s := range b.storms {
		fmt.Fprintf(b.out, "  %s\n", s)
	}
}

// How often a call of the bot fails all the time.
const (
	failing = 0.02
	silent  = 0.004
)

// changing are the calls that do something to a message.
func changing() []string { return []string{"sendMessage", "editMessageText", "deleteMessage"} }

// cloud begins the bad weather; fair ends it.
func (b *broadcast) cloud() {
	var ends []func()
	for _, f := range []simulator.Fault{
		{Kind: simulator.FaultLatency, Latency: b.latency, Jitter: 2 * b.latency},
		{Kind: simulator.FaultServerError, Probability: failing},
		{Kind: simulator.FaultTimeoutAfter, Probability: silent},
	} {
		f.Methods = changing()
		ends = append(ends, b.sim.Inject(f))
	}
	b.fair = func() {
		for _, end := range ends {
			end()
		}
	}
}

// suffer lets the storms come, each when the ledger has grown enough.
func (b *broadcast) suffer(ctx context.Context, storms []storm) error {
	for _, s := range storms {
		first := int64(-1)
		err := b.follow(ctx, func(_ context.Context, rows int64) (bool, error) {
			if first < 0 {
				first = rows
			}
			return rows >= first+s.rows, nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
		what := s.String()
		if s.refused > 0 {
			b.sim.Inject(simulator.Fault{Kind: simulator.FaultTooManyRequests, Methods: changing(), Count: s.refused, RetryAfter: s.after})
		} else if what, err = b.killBusiest(ctx); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
		fmt.Fprintf(b.out, "%s  %s\n", time.Now().Format(time.TimeOnly), what)
	}
	return nil
}

// killBusiest waits until a replica has enough calls under way, kills it and
// tells about it.
func (b *broadcast) killBusiest(ctx context.Context) (what string, err error) {
	err = b.follow(ctx, func(context.Context, int64) (bool, error) {
		for _, p := range b.replicas {
			if n := p.door.InFlight(); n >= leastFlying && b.killIn(p) {
				b.flying = append(b.flying, n)
				what = fmt.Sprintf("kill -9 of replica %d with %d calls under way", p.number+1, n)
				return true, nil
			}
		}
		return false, nil
	})
	return what, err
}
