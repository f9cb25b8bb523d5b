package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot"
	"jastar/bot/simulator"
)

// seat is a lead that only one of several leaders can have.
type seat struct {
	mu     sync.Mutex
	holder *candidate
}

type candidate struct {
	seat *seat
	lost atomic.Bool
}

func (c *candidate) Try(context.Context) (bool, error) {
	c.seat.mu.Lock()
	defer c.seat.mu.Unlock()
	if c.lost.Load() {
		return false, errAway
	}
	if c.seat.holder == nil || c.seat.holder.lost.Load() {
		c.seat.holder = c
	}
	return c.seat.holder == c, nil
}

func (c *candidate) Check(context.Context) error {
	if c.lost.Load() {
		return errors.New("connection lost")
	}
	return nil
}

func (c *candidate) Resign(context.Context) {
	c.seat.mu.Lock()
	defer c.seat.mu.Unlock()
	if c.seat.holder == c {
		c.seat.holder = nil
	}
}

// polling starts a poller; stop ends it and waits until it has.
func polling(t *testing.T, client *Client, c *chats, leader Leader) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &Poller{Client: client, Leader: leader, Submit: c.Submit, Log: quiet, Observe: c.observe}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		p.Run(ctx)
	}()
	stop = func() { cancel(); <-ended }
	t.Cleanup(stop)
	return stop
}

func alone() *candidate { return &candidate{seat: &seat{}} }

func people(s *simulator.Simulator, n int) []*simulator.Person {
	all := make([]*simulator.Person, n)
	for i := range all {
		all[i] = s.Person(simulator.Profile{})
	}
	return all
}

func TestOneSlowTurnHoldsTheOffsetButNobodyElse(t *testing.T) {
	s, client := simulated(t, simulator.Options{})
	who := people(s, 4)
	release := make(chan struct{})
	c := newChats(func(_ context.Context, u *bot.Update) error {
		if u.Chat == who[0].ID() {
			<-release
		}
		return nil
	})
	for _, p := range who[:3] {
		p.Send("x")
	}
	polling(t, client, c, alone())
	eventually(t, "the others are served", func() bool { return len(c.of(who[1].ID())) == 1 && len(c.of(who[2].ID())) == 1 })
	who[3].Send("later")
	eventually(t, "who comes later is served too", func() bool { return len(c.of(who[3].ID())) == 1 })
	if n := s.Pending(); n != 4 {
		t.Errorf("%d updates unacknowledged while the first one runs, want all 4", n)
	}
	close(release)
	eventually(t, "everything is acknowledged", func() bool { return s.Pending() == 0 })
	for _, p := range who {
		if got := c.of(p.ID()); len(got) != 1 {
			t.Errorf("handled %q, want each update once", got)
		}
	}
}

func TestFailedTurnsComeAgainInOrder(t *testing.T) {
	s, client := simulated(t, simulator.Options{})
	who := people(s, 2)
	var failures atomic.Int32
	c := newChats(func(_ context.Context, u *bot.Update) error {
		if u.Chat == who[0].ID() && failures.Add(1) <= 3 {
			return errAway
		}
		return nil
	})
	want := []string{"1", "2", "3", "4"}
	for _, text := range want {
		who[0].Send(text)
	}
	who[1].Send("other")
	polling(t, client, c, alone())
	eventually(t, "everything is acknowledged", func() bool { return s.Pending() == 0 })
	if got := c.of(who[0].ID()); !slices.Equal(got, want) {
		t.Errorf("handled %q, want %q", got, want)
	}
	if c.count(SeenAgain) < 3 {
		t.Errorf("%d turns counted as to come again", c.count(SeenAgain))
	}
}

