package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"time"

	"jastar/bench/fleet"
	"jastar/bot/simulator"
	"jastar/storage/postgres"
	"jastar/storage/storagetest"
)

// The chats of the world. People who use the bot and members who only receive
// are numbered from these on.
const (
	coordinatorChat = 9000
	firstPerson     = 10_001
	firstMember     = 1_000_001
)

// world is everything around the bot.
type world struct {
	options
	sim             *simulator.Simulator
	postgres, redis *storagetest.Service
	redisBusy       sync.Mutex // held while it is stopped or flushed
	balancer        *fleet.Balancer
	front           *httptest.Server
	replicas        []*place
	updates         *updates
	witness         *witness
	records         *records
	logs            io.WriteCloser
	events          []event
	announcements   int                // how many there are; they are numbered from 1
	begun           time.Time          // the moment that the schedule counts from
	shut            map[int64]shutting // members who turn away, by chat
	keepers         sync.WaitGroup     // those who start replicas anew
	release         context.CancelFunc
	stop            context.CancelFunc // of everything else

	mu     sync.Mutex
	faults []error // of this command itself
	kills  []time.Time
}

// newWorld starts all but the bot.
func newWorld(ctx context.Context, o options) (_ *world, err error) {
	w := &world{options: o, balancer: fleet.NewBalancer(o.seed), updates: newUpdates()}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	if w.postgres, err = storagetest.NewPostgres(); err != nil {
		return nil, err
	}
	if w.redis, err = storagetest.NewRedis(); err != nil {
		return nil, err
	}
	if err := postgres.Migrate(ctx, w.postgres.URL()); err != nil {
		return nil, err
	}
	if w.logs, err = openLog(o.log); err != nil {
		return nil, err
	}
	w.sim, err = simulator.Start(simulator.Options{Seed: int64(o.seed>>1) + 1, ContentRetention: 80})
	if err != nil {
		return nil, err
	}
	ctx, w.stop = context.WithCancel(ctx)
	w.witness = newWitness(ctx, w.sim)
	w.balancer.Answered = w.updates.answered
	w.front = httptest.NewServer(http.Handler(w.balancer))
	w.records = &records{url: w.postgres.URL()}
	return w, nil
}

type nowhere struct{ io.Writer }

func (nowhere) Close() error { return nil }

func openLog(path string) (io.WriteCloser, error) {
	if path == "" {
		return nowhere{io.Discard}, nil
	}
	return os.Create(path)
}

// close ends everything that was started, replicas first.
func (w *world) close() {
	w.letGo()
	for _, p := range w.replicas {
		if r := p.replica(); r != nil {
			r.Kill()
		}
	}
	if w.stop != nil {
		w.stop()
	}
	if w.front != nil {
		w.front.Close()
	}
	if w.sim != nil {
		_ = w.sim.Close()
	}
	for _, s := range []*storagetest.Service{w.redis, w.postgres} {
		if s != nil {
			_ = s.Remove() // it ends with this process at the latest
		}
	}
	if w.logs != nil {
		_ = w.logs.Close()
	}
}

// program is what runs in a place, with the environment of this world.
func (w *world) program(p *place) fleet.Program {
	return fleet.Program{Path: w.options.program, Log: w.logs, Environ: []string{
		"TELEGRAM_BOT_TOKEN=" + w.sim.Token(), "TELEGRAM_API_URL=" + p.door.URL(),
		"DATABASE_URL=" + w.postgres.URL(), "REDIS_URL=" + w.redis.URL(),
		"HTTP_ADDR=127.0.0.1:0", "ADMIN_ADDR=127.0.0.1:0", "UPDATES=webhook", "PUBLIC_URL=" + w.front.URL,
		fmt.Sprintf("OWNERS=%d", coordinatorChat), "QUIET_HOURS=off", "DAILY_CAP=0", "APPROVAL_SIZE=0",
		fmt.Sprintf("BULK_RATE=%g", w.rate), fmt.Sprintf("BULK_WINDOW=%d", window),
	}}
}

// fail notes an error of this command itself; one makes the whole run void.
func (w *world) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, err)
}

// failed returns what was noted.
func (w *world) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.faults...)
}

// random is a source of chance of its own for each purpose.
func (w *world) random(purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(w.options.seed, purpose))
}

// sleep waits for d, less when the context ends; it tells whether d passed.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
