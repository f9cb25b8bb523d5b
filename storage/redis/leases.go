package redis

import (
	"context"
	"crypto/rand"
	_ "embed" // the scripts
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"jastar/bot"
)

const (
	// leaseTime outlives the longest turn: a replica that died in the middle
	// of one holds up its chat for no longer.
	leaseTime = bot.TurnTime + 2*time.Second

	conversationTime = 7 * 24 * time.Hour
	finishedKept     = 32
	finishedTime     = 48 * time.Hour // Telegram repeats an update for 24 h at most
)

// ErrBusy is the error of a chat that stayed taken; ErrLost of a turn that
// took longer than its lease.
var (
	ErrBusy = errors.New("chat is taken by another turn")
	ErrLost = errors.New("lease of the chat was lost")
)

//go:embed take.lua
var takeText string

//go:embed save.lua
var saveText string

//go:embed free.lua
var freeText string

// Leases implements bot.Leases.
type Leases struct {
	store            *Store
	take, save, free *redis.Script
}

// Leases returns the store of chats' turns and conversations.
func (s *Store) Leases() *Leases {
	return &Leases{store: s, take: redis.NewScript(takeText), save: redis.NewScript(saveText), free: redis.NewScript(freeText)}
}

// keys of one chat share a hash tag, so that a cluster keeps them together.
func (l *Leases) keys(chat int64) []string {
	tag := l.store.prefix + "{" + strconv.FormatInt(chat, 10) + "}"
	return []string{tag + ":lease", tag + ":talk", tag + ":done"}
}

// Take waits for the chat's lease. It asks again at random intervals of 10 to
// 40 ms and gives up with ErrBusy when the context ends.
func (l *Leases) Take(ctx context.Context, chat, update int64) (bot.Lease, error) {
	lease := bot.Lease{Chat: chat, Update: update, Token: rand.Text()}
	for {
		answer, err := l.store.run(ctx, l.take, l.keys(chat), lease.Token, leaseTime.Milliseconds(), update).StringSlice()
		if err != nil {
			l.Free(context.WithoutCancel(ctx), lease) // it may have been taken all the same
			if ctx.Err() != nil {
				err = ErrBusy
			}
			return lease, fmt.Errorf("take lease: %w", err)
		}
		switch answer[0] {
		case "taken":
			lease.Conversation = []byte(answer[1])
			return lease, nil
		case "finished":
			lease.Finished = true
			return lease, nil
		}
		select {
		case <-ctx.Done():
			return lease, ErrBusy
		case <-time.After(10*time.Millisecond + time.Duration(mathrand.Int64N(int64(30*time.Millisecond)))):
		}
	}
}

// Save ends a turn in one script.
func (l *Leases) Save(ctx context.Context, lease bot.Lease, conversation []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	saved, err := l.store.run(ctx, l.save, l.keys(lease.Chat), lease.Token, lease.Update, conversation,
		int(conversationTime.Seconds()), finishedKept, int(finishedTime.Seconds())).Int()
	if err == nil && saved == 0 {
		err = ErrLost
	}
	return err
}

// Free gives the chat back; when Redis is away the lease runs out by itself.
func (l *Leases) Free(ctx context.Context, lease bot.Lease) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_ = l.store.run(ctx, l.free, l.keys(lease.Chat)[:1], lease.Token).Err()
}
