package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"jastar/bot"
)

// What Observe hears of, beside the turns themselves.
const (
	SeenUnknown   = "unknown update" // acknowledged without a turn
	SeenAgain     = "turn again"     // a turn decided nothing, its update comes again
	SeenPollError = "poll failed"
	SeenConflict  = "poll conflict" // another process polls, or a webhook is set
)

// Leader lets one of all replicas poll. It is used by one goroutine at a time.
type Leader interface {
	// Try takes the lead if nobody has it, and tells whether it did.
	Try(ctx context.Context) (bool, error)
	// Check returns an error once the lead may be lost.
	Check(ctx context.Context) error
	// Resign gives the lead up, so that another replica can take it at once.
	Resign(ctx context.Context)
}

// Poller fetches updates by getUpdates while this replica leads. An update is
// acknowledged once its turn and all turns before it are done, so that whatever
// is cut short comes again.
type Poller struct {
	Client  *Client
	Leader  Leader
	Submit  func(ctx context.Context, updates ...*bot.Update) <-chan error // see bot.Turns.Submit
	Log     *slog.Logger
	Observe func(seen string)
}

// standby is how often a replica tries to take the lead and checks that it
// still has it.
const standby = time.Second

// checkTime is how long the lead may be in doubt.
const checkTime = 3 * time.Second

// Run polls until the context ends, with pauses while another replica leads.
// Then it lets the turns that have begun run to their end, acknowledges what is
// done and gives the lead up.
func (p *Poller) Run(ctx context.Context) {
	defer p.resign(ctx)
	trouble := complaint{log: p.Log, about: "take the lead in polling"}
	for ctx.Err() == nil {
		leads, err := p.Leader.Try(ctx)
		trouble.note(ctx, err)
		if leads {
			p.lead(ctx)
		} else {
			sleep(ctx, standby)
		}
	}
}

// lead polls until the context ends or the lead is lost.
func (p *Poller) lead(ctx context.Context) {
	p.Log.Info("polling begins")
	leading, lose := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		defer lose()
		p.watch(leading)
	}()
	w := newWindow(p)
	w.run(leading)
	w.finish(leading, ctx.Err() != nil)
	lose()
	<-watched
	p.resign(ctx)
	p.Log.Info("polling ends")
}

// watch returns when the lead may be lost.
func (p *Poller) watch(leading context.Context) {
	for sleep(leading, standby) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(leading), checkTime)
		err := p.Leader.Check(ctx)
		cancel()
		if err != nil {
			p.Log.Warn("lead in polling lost", "err", err)
			return
		}
	}
}

func (p *Poller) resign(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTime)
	defer cancel()
	p.Leader.Resign(ctx)
}

// allowed are the kinds of updates that Telegram shall send.
const allowed = `["message","edited_message","callback_query","my_chat_member"]`

// batch is how many updates are fetched at once and may be unacknowledged; 100
// is Telegram's limit (https://core.telegram.org/bots/api#getupdates).
const batch = 100

// updates fetches the updates from offset on, and acknowledges those before.
// When there are none it waits for one.
func (c *Client) updates(ctx context.Context, offset int64, limit int, wait time.Duration) ([]json.RawMessage, error) {
	p := tgbotapi.Params{"limit": number(limit), "timeout": number(int(wait / time.Second)), "allowed_updates": allowed}
	p.AddNonZero64("offset", offset)
	result, err := c.call(ctx, request{method: "getUpdates", params: p, time: wait + callTime, repeatable: true})
	if err != nil {
		return nil, err
	}
	var updates []json.RawMessage
	if err := json.Unmarshal(result, &updates); err != nil {
		return nil, unreadable("getUpdates")
	}
	return updates, nil
}

// deleteWebhook makes polling possible; updates that wait are kept.
func (c *Client) deleteWebhook(ctx context.Context) error {
	_, err := c.call(ctx, request{method: "deleteWebhook", repeatable: true})
	return err
}

// pauseAfter is how long to wait after the given number of failures in a row.
func pauseAfter(failures int, err error) time.Duration {
	pause := min(100*time.Millisecond<<min(failures, 5), 2*time.Second)
	var failed *bot.SendError
	if errors.As(err, &failed) {
		pause = max(pause, failed.RetryAfter)
	}
	return pause
}

// sleep waits for d and tells whether the context still lasts.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// complaint logs the first of several failures in a row, and their end.
type complaint struct {
	log   *slog.Logger
	about string
	times int // failures in a row
}

func (c *complaint) note(ctx context.Context, err error) {
	switch {
	case err != nil && ctx.Err() != nil: // stopping is no failure
	case err != nil:
		if c.times++; c.times == 1 {
			c.log.Warn("cannot "+c.about, "err", err)
		}
	case c.times > 0:
		c.log.Info("can "+c.about+" again", "failures", c.times)
		c.times = 0
	}
}
