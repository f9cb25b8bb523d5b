package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// RunStore is where runs, their pages and the ledger are kept.
type RunStore interface {
	PostStore

	RunByID(ctx context.Context, id announcements.RunID) (announcements.Run, error)

	// Recipients lists those on a page who are neither in the ledger nor held, and
	// holds those among them who are not to be written to at the hour.
	Recipients(ctx context.Context, p announcements.Page, h announcements.Hour) ([]announcements.Recipient, error)

	// Readers lists those on a page of a correction who are not in the ledger
	// yet, with the messages they got from the run that it corrects.
	Readers(ctx context.Context, p announcements.Page, base announcements.RunID) ([]announcements.Reader, error)

	// Record adds deliveries to the ledger and to their pages' counters in one
	// transaction. What stands in the ledger already is left as it is. It
	// returns the runs among them that are paused or over.
	Record(ctx context.Context, all []announcements.Delivery) (halted []announcements.RunID, err error)

	// RestPage ends the job of a page whose run is paused; going on queues a
	// new one. It tells the run's state and does nothing unless that is Paused.
	RestPage(ctx context.Context, job *river.Job[announcements.Page]) (announcements.RunState, error)

	// ClosePage notes that nothing is left to do on a page. It wakes the
	// planner when few pages are left and ends the run after the last one.
	ClosePage(ctx context.Context, p announcements.Page) error

	// CutPage cuts one more page of the given size and queues its job, unless
	// enough pages are open, the run is stopped or nobody is left; then more
	// is false.
	CutPage(ctx context.Context, run announcements.RunID, size int) (more bool, err error)

	// Expect counts once whom the run is for.
	Expect(ctx context.Context, run announcements.RunID) error

	WaveStore
}

// RunConfig is what the engine of runs is made of.
type RunConfig struct {
	Store   RunStore
	People  People
	Sender  Sender
	Clock   centre.Clock
	Log     *slog.Logger
	Rate    float64          // messages a second over all replicas
	Window  int              // most sends of this process that are not recorded yet
	Default locales.Language // for those who have not chosen one
	Respect announcements.Respect
	// PaidRate is Rate for what Telegram is paid for, in addition; 0: nothing is.
	PaidRate float64
	// Screen is what a reader of the language gets to see of a run.
	Screen func(announcements.Run, locales.Language) bot.Screen
	// Digest is what a reader of the language gets instead of the announcements, the
	// newest first.
	Digest func([]announcements.Run, locales.Language) bot.Screen
	// Post is what a channel or a group whose language it is gets to see of a run.
	Post func(announcements.Run, locales.Language) bot.Screen
	// Withdrawn is what stands in the place of a message of the kind that was
	// recalled and can no longer be deleted.
	Withdrawn func(announcements.Media, locales.Language) bot.Screen
	// Lost pauses a run because the bot may not post in a channel of it.
	Lost func(ctx context.Context, w announcements.LostRight) error
	// Spent pauses a run because the bot has no Stars left to pay for it.
	Spent func(ctx context.Context, w announcements.StarsSpent) error
}

// Runs sends announcements page by page. At any moment at most Window sends of
// this process are not in the ledger yet: so many may be repeated after a
// crash, and no more.
type Runs struct {
	RunConfig
	free, paid window // of what is not paid for and of what is
	ledger     *ledger
	draining   chan struct{}
	drained    sync.Once
}

// NewRuns makes the engine of runs; it works between the Service's Start and Stop.
func NewRuns(c RunConfig) *Runs {
	free, paid := slots(c.Rate, c.Window), slots(c.PaidRate, c.Window)
	process := make(chan struct{}, max(1, c.Window))
	return &Runs{
		RunConfig: c,
		free:      window{make(chan struct{}, free), process},
		paid:      window{make(chan struct{}, paid), process},
		ledger:    newLedger(c.Store, c.Log, max(1, max(free, paid)/2)),
		draining:  make(chan struct{}),
	}
}

// slots is how many sends may be under way: the window, but never more than
// the budget lets out in less than a second, so that a stop is felt at once.
func slots(rate float64, window int) int {
	return max(1, min(window, max(2, int(rate*0.8))))
}

func (r *Runs) addTo(workers *river.Workers) {
	river.AddWorker(workers, &pageWorker{runs: r})
	river.AddWorker(workers, &planWorker{runs: r})
	river.AddWorker(workers, &waveWorker{runs: r})
	river.AddWorker(workers, &postWorker{runs: r})
}

// start begins to write the ledger.
func (r *Runs) start() { r.ledger.start() }

// drain lets pages stop at their next message.
func (r *Runs) drain() { r.drained.Do(func() { close(r.draining) }) }

// stop ends the ledger after everything handed to it was recorded, or when ctx ends.
func (r *Runs) stop(ctx context.Context) { r.ledger.stop(ctx) }

// planWorker cuts pages ahead of the senders.
type planWorker struct {
	river.WorkerDefaults[announcements.Planning]
	runs *Runs
}

// Work cuts pages until enough are open. Each page is a short transaction, so
// a planner that dies leaves nothing half done.
func (w *planWorker) Work(ctx context.Context, job *river.Job[announcements.Planning]) error {
	run, err := w.runs.Store.RunByID(ctx, job.Args.Run)
	if err != nil {
		return fmt.Errorf("open run %d: %w", job.Args.Run, err)
	}
	for {
		more, err := w.runs.Store.CutPage(ctx, run.ID, w.runs.pageSize(run))
		if err != nil {
			return err
		}
		if !more {
			return w.runs.Store.Expect(ctx, run.ID)
		}
	}
}
