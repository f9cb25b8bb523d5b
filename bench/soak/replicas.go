package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"jastar/bench/fleet"
	"jastar/bot/simulator"
)

// place is where a replica runs; when it is gone, a new one is started, as an
// operator's system does.
type place struct {
	number int
	door   *simulator.Door // by which it calls Telegram
	mu     sync.Mutex
	now    *fleet.Replica // nil while none is ready
	killed *fleet.Replica // the last one that was killed on purpose
	starts int
}

func (p *place) replica() *fleet.Replica {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *place) set(r *fleet.Replica) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now = r; r != nil {
		p.starts++
	}
}

func (p *place) wasKilled(r *fleet.Replica) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.killed == r
}

// launch starts every replica and returns when all are ready.
func (w *world) launch(ctx context.Context) error {
	for i := range w.options.replicas {
		door, err := w.sim.Door()
		if err != nil {
			return err
		}
		p := &place{number: i, door: door}
		r, err := w.program(p).Launch(ctx)
		if err != nil {
			return fmt.Errorf("start replica %d: %w", i+1, err)
		}
		w.replicas = append(w.replicas, p)
		w.occupy(p, r)
	}
	ctx, w.release = context.WithCancel(ctx)
	for _, p := range w.replicas {
		w.keepers.Go(func() { w.keep(ctx, p) })
	}
	return nil
}

func (w *world) occupy(p *place, r *fleet.Replica) {
	p.set(r)
	w.balancer.Place(p.number, r.Public)
}

// restartPause is how long the operator's system takes to start a replica anew.
const restartPause = 2 * time.Second

// keep starts a new replica whenever the one in the place is gone, until the
// context ends.
func (w *world) keep(ctx context.Context, p *place) {
	for {
		if r := p.replica(); r != nil {
			select {
			case <-r.Ended():
			case <-ctx.Done():
				return
			}
			if !p.wasKilled(r) {
				w.fail(fmt.Errorf("replica %d ended by itself", p.number+1))
			}
			p.set(nil)
		}
		if !sleep(ctx, restartPause) {
			return
		}
		if again, err := w.program(p).Launch(ctx); err == nil { // it cannot start while a store is away
			w.occupy(p, again)
		}
	}
}

// kill ends a replica as a power cut would, the one in the place or, while that
// is being started, another one.
func (w *world) kill(s strike) {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		for i := range w.replicas {
			p := w.replicas[(s.place+i)%len(w.replicas)]
			if w.killIn(p) {
				return
			}
		}
	}
	w.fail(fmt.Errorf("no replica to kill at %s", s))
}

func (w *world) killIn(p *place) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now == nil || p.killed == p.now {
		return false
	}
	p.killed = p.now
	w.mu.Lock()
	w.kills = append(w.kills, time.Now())
	w.mu.Unlock()
	p.now.Kill()
	return true
}

// ready tells whether every replica says that it is ready.
func (w *world) ready() bool {
	for _, p := range w.replicas {
		if r := p.replica(); r == nil || r.Ready() != http.StatusOK {
			return false
		}
	}
	return true
}

// stopReplicas ends every replica as an operator does.
func (w *world) stopReplicas(report *table) {
	w.letGo()
	line := report.line("replicas end in order when told to")
	for _, p := range w.replicas {
		line.of++
		if r := p.replica(); r == nil {
			line.wrong("replica %d is not running", p.number+1)
		} else if err := r.Stop(); err != nil {
			line.wrong("replica %d: %v", p.number+1, err)
		}
	}
}

// letGo starts no more replicas.
func (w *world) letGo() {
	if w.release != nil {
		w.release()
	}
	w.keepers.Wait()
}
