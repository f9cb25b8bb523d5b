package scheduler

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"jastar/centre/announcements"
)

// How long results wait for company, one commit may take, and lies between a
// commit that failed and the next try.
const (
	gather        = 1 * time.Millisecond
	commitTimeout = 10 * time.Second
	commitPause   = 200 * time.Millisecond
)

// result is a delivery to be recorded and what to do once it is. halted tells
// that the run was found paused or stopped.
type result struct {
	delivery announcements.Delivery
	recorded func(halted bool)
	more     []announcements.Delivery // what the same message said besides; recorded with it
}

// ledger commits results together: one goroutine, one transaction at a time,
// and in each whatever has come in meanwhile.
type ledger struct {
	store   RunStore
	log     *slog.Logger
	enough  int // results that are committed without waiting for more
	results chan result
	ctx     context.Context // of the goroutine
	end     context.CancelFunc
	finish  chan struct{} // closed by stop: record what is there, then end
	ended   chan struct{}
}

func newLedger(store RunStore, log *slog.Logger, enough int) *ledger {
	ctx, end := context.WithCancel(context.Background())
	return &ledger{
		store: store, log: log, enough: enough,
		results: make(chan result, 2*enough),
		ctx:     ctx, end: end, finish: make(chan struct{}), ended: make(chan struct{}),
	}
}

// add hands over a result; recorded is called after it has been committed.
func (l *ledger) add(r result) {
	select {
	case l.results <- r:
	case <-l.ctx.Done(): // as after a crash: this one may be sent again
		r.recorded(false)
	}
}

func (l *ledger) start() {
	go func() {
		defer close(l.ended)
		for {
			batch := l.collect()
			if len(batch) == 0 {
				return
			}
			l.commit(batch)
		}
	}()
}

// stop lets the goroutine record what was handed over until ctx ends. A ledger
// that was never started must not be stopped.
func (l *ledger) stop(ctx context.Context) {
	close(l.finish)
	select {
	case <-l.ended:
	case <-ctx.Done():
	}
	l.end()
	<-l.ended
}

// collect waits for a result and a moment longer for others. Nothing means
// that the ledger is being stopped.
func (l *ledger) collect() []result {
	batch := make([]result, 0, 2*l.enough)
	select {
	case r := <-l.results:
		batch = append(batch, r)
	case <-l.finish:
		return l.rest(batch)
	}
	timer := time.NewTimer(gather)
	defer timer.Stop()
	for len(batch) < l.enough {
		select {
		case r := <-l.results:
			batch = append(batch, r)
		case <-timer.C:
			return l.rest(batch)
		}
	}
	return l.rest(batch)
}

// rest adds what is there already.
func (l *ledger) rest(batch []result) []result {
	for {
		select {
		case r := <-l.results:
			batch = append(batch, r)
		default:
			return batch
		}
	}
}

// commit records a batch, again and again until it is recorded: a commit whose
// answer got lost does no harm the second time. Meanwhile nobody gets a slot.
func (l *ledger) commit(batch []result) {
	deliveries := make([]announcements.Delivery, 0, len(batch))
	for _, r := range batch {
		deliveries = append(append(deliveries, r.delivery), r.more...)
	}
	var halted []announcements.RunID
	for l.ctx.Err() == nil {
		ctx, cancel := context.WithTimeout(l.ctx, commitTimeout)
		runs, err := l.store.Record(ctx, deliveries)
		cancel()
		if err == nil {
			halted = runs
			break
		}
		l.log.Warn("record deliveries", "deliveries", len(batch), "err", err)
		pause(l.ctx, commitPause)
	}
	for _, r := range batch {
		r.recorded(slices.Contains(halted, r.delivery.Run))
	}
}

// pause waits for d or until the context ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
