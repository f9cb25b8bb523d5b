// Package simulator is a strict Telegram Bot API over HTTP, with people who write to the bot.
//
// It refuses what Telegram refuses, with Telegram's own codes and words, and delivers updates as Telegram does.
// Tests, the load generator and the demo run against it. Here live the protocol, the chats and the people;
// nothing of the bot itself, no library that talks to Telegram and no rule of the centre may be imported.
// Sources of the rules: https://core.telegram.org/bots/api and the published Bot API server and TDLib
// (github.com/tdlib/telegram-bot-api, github.com/tdlib/td).
package simulator

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Options says how a Simulator behaves. The zero value is a strict simulator without flood limits on a free
// loopback port.
type Options struct {
	Token       string // "" = a fixed test token
	BotUsername string // without @; "" = jastar_bot
	BotName     string // "" = Jastar

	Clock func() time.Time // nil = time.Now; decides dates, expiry, flood windows and fault windows
	Addr  string           // "" = 127.0.0.1:0

	Flood     bool // refuse sends above Telegram's published limits
	FloodRate int  // sends a second over all chats while Flood is on; 0 = 30
	Counters  bool // keep no messages, only counts per chat; see CountOf

	Latency          time.Duration // added to every call
	WebhookPause     time.Duration // pause after the first failed delivery, doubled up to 32 times; 0 = 50 ms
	Seed             int64         // fixes update ids and fault dice; 0 = random
	ContentRetention int           // how many of the newest messages a chat surely keeps; 0 = all
}

// Simulator is a running Bot API server. Its methods may be called from any goroutine.
type Simulator struct {
	opts    Options
	now     func() time.Time
	url     string
	server  *http.Server
	stopped context.Context // ends with Close; frees parked requests
	stop    context.CancelFunc

	methods  map[string]*method
	queue    *queue
	floods   *floods
	faults   *faults
	journal  *journal
	watchers watchers
	counts   counts
	inFlight atomic.Int64
	lastCall atomic.Int64 // real time in ns of the last finished call

	mu        sync.Mutex // guards all below
	people    map[int64]*Person
	crowd     []idRange
	chats     map[int64]*chat
	queries   map[string]*callbackQuery
	files     map[string]*File
	menus     map[menuKey][]Command
	profile   botProfile
	menuOf    map[int64]string // chat id (0 = every chat) to the kind of its menu button
	messageID int              // private chats and basic groups share one row of numbers
	serial    int64
	dice      *rand.Rand
}

// Start opens the simulator's port and serves until Close.
func Start(o Options) (*Simulator, error) {
	o = o.withDefaults()
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("open the simulator's port: %w", err)
	}
	s := build(o)
	s.url = "http://" + listener.Addr().String()
	s.server = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	if o.Counters {
		listener = s.leanListener(listener)
	}
	go s.server.Serve(listener)
	return s, nil
}

func (o Options) withDefaults() Options {
	fill := func(value *string, otherwise string) {
		if *value == "" {
			*value = otherwise
		}
	}
	fill(&o.Token, "7000000001:AAsimulator-token-for-tests-only-00")
	fill(&o.BotUsername, "jastar_bot")
	fill(&o.BotName, "Jastar")
	fill(&o.Addr, "127.0.0.1:0")
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.FloodRate == 0 {
		o.FloodRate = 30
	}
	if o.WebhookPause == 0 {
		o.WebhookPause = 50 * time.Millisecond
	}
	if o.Seed == 0 {
		o.Seed = int64(rand.Uint64() >> 1)
	}
	return o
}

func build(o Options) *Simulator {
	ctx, cancel := context.WithCancel(context.Background())
	dice := rand.New(rand.NewPCG(uint64(o.Seed), 1))
	s := &Simulator{
		opts: o, now: o.Clock, stopped: ctx, stop: cancel,
		methods: methodTable(),
		queue:   newQueue(o, int64(1_000_000+dice.IntN(900_000_000))),
		floods:  newFloods(o),
		faults:  newFaults(o),
		journal: newJournal(o.Token),
		people:  map[int64]*Person{},
		chats:   map[int64]*chat{},
		queries: map[string]*callbackQuery{},
		files:   map[string]*File{},
		menus:   map[menuKey][]Command{},
		menuOf:  map[int64]string{},
		profile: botProfile{descriptions: map[string]string{}, shorts: map[string]string{}},
		dice:    dice,
	}
	s.queue.frozen = s.faults.webhookFrozen
	return s
}

// URL is the address the bot takes as its Bot API server, without a slash at the end. The demo page is at its root.
func (s *Simulator) URL() string { return s.url }

// Token is the only token the simulator accepts.
func (s *Simulator) Token() string { return s.opts.Token }

// BotUsername is the bot's name without @, as links to it carry it.
func (s *Simulator) BotUsername() string { return s.opts.BotUsername }

// Close drops every connection, frees parked requests and stops deliveries.
func (s *Simulator) Close() error {
	s.stop()
	s.queue.close()
	return s.server.Close()
}

// Calls counts the calls of all methods, refused ones too.
func (s *Simulator) Calls() int64 { return s.journal.total.Load() }

// CallsOf counts the calls of one method, refused ones too. The name's case does not matter.
func (s *Simulator) CallsOf(method string) int64 { return s.journal.callsOf(method) }

// InFlight is the number of calls being handled now, waiting getUpdates calls not counted.
func (s *Simulator) InFlight() int { return int(s.inFlight.Load()) }

// Pending is the number of updates the bot has not acknowledged yet.
func (s *Simulator) Pending() int { return s.queue.pending() }

// WaitIdle returns when no update has been pending and no call in flight for 50 ms, or with ctx's error.
func (s *Simulator) WaitIdle(ctx context.Context) error {
	const quiet = 50 * time.Millisecond
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for calm := time.Now(); ; {
		last := time.Unix(0, s.lastCall.Load())
		if s.Pending() > 0 || s.InFlight() > 0 || last.After(calm) {
			calm = time.Now()
		}
		if time.Since(calm) >= quiet {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("wait for an idle simulator (%d updates pending, %d calls in flight): %w",
				s.Pending(), s.InFlight(), ctx.Err())
		}
	}
}
