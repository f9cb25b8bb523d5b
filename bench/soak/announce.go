package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// broadcast is the soak of announcements alone. Telegram answers slowly and
// badly all the time, and the storms of the plan come upon it.
type broadcast struct {
	*world
	out      io.Writer
	storms   []storm
	clerk    *clerk
	fair     func()        // ends the bad weather
	longest  time.Duration // for which the ledger stood still
	flying   []int         // calls of the killed replica that were under way, by kill
	expected int           // runs that must come to their end
	whole    int           // the announcement that is for all members
}

// The announcements that are changed and taken back come before all others.
const (
	edited    = 1
	recalled  = 2
	corrected = 2 // how many these are
)

// spacing lies between the starts of two announcements.
const spacing = 2 * time.Second

// broadcast sends announcements through the storms and holds what every member
// got against the ledger and the reports.
func (w *world) broadcast(ctx context.Context, out io.Writer) error {
	b := &broadcast{world: w, out: out, storms: newStorms(w.options), clerk: newClerk(w.sim), fair: func() {}}
	b.print()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	over := time.Now()
	err := b.endure(ctx)
	fmt.Fprintf(out, "%s  everything is sent, after %s\n", time.Now().Format(time.TimeOnly), time.Since(over).Round(time.Second))
	b.fair()
	report := &table{}
	b.ended(err, report)
	report.quiet(w.quiesce(ctx, time.Now()))
	if err := b.verify(ctx, report); err != nil {
		return err
	}
	w.stopReplicas(report)
	return report.conclude(ctx, out)
}

// prepare makes members, replicas and, in good weather, what is to be changed.
func (b *broadcast) prepare(ctx context.Context) error {
	if err := b.seedMembers(ctx); err != nil {
		return err
	}
	b.seedAway()
	b.begun = time.Now()
	if err := b.launch(ctx); err != nil {
		return err
	}
	if err := b.sim.WaitIdle(ctx); err != nil {
		return err
	}
	if !b.corrections {
		return nil
	}
	for n := range corrected {
		if err := b.add(ctx, time.Now(), n+1); err != nil {
			return err
		}
	}
	for n := range corrected {
		if _, err := b.clerk.progress(ctx, "Sent: «"+wordsOf(n+1)+"»"); err != nil {
			return err
		}
	}
	return nil
}

// seedAway has one member in fifty block the bot and one in a hundred delete
// the account.
func (b *broadcast) seedAway() {
	b.shut = map[int64]shutting{}
	for i, n := range b.world.random(2).Perm(b.chats)[:b.chats*3/100] {
		s := shutting{leave: i%3 == 0}
		b.shut[int64(firstMember+n)] = s
		b.lose(int64(firstMember+n), s)
	}
}

// add plans one more announcement, which is expected to be sent.
func (b *broadcast) add(ctx context.Context, at time.Time, number int) error {
	b.announcements, b.expected = number, b.expected+1
	return b.seedAnnouncement(ctx, number, at)
}

// endure lets everything go out in bad weather, and the storms come.
func (b *broadcast) endure(ctx context.Context) error {
	storms := b.storms
	if b.corrections {
		change, err := b.clerk.prepare(ctx)
		if err != nil {
			return err
		}
		b.cloud()
		if err := change(); err != nil {
			return err
		}
		b.expected += corrected
		first := len(storms) / 3 // upon the corrections
		if err := b.suffer(ctx, storms[:first]); err != nil {
			return err
		}
		storms = storms[first:]
	} else {
		b.cloud()
	}
	if err := b.begin(ctx); err != nil {
		return err
	}
	if err := b.suffer(ctx, storms); err != nil {
		return err
	}
	return b.follow(ctx, b.over)
}

// begin starts the first announcement, which is for all members, and plans the
// others once that is sure.
func (b *broadcast) begin(ctx context.Context) error {
	b.whole = b.announcements + 1
	// The bot was told who blocked it. Now it is as if it had missed that.
	if err := b.records.do(ctx, `UPDATE people SET reachable = true`); err != nil {
		return err
	}
	for n := range b.sendings {
		if err := b.add(ctx, time.Now().Add(time.Duration(n)*spacing), b.announcements+1); err != nil {
			return err
		}
		if n > 0 || b.sendings == 1 {
			continue
		}
		if err := b.follow(ctx, b.cut); err != nil {
			return err
		}
	}
	return nil
}

// cut tells whether the whole of an announcement's audience stands on pages.
func (b *broadcast) cut(ctx context.Context, _ int64) (bool, error) {
	n, err := b.records.one(ctx, `SELECT coalesce(sum(g.size), 0) FROM run_pages g JOIN runs r ON r.id = g.run_id JOIN announcements a ON a.id = r.announcement_id
		WHERE a.form_id = $1 AND r.kind = 'send'`, b.whole)
	return n == int64(b.chats), err
}

// errStandstill says that a run does not go on by itself.
var errStandstill = errors.New("nothing was recorded for too long")

// standstill is for how long the ledger may stand still: a killed replica's
// pages are taken up within that time, then their calls may take theirs.
const standstill = quiesceTime + 10*time.Second

// follow waits until something is so. It fails when the ledger stands still for
// too long.
func (b *broadcast) follow(ctx context.Context, is func(context.Context, int64) (bool, error)) error {
	last, since := int64(-1), time.Now()
	for {
		rows, err := b.records.one(ctx, `SELECT coalesce(sum(sent + blocked + failed + unknown), 0) FROM run_pages`)
		if err != nil {
			return err
		}
		if so, err := is(ctx, rows); so || err != nil {
			return err
		}
		if rows != last {
			last, since = rows, time.Now()
		}
		b.longest = max(b.longest, time.Since(since))
		if time.Since(since) > standstill {
			return errStandstill
		}
		if !sleep(ctx, 20*time.Millisecond) {
			return ctx.Err()
		}
	}
}

// over tells whether every run has come to its end.
func (b *broadcast) over(ctx context.Context, _ int64) (bool, error) {
	n, err := b.records.one(ctx, `SELECT count(*) FROM runs WHERE state = 'finished'`)
	return n >= int64(b.expected), err
}

// ended reports whether everything came to its end by itself.
func (b *broadcast) ended(err error, report *table) {
	line := report.line("announcements that went on by themselves to their end")
	if line.of = b.expected; err != nil {
		line.wrong("%v", err)
	}
	report.note("longest time without a new row", b.longest.Round(100*time.Millisecond))
	report.note("calls of the killed replica under way, by kill", b.flying)
}
