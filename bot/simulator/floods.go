package simulator

import (
	"math"
	"slices"
	"sync"
	"time"
)

// Telegram's published limits (core.telegram.org/bots/faq#broadcasting-to-users): 30 messages a second in bulk, about
// one a second to one chat with a short burst, 20 a minute to one group; 1,000 a second when paid.
const (
	chatBurst   = 3
	groupMinute = 20
	paidRate    = 1000
	bulkPenalty = 2 * time.Second // what a bot waits after it went over the bulk limit
)

// floods counts sends and refuses those above the limits. The bulk limit is a bucket that holds one second's worth
// and refills all the time. A refused send costs nothing and prolongs nothing.
type floods struct {
	on  bool
	now func() time.Time

	mu      sync.Mutex
	free    *bucket
	paid    *bucket
	stars   stars
	penalty time.Time // until then every unpaid send is refused
	private map[int64]*bucket
	groups  map[int64][]time.Time // sends of the last minute
}

func newFloods(o Options) *floods {
	return &floods{
		on: o.Flood, now: o.Clock,
		free: newBucket(float64(o.FloodRate), float64(o.FloodRate)), paid: newBucket(paidRate, paidRate),
		stars:   stars{free: newBucket(freeRate, freeRate)},
		private: map[int64]*bucket{}, groups: map[int64][]time.Time{},
	}
}

// SetFlood switches the flood limits on or off.
func (s *Simulator) SetFlood(on bool) {
	s.floods.mu.Lock()
	defer s.floods.mu.Unlock()
	s.floods.on = on
}

// check takes one send to the chat out of the limits, or tells how long to wait.
func (f *floods) check(chat int64, paid bool) error { return f.checkMany(chat, paid, 1) }

// checkMany is check for an album: each of its messages counts in bulk and in a group, while a private chat takes it
// at once.
func (f *floods) checkMany(chat int64, paid bool, n int) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	if paid && !f.stars.covers(now, n) {
		return badRequest(tooPoor)
	}
	if problem := f.hold(chat, paid, n, now); problem != nil {
		return problem
	}
	for i := 0; i < n && paid; i++ {
		f.stars.charge(now)
	}
	return nil
}

// hold takes n messages out of the limits.
func (f *floods) hold(chat int64, paid bool, n int, now time.Time) error {
	if !f.on {
		return nil
	}
	if wait := f.chatWait(chat, now); wait > 0 {
		return tooManyRequests(seconds(wait))
	}
	for range n {
		if wait := f.bulkWait(paid, now); wait > 0 {
			return tooManyRequests(seconds(wait))
		}
	}
	f.note(chat, now)
	for i := 1; i < n && chat < 0; i++ {
		f.note(chat, now)
	}
	return nil
}

func (f *floods) bulkWait(paid bool, now time.Time) time.Duration {
	if paid {
		return f.paid.take(now)
	}
	if now.Before(f.penalty) {
		return f.penalty.Sub(now)
	}
	if f.free.take(now) == 0 {
		return 0
	}
	f.penalty = now.Add(bulkPenalty)
	return bulkPenalty
}

func (f *floods) chatWait(chat int64, now time.Time) time.Duration {
	if chat > 0 {
		b := f.private[chat]
		if b == nil {
			f.forgetIdle(now)
			b = newBucket(chatBurst, 1)
			f.private[chat] = b
		}
		return b.wait(now)
	}
	recent := slices.DeleteFunc(f.groups[chat], func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	f.groups[chat] = recent
	if len(recent) < groupMinute {
		return 0
	}
	return recent[0].Add(time.Minute).Sub(now)
}

func (f *floods) note(chat int64, now time.Time) {
	if chat > 0 {
		f.private[chat].take(now)
		return
	}
	f.groups[chat] = append(f.groups[chat], now)
}

// forgetIdle drops the buckets that are full again, now and then.
func (f *floods) forgetIdle(now time.Time) {
	if len(f.private)%4096 != 4095 {
		return
	}
	for chat, b := range f.private {
		if b.refill(now); b.left == b.size {
			delete(f.private, chat)
		}
	}
}

func seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }

// bucket is a token bucket.
type bucket struct {
	size, rate, left float64
	at               time.Time
}

func newBucket(size, rate float64) *bucket { return &bucket{size: size, rate: rate, left: size} }

func (b *bucket) refill(now time.Time) {
	if !b.at.IsZero() && now.After(b.at) {
		b.left = min(b.size, b.left+now.Sub(b.at).Seconds()*b.rate)
	}
	b.at = now
}

// wait is the time until one send is free; it takes nothing.
func (b *bucket) wait(now time.Time) time.Duration {
	b.refill(now)
	const almost = 1e-9 // rounding of refills
	if b.left >= 1-almost {
		return 0
	}
	return time.Duration((1 - b.left) / b.rate * float64(time.Second))
}

func (b *bucket) take(now time.Time) time.Duration {
	if wait := b.wait(now); wait > 0 {
		return wait
	}
	b.left--
	return 0
}
