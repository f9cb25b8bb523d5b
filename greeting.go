package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"jastar/bot"
	"jastar/bot/telegram"
	"jastar/handlers/home"
)

// introduce learns the bot's name from Telegram and waits while it is away. A
// refusal ends the start: it would be the same the next time.
func (w *wiring) introduce(ctx context.Context) error {
	for {
		_, name, err := w.client.Me(ctx)
		if err == nil {
			w.botName = name
			return nil
		}
		policy, _ := bot.PolicyOf(err)
		switch {
		case policy == bot.Rejected && telegram.UnknownToken(err):
			return settingError{"TELEGRAM_BOT_TOKEN", fmt.Errorf("the Bot API does not know it: %w", err)}
		case policy == bot.Rejected:
			return settingError{"TELEGRAM_API_URL", fmt.Errorf("not a Bot API server: %w", err)}
		}
		w.log.Warn("telegram does not answer", "err", err)
		if !rest(ctx, err, shortRest) {
			return ctx.Err()
		}
	}
}

// register tells Telegram where to deliver updates, however long it is away. It
// goes on when the address is refused: its name may not be known everywhere yet.
func (w *wiring) register(ctx context.Context, secret string) {
	for {
		err := w.client.SetWebhook(ctx, strings.TrimSuffix(w.cfg.PublicURL, "/")+webhookPath, secret)
		if err == nil {
			return
		}
		least := shortRest
		if policy, _ := bot.PolicyOf(err); policy == bot.Rejected {
			least = longRest
			w.log.Error("PUBLIC_URL: Telegram refuses to deliver there", "url", w.cfg.PublicURL, "err", err)
		} else {
			w.log.Warn("webhook not set", "err", err)
		}
		if !rest(ctx, err, least) {
			return
		}
	}
}

// publish sets the command menus of new people, however long Telegram is away;
// the longer, the more rarely it asks. It gives up when Telegram refuses them.
func (w *wiring) publish(ctx context.Context, commands *home.CommandMenus) {
	for least := shortRest; ; least = min(2*least, longRest) {
		err := commands.Publish(ctx, w.cfg.Language())
		policy, failed := bot.PolicyOf(err)
		if !failed {
			return
		}
		w.log.Warn("command menus not published", "err", err)
		again := policy == bot.Transient || policy == bot.Throttled
		if !again || !rest(ctx, err, least) {
			return
		}
	}
}

// How long Telegram is left alone: at first, and when asking soon is of no use.
const (
	shortRest = 2 * time.Second
	longRest  = time.Minute
)

// rest waits before Telegram is asked again: as long as it asked for, but not
// less than least. It returns false at once when the context ends.
func rest(ctx context.Context, err error, least time.Duration) bool {
	var refusal *bot.SendError
	if errors.As(err, &refusal) {
		least = max(least, refusal.RetryAfter)
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(least):
		return true
	}
}
