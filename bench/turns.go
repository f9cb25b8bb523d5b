package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"
)

// hands is how many people wait for an answer at any moment in the closed loop.
const hands = 64

// The rates of the open loop, in updates a second.
var openRates = [...]float64{300, 2000}

// kind is something that members do.
type kind struct {
	name string
	next func(t *trial, n int64) update
}

var kinds = [...]kind{
	{"menu", func(_ *trial, n int64) update { return update{member: n % turnMembers, text: "/menu"} }},
	{"events page", func(_ *trial, n int64) update { return update{member: n % turnMembers, data: "e.list|0|0|0"} }},
	{"sign up", func(t *trial, _ int64) update { return t.seat() }},
}

// turns measures one kind of turn: as many as go, and how long each takes at
// fixed rates.
func turns(k kind, window time.Duration) func(context.Context, *trial, *report) error {
	return func(ctx context.Context, t *trial, r *report) error {
		next := func(n int64) update { return k.next(t, n) }
		s, err := t.closedLoop(ctx, next, window)
		if err != nil {
			return err
		}
		r.add("turns: "+k.name, t.name(), s)
		for _, rate := range openRates {
			times, err := t.openLoop(ctx, next, rate, window)
			if err != nil {
				return fmt.Errorf("%.0f/s: %w", rate, err)
			}
			r.add(fmt.Sprintf("turns: %s at %.0f/s", k.name, rate), t.name(), times.sample())
		}
		return nil
	}
}

// patience is how long a member waits for an answer.
const patience = 15 * time.Second

// warmUp goes before every measurement.
const warmUp = time.Second

var errSilent = errors.New("a member got no answer")

// closedLoop lets members write whenever they were answered.
func (t *trial) closedLoop(ctx context.Context, next func(int64) update, window time.Duration) (sample, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	source := counted(next)
	var turns atomic.Int64
	var group sync.WaitGroup
	for range hands {
		group.Go(func() {
			if err := t.hand(ctx, source, &turns); err != nil {
				stop(err)
			}
		})
	}
	s, err := t.watch(ctx, &turns, window)
	stop(err)
	group.Wait()
	if err == nil && context.Cause(ctx) != context.Canceled {
		err = context.Cause(ctx)
	}
	return s, err
}

// hand writes and waits for the answer, again and again.
func (t *trial) hand(ctx context.Context, next func() update, turns *atomic.Int64) error {
	l, err := t.generator.dial()
	if err != nil {
		return err
	}
	defer l.conn.Close()
	answered := make(chan struct{}, 1)
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for ctx.Err() == nil {
		u := next()
		t.telegram.waiting[u.member].Store(&wait{tell: func(time.Time) { answered <- struct{}{} }})
		if err := l.post(u); err != nil {
			return err
		}
		limit.Reset(patience)
		select {
		case <-answered:
			turns.Add(1)
		case <-limit.C:
			return errSilent
		}
	}
	return nil
}

// watch measures how many turns a window has and what they cost.
func (t *trial) watch(ctx context.Context, turns *atomic.Int64, window time.Duration) (sample, error) {
	if err := sleep(ctx, warmUp); err != nil {
		return nil, err
	}
	before, err := readCPU(t.bot.pid())
	if err != nil {
		return nil, err
	}
	start, first := time.Now(), turns.Load()
	if err := sleep(ctx, window); err != nil {
		return nil, err
	}
	n, took := turns.Load()-first, time.Since(start)
	after, err := readCPU(t.bot.pid())
	if err != nil {
		return nil, err
	}
	s := costs(after.minus(before), float64(n), took)
	s["a second"] = float64(n) / took.Seconds()
	return s, nil
}

// openLoop lets members write at random moments, so many a second, whether
// those before them were answered or not. The time of an update begins when it
// was due.
func (t *trial) openLoop(ctx context.Context, next func(int64) update, rate float64, window time.Duration) (*times, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	all := &times{}
	queue := make(chan owed, 1<<16)
	var group sync.WaitGroup
	for range connections {
		group.Go(func() {
			if err := t.pour(queue); err != nil {
				stop(err)
			}
		})
	}
	source, dice := counted(next), rand.New(rand.NewPCG(uint64(rate), 1))
	before, err := readCPU(t.bot.pid())
	if err != nil {
		return nil, err
	}
	start := time.Now()
	for due := start; due.Before(start.Add(warmUp + window)); due = due.Add(time.Duration(dice.ExpFloat64() / rate * float64(time.Second))) {
		if err := sleep(ctx, time.Until(due)); err != nil {
			break
		}
		u := source()
		w := &wait{due: due, tell: func(time.Time) {}}
		if due.After(start.Add(warmUp)) {
			all.expect()
			w.tell = func(answered time.Time) { all.note(w, answered) }
		}
		t.telegram.waiting[u.member].Store(w)
		queue <- owed{u, w}
	}
	close(queue)
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	after, err := readCPU(t.bot.pid())
	if err != nil {
		return nil, err
	}
	all.others = after.minus(before).othersShare(time.Since(start))
	calm, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return all, until(calm, "everybody was answered", all.complete)
}

// owed is an update that is due, and who waits for its answer.
type owed struct {
	update
	*wait
}

// pour delivers what is due over one connection.
func (t *trial) pour(queue <-chan owed) error {
	l, err := t.generator.dial()
	if err != nil {
		return err
	}
	defer l.conn.Close()
	for o := range queue {
		o.posted.Store(time.Now().UnixNano())
		if err := l.post(o.update); err != nil {
			return err
		}
	}
	return nil
}

// counted gives out one update after the other, to any number of askers.
func counted(next func(int64) update) func() update {
	var mu sync.Mutex
	var n int64
	return func() update {
		mu.Lock()
		defer mu.Unlock()
		n++
		return next(n - 1)
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
