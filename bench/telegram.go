package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"jastar/bot/simulator"
)

// The chats of the test bed. Members are firstChat, firstChat+1, …
const (
	firstChat  = 1_000_001
	mostChats  = 1_000_000
	ownersChat = 999
)

// telegram is the far side of the bot: the simulator, and who waits for which
// reply. It lives in this process, the bot in another one.
type telegram struct {
	sim     *simulator.Simulator
	waiting []atomic.Pointer[wait] // by member

	mu     sync.Mutex
	hook   string // where the bot wants its updates
	secret string

	first   atomic.Int64 // when the first message to a member arrived, in ns
	last    atomic.Int64
	members atomic.Int64 // messages that members got, but for answers
	replies atomic.Int64 // answers that members got
	silent  atomic.Int64 // answers that members waited for in vain, as far as somebody counts
	parts   parts
	refused atomic.Int64 // 429
	late    atomic.Int64 // 429 after the first second of a broadcast
}

// wait is an update that was sent and has not been answered yet.
type wait struct {
	due    time.Time
	posted atomic.Int64 // when it was written to the bot's socket, in ns
	tell   func(answered time.Time)
}

// startTelegram opens a simulator that takes as long as latency for a call. With
// a limit it refuses more than 30 messages a second.
func startTelegram(latency time.Duration, limit bool) (*telegram, error) {
	sim, err := simulator.Start(simulator.Options{Counters: true, Latency: latency, Flood: limit})
	if err != nil {
		return nil, err
	}
	t := &telegram{sim: sim, waiting: make([]atomic.Pointer[wait], mostChats)}
	sim.AddPeople(firstChat, mostChats)
	sim.AddPeople(ownersChat, 1)
	sim.OnCall(t.called)
	return t, nil
}

// called hears of every call of the bot.
func (t *telegram) called(c simulator.Call) {
	switch c.Method {
	case "sendMessage", "editMessageText":
		if i := c.ChatID - firstChat; i >= 0 && i < mostChats {
			t.answered(i, c)
		}
	case "setWebhook":
		t.mu.Lock()
		t.hook, t.secret = c.Params["url"], c.Params["secret_token"]
		t.mu.Unlock()
	}
}

func (t *telegram) answered(member int64, c simulator.Call) {
	now := c.At.UnixNano()
	if c.Code == 429 {
		t.refused.Add(1)
		if first := t.first.Load(); first != 0 && now-first > int64(time.Second) {
			t.late.Add(1)
		}
		return
	}
	if w := t.waiting[member].Swap(nil); w != nil {
		t.replies.Add(1)
		w.tell(c.At)
		return
	}
	t.first.CompareAndSwap(0, now)
	t.last.Store(now)
	t.parts.note(t.members.Add(1), now)
}

// forget begins to count anew.
func (t *telegram) forget() {
	for _, n := range []*atomic.Int64{&t.first, &t.last, &t.members, &t.replies, &t.silent, &t.refused, &t.late} {
		n.Store(0)
	}
}

// webhook waits until the bot has said where it wants its updates.
func (t *telegram) webhook(ctx context.Context) (address, secret string, err error) {
	err = until(ctx, "the bot sets its webhook", func() (bool, error) {
		t.mu.Lock()
		defer t.mu.Unlock()
		address, secret = t.hook, t.secret
		return address != "", nil
	})
	return address, secret, err
}

// mistakes fails when the bot made a call that Telegram would not have taken.
func (t *telegram) mistakes() error {
	if all := t.sim.Mistakes(); len(all) > 0 {
		return fmt.Errorf("the simulator refused %d calls, the first: %s: %s", len(all), all[0].Method, all[0].Description)
	}
	return nil
}
