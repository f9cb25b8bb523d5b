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

// Budget implements bot.Budget: so many messages a second over all replicas, and
// in a line of their own so many that are paid for. Redis's own clock decides, so
// that the replicas' clocks need not agree.
type Budget struct {
	store        *Store
	rate, paid   float64
	lease, pause *redis.Script
}

// margin keeps the budget below Telegram's limit, so that a message that
// travels a few milliseconds faster than the one before it is not refused.
const margin = 0.997

// Budget returns the shared budget of rate messages a second and, beside these,
// paid ones.
func (s *Store) Budget(rate, paid float64) *Budget {
	return &Budget{store: s, rate: rate * margin, paid: paid * margin, lease: redis.NewScript(leaseText), pause: redis.NewScript(pauseText)}
}

// line is where the moments of a lane are reserved, and how many a second there are.
func (b *Budget) line(lane bot.Lane) (key []string, rate float64) {
	name := b.store.prefix + "{budget}"
	if lane == bot.LanePaid {
		return []string{name + ":paid"}, b.paid
	}
	return []string{name}, b.rate
}

// Lease reserves slots of the next 100 ms.
func (b *Budget) Lease(ctx context.Context, lane bot.Lane, n, replies int) (bot.Slots, error) {
	key, rate := b.line(lane)
	answer, err := b.lease.Run(ctx, b.store.client, key, rate, n, replies, lane.String()).Int64Slice()
	if err != nil {
		return bot.Slots{}, fmt.Errorf("lease sending slots: %w", err)
	}
	return bot.Slots{Granted: int(answer[0]), Wait: micros(answer[1]), Gap: micros(answer[2])}, nil
}

// Pause stops the lane on every replica.
func (b *Budget) Pause(ctx context.Context, lane bot.Lane, d time.Duration) error {
	key, _ := b.line(lane)
	if err := b.pause.Run(ctx, b.store.client, key, d.Microseconds()).Err(); err != nil {
		return fmt.Errorf("pause sending: %w", err)
	}
	return nil
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
