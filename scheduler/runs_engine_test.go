package scheduler

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
)

// Nobody is skipped and nobody gets it twice over several pages.
func TestRunReachesEveryoneOnce(t *testing.T) {
	const members = 1500
	c := newCity(t, members)
	a := c.sendNow(t)
	r := c.replica(t, c.store, 64)
	defer r.stop(t.Context())
	c.work(t, r)
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.Sent != members || tally.Total != members || tally.Open != 0 || tally.Ended.IsZero() {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if n := c.number(t, `SELECT count(*) FROM deliveries WHERE outcome = 1 AND message_id > 0`); n != members {
		t.Errorf("%d rows in the ledger", n)
	}
	if n := c.number(t, `SELECT count(*) FROM river_job WHERE queue = 'starts'`); n != 2 {
		t.Errorf("%d jobs in the queue of starts, want the first page and the planner", n)
	}
}

// Every way a call can end has its own outcome, and the numbers agree.
func TestRunRecordsEveryOutcome(t *testing.T) {
	const members = 300
	c := newCity(t, members)
	c.exec(t, `UPDATE people SET reachable = false WHERE chat_id = 1300`)
	var hiccups atomic.Int32
	c.telegram.behave = func(_ int, chat int64) (bool, error) {
		switch {
		case chat%10 == 1:
			return false, sendError(bot.Unreachable)
		case chat%10 == 2:
			return false, sendError(bot.Rejected)
		case chat%10 == 3:
			return chat%20 == 3, sendError(bot.Unknown)
		case chat%10 == 4 && hiccups.Add(1) <= 25:
			return false, sendError(bot.Transient)
		case chat%10 == 5 && hiccups.Add(1) <= 40:
			return false, &bot.SendError{Policy: bot.Throttled, RetryAfter: time.Millisecond}
		}
		return true, nil
	}
	a := c.sendNow(t)
	r := c.replica(t, c.store, 16)
	defer r.stop(t.Context())
	c.work(t, r)
	got, err := c.store.Tally(t.Context(), a.Run)
	if err != nil {
		t.Fatal(err)
	}
	want := announcements.Tally{State: announcements.Finished, Total: 299, Sent: 209, Blocked: 30, Failed: 30, Unknown: 30, Started: got.Started, Ended: got.Ended}
	if got != want {
		t.Errorf("tally\n got %+v\nwant %+v", got, want)
	}
	reasons, err := c.store.Reasons(t.Context(), a.Run)
	if want := []announcements.Reason{
		{Outcome: announcements.OutcomeBlocked, Cause: "unreachable", Number: 30}, {Outcome: announcements.OutcomeFailed, Cause: "rejected", Number: 30},
	}; err != nil || !slices.Equal(reasons, want) {
		t.Errorf("reasons %v, %v", reasons, err)
	}
	if n := c.number(t, `SELECT count(*) FROM people WHERE NOT reachable`); n != 31 {
		t.Errorf("%d people are marked unreachable", n)
	}
}

// mortal is the store of a process that gets killed: after its death nothing
// reaches the database any more.
type mortal struct {
	RunStore
	dead atomic.Bool
}

var errDead = errors.New("the process is dead")

func (m *mortal) Record(ctx context.Context, all []announcements.Delivery) ([]announcements.RunID, error) {
	if m.dead.Load() {
		return nil, errDead
	}
	return m.RunStore.Record(ctx, all)
}

func (m *mortal) ClosePage(ctx context.Context, p announcements.Page) error {
	if m.dead.Load() {
		return errDead
	}
	return m.RunStore.ClosePage(ctx, p)
}

// Three processes are killed in the middle of a page; the fourth finishes.
func TestRunSurvivesKills(t *testing.T) {
	const members, window, kills = 2000, 64, 3
	c := newCity(t, members)
	c.sendNow(t)
	for kill := range kills {
		doomed := &mortal{RunStore: c.store}
		death := make(chan struct{})
		from := 300 * (kill + 1)
		c.telegram.behave = func(call int, _ int64) (bool, error) {
			if call >= from && doomed.dead.CompareAndSwap(false, true) {
				close(death)
			}
			return true, nil
		}
		r := c.replica(t, doomed, window)
		ctx, bury := context.WithCancel(context.Background())
		buried := make(chan struct{})
		go func() {
			defer close(buried)
			c.workUntil(ctx, t, r)
		}()
		<-death
		awaitQuiet(t, c.telegram)
		bury() // only now may its goroutines come to an end
		r.ledger.end()
		<-buried
	}
	c.telegram.behave = nil
	r := c.replica(t, c.store, window)
	defer r.stop(t.Context())
	c.work(t, r)
	without, repeated := c.telegram.count(members)
	if without != 0 {
		t.Errorf("%d people were left out", without)
	}
	if repeated > kills*window {
		t.Errorf("%d messages were repeated by %d kills", repeated, kills)
	}
	t.Logf("%d repeated by %d kills", repeated, kills)
	if n := c.number(t, `SELECT count(*) FROM deliveries`); n != members {
		t.Errorf("%d rows in the ledger", n)
	}
}

// awaitQuiet waits until a dead process has used up its window and sends no more.
func awaitQuiet(t *testing.T, tg *telegram) {
	t.Helper()
	calls := func() int { tg.mu.Lock(); defer tg.mu.Unlock(); return tg.calls }
	deadline := time.Now().Add(10 * time.Second)
	for before := -1; before != calls(); {
		if time.Now().After(deadline) {
			t.Fatal("a dead process goes on sending")
		}
		before = calls()
		pause(t.Context(), 100*time.Millisecond)
	}
}

// A commit that fails is repeated and holds the slots: at most a window of
// sends is ever unrecorded.
func TestWindowBoundsUnrecordedSends(t *testing.T) {
	const members, window = 400, 16
	c := newCity(t, members)
	c.sendNow(t)
	store := &away{RunStore: c.store, until: 8}
	r := c.replica(t, store, window)
	defer r.stop(t.Context())
	var worst atomic.Int64
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		worst.Store(max(worst.Load(), int64(call)-store.recorded.Load()))
		return true, nil
	}
	c.work(t, r)
	if worst.Load() > window {
		t.Errorf("%d sends were unrecorded at once", worst.Load())
	}
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
}

