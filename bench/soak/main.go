// Command soak lets simulated people use the bot for minutes or hours while
// its replicas are killed, its stores are stopped and Telegram misbehaves. In
// the end it compares what people saw with what the database says, row by row,
// and exits with an error when anything does not agree:
//
//	go run ./bench/soak -minutes 10 -replicas 3 -kills 5 -seed 7
//
// With -announce there are announcements alone, to many members, and a replica
// is killed whenever many of its messages are on their way:
//
//	go run ./bench/soak -announce -chats 50000 -seed 7
//
// Replicas are real processes of the program; Telegram is the simulator.
// Everything stays on this machine, and only what soak started is ended.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options say how hard and how long.
type options struct {
	minutes  float64
	replicas int
	people   int // who register, sign up, cancel and chat
	chats    int // members who only receive
	kills    int
	rate     float64 // announcements a second
	seed     uint64
	program  string
	log      string

	announce    bool          // announcements alone
	sendings    int           // how many of them go out beside each other
	corrections bool          // two more are changed and taken back meanwhile
	latency     time.Duration // of a call, at least; by chance up to three times as long
}

func (o options) length() time.Duration { return time.Duration(o.minutes * float64(time.Minute)) }

// window is BULK_WINDOW: how many messages a kill may repeat.
const window = 64

func readOptions(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.Float64Var(&o.minutes, "minutes", 3, "how long people and trouble go on, 1 to 1440")
	flags.IntVar(&o.replicas, "replicas", 3, "processes of the bot, 1 to 10")
	flags.IntVar(&o.people, "people", 100, "people who use the bot, 2 to 1000")
	flags.IntVar(&o.chats, "chats", 4000, "members who only receive announcements, 100 to 100000")
	flags.IntVar(&o.kills, "kills", 5, "replicas killed with kill -9, 0 to 10 a minute")
	flags.Float64Var(&o.rate, "rate", 0, "BULK_RATE, 1 to 2000; 0: 250, with -announce 1000")
	flags.Uint64Var(&o.seed, "seed", 0, "fixes people and schedule; 0: by chance, printed")
	flags.StringVar(&o.program, "program", "bin/jastar", "the program")
	flags.StringVar(&o.log, "log", "", "a file that gets the replicas' logs")
	flags.BoolVar(&o.announce, "announce", false, "announcements alone: as long as they take, without -minutes and -people")
	flags.IntVar(&o.sendings, "runs", 1, "with -announce: announcements that go out beside each other, 1 to 20")
	flags.BoolVar(&o.corrections, "corrections", false, "with -announce: edit an announcement for everyone and recall another one, too")
	flags.DurationVar(&o.latency, "latency", 100*time.Millisecond, "with -announce: how long Telegram takes for a call, up to three times as long by chance, 0 to 1s")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.seed == 0 {
		o.seed = rand.Uint64N(1_000_000) + 1
	}
	if o.rate == 0 {
		o.rate = map[bool]float64{false: 250, true: 1000}[o.announce]
	}
	return o, o.check()
}

func (o options) check() error {
	within := func(v, least, most float64) bool { return v >= least && v <= most }
	switch {
	case !within(o.minutes, 1, 1440):
		return errors.New("-minutes takes 1 to 1440")
	case !within(float64(o.replicas), 1, 10):
		return errors.New("-replicas takes 1 to 10")
	case !within(float64(o.people), 2, 1000):
		return errors.New("-people takes 2 to 1000")
	case !within(float64(o.chats), 100, 100_000):
		return errors.New("-chats takes 100 to 100000")
	case !within(float64(o.kills), 0, 10*o.minutes):
		return errors.New("-kills takes 0 to 10 for each minute")
	case !within(o.rate, 1, 2000):
		return errors.New("-rate takes 1 to 2000")
	case !within(float64(o.sendings), 1, 20):
		return errors.New("-runs takes 1 to 20")
	case !within(o.latency.Seconds(), 0, 1):
		return errors.New("-latency takes 0 to 1s")
	}
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := readOptions(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(2)
	}
	if err := soak(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// errDisagree says that the table has lines that do not hold.
var errDisagree = errors.New("not everything holds")

// soak runs the whole of it and prints schedule and table.
func soak(ctx context.Context, o options, out io.Writer) error {
	w, err := newWorld(ctx, o)
	if err != nil {
		return err
	}
	defer w.close()
	if o.announce {
		return w.broadcast(ctx, out)
	}
	plan := newPlan(o)
	fmt.Fprintf(out, "soak: %g minutes, %d replicas, %d people, %d more members, seed %d\n", o.minutes, o.replicas, o.people, o.chats, o.seed)
	plan.print(out)
	if err := w.seed(ctx, plan); err != nil {
		return err
	}
	if err := w.launch(ctx); err != nil {
		return err
	}
	crowd := w.crowd(plan)
	w.suffer(ctx, plan, out)
	over := time.Now()
	crowd.leave()
	report := &table{}
	report.quiet(w.quiesce(ctx, over))
	if err := w.compare(ctx, crowd, report); err != nil {
		return err
	}
	w.stopReplicas(report)
	return report.conclude(ctx, out)
}

// conclude prints the table and fails unless everything holds.
func (r *table) conclude(ctx context.Context, out io.Writer) error {
	r.print(out)
	if ctx.Err() != nil {
		return errors.New("interrupted")
	}
	if !r.holds() {
		return errDisagree
	}
	return nil
}
