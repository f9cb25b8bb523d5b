package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"jastar/storage/storagetest"
)

// suffer lets the schedule happen, and returns when all of it is over.
func (w *world) suffer(ctx context.Context, p *plan, out io.Writer) {
	var going sync.WaitGroup
	defer going.Wait()
	for _, s := range p.strikes {
		if !sleep(ctx, time.Until(p.start.Add(s.at))) {
			return
		}
		fmt.Fprintf(out, "%s  %s\n", time.Now().Format(time.TimeOnly), s)
		going.Go(func() { s.do(w, s) })
	}
	sleep(ctx, time.Until(p.start.Add(p.length)))
}

func (w *world) stopRedis(s strike) {
	w.redisBusy.Lock()
	defer w.redisBusy.Unlock()
	w.interrupt(w.redis, s)
}

func (w *world) stopPostgres(s strike) { w.interrupt(w.postgres, s) }

// interrupt stops a server for a while.
func (w *world) interrupt(server *storagetest.Service, s strike) {
	if err := server.Stop(); err != nil {
		w.fail(fmt.Errorf("%s: %w", s, err))
	}
	<-time.After(s.lasts)
	if err := server.Start(); err != nil {
		w.fail(fmt.Errorf("%s is over: %w", s, err))
	}
}

// flushRedis waits while Redis is away.
func (w *world) flushRedis(s strike) {
	w.redisBusy.Lock()
	defer w.redisBusy.Unlock()
	if err := storagetest.FlushRedis(w.redis.URL()); err != nil {
		w.fail(fmt.Errorf("%s: %w", s, err))
	}
}

// fault has Telegram misbehave; the fault ends by itself.
func (w *world) fault(s strike) {
	w.sim.Inject(s.fault)
	<-time.After(s.lasts)
}

// quiesceTime is how long the bot may have something left to do after the last
// trouble and the last word of anybody.
const quiesceTime = 90 * time.Second

// quiesce waits until nothing is left to do, and returns how long that took
// since the given moment; whatever is still open then is named.
func (w *world) quiesce(ctx context.Context, since time.Time) (took time.Duration, open string) {
	for {
		open = w.open(ctx)
		took = time.Since(since)
		if open == "" || took > quiesceTime || !sleep(ctx, 250*time.Millisecond) {
			return took, open
		}
	}
}

// open names what the bot has left to do, "" when that is nothing.
func (w *world) open(ctx context.Context) string {
	if n := w.sim.Pending(); n > 0 {
		return fmt.Sprintf("%d updates are not acknowledged", n)
	}
	if !w.ready() {
		return "a replica is not ready"
	}
	const count = `SELECT (SELECT count(*) FROM river_job WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled')),
		(SELECT count(*) FROM runs WHERE state = 'running')`
	jobs, runs, err := w.records.two(ctx, count)
	switch {
	case err != nil:
		return err.Error()
	case jobs > 0 || runs > 0:
		return fmt.Sprintf("%d jobs and %d runs are not finished", jobs, runs)
	case w.sim.InFlight() > 0:
		return "calls are under way"
	}
	return ""
}
