package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"jastar/storage/embedded"
)

// bed is the test bed: the stores, the built programs and the ways to measure.
type bed struct {
	dir             string
	postgres, redis *embedded.Server
	ways            []way
	updates         int64 // ids given out to trials
}

// way is a bot that is measured.
type way interface {
	name() string
	// program is the file to run, and its variables beside the common ones.
	program() (file string, env []string)
	// fill makes members until there are n, and the events they sign up for.
	fill(ctx context.Context, n int) error
	// broadcast writes to every member and returns when all results are
	// recorded, or, with an error, when the context ends.
	broadcast(ctx context.Context, t *trial) (began, ended time.Time, err error)
	// seat is a tap for a seat that was never asked for before.
	seat() update
	// pays tells whether it can pay Telegram for more messages a second.
	pays() bool
}

// openBed builds the programs and starts the stores, in a new folder inside dir.
func openBed(ctx context.Context, dir string) (*bed, error) {
	b := &bed{}
	err := b.open(ctx, dir)
	if err != nil {
		b.close()
	}
	return b, err
}

func (b *bed) open(ctx context.Context, in string) (err error) {
	if b.dir, err = os.MkdirTemp(in, "jastar-bench-"); err != nil {
		return err
	}
	if err = os.Chmod(b.dir, 0o755); err != nil { // as root, PostgreSQL runs as another user
		return err
	}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", b.dir+"/", ".", "./bench/plain")
	build.Stderr = os.Stderr
	if err = build.Run(); err != nil {
		return fmt.Errorf("build the programs: %w", err)
	}
	if b.postgres, err = embedded.Postgres(ctx, filepath.Join(b.dir, "postgres")); err != nil {
		return err
	}
	if b.redis, err = embedded.Redis(ctx, filepath.Join(b.dir, "redis"), embedded.Strict()); err != nil {
		return err
	}
	return b.furnish(ctx)
}

// furnish lets both ways make their tables.
func (b *bed) furnish(ctx context.Context) error {
	own, err := openJastar(ctx, b)
	if err != nil {
		return err
	}
	other, err := openPlain(ctx, b)
	if err != nil {
		return err
	}
	b.ways = []way{own, other}
	for _, w := range b.ways {
		t, err := b.start(ctx, w, conditions{})
		if err != nil {
			return err
		}
		if err := t.end(nil); err != nil {
			return err
		}
	}
	return nil
}

func (b *bed) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for _, s := range []*embedded.Server{b.redis, b.postgres} {
		if s != nil {
			_ = s.Stop(ctx) // it ends with this process at the latest
		}
	}
	if b.dir != "" {
		_ = os.RemoveAll(b.dir)
	}
}

// freeRate is how many messages a second Telegram takes from a bot in bulk
// (https://core.telegram.org/bots/faq#broadcasting-to-users).
const freeRate = 30

// paidRate is how many it takes from a bot that pays for them
// (https://core.telegram.org/bots/api#paid-broadcasts).
const paidRate = 1000

// conditions are what a trial runs under.
type conditions struct {
	latency time.Duration // of each call to the Bot API
	rate    float64       // messages a second the bot may send and Telegram takes; 0: no limit
	window  int           // sends that may be under way or unrecorded; 0: 64
	paid    bool          // the bot pays for them: others go out at 30 a second
}

// trial is one start of a bot.
type trial struct {
	way
	under     conditions
	telegram  *telegram
	bot       *process
	generator *generator
	address   string // of the bot
}

// start runs a bot and waits until it takes updates.
func (b *bed) start(ctx context.Context, w way, under conditions) (*trial, error) {
	tg, err := startTelegram(under.latency, under.rate > 0)
	if err != nil {
		return nil, err
	}
	t := &trial{way: w, under: under, telegram: tg}
	if err := t.launch(ctx, b); err != nil {
		return nil, fmt.Errorf("start %s: %w", w.name(), t.end(err))
	}
	return t, nil
}

func (t *trial) launch(ctx context.Context, b *bed) (err error) {
	if t.address, err = freeAddr(); err != nil {
		return err
	}
	admin, err := freeAddr()
	if err != nil {
		return err
	}
	rate, paid := t.under.rate, float64(paidRate)
	switch {
	case rate == 0:
		rate = 1_000_000
	case t.under.paid:
		rate, paid = freeRate, rate
	}
	file, env := t.program()
	env = append(env, "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"),
		"TELEGRAM_BOT_TOKEN="+t.telegram.sim.Token(), "TELEGRAM_API_URL="+t.telegram.sim.URL(), "UPDATES=webhook",
		"PUBLIC_URL=http://"+t.address, "HTTP_ADDR="+t.address, "ADMIN_ADDR="+admin, "REDIS_URL="+b.redis.URL(),
		"BULK_RATE="+strconv.FormatFloat(rate, 'f', -1, 64), "PAID_BROADCAST="+strconv.FormatBool(t.under.paid),
		"PAID_RATE="+strconv.FormatFloat(paid, 'f', -1, 64), "QUIET_HOURS=off", "DAILY_CAP=0", "APPROVAL_SIZE=0",
		"OWNERS="+strconv.Itoa(ownersChat), "LOG_FORMAT=json", "BULK_WINDOW="+strconv.Itoa(cmp.Or(t.under.window, 64)))
	if t.bot, err = startProcess(file, filepath.Join(b.dir, t.name()+".log"), env, "serve"); err != nil {
		return err
	}
	ready, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	hook, secret, err := t.telegram.webhook(ready)
	if err != nil {
		return err
	}
	b.updates += 100_000_000 // no id is ever used twice
	t.generator, err = newGenerator(hook, secret, b.updates)
	return err
}

// end stops the bot. The error is how the trial went.
func (t *trial) end(err error) error {
	if t.bot != nil {
		err = errors.Join(err, t.bot.stop())
	}
	if err == nil {
		err = t.telegram.mistakes()
	}
	return errors.Join(err, t.telegram.sim.Close())
}