// Stores and the Bot API fail at random, and nothing is lost, repeated or out
// of order.
func TestNothingIsLostUnderFaults(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	s, client := simulated(t, simulator.Options{Seed: int64(seed >> 1)})
	var mu sync.Mutex
	c := newChats(func(context.Context, *bot.Update) error {
		mu.Lock()
		defer mu.Unlock()
		if dice.IntN(10) == 0 {
			return errAway
		}
		return nil
	})
	polling(t, client, c, alone())
	for _, kind := range []simulator.FaultKind{simulator.FaultServerError, simulator.FaultReset} {
		s.Inject(simulator.Fault{Kind: kind, Methods: []string{"getUpdates"}, Probability: 0.1})
	}
	who := people(s, 10)
	want := []string{}
	for i := range 30 {
		for _, p := range who {
			p.Send(fmt.Sprint(i))
		}
		want = append(want, fmt.Sprint(i))
	}
	eventually(t, "everything is acknowledged", func() bool { return s.Pending() == 0 })
	for _, p := range who {
		if got := c.of(p.ID()); !slices.Equal(got, want) {
			t.Errorf("chat %d: handled %q, want %q", p.ID(), got, want)
		}
	}
}

func TestUnknownUpdatesAreAcknowledgedAtOnce(t *testing.T) {
	s, client := simulated(t, simulator.Options{})
	c := newChats(nil)
	s.InjectUpdate("message", json.RawMessage(`{"message_id":1,"chat":{"id":5,"type":"private"},"date":1,"pinned_message":{}}`))
	s.InjectUpdate("message", json.RawMessage(`{"message_id":1,"chat":"of another form"}`))
	polling(t, client, c, alone())
	eventually(t, "acknowledged", func() bool { return s.Pending() == 0 && c.count(SeenUnknown) == 2 })
}

func TestStopLetsTurnsEnd(t *testing.T) {
	s, client := simulated(t, simulator.Options{})
	who := people(s, 2)
	began, release := make(chan struct{}), make(chan struct{})
	c := newChats(func(ctx context.Context, u *bot.Update) error {
		if u.Message.Text == "slow" {
			close(began)
			<-release
		}
		return ctx.Err()
	})
	who[1].Send("quick")
	who[0].Send("slow")
	who[0].Send("waits")
	stop := polling(t, client, c, alone())
	<-began
	ended := make(chan struct{})
	go func() { defer close(ended); stop() }()
	select {
	case <-ended:
		t.Fatal("stopped in the middle of a turn")
	case <-time.After(50 * time.Millisecond):
	}
	close(release)
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("does not stop")
	}
	if got := c.of(who[0].ID()); !slices.Equal(got, []string{"slow"}) {
		t.Errorf("handled %q, want only the turn that had begun", got)
	}
	if n := s.Pending(); n != 1 {
		t.Errorf("%d updates unacknowledged, want only the one that waited", n)
	}
}

func TestPollingTakesTheWebhookAway(t *testing.T) {
	s, client := simulated(t, simulator.Options{})
	if err := client.SetWebhook(t.Context(), "http://127.0.0.1:1/", "s"); err != nil {
		t.Fatal(err)
	}
	p := people(s, 1)[0]
	p.Send("kept")
	c := newChats(nil)
	polling(t, client, c, alone())
	eventually(t, "polled", func() bool { return s.Pending() == 0 })
	if err := client.SetWebhook(t.Context(), "http://127.0.0.1:1/", "s"); err != nil {
		t.Fatal(err)
	}
	p.Send("again")
	eventually(t, "polled again", func() bool { return len(c.of(p.ID())) == 2 && c.count(SeenConflict) > 0 })
}

func TestOnlyTheLeaderPolls(t *testing.T) {
	s, client := simulated(t, simulator.Options{})
	table := &seat{}
	first, second := &candidate{seat: table}, &candidate{seat: table}
	a, b := newChats(nil), newChats(nil)
	polling(t, client, a, first)
	eventually(t, "the first one polls", func() bool { return s.CallsOf("getUpdates") > 0 })
	polling(t, client, b, second)
	p := people(s, 1)[0]
	p.Send("one")
	eventually(t, "served by the first", func() bool { return len(a.of(p.ID())) == 1 })
	first.lost.Store(true)
	eventually(t, "the second one polls", func() bool {
		p.Send("two")
		return len(b.of(p.ID())) > 0
	})
	eventually(t, "everything is acknowledged", func() bool { return s.Pending() == 0 })
	if n := a.count(SeenConflict) + b.count(SeenConflict); n > 1 {
		t.Errorf("%d conflicts between the two", n)
	}
}
