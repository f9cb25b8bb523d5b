package main

import (
	"slices"
	"sync"
	"time"
)

// times are how long updates took. Each is taken twice: from its due moment,
// so that waiting anywhere counts, and from the moment it was written to the
// bot's socket, which leaves out how late the generator was on a machine that it
// shares with the bot. The zero value is ready.
type times struct {
	mu   sync.Mutex
	due  int
	full []time.Duration // from the due moment to the reply
	own  []time.Duration // from the socket to the reply

	others float64 // share of the machine that strangers used meanwhile, in percent
}

// expect counts one more update whose time is wanted.
func (t *times) expect() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.due++
}

func (t *times) note(w *wait, answered time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.full = append(t.full, answered.Sub(w.due))
	t.own = append(t.own, time.Duration(answered.UnixNano()-w.posted.Load()))
}

// complete tells whether all were answered.
func (t *times) complete() (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.full) == t.due, nil
}

// sample tells the percentiles.
func (t *times) sample() sample {
	t.mu.Lock()
	defer t.mu.Unlock()
	slices.Sort(t.full)
	slices.Sort(t.own)
	return sample{
		"p50 ms": percentile(t.full, .5), "p95 ms": percentile(t.full, .95), "p99 ms": percentile(t.full, .99), "max ms": percentile(t.full, 1),
		"own p50 ms": percentile(t.own, .5), "own p99 ms": percentile(t.own, .99),
		"others %": t.others,
	}
}

// percentile is the value below which the share of the sorted durations lies, in ms.
func percentile(sorted []time.Duration, share float64) float64 {
	return milliseconds(sorted[min(len(sorted)-1, int(share*float64(len(sorted))))])
}
