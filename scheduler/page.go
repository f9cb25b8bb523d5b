package scheduler

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// How long a page begins to send, how long its calls may take, how often it
// looks whether the run was stopped, and when a stop cuts what still waits.
const (
	pageTime  = 18 * time.Second
	callTime  = 27 * time.Second
	lookEvery = 400 * time.Millisecond
	cutAfter  = 500 * time.Millisecond
)

// lastAttempt is when a page gives up on those for whom Telegram has only had
// hiccups all the time: after some twenty minutes.
const lastAttempt = 30

// pageWorker sends one page.
type pageWorker struct {
	river.WorkerDefaults[announcements.Page]
	runs *Runs
}

// Work sends the page to everyone who is not in the ledger yet. A page that
// did not come to its end is taken up again, here or on another replica; that
// of a paused run rests without a job until the run goes on.
func (w *pageWorker) Work(ctx context.Context, job *river.Job[announcements.Page]) error {
	run, err := w.runs.Store.RunByID(ctx, job.Args.Run)
	if err != nil {
		return fmt.Errorf("open run %d: %w", job.Args.Run, err)
	}
	done := false
	if run.State == announcements.Running {
		p := w.runs.newPage(run, job.Args, job.Attempt >= lastAttempt)
		if done, err = p.send(ctx); err != nil {
			return err
		}
	}
	if !done {
		switch state, err := w.runs.Store.RestPage(ctx, job); {
		case err != nil:
			return err
		case state == announcements.Paused:
			return nil
		case state == announcements.Running:
			return river.JobSnooze(0) // it went on at once
		}
	}
	if err := w.runs.Store.ClosePage(ctx, job.Args); err != nil {
		return fmt.Errorf("close page %d of run %d: %w", job.Args.Page, job.Args.Run, err)
	}
	return nil
}

// sending is one attempt at a page.
type sending struct {
	*Runs
	run       announcements.Run
	page      announcements.Page
	last      bool // hiccups count as failures
	lane      bot.Lane
	window    window      // of the lane
	alive     func() bool // whether it is still to be sent
	messages  map[string]bot.Outgoing
	rendering sync.Mutex // guards the messages of a correction

	screen func(announcements.Run, locales.Language) bot.Screen

	left     sync.WaitGroup // sends that are not recorded yet
	halted   atomic.Bool    // the run is paused or over
	end      func()         // no further send is begun
	cut      atomic.Bool    // somebody's send never got its turn
	hiccups  atomic.Int32   // people for whom the call was not carried out
	throttle atomic.Int64   // the longest wait Telegram asked for
	broke    sync.Once      // the bot ran out of Stars
}

func (r *Runs) newSending(run announcements.Run, p announcements.Page, last bool) *sending {
	s := &sending{Runs: r, run: run, page: p, last: last, lane: bot.LaneBulk, window: r.free, messages: map[string]bot.Outgoing{}}
	s.alive, s.screen = s.live, r.Screen
	return s
}

// send tells whether the page is done, because everyone is in the ledger; it is
// not when the run was found paused or stopped. The error is how the page is to
// be taken up again.
func (s *sending) send(ctx context.Context) (done bool, err error) {
	people, err := s.people(ctx)
	if err != nil {
		return false, fmt.Errorf("list page %d of run %d: %w", s.page.Page, s.page.Run, err)
	}
	calls, cut := context.WithTimeout(ctx, callTime)
	defer cut()
	going, end := context.WithTimeout(ctx, pageTime)
	defer end()
	s.end = end
	over := make(chan struct{})
	go s.watch(over, cut)
	all := s.sendEach(going, calls, people)
	s.left.Wait() // whatever happens: who takes the page up again must find every result
	close(over)
	if s.halted.Load() && s.ledger.ctx.Err() == nil {
		return false, nil
	}
	return true, s.verdict(all)
}

// sendEach begins a send for each of the people as slots get free, and tells
// whether it came to the end before going did.
func (s *sending) sendEach(going, calls context.Context, people []announcements.Reader) bool {
	senders := make(crew)
	defer close(senders)
	for _, to := range people {
		if going.Err() != nil || !s.window.enter(going) {
			return false
		}
		var message bot.Outgoing
		if s.run.Kind != announcements.KindRecall {
			message = s.message(to.Language)
		}
		s.left.Add(1)
		senders.do(func() { s.deliver(calls, to, message) })
	}
	return true
}

// crew are the goroutines of a page that send, as many as are busy at once. A
// goroutine for each message would spend a tenth of its time on making room for
// its stack.
type crew chan func()

// do has the work done by who is free, or else by one more. Closing the crew
// lets them go.
func (c crew) do(work func()) {
	select {
	case c <- work:
	default:
		go func() {
			work()
			for next := range c {
				next()
			}
		}()
	}
}

