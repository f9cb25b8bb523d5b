package main

import (
	"context"
	"fmt"
	"time"
)

// deliveries measures a broadcast to every member, from the moment it was
// planned for until the last result is recorded.
func deliveries(label string, n int) func(context.Context, *trial, *report) error {
	return func(ctx context.Context, t *trial, r *report) error {
		t.telegram.forget()
		t.telegram.parts.begin(n / partsEach)
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
		if n >= leastParted {
			s["slowest part"] = t.telegram.parts.slowest()
		}
		if s["peak MB"], err = t.bot.peakMemory(); err != nil {
			return err
		}
		r.add(fmt.Sprintf("deliveries: %d people%s", n, label), t.name(), s)
		return nil
	}
}
