package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"jastar/centre"
)

// Tick is one line of the timetable.
type Tick struct {
	Name string
	Spec string // six fields, in UTC
	Run  Duty   // nil: the line is left out
}

// tickTimeout is the longest a duty may take; what it did not get done is
// still due at the next tick.
const tickTimeout = 30 * time.Second

// ticker runs a timetable. A duty that overruns its next tick is not started a
// second time in this process; the tick is skipped.
type ticker struct {
	cron *cron.Cron
	end  context.CancelFunc
}

func newTicker(ticks []Tick, clock centre.Clock, log *slog.Logger) (*ticker, error) {
	ctx, end := context.WithCancel(context.Background())
	parser := cron.NewParser(cron.Second | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	t := &ticker{cron: cron.New(cron.WithParser(parser), cron.WithLocation(time.UTC)), end: end}
	for _, tick := range ticks {
		if tick.Run == nil {
			continue
		}
		job := cron.NewChain(cron.SkipIfStillRunning(cron.DiscardLogger)).Then(cron.FuncJob(func() {
			runDuty(ctx, tick, clock, log)
		}))
		if _, err := t.cron.AddJob(tick.Spec, job); err != nil {
			end()
			return nil, fmt.Errorf("timetable %q: %w", tick.Name, err)
		}
	}
	return t, nil
}

// runDuty runs one duty to its end. Neither an error nor a panic reaches the
// other lines of the timetable. What a duty could not do is logged, unless it
// was cut short because the timetable ends.
func runDuty(ctx context.Context, t Tick, clock centre.Clock, log *slog.Logger) {
	defer func() {
		if p := recover(); p != nil {
			log.Error("tick panicked", "tick", t.Name, "panic", p)
		}
	}()
	limited, cancel := context.WithTimeout(ctx, tickTimeout)
	defer cancel()
	if err := t.Run(limited, clock()); err != nil && ctx.Err() == nil {
		log.Error("tick", "tick", t.Name, "err", err)
	}
}

func (t *ticker) start() { t.cron.Start() }

// stop starts no further duty and waits for those at work. When ctx ends
// first, they are cut short.
func (t *ticker) stop(ctx context.Context) {
	done := t.cron.Stop()
	select {
	case <-done.Done():
	case <-ctx.Done():
	}
	t.end()
	<-done.Done()
}