// message is what a reader of the language gets, rendered once for the page.
func (s *sending) message(language string) bot.Outgoing {
	m, ok := s.messages[language]
	if !ok {
		l := s.language(language)
		m = s.Sender.Render(l, s.screen(s.run, l))
		m.Paid = s.lane == bot.LanePaid
		s.messages[language] = m
	}
	return m
}

// deliver sends to one person. The slot is given back when the result is in
// the ledger, or at once when there is no result.
func (s *sending) deliver(ctx context.Context, to announcements.Reader, m bot.Outgoing) {
	free := func(halted bool) {
		if halted {
			s.halted.Store(true)
			s.end()
		}
		s.window.leave()
		s.left.Done()
	}
	d := announcements.Delivery{Run: s.page.Run, Page: s.page.Page, Person: to.Person, Outcome: announcements.OutcomeBlocked}
	settled := true
	switch {
	case to.Chat == 0:
		d.Cause = announcements.CauseForgotten
	case s.run.Over(s.Clock()):
		d.Outcome = announcements.OutcomeExpired
	case s.run.Kind.Corrects(): // who blocked the bot can still read what it wrote
		settled = s.correct(ctx, &d, to, m)
	case !to.Reachable:
		d.Cause = announcements.CauseBlocked
	case to.Muted:
		d.Outcome = announcements.OutcomeMuted
	default:
		sent, err := s.Sender.SendAll(ctx, s.lane, to.Chat, m)
		if err == nil {
			d.Message, d.More = sent[0], sent[1:]
		}
		settled = !s.outOfStars(ctx, err) && s.judge(ctx, &d, to.Recipient, err)
	}
	if !settled {
		free(false)
		return
	}
	d.At = s.Clock()
	s.ledger.add(result{delivery: d, recorded: free})
}

// judge turns the outcome of a call into a delivery; false means that there is
// none and the person is tried again with the page.
func (s *sending) judge(ctx context.Context, d *announcements.Delivery, to announcements.Recipient, err error) bool {
	policy, failed := bot.PolicyOf(err)
	if !failed {
		d.Outcome = announcements.OutcomeSent
		return true
	}
	var call *bot.SendError
	if !errors.As(err, &call) {
		s.cut.Store(true) // it waited too long, or the budget is away
		s.end()
		return false
	}
	switch policy {
	case bot.Unreachable:
		if err := s.People.SetReachable(ctx, to.Chat, false); err != nil {
			s.Log.Warn("note unreachable recipient", "err", err)
		}
		d.Cause = causeOf(call)
		return true
	case bot.Unknown:
		d.Outcome = announcements.OutcomeUnknown
		return true
	case bot.Throttled:
		s.askedToWait(call.RetryAfter)
		return false
	case bot.Transient:
		s.hiccups.Add(1)
		if !s.last {
			return false
		}
	default:
		s.Log.Error("announcement rejected", "run", d.Run, "err", err)
	}
	d.Outcome, d.Cause = announcements.OutcomeFailed, causeOf(call)
	return true
}

func (s *sending) askedToWait(d time.Duration) {
	for {
		known := s.throttle.Load()
		if int64(d) <= known || s.throttle.CompareAndSwap(known, int64(d)) {
			return
		}
	}
}

// These send a page into another attempt.
var (
	errHiccups  = errors.New("telegram did not carry out every call")
	errCutShort = errors.New("stopped before every result was recorded")
)

func (s *sending) verdict(all bool) error {
	wait := time.Duration(s.throttle.Load())
	switch {
	case s.ledger.ctx.Err() != nil:
		return errCutShort
	case wait > 0:
		return river.JobSnooze(wait)
	case s.hiccups.Load() > 0 && !s.last:
		return fmt.Errorf("page %d of run %d: %w", s.page.Page, s.page.Run, errHiccups)
	case s.cut.Load():
		return river.JobSnooze(time.Second)
	case !all:
		return river.JobSnooze(0)
	}
	return nil
}

// watch looks after the page until over: it ends it when the run is paused or
// stopped or this process is about to.
func (s *sending) watch(over <-chan struct{}, cut context.CancelFunc) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-over:
			return
		case <-s.draining:
		case <-look.C:
			if s.alive() {
				continue
			}
			s.halted.Store(true)
		}
		break
	}
	s.end()
	select {
	case <-over:
	case <-time.After(cutAfter):
		cut()
	}
}

// live tells whether the run is still to be sent; without an answer it is.
func (s *sending) live() bool {
	run, err := s.asItIs()
	return err != nil || run.State == announcements.Running
}

// asItIs is the run of the page at this moment.
func (s *sending) asItIs() (announcements.Run, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commitTimeout)
	defer cancel()
	return s.Store.RunByID(ctx, s.page.Run)
}
