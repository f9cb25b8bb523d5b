package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"time"
)

// chatting is how many people chat while a broadcast goes out.
const chatting = 20

// against is a section that measures for a while how much of a limit a
// broadcast uses, and what it costs those who chat meanwhile. There are more
// members than it can reach, and those who chat come last: they are written to
// only by answers.
func against(name string, under conditions, window time.Duration) section {
	members := int(under.rate*window.Seconds()*1.05) + 1000
	return section{name, members, 1, under, limited(window, int64(members-chatting))}
}

// limited measures a broadcast beside people who chat. first is the first
// member who does.
func limited(window time.Duration, first int64) func(context.Context, *trial, *report) error {
	return func(ctx context.Context, t *trial, r *report) error {
		ctx, stop := context.WithTimeout(ctx, window+time.Minute)
		defer stop()
		t.telegram.forget()
		over := make(chan error, 1)
		go func() {
			_, _, err := t.broadcast(ctx, t)
			over <- err
		}()
		if err := until(ctx, "the first message has left", func() (bool, error) { return t.telegram.first.Load() != 0, nil }); err != nil {
			return err
		}
		end := time.Unix(0, t.telegram.first.Load()).Add(window)
		answered, err := t.converse(ctx, first, end)
		if err != nil {
			return err
		}
		if err := sleep(ctx, time.Until(end)); err != nil {
			return err
		}
		s := t.telegram.share(t.under.rate, time.Since(end)+window)
		stop()
		if err := <-over; err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		maps.Copy(s, answered.sample())
		r.add(fmt.Sprintf("deliveries: against %.0f/s for %s, 20 people chat", t.under.rate, window), t.name(), s)
		return nil
	}
}

// share tells how much of the rate was used by messages of all kinds since the
// first one left.
func (t *telegram) share(rate float64, took time.Duration) sample {
	got, replies := float64(t.members.Load())/took.Seconds(), float64(t.replies.Load())/took.Seconds()
	return sample{"a second": got, "replies a second": replies, "share %": 100 * (got + replies) / rate,
		"refused": float64(t.refused.Load()), "refused later": float64(t.late.Load()), "unanswered": float64(t.silent.Load())}
}

// converse lets people chat until the end, and tells how long they waited.
func (t *trial) converse(ctx context.Context, first int64, end time.Time) (*times, error) {
	all := &times{}
	ended := make(chan error, chatting)
	for n := range int64(chatting) {
		go func() { ended <- t.chat(ctx, first+n, end, all) }()
	}
	var failed error
	for range chatting {
		failed = errors.Join(failed, <-ended)
	}
	return all, failed
}

// chat is one person, who asks for the menu and taps in turn, a second or two
// after the time before and never before the answer is there.
func (t *trial) chat(ctx context.Context, member int64, end time.Time, all *times) error {
	dice := rand.New(rand.NewPCG(uint64(member), 1))
	for n := 0; ; n++ {
		due := time.Now().Add(time.Second + time.Duration(dice.Int64N(int64(time.Second))))
		if due.After(end) {
			return nil
		}
		if err := sleep(ctx, time.Until(due)); err != nil {
			return err
		}
		u := update{member: member, text: "/menu"}
		if n%2 == 1 {
			u = update{member: member, data: "e.list|0|0|0"}
		}
		if err := t.ask(ctx, u, due, all); err != nil {
			return err
		}
	}
}

// ask delivers an update and waits for the answer, or until nobody would.
func (t *trial) ask(ctx context.Context, u update, due time.Time, all *times) error {
	l, err := t.generator.dial()
	if err != nil {
		return err
	}
	defer l.conn.Close()
	answered := make(chan time.Time, 1)
	w := &wait{due: due, tell: func(at time.Time) { answered <- at }}
	w.posted.Store(time.Now().UnixNano())
	t.telegram.waiting[u.member].Store(w)
	if err := l.post(u); err != nil {
		return err
	}
	select {
	case at := <-answered:
		all.note(w, at)
		return nil
	case <-time.After(patience): // the way gave up on it
		t.telegram.silent.Add(1)
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
