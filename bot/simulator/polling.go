package simulator

import (
	"context"
	"encoding/json"
	"time"
)

// pollState is what the queue remembers of getUpdates calls.
type pollState struct {
	abort      context.CancelCauseFunc // ends the long poll that waits now
	lastOffset int64
	lastStart  time.Time // real time: throttling protects the server, not the chats
}

// longestPoll is the longest timeout getUpdates takes, in seconds.
const longestPoll = 50

const anotherPoller = "terminated by other getUpdates request; make sure that only one bot instance is running"

// getUpdates follows telegram-bot-api/Client.cpp: a second poller ends the first with 409, and asking again with the
// same offset within half a second brings one update only.
func (s *Simulator) getUpdates(c *call) (any, error) {
	q := s.queue
	limit := c.within("limit", 100, 1, 100)
	patience := time.Duration(c.within("timeout", 0, 0, longestPoll)) * time.Second
	offset := c.number("offset")

	q.mu.Lock()
	if q.hook != nil {
		q.mu.Unlock()
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	if err := q.allow(c); err != nil {
		q.mu.Unlock()
		return nil, err
	}
	ctx, abort := context.WithCancelCause(c.ctx)
	defer abort(nil)
	q.takeOver(abort, conflict(anotherPoller))
	patience, limit = q.throttle(offset, patience, limit)
	q.acknowledge(offset)
	q.mu.Unlock()
	return s.awaitUpdates(ctx, patience, limit)
}

// takeOver ends the poll that waits now, with the given answer, and notes the new one.
func (q *queue) takeOver(abort context.CancelCauseFunc, answer error) {
	if q.poll.abort != nil {
		q.poll.abort(answer)
	}
	q.poll.abort = abort
}

func (q *queue) throttle(offset int64, patience time.Duration, limit int) (time.Duration, int) {
	now := time.Now()
	since := now.Sub(q.poll.lastStart)
	if offset == q.poll.lastOffset && !q.poll.lastStart.IsZero() {
		if since < 3*time.Second {
			patience = max(patience, 3*time.Second)
		}
		if since < 500*time.Millisecond {
			limit = 1
		}
	}
	q.poll.lastOffset, q.poll.lastStart = offset, now
	return patience, limit
}

// acknowledge drops all updates before offset; a negative one keeps only that many of the newest.
func (q *queue) acknowledge(offset int64) {
	q.expire()
	if newest := len(q.items) + int(offset); offset < 0 && len(q.items) > 0 {
		offset = q.items[max(newest, 0)].id
	}
	for _, u := range q.items {
		if u.id < offset {
			q.finish(u)
		}
	}
	q.expire()
}

func (s *Simulator) awaitUpdates(ctx context.Context, patience time.Duration, limit int) (any, error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		batch, arrived := s.queue.batch(limit)
		if len(batch) > 0 {
			return batch, s.overtaken(ctx)
		}
		select {
		case <-arrived:
		case <-deadline.C:
			return []json.RawMessage{}, nil
		case <-s.stopped.Done():
			return nil, internalError()
		case <-ctx.Done():
			return []json.RawMessage{}, s.overtaken(ctx)
		}
	}
}

// overtaken is the 409 of a poll that another one ended.
func (s *Simulator) overtaken(ctx context.Context) error {
	if problem, ok := context.Cause(ctx).(*apiError); ok {
		return problem
	}
	return nil
}

func (q *queue) batch(limit int) ([]json.RawMessage, <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.expire()
	var found []json.RawMessage
	for _, u := range q.items {
		if !u.done && len(found) < limit {
			found = append(found, u.body)
		}
	}
	return found, q.arrived
}
