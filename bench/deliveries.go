package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// deliveries measures a broadcast to every member, from the moment it was
// planned for until the last result is recorded.
func deliveries(label string, n int) func(context.Context, *trial, *report) error {
	return func(ctx context.Context, t *trial, r *report) error {
		t.telegram.forget()
		before, err := readCPU(t.bot.pid())
		if err != nil {
			return err
		}
		asked := time.Now()
		began, ended, err := t.broadcast(ctx, t)
		if err != nil {
			return err
		}
		after, err := readCPU(t.bot.pid())
		if err != nil {
			return err
		}
		if got := t.telegram.members.Load(); got < int64(n) {
			return fmt.Errorf("%d of %d members got the message", got, n)
		}
		sent := float64(t.telegram.members.Load())
		s := costs(after.minus(before), sent, time.Since(asked))
		s["a second"] = sent / ended.Sub(began).Seconds()
		s["first, ms"] = milliseconds(time.Unix(0, t.telegram.first.Load()).Sub(began))
		if s["peak MB"], err = t.bot.peakMemory(); err != nil {
			return err
		}
		r.add(fmt.Sprintf("deliveries: %d people%s", n, label), t.name(), s)
		return nil
	}
}

// limited measures how much of Telegram's limit a broadcast uses, over a while.
func limited(window time.Duration) func(context.Context, *trial, *report) error {
	return func(ctx context.Context, t *trial, r *report) error {
		ctx, stop := context.WithTimeout(ctx, window+time.Minute)
		defer stop()
		t.telegram.forget()
		over := make(chan error, 1)
		go func() {
			_, _, err := t.broadcast(ctx, t)
			over <- err
		}()
		if err := until(ctx, "the first message has left", func() (bool, error) { return t.telegram.first.Load() != 0, nil }); err != nil {
			return err
		}
		end := time.Unix(0, t.telegram.first.Load()).Add(window)
		if err := sleep(ctx, time.Until(end)); err != nil {
			return err
		}
		got := float64(t.telegram.members.Load())
		stop()
		if err := <-over; err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		share := 100 * got / (t.under.rate * window.Seconds())
		r.add(fmt.Sprintf("deliveries: against %.0f/s for %s", t.under.rate, window), t.name(), sample{
			"a second": got / window.Seconds(), "share %": share,
			"refused": float64(t.telegram.refused.Load()), "refused later": float64(t.telegram.late.Load())})
		return nil
	}
}
