package scheduler

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// WaveStore is where those are kept who are held until they can be written to.
type WaveStore interface {
	// OpenWave reads a wave as it is to be sent at the hour. What is not to be
	// sent then is held on or forgotten.
	OpenWave(ctx context.Context, w announcements.Wave, h announcements.Hour) (announcements.OpenedWave, error)

	// CloseWave notes that nothing is left to do on a wave, and ends runs that
	// hold nobody any more.
	CloseWave(ctx context.Context, w announcements.Wave) error

	// Halted tells which of the runs are paused or over.
	Halted(ctx context.Context, runs []announcements.RunID) ([]announcements.RunID, error)
}

// waveWorker sends one wave.
type waveWorker struct {
	river.WorkerDefaults[announcements.Wave]
	runs *Runs
}

// Work sends what the wave's people are still to get. A wave that did not come to
// its end is taken up again, here or on another replica, as pages are.
func (w *waveWorker) Work(ctx context.Context, job *river.Job[announcements.Wave]) error {
	opened, err := w.runs.Store.OpenWave(ctx, job.Args, w.runs.Respect.At(w.runs.Clock()))
	if err != nil {
		return err
	}
	if err := w.runs.newWave(job, opened).send(ctx); err != nil {
		return err
	}
	return w.runs.Store.CloseWave(ctx, job.Args)
}

// wave is one attempt at a wave: each person gets one message after the other, the
// newest first, in one slot.
type wave struct {
	*sending
	opened  announcements.OpenedWave
	stopped sync.Map    // by run: it is paused or over
	short   atomic.Bool // somebody did not get everything
	going   context.Context
}

func (r *Runs) newWave(job *river.Job[announcements.Wave], opened announcements.OpenedWave) *wave {
	s := r.newSending(announcements.Run{}, announcements.Page{Page: job.Args.Page()}, job.Attempt >= lastAttempt)
	w := &wave{sending: s, opened: opened}
	s.alive = w.look
	return w
}

// send returns how the wave is to be taken up again, or nil.
func (w *wave) send(ctx context.Context) error {
	calls, cut := context.WithTimeout(ctx, callTime)
	defer cut()
	going, end := context.WithTimeout(ctx, pageTime)
	defer end()
	w.going, w.end = going, end
	over := make(chan struct{})
	go w.watch(over, cut)
	all := w.sendEach(calls)
	w.left.Wait() // whatever happens: who takes the wave up again must find every result
	close(over)
	return w.verdict(all && !w.short.Load())
}

func (w *wave) sendEach(calls context.Context) bool {
	senders := make(crew)
	defer close(senders)
	for _, to := range w.opened.People {
		if w.going.Err() != nil || !w.window.enter(w.going) {
			return false
		}
		w.left.Add(1)
		senders.do(func() { w.next(calls, to) })
	}
	return true
}

// next sends a person the next message; the one after it follows when its result
// is in the ledger. The slot is given back after the last.
func (w *wave) next(calls context.Context, to announcements.Kept) {
	runs, rest := w.take(to)
	switch {
	case len(runs) == 0:
		w.free()
		return
	case w.going.Err() != nil || w.ledger.ctx.Err() != nil:
		w.short.Store(true)
		w.free()
		return
	}
	all, settled := w.deliver(calls, to, runs)
	if !settled {
		w.free()
		return
	}
	w.ledger.add(result{delivery: all[0], more: all[1:], recorded: func(halted bool) {
		if len(rest.Whole)+len(rest.Digest) == 0 {
			w.free()
			return
		}
		go func() { // the ledger waits for nobody
			if halted {
				w.look()
			}
			w.next(calls, rest)
		}()
	}})
}

func (w *wave) free() {
	w.window.leave()
	w.left.Done()
}

// take returns the runs of a person's next message, or else those that are not
// wanted any more, and what is left after it. Those that were paused or stopped
// meanwhile are left out.
func (w *wave) take(to announcements.Kept) (runs []announcements.RunID, rest announcements.Kept) {
	if runs, to.Unwanted = w.sendable(to.Unwanted), nil; len(runs) > 0 {
		return runs, to
	}
	for len(to.Whole) > 0 && len(runs) == 0 {
		runs, to.Whole = w.sendable(to.Whole[:1]), to.Whole[1:]
	}
	if len(runs) == 0 {
		runs, to.Digest = w.sendable(to.Digest), nil
	}
	return runs, to
}

func (w *wave) sendable(runs []announcements.RunID) (left []announcements.RunID) {
	for _, id := range runs {
		if _, stopped := w.stopped.Load(id); !stopped {
			left = append(left, id)
		}
	}
	return left
}

// deliver sends one announcement, or several in a digest, and tells what became of
// each; settled is false when there is no result.
func (w *wave) deliver(ctx context.Context, to announcements.Kept, runs []announcements.RunID) (all []announcements.Delivery, settled bool) {
	d := announcements.Delivery{Page: w.page.Page, Person: to.Person, Outcome: announcements.OutcomeBlocked}
	settled = true
	switch {
	case to.Chat == 0:
		d.Cause = announcements.CauseForgotten
	case len(to.Unwanted) > 0 && slices.Contains(to.Unwanted, runs[0]):
		d.Outcome = announcements.OutcomeMuted
	case len(runs) == 1 && w.opened.Runs[runs[0]].Over(w.Clock()):
		d.Outcome = announcements.OutcomeExpired
	case !to.Reachable:
		d.Cause = announcements.CauseBlocked
	default:
		sent, err := w.Sender.SendAll(ctx, bot.LaneBulk, to.Chat, w.words(runs, to.Language))
		settled = w.judge(ctx, &d, to.Recipient, err)
		switch {
		case err != nil:
		case len(runs) == 1:
			d.Message, d.More = sent[0], sent[1:]
		default: // a digest is nobody's to be changed
			d.Cause = announcements.CauseDigest
		}
	}
	d.At = w.Clock()
	for _, d.Run = range runs {
		all = append(all, d)
	}
	return all, settled
}

// words are what a reader of the language gets; whole announcements are rendered
// once for the wave.
func (w *wave) words(runs []announcements.RunID, language string) bot.Outgoing {
	l := w.language(language)
	if len(runs) > 1 {
		return w.digest(runs, l)
	}
	w.rendering.Lock()
	defer w.rendering.Unlock()
	key := fmt.Sprintf("%d %s", runs[0], language)
	m, ok := w.messages[key]
	if !ok {
		m = w.Sender.Render(l, w.Screen(w.opened.Runs[runs[0]], l))
		w.messages[key] = m
	}
	return m
}

func (w *wave) digest(ids []announcements.RunID, l locales.Language) bot.Outgoing {
	runs := make([]announcements.Run, len(ids))
	for i, id := range ids {
		runs[i] = w.opened.Runs[id]
	}
	return w.Sender.Render(l, w.Digest(runs, l))
}

// look notes which runs are to be left alone by now; without an answer they are
// to be sent. The wave goes on with the others.
func (w *wave) look() bool {
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	halted, _ := w.Store.Halted(ctx, slices.Collect(maps.Keys(w.opened.Runs)))
	for _, id := range halted {
		w.stopped.Store(id, true)
	}
	return true
}
