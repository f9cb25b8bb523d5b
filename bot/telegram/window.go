package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
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
	asked   int64   // the offset of the last getUpdates
	open    []*task // in the order of arrival; the first one is not done
	lines   map[int64]*line
	running int  // turns submitted and not settled
	hooked  bool // a webhook may be set, which keeps everybody from polling
	trouble complaint

	turns   context.Context // ends when no further turn may begin
	stop    context.CancelFunc
	settled chan result
	due     chan *line
}

// task is one update on its way to be acknowledged.
type task struct {
	update *bot.Update
	order  int
	done   bool
}

// result is what a turn came to; nil means done.
type result struct {
	update *bot.Update
	err    error
}

// line is the updates of one chat that are not done.
type line struct {
	running int           // turns submitted and not settled
	again   []*task       // to be submitted when none of the chat is running and the pause is over
	pause   time.Duration // before the next time
}

func newWindow(p *Poller) *window {
	w := &window{Poller: p, asked: -1, hooked: true, lines: map[int64]*line{}, trouble: complaint{log: p.Log, about: "fetch updates"},
		settled: make(chan result, 2*batch), due: make(chan *line, 2*batch)}
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

// fetch asks for updates from the first one that is not done, which
// acknowledges those before it.
func (w *window) fetch(ctx context.Context) error {
	if w.hooked {
		if err := w.Client.deleteWebhook(ctx); err != nil {
			return err
		}
		w.hooked = false
	}
	wait := longPoll
	if len(w.open) > 0 {
		wait = 0 // these are given again, so that there is nothing to wait for
	}
	updates, err := w.Client.updates(ctx, w.offset, batch, wait)
	if err != nil {
		return err
	}
	w.asked = w.offset
	for _, raw := range updates {
		w.take(raw)
	}
	w.advance()
	return nil
}

// take starts the turn of an update that is not under way yet. Ids are compared
// for equality only: after an idle week they start anew, even lower.
func (w *window) take(raw json.RawMessage) {
	u, err := Decode(raw)
	if err != nil {
		w.Log.Error("update cannot be read", "err", err)
		return
	}
	if slices.ContainsFunc(w.open, func(t *task) bool { return t.update.ID == u.ID }) {
		return
	}
	t := &task{update: u, done: u.Kind == bot.KindUnknown}
	if n := len(w.open); n > 0 {
		t.order = w.open[n-1].order + 1
	}
	w.open = append(w.open, t)
	if t.done {
		w.Observe(SeenUnknown)
		return
	}
	l := w.lines[u.Chat]
	if l == nil {
		l = &line{pause: firstPause}
		w.lines[u.Chat] = l
	}
	if len(l.again) > 0 {
		l.again = append(l.again, t) // it must not overtake
		return
	}
	w.submit(l, t)
}

func (w *window) submit(l *line, t *task) {
	l.running++
	w.running++
	done := w.Submit(w.turns, t.update)
	go func() { w.settled <- result{t.update, <-done} }()
}

// settle takes note of finished turns until it is worth asking again: when
// nothing is under way, when the first unfinished update is another one and
// least has passed, or after most.
func (w *window) settle(ctx context.Context, least, most time.Duration) {
	soon, late := time.NewTimer(least), time.NewTimer(most)
	defer soon.Stop()
	defer late.Stop()
	for early := true; ; {
		if least < most && (len(w.open) == 0 || !early && w.offset != w.asked) {
			return
		}
		select {
		case r := <-w.settled:
			w.note(r)
		case l := <-w.due:
			w.resubmit(l)
		case <-soon.C:
			early = false
		case <-late.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// firstPause and longestPause bound how long an update waits that must come
// again.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 2 * time.Second
)

// note takes note of what a turn came to. Updates that must come again wait
// until every turn of their chat is settled, so that they keep their order.
func (w *window) note(r result) {
	w.running--
	at := slices.IndexFunc(w.open, func(t *task) bool { return t.update == r.update })
	t, l := w.open[at], w.lines[r.update.Chat]
	l.running--
	if r.err == nil {
		t.done, l.pause = true, firstPause
		w.advance()
	} else {
		w.Observe(SeenAgain)
		l.again = append(l.again, t)
	}
	switch {
	case l.running > 0:
	case len(l.again) == 0:
		delete(w.lines, r.update.Chat)
	default:
		time.AfterFunc(l.pause, func() { w.due <- l })
		l.pause = min(2*l.pause, longestPause)
	}
}

func (w *window) resubmit(l *line) {
	again := l.again
	l.again = nil
	slices.SortFunc(again, func(a, b *task) int { return cmp.Compare(a.order, b.order) })
	for _, t := range again {
		w.submit(l, t)
	}
}

// advance moves the offset behind the updates that are done up to the first
// that is not.
func (w *window) advance() {
	for len(w.open) > 0 && w.open[0].done {
		w.offset = w.open[0].update.ID + 1
		w.open = w.open[1:]
	}
}

// finish lets no further turn begin, waits for those that have begun and, when
// this replica still leads, acknowledges what is done. Asking for one update
// is the only way to do so; it is left for the next one who polls.
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
	if !acknowledge || w.offset == w.asked || w.offset == 0 {
		return
	}
	if _, err := w.Client.updates(context.WithoutCancel(ctx), w.offset, 1, 0); err != nil {
		w.Log.Warn("finished updates not acknowledged, they come again", "err", err)
	}
}
