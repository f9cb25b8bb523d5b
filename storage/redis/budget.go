package redis

import (
	"context"
	_ "embed" // the scripts
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"jastar/bot"
)

//go:embed lease.lua
var leaseText string

//go:embed pause.lua
var pauseText string

// Budget implements bot.Budget: so many messages a second over all replicas.
// Redis's own clock decides, so that the replicas' clocks need not agree.
type Budget struct {
	store        *Store
	rate         float64
	lease, pause *redis.Script
}

// margin keeps the budget below Telegram's limit, so that a message that
// travels a few milliseconds faster than the one before it is not refused.
const margin = 0.997

// Budget returns the shared budget of rate messages a second.
func (s *Store) Budget(rate float64) *Budget {
	return &Budget{store: s, rate: rate * margin, lease: redis.NewScript(leaseText), pause: redis.NewScript(pauseText)}
}

func (b *Budget) key() []string { return []string{b.store.prefix + "{budget}"} }

// Lease reserves slots of the next 100 ms.
func (b *Budget) Lease(ctx context.Context, lane bot.Lane, n, replies int) (bot.Slots, error) {
	answer, err := b.lease.Run(ctx, b.store.client, b.key(), b.rate, n, replies, lane.String()).Int64Slice()
	if err != nil {
		return bot.Slots{}, fmt.Errorf("lease sending slots: %w", err)
	}
	return bot.Slots{Granted: int(answer[0]), Wait: micros(answer[1]), Gap: micros(answer[2])}, nil
}

// Pause stops notices and bulk on every replica.
func (b *Budget) Pause(ctx context.Context, d time.Duration) error {
	if err := b.pause.Run(ctx, b.store.client, b.key(), d.Microseconds()).Err(); err != nil {
		return fmt.Errorf("pause sending: %w", err)
	}
	return nil
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
