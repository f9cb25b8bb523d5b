package simulator

import (
	"context"
	"slices"
	"sync"
)

// ChangeKind says what of a chat changed.
type ChangeKind string

const (
	ChangeMessage  ChangeKind = "message" // new, edited, pinned or deleted
	ChangeKeyboard ChangeKind = "keyboard"
	ChangeCommands ChangeKind = "commands"
	ChangeToast    ChangeKind = "toast" // the answer to a tap
	ChangeTyping   ChangeKind = "typing"
	ChangePerson   ChangeKind = "person" // created, blocked, unblocked or deactivated
	ChangeBot      ChangeKind = "bot"    // the bot's description
)

// Change is something somebody can see. Only the field of its kind is set.
type Change struct {
	Kind   ChangeKind
	ChatID int64 // 0 for ChangeBot

	Message       *Message
	ReplyKeyboard *ReplyKeyboard // nil = put away
	Commands      []Command
	Toast         *Answer
	Typing        string
}

// watchers hand changes to everybody who looks on, in order and without loss.
type watchers struct {
	mu  sync.Mutex
	all []*watcher
}

type watcher struct {
	mu      sync.Mutex
	backlog []Change
	filled  chan struct{} // holds one token while the backlog may have something
}

// Watch tells every visible change of every chat from now on, in order, until ctx ends; then the channel is closed.
// A slow reader delays nobody.
func (s *Simulator) Watch(ctx context.Context) <-chan Change {
	w := &watcher{filled: make(chan struct{}, 1)}
	s.watchers.mu.Lock()
	s.watchers.all = append(s.watchers.all, w)
	s.watchers.mu.Unlock()
	out := make(chan Change)
	go func() {
		defer close(out)
		defer s.watchers.remove(w)
		w.forward(ctx, s.stopped.Done(), out)
	}()
	return out
}

func (ws *watchers) remove(w *watcher) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.all = slices.DeleteFunc(ws.all, func(other *watcher) bool { return other == w })
}

// changed tells the watchers. The caller holds Simulator.mu, which keeps the order.
func (s *Simulator) changed(c *chat, change Change) {
	if c != nil {
		change.ChatID = c.id
	}
	s.watchers.mu.Lock()
	defer s.watchers.mu.Unlock()
	for _, w := range s.watchers.all {
		w.put(change)
	}
}

func (w *watcher) put(change Change) {
	w.mu.Lock()
	w.backlog = append(w.backlog, change)
	w.mu.Unlock()
	select {
	case w.filled <- struct{}{}:
	default:
	}
}

func (w *watcher) forward(ctx context.Context, stopped <-chan struct{}, out chan<- Change) {
	for {
		select {
		case <-w.filled:
		case <-ctx.Done():
			return
		case <-stopped:
			return
		}
		w.mu.Lock()
		changes := w.backlog
		w.backlog = nil
		w.mu.Unlock()
		for _, change := range changes {
			select {
			case out <- change:
			case <-ctx.Done():
				return
			case <-stopped:
				return
			}
		}
	}
}
