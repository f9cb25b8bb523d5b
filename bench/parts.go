package main

import (
	"slices"
	"sync/atomic"
	"time"
)

// partsEach is into how many equal parts an audience is cut, to see whether the
// last messages take as long as the first, and leastParted is the smallest
// audience of which that says anything.
const (
	partsEach   = 10
	leastParted = 100_000
)

// parts are the moments at which each part of an audience was through. The zero
// value notes nothing.
type parts struct {
	size atomic.Int64 // messages in a part
	at   [partsEach]atomic.Int64
}

// begin forgets the moments and sets the size of a part.
func (p *parts) begin(size int) {
	p.size.Store(int64(size))
	for i := range p.at {
		p.at[i].Store(0)
	}
}

// note is told the moment, in ns, of the message of that number, counted from 1.
func (p *parts) note(number, at int64) {
	if size := p.size.Load(); size > 0 && number%size == 0 && number/size <= partsEach {
		p.at[number/size-1].Store(at)
	}
}

// slowest is how many times as long as the median the slowest part took, of all
// but the first, which has no beginning.
func (p *parts) slowest() float64 {
	var took []time.Duration
	for i := 1; i < partsEach; i++ {
		took = append(took, time.Duration(p.at[i].Load()-p.at[i-1].Load()))
	}
	slices.Sort(took)
	return float64(took[len(took)-1]) / float64(took[len(took)/2])
}
