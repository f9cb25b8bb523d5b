// Bench measures Jastar beside the plain way (bench/plain) on one machine,
// section by section and each of them several times.
//
// The bot runs in a process of its own, with PostgreSQL and Redis as the
// embedded stores start them: every commit reaches the disk. The simulated
// Telegram, the load and the measuring run in this process, whose own work is
// told beside the figures. Both ways get the same updates over the same
// webhook. Nothing here is part of the bot, and the bot knows nothing of it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// plan is what is measured.
type plan struct {
	dir     string
	json    string
	repeats int
	window  time.Duration // of one measurement of turns
	limited time.Duration // of the section against Telegram's limit
	paid    time.Duration // of the section against the limit of paid messages
	sizes   []int         // of audiences, ascending
	only    *regexp.Regexp
	ways    *regexp.Regexp
}

func main() {
	// The simulator makes garbage for each call; the bot is measured, not our collector.
	debug.SetGCPercent(800)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p, err := readPlan(os.Args[1:])
	if err == nil {
		err = run(ctx, p)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func readPlan(args []string) (plan, error) {
	var p plan
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.StringVar(&p.dir, "dir", "", "folder in which data and logs are kept until the end; default: that for temporary files")
	flags.StringVar(&p.json, "json", "bin/bench.json", "file for the figures as JSON")
	flags.IntVar(&p.repeats, "repeats", 3, "how often each section is measured")
	flags.DurationVar(&p.window, "window", 8*time.Second, "how long each measurement of turns lasts")
	flags.DurationVar(&p.limited, "limited", time.Minute, "how long the section against 30 messages a second lasts")
	flags.DurationVar(&p.paid, "paid", time.Minute, "how long the section against 1,000 paid messages a second lasts")
	sizes := flags.String("sizes", "1000,10000,100000", "sizes of the audiences, ascending")
	million := flags.Bool("million", false, "an audience of 1,000,000 as well")
	only := flags.String("only", "", "measure only the sections whose name matches this expression")
	ways := flags.String("ways", "", "measure only the ways whose name matches this expression")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	if *million {
		*sizes += ",1000000"
	}
	for field := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 || n > mostChats {
			return p, fmt.Errorf("-sizes: %q is no number from 1 to %d", field, mostChats)
		}
		p.sizes = append(p.sizes, n)
	}
	var err error
	if p.only, err = regexp.Compile(*only); err == nil {
		p.ways, err = regexp.Compile(*ways)
	}
	return p, err
}

// run measures everything that is asked for and tells the figures.
func run(ctx context.Context, p plan) (err error) {
	b, err := openBed(ctx, p.dir)
	if err != nil {
		return err
	}
	defer b.close()
	r := newReport(os.Stdout)
	for _, s := range sections(p) {
		if !p.only.MatchString(s.name) {
			continue
		}
		if err := s.run(ctx, b, p, r); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	r.conclude()
	return r.writeJSON(p.json)
}

// section is one question that is answered by several trials.
type section struct {
	name    string
	members int // in the database, at least
	repeats int
	under   conditions
	measure func(ctx context.Context, t *trial, r *report) error
}

// run measures the ways in turn, so that a machine that changes its pace in
// between does so for both.
func (s section) run(ctx context.Context, b *bed, p plan, r *report) error {
	for _, w := range b.ways {
		if err := w.fill(ctx, s.members); err != nil {
			return fmt.Errorf("fill the database of %s: %w", w.name(), err)
		}
	}
	for range s.repeats {
		for _, w := range b.ways {
			if !p.ways.MatchString(w.name()) || s.under.paid && !w.pays() {
				continue
			}
			t, err := b.start(ctx, w, s.under)
			if err != nil {
				return err
			}
			if err := t.end(s.measure(ctx, t, r)); err != nil {
				return fmt.Errorf("%s: %w", w.name(), err)
			}
		}
	}
	return nil
}

// inFlight is the window in the section with a slow API: about a hundred calls
// are under way while a tenth of the window waits to be recorded.
const inFlight = 112

// sections lists what is measured, small audiences first: the tables only grow.
func sections(p plan) []section {
	var all []section
	for _, n := range p.sizes {
		all = append(all, section{fmt.Sprintf("deliveries to %d", n), n, p.repeats, conditions{}, deliveries("", n)})
	}
	slow := min(10_000, p.sizes[len(p.sizes)-1])
	all = append(all,
		section{"deliveries at 50 ms", slow, p.repeats, conditions{latency: 50 * time.Millisecond, window: inFlight}, deliveries(", API 50 ms", slow)},
		section{"deliveries, window 256", slow, p.repeats, conditions{window: 256}, deliveries(", window 256", slow)},
		against(fmt.Sprintf("deliveries at %d/s", freeRate), conditions{rate: freeRate}, p.limited),
		against(fmt.Sprintf("deliveries at %d/s, paid", paidRate), conditions{rate: paidRate, paid: true}, p.paid))
	for _, k := range kinds {
		all = append(all, section{"turns: " + k.name, turnMembers, p.repeats, conditions{}, turns(k, p.window)})
	}
	return append(all, section{"neighbours", turnMembers, p.repeats, conditions{}, neighbours(p.window)})
}
