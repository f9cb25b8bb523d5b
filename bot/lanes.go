package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// Lane says how urgent a call is and which budget it draws on.
type Lane int

// The lanes, the most urgent first.
const (
	LaneReply  Lane = iota // answers to a person who is waiting: counted, never held up by the budget
	LaneNotice             // what another person must hear: before bulk
	LaneBulk               // announcements
	LanePaid               // announcements that Telegram is paid for: a rate of their own beside all others
)

// String returns the word used in logs and metrics.
func (l Lane) String() string { return [...]string{"reply", "notice", "bulk", "paid"}[l] }

// Budget is what all replicas of one bot share: so many messages a second, and
// apart from these so many that are paid for.
type Budget interface {
	// Lease reserves up to n sending slots of the lane, after counting the replies
	// that went out meanwhile: beside notices and bulk they take up half of the
	// rate at the most. The first slot is after Wait, the others follow at
	// intervals of Gap. Granted may be 0: ask again after Wait.
	Lease(ctx context.Context, lane Lane, n, replies int) (Slots, error)

	// Pause stops the lane on every replica, and lowers its rate, which then finds
	// its way back up. Notices and bulk stop together.
	Pause(ctx context.Context, lane Lane, d time.Duration) error
}

// Slots are reserved moments to send at.
type Slots struct {
	Granted   int
	Wait, Gap time.Duration
}

// Lanes holds calls back until they may go out.
type Lanes struct {
	budget  Budget
	lanes   [4]reserved
	replies atomic.Int64 // since the last lease

	mu     sync.Mutex
	paused map[int64]time.Time // chats that Telegram told us to leave alone
}

// NewLanes makes the lanes over the shared budget.
func NewLanes(b Budget) *Lanes {
	l := &Lanes{budget: b, paused: map[int64]time.Time{}}
	for i := range l.lanes {
		l.lanes[i].turn = make(chan struct{}, 1)
	}
	return l
}

// reserved are the moments left to one lane in this process.
type reserved struct {
	turn    chan struct{} // full while one caller takes a moment
	left    int
	next    time.Time
	gap     time.Duration
	leased  time.Time // when the last moments were reserved
	granted int       // how many these were
	waiting int       // callers that want a slot, guarded by Lanes.mu
}

// Wait returns when the call may go out. A reply waits only for a chat that is
// being throttled; the others also for a slot of the budget.
func (l *Lanes) Wait(ctx context.Context, lane Lane, chat int64) error {
	if err := sleep(ctx, l.chatPause(chat)); err != nil {
		return err
	}
	if lane == LaneReply {
		l.replies.Add(1)
		return nil
	}
	at, err := l.slot(ctx, lane)
	if err != nil {
		return err
	}
	return sleep(ctx, time.Until(at))
}

// slot takes one reserved moment, reserving more when none is left.
func (l *Lanes) slot(ctx context.Context, lane Lane) (time.Time, error) {
	s := &l.lanes[lane]
	l.count(s, 1)
	defer l.count(s, -1)
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return time.Time{}, ctx.Err()
	}
	for s.left == 0 {
		replies := 0
		if lane != LanePaid {
			replies = int(l.replies.Swap(0))
		}
		got, err := l.budget.Lease(ctx, lane, s.wanted(l.count(s, 0)), replies)
		if err != nil {
			return time.Time{}, err
		}
		if got.Granted == 0 {
			if err := sleep(ctx, got.Wait); err != nil {
				return time.Time{}, err
			}
			continue
		}
		s.leased = time.Now()
		s.left, s.granted, s.gap, s.next = got.Granted, got.Granted, got.Gap, s.leased.Add(got.Wait)
	}
	at := s.next
	s.left--
	s.next = s.next.Add(s.gap)
	return at, nil
}

// The pace at which more moments are reserved than there are callers, and how
// many at most.
const (
	brisk = 5 * time.Millisecond
	ample = 64
)

// wanted is how many moments to reserve: one for each caller who waits, and more
// when the last ones were used up at once, which happens only far above
// Telegram's limits, where those that stay unused do not matter.
func (s *reserved) wanted(waiting int) int {
	if time.Since(s.leased) < brisk {
		return max(waiting, min(2*s.granted, ample))
	}
	return waiting
}

func (l *Lanes) count(s *reserved, change int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.waiting += change
	return s.waiting
}

// Throttled takes note of a 429: the chat is left alone for d, and every replica
// pauses the lane unless it is that of replies.
func (l *Lanes) Throttled(ctx context.Context, lane Lane, chat int64, d time.Duration) {
	l.mu.Lock()
	now := time.Now()
	for c, until := range l.paused {
		if now.After(until) {
			delete(l.paused, c)
		}
	}
	l.paused[chat] = now.Add(d)
	l.mu.Unlock()
	if lane != LaneReply {
		_ = l.budget.Pause(ctx, lane, d) // without Redis no slot is granted anyway
	}
}

func (l *Lanes) chatPause(chat int64) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.paused) == 0 {
		return 0
	}
	return time.Until(l.paused[chat])
}

// sleep waits for d or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
