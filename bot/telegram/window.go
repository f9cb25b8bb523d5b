package telegram

import (
	"context"
	"encoding/json"
	"time"

	"jastar/bot"
)

// The pace of asking for updates.
const (
	longPoll = 25 * time.Second // how long Telegram waits for an update when none is under way
	settling = 20 * time.Millisecond
	// sameOffset is how long a slow turn keeps the poller from asking for more.
	// Asking earlier with the same offset brings a single update
	// (github.com/tdlib/telegram-bot-api, Client.cpp, process_get_updates_query).
	sameOffset = time.Second
)

// stopTime is how long turns may go on after the poller was told to stop.
const stopTime = bot.TurnTime + time.Second

// window is what was fetched and is not acknowledged yet. One goroutine owns
// it. At most one batch is in it: Telegram gives no more from one offset on.
type window struct {
	*Poller
	offset  int64   // acknowledges everything before it: all done
	asked   int64   // the offset of the last getUpdates, -1 when it failed
	open    []*task // in the order of arrival
	lines   map[int64]*line
	running int  // turns submitted and not settled
	hooked  bool // a webhook may be set, which keeps everybody from polling
	trouble complaint

	turns   context.Context // ends when no further turn may begin
	stop    context.CancelFunc
	settled chan result
	rested  chan *line
}

func newWindow(p *Poller) *window {
	w := &window{Poller: p, asked: -1, hooked: true, lines: map[int64]*line{}, trouble: complaint{log: p.Log, about: "fetch updates"},
		settled: make(chan result, 2*batch), rested: make(chan *line, 2*batch)}
	w.turns, w.stop = context.WithCancel(context.Background())
	return w
}

// run fetches updates and starts their turns until the context ends.
func (w *window) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := w.fetch(ctx)
		w.trouble.note(ctx, err)
		if err == nil {
			w.settle(ctx, settling, sameOffset)
			continue
		}
		pause := w.complain(ctx, err)
		w.settle(ctx, pause, pause)
	}
}

// complain counts a failure and returns how long to leave Telegram alone.
func (w *window) complain(ctx context.Context, err error) time.Duration {
	switch {
	case ctx.Err() != nil:
	case anotherPolls(err):
		w.hooked = true
		w.Observe(SeenConflict)
		return longestPause
	default:
		w.Observe(SeenPollError)
	}
	return pauseAfter(w.trouble.times, err)
}

// answer is what a getUpdates came to.
type answer struct {
	updates []json.RawMessage
	err     error
}

// fetch asks for updates from the first one that is not done, which
// acknowledges those before it, and starts the turns of new ones. The offset
// stays meanwhile: what is given again must be known again.
func (w *window) fetch(ctx context.Context) error {
	offset, wait, hooked := w.offset, longPoll, w.hooked
	if len(w.open) > 0 {
		wait = 0 // these are given again, so that there is nothing to wait for
	}
	w.asked = offset
	answers := make(chan answer, 1)
	go func() { answers <- w.ask(ctx, offset, wait, hooked) }()
	for {
		select {
		case a := <-answers:
			if a.err == nil {
				w.hooked = false
				w.takeAll(a.updates)
			} else if ctx.Err() == nil {
				w.asked = -1
			}
			return a.err
		case r := <-w.settled:
			w.note(r)
		case l := <-w.rested:
			w.wake(l)
		}
	}
}

func (w *window) ask(ctx context.Context, offset int64, wait time.Duration, hooked bool) answer {
	if hooked {
		if err := w.Client.deleteWebhook(ctx); err != nil {
			return answer{err: err}
		}
	}
	updates, err := w.Client.updates(ctx, offset, batch, wait)
	return answer{updates, err}
}

// settle takes note of finished turns until it is worth asking again: when
// nothing is under way, when the first unfinished update is another one and
// least has passed, or after most.
func (w *window) settle(ctx context.Context, least, most time.Duration) {
	soon, late := time.NewTimer(least), time.NewTimer(most)
	defer soon.Stop()
	defer late.Stop()
	for early := true; ; {
		w.advance()
		if least < most && (len(w.open) == 0 || !early && w.offset != w.asked) {
			return
		}
		select {
		case r := <-w.settled:
			w.note(r)
		case l := <-w.rested:
			w.wake(l)
		case <-soon.C:
			early = false
		case <-late.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// advance moves the offset behind the updates that are done, up to the first
// that is not.
func (w *window) advance() {
	for len(w.open) > 0 && w.open[0].done {
		w.offset = w.open[0].update.ID + 1
		w.open = w.open[1:]
	}
}

// finish lets no further turn begin, waits for those that have begun and, when
// this replica still leads, acknowledges what is done unless the last long poll
// did. Asking for one update is the only way to do so; it is left for the next
// one who polls.
func (w *window) finish(ctx context.Context, acknowledge bool) {
	w.stop()
	limit := time.NewTimer(stopTime)
	defer limit.Stop()
	for w.running > 0 {
		select {
		case r := <-w.settled:
			w.note(r)
		case <-limit.C:
			w.Log.Warn("turns were still running at the stop", "turns", w.running)
			return
		}
	}
	w.advance()
	if !acknowledge || w.offset == w.asked || w.offset == 0 {
		return
	}
	if _, err := w.Client.updates(context.WithoutCancel(ctx), w.offset, 1, 0); err != nil {
		w.Log.Warn("finished updates not acknowledged, they come again", "err", err)
	}
}