// away is a database that is not there for the first few commits.
type away struct {
	RunStore
	until    int32
	tries    atomic.Int32
	recorded atomic.Int64
}

func (s *away) Record(ctx context.Context, all []announcements.Delivery) ([]announcements.RunID, error) {
	if s.tries.Add(1) <= s.until {
		return nil, errDead
	}
	s.recorded.Add(int64(len(all)))
	return s.RunStore.Record(ctx, all)
}

// Without the shared budget nothing is sent and nothing is lost.
func TestRunWaitsForTheBudget(t *testing.T) {
	const members = 250
	c := newCity(t, members)
	c.sendNow(t)
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		if call <= 60 {
			return false, errors.New("the budget is away")
		}
		return true, nil
	}
	r := c.replica(t, c.store, 16)
	defer r.stop(t.Context())
	c.work(t, r)
	if without, repeated := c.telegram.count(members); without != 0 || repeated != 0 {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
	if n := c.number(t, `SELECT count(*) FROM deliveries WHERE outcome = 1`); n != members {
		t.Errorf("%d rows in the ledger", n)
	}
}

// A stop is felt within a second, and what is left is never sent.
func TestStopEndsRun(t *testing.T) {
	const members = 900
	c := newCity(t, members)
	a := c.sendNow(t)
	stopped := make(chan time.Time, 1)
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		if call == 250 {
			if _, err := c.desk.Halt(context.Background(), c.staff, a.ID, a.Run); err != nil {
				t.Error(err)
			}
			stopped <- time.Now()
		}
		pause(context.Background(), 20*time.Millisecond)
		return true, nil
	}
	r := c.replica(t, c.store, 4)
	defer r.stop(t.Context())
	c.work(t, r)
	if took := time.Since(<-stopped); took > time.Second {
		t.Errorf("the stop took %v", took)
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.Sent >= members || tally.Open != 0 {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if n := c.number(t, `SELECT count(*) FROM runs WHERE state = 'stopped'`); n != 1 {
		t.Error("the run is not stopped")
	}
}

// The window follows a slow budget, so that a stop does not wait for a queue.
func TestSlots(t *testing.T) {
	for _, c := range []struct {
		rate         float64
		window, want int
	}{{30, 64, 24}, {1, 64, 2}, {0.1, 64, 2}, {1000, 64, 64}, {30, 1, 1}} {
		if got := slots(c.rate, c.window); got != c.want {
			t.Errorf("slots(%v, %d) = %d, want %d", c.rate, c.window, got, c.want)
		}
	}
}
