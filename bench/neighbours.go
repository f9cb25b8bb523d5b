package main

import (
	"context"
	"time"
)

// The people of the section about neighbours: so many write at this rate all
// together, and beside them one person taps at that rate alone.
const (
	quietPeople = 20
	quietRate   = 100
	tapperRate  = 100
)

// neighbours measures whether one person who taps without end slows the others.
func neighbours(window time.Duration) func(context.Context, *trial, *report) error {
	window *= 3 // there are few updates
	quiet := func(n int64) update { return update{member: n % quietPeople, text: "/menu"} }
	tapper := func(int64) update { return update{member: quietPeople, data: "e.list|0|0|0"} }
	return func(ctx context.Context, t *trial, r *report) error {
		alone, err := t.openLoop(ctx, quiet, quietRate, window)
		if err != nil {
			return err
		}
		r.add("20 people alone", t.name(), alone.sample())
		restless, stop := context.WithCancel(ctx)
		calm := make(chan error, 1)
		go func() { calm <- t.tap(restless, tapper, tapperRate) }()
		beside, err := t.openLoop(ctx, quiet, quietRate, window)
		stop()
		if err != nil {
			return err
		}
		if err := <-calm; err != nil {
			return err
		}
		r.add("20 people beside 100 taps/s of one", t.name(), beside.sample())
		return nil
	}
}

// tap delivers updates at a rate until the context ends; nobody waits for their
// answers. Each is delivered at once, where Telegram would wait for the one
// before: the bot has to keep them apart by itself.
func (t *trial) tap(ctx context.Context, next func(int64) update, rate float64) error {
	queue := make(chan owed)
	ended := make(chan error, connections)
	for range connections {
		go func() { ended <- t.pour(queue) }()
	}
	tick := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer tick.Stop()
	for n := int64(0); ctx.Err() == nil; n++ {
		select {
		case <-tick.C:
			queue <- owed{next(n), &wait{}}
		case <-ctx.Done():
		}
	}
	close(queue)
	var failed error
	for range connections {
		if err := <-ended; err != nil {
			failed = err
		}
	}
	return failed
}
