// Package convoy lets goroutines that want the same kind of thing from a store
// at the same time travel together: one round trip for all of them. Nobody
// waits for company. Whoever finds the road free leaves at once and alone; those
// who come meanwhile leave together as soon as that trip is back. So a calm
// store is asked as before, and a busy one much less often.
//
// Nothing here knows a store or what is asked of it.
package convoy

import (
	"context"
	"errors"
	"sync"
)

// errLost is what is left of a trip that did not come back.
var errLost = errors.New("the trip was lost")

// Road carries questions and brings back their answers, one trip at a time.
type Road[Q, A any] struct {
	trip func(ctx context.Context, all []Q) ([]A, error)

	mu      sync.Mutex
	busy    bool
	waiting []*traveller[Q, A]
}

// traveller is one question on its way.
type traveller[Q, A any] struct {
	question Q
	answer   A
	err      error
	back     chan struct{} // closed when the answer is there
	lead     chan struct{} // closed when this one is to make the next trip
}

// New makes a road. The trip returns an answer for each question in their
// order, or one error for all. Its context ends with nobody's patience: it must
// set itself a limit.
func New[Q, A any](trip func(ctx context.Context, all []Q) ([]A, error)) *Road[Q, A] {
	return &Road[Q, A]{trip: trip}
}

// Ask returns the answer to one question. A trip that serves it begins after the
// call of Ask, so that the answer is never older. When the context ends first,
// the question may still be carried.
func (r *Road[Q, A]) Ask(ctx context.Context, question Q) (A, error) {
	t := &traveller[Q, A]{question: question, back: make(chan struct{}), lead: make(chan struct{})}
	r.mu.Lock()
	r.waiting = append(r.waiting, t)
	free := !r.busy
	r.busy = true
	r.mu.Unlock()
	if free {
		r.travel(ctx)
		return t.answer, t.err
	}
	select {
	case <-t.back:
	case <-t.lead:
		r.travel(ctx)
	case <-ctx.Done():
		return r.giveUp(ctx, t)
	}
	return t.answer, t.err
}

// travel takes along everybody who waits, and lets one of those who come
// meanwhile lead the next trip.
func (r *Road[Q, A]) travel(ctx context.Context) {
	r.mu.Lock()
	all := r.waiting
	r.waiting = nil
	r.mu.Unlock()
	questions := make([]Q, len(all))
	for i, t := range all {
		questions[i] = t.question
	}
	var answers []A
	err := errLost
	defer func() { // also when the trip panics
		r.pass()
		for i, t := range all {
			if t.err = err; err == nil {
				t.answer = answers[i]
			}
			close(t.back)
		}
	}()
	answers, err = r.trip(context.WithoutCancel(ctx), questions)
}

// pass hands the road over to the first who waits, or leaves it free.
func (r *Road[Q, A]) pass() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy = len(r.waiting) > 0; r.busy {
		close(r.waiting[0].lead)
	}
}

// giveUp leaves the line. Whoever was told to lead has to pass that on.
func (r *Road[Q, A]) giveUp(ctx context.Context, t *traveller[Q, A]) (none A, err error) {
	r.mu.Lock()
	for i, other := range r.waiting {
		if other == t {
			r.waiting = append(r.waiting[:i], r.waiting[i+1:]...)
			break
		}
	}
	r.mu.Unlock()
	select {
	case <-t.lead:
		r.pass()
	default:
	}
	return none, ctx.Err()
}
