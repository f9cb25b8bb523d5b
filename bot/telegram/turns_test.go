package telegram

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"jastar/bot"
)

// patience is how long a test waits for what must happen.
const patience = 10 * time.Second

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s", what, patience)
		}
	}
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

var errAway = errors.New("the store is away")

// chats runs real turns whose handler the test decides on, and notes what it
// handled and what was seen.
type chats struct {
	bot.Turns
	handle func(ctx context.Context, u *bot.Update) error

	mu      sync.Mutex
	handled map[int64][]string // texts by chat
	seen    map[string]int
}

func newChats(handle func(ctx context.Context, u *bot.Update) error) *chats {
	c := &chats{handle: handle, handled: map[int64][]string{}, seen: map[string]int{}}
	c.Turns = bot.Turns{Leases: leases{}, Log: quiet, Observe: func(*bot.Update, string, time.Duration) {}, Handle: c.serve}
	return c
}

func (c *chats) serve(ctx context.Context, r *bot.Request) (bot.Reply, error) {
	if c.handle != nil {
		if err := c.handle(ctx, r.Update); err != nil {
			return bot.Reply{}, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handled[r.Update.Chat] = append(c.handled[r.Update.Chat], r.Update.Message.Text)
	return bot.Reply{}, nil
}

func (c *chats) observe(seen string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[seen]++
}

func (c *chats) count(seen string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[seen]
}

func (c *chats) of(chat int64) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.handled[chat])
}

// leases gives every turn its chat.
type leases struct{}

func (leases) Take(_ context.Context, chat, update int64) (bot.Lease, error) {
	return bot.Lease{Chat: chat, Update: update}, nil
}
func (leases) Save(context.Context, bot.Lease, []byte) error { return nil }
func (leases) Free(context.Context, bot.Lease)               {}
