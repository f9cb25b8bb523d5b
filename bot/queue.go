package bot

import (
	"context"
	"sync"
)

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
	turn   chan struct{} // closed when it is this update's turn
	update int64         // its id
	tapped int           // the message that was tapped, 0 for none
	queue  *queue
	all    *queues
}

// join puts updates of one chat into its line, with nothing between them.
func (qs *queues) join(updates []*Update) []*place {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	if qs.chats == nil {
		qs.chats = map[int64]*queue{}
	}
	chat := updates[0].Chat
	q := qs.chats[chat]
	if q == nil {
		q = &queue{}
		qs.chats[chat] = q
	}
	places := make([]*place, len(updates))
	for i, u := range updates {
		places[i] = &place{turn: make(chan struct{}), update: u.ID, queue: q, all: qs}
		if u.Kind == KindTap {
			places[i].tapped = u.Tap.Message
		}
	}
	if len(q.places) == 0 {
		close(places[0].turn)
	}
	q.places = append(q.places, places...)
	return places
}

// leave gives up the place, served or not, and calls the next one.
func (qs *queues) leave(chat int64, p *place) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	q := p.queue
	for i, other := range q.places {
		if other != p {
			continue
		}
		q.places = append(q.places[:i], q.places[i+1:]...)
		if i == 0 && len(q.places) > 0 {
			close(q.places[0].turn)
		}
		break
	}
	if len(q.places) == 0 {
		delete(qs.chats, chat)
	}
}

// wait returns when it is the place's turn.
func (p *place) wait(ctx context.Context) error {
	select {
	case <-p.turn:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tappedAgain tells whether the message was tapped once more by the update
// right behind: then the screen of this one would be replaced at once. The same
// tap, or an earlier one, that Telegram delivers again will show nothing.
func (p *place) tappedAgain(message int) bool {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	if len(p.queue.places) < 2 {
		return false
	}
	next := p.queue.places[1]
	return next.tapped == message && next.update > p.update
}
