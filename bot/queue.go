package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
)

// errBehind refuses an update that would overtake one that must come again.
var errBehind = errors.New("an earlier update of this chat must come again first")

// queues keep the updates of each chat in order within this process, before
// the lease that keeps them apart over all replicas. The zero value is ready.
type queues struct {
	mu    sync.Mutex
	chats map[int64]*queue
}

// queue is the line before one chat; the first place is being served.
type queue struct {
	places []*place
	held   *message // a screen left out because more taps were waiting; used by the turn being served
}

// place is one update's place in line.
type place struct {
	turn  chan struct{} // closed when it is this update's turn, or never will be
	lost  bool          // an update before it must come again; set before turn is closed
	tap   bool
	queue *queue
	all   *queues
}

func (qs *queues) join(u *Update) *place {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	if qs.chats == nil {
		qs.chats = map[int64]*queue{}
	}
	q := qs.chats[u.Chat]
	if q == nil {
		q = &queue{}
		qs.chats[u.Chat] = q
	}
	p := &place{turn: make(chan struct{}), tap: u.Kind == KindTap, queue: q, all: qs}
	q.places = append(q.places, p)
	if len(q.places) == 1 {
		close(p.turn)
	}
	return p
}

// leave gives up the place, served or not, and calls the next one. When the
// one being served must come again, nobody behind it may be served before.
func (qs *queues) leave(chat int64, p *place, again bool) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	q := p.queue
	at := slices.Index(q.places, p)
	if at < 0 {
		return
	}
	q.places = slices.Delete(q.places, at, at+1)
	switch {
	case at == 0 && again:
		for _, behind := range q.places {
			behind.lost = true
			close(behind.turn)
		}
		q.places = nil
	case at == 0 && len(q.places) > 0:
		close(q.places[0].turn)
	}
	if len(q.places) == 0 {
		delete(qs.chats, chat)
	}
}

// wait returns when it is the place's turn.
func (p *place) wait(ctx context.Context) error {
	select {
	case <-p.turn:
		if p.lost {
			return errBehind
		}
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tapsBehind tells whether another tap waits right behind: then the screen of
// this one would be replaced at once.
func (p *place) tapsBehind() bool {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	return len(p.queue.places) > 1 && p.queue.places[1].tap
}
