package main

import (
	"slices"
	"sync"
	"time"
)

// times are how long updates took from their due moment to the reply. The zero
// value is ready.
type times struct {
	mu    sync.Mutex
	due   int
	taken []time.Duration
}

// expect counts one more update whose time is wanted.
func (t *times) expect() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.due++
}

func (t *times) note(took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken = append(t.taken, took)
}

// complete tells whether all were answered.
func (t *times) complete() (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.taken) == t.due, nil
}

// sample tells the percentiles.
func (t *times) sample() sample {
	t.mu.Lock()
	defer t.mu.Unlock()
	slices.Sort(t.taken)
	at := func(share float64) float64 {
		return milliseconds(t.taken[min(len(t.taken)-1, int(share*float64(len(t.taken))))])
	}
	return sample{"p50 ms": at(.5), "p95 ms": at(.95), "p99 ms": at(.99), "max ms": at(1)}
}
