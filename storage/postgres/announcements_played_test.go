package postgres_test

import (
	"errors"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/scheduler"
)

// few lets rapid make fewer cases than usual: each asks a real database.
func few(t *testing.T, cases int) {
	t.Helper()
	const name = "rapid.checks"
	before := flag.Lookup(name).Value.String()
	if before != flag.Lookup(name).DefValue {
		return // somebody asked for more
	}
	if err := flag.Set(name, fmt.Sprint(cases)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set(name, before) })
}

// Whatever a repetition goes through, with two replicas whose clocks differ and
// step, each planned time is sent or reported once, or it was left out or passed
// while the plan was paused.
func TestPlansLoseNothing(t *testing.T) {
	n := newNewsroom(t)
	few(t, 25)
	rapid.Check(t, func(r *rapid.T) {
		p := newPlayed(t, r, n)
		for range rapid.IntRange(3, 10).Draw(r, "steps") {
			n.now = n.now.Add(time.Duration(rapid.IntRange(-40, 2000).Draw(r, "minutes")) * time.Minute)
			p.step(rapid.SampledFrom([]string{"wake", "wake", "wake", "skip", "unskip", "rest", "go on"}).Draw(r, "what"))
		}
		p.check()
	})
}

// played is a repetition that goes through things.
type played struct {
	*newsroom
	t        *testing.T
	r        *rapid.T
	id       announcements.ID
	began    time.Time
	every    func(time.Time) time.Time
	replicas [2]*announcements.Desk
	excused  map[time.Time]bool // left out, or passed while paused
}

func newPlayed(t *testing.T, r *rapid.T, n *newsroom) *played {
	expression := fmt.Sprintf("%d %s * * %s", rapid.IntRange(0, 59).Draw(r, "minute"),
		rapid.SampledFrom([]string{"*/2", "9-18", "10", "0,12"}).Draw(r, "hours"), rapid.SampledFrom([]string{"*", "1-5"}).Draw(r, "weekdays"))
	parsed, err := scheduler.Expressions{}.Parse(expression)
	if err != nil {
		r.Fatal(err)
	}
	n.now = monday
	n.exec(t, `UPDATE announcements SET state = 'deleted', next_at = NULL, cron = '', resting = false`) // of earlier cases
	p := &played{newsroom: n, t: t, r: r, began: n.now, excused: map[time.Time]bool{}, id: n.repeated(t, expression),
		every: func(at time.Time) time.Time { return parsed.Next(at.In(almaty)) }}
	for i := range p.replicas {
		desk, ahead := *n.desk, time.Duration(i*rapid.IntRange(0, 90).Draw(r, "ahead"))*time.Second
		desk.Clock = func() time.Time { return n.now.Add(ahead) }
		p.replicas[i] = &desk
	}
	return p
}

func (p *played) step(what string) {
	desk := p.replicas[rapid.IntRange(0, 1).Draw(p.r, "replica")]
	before := p.plan(p.t, p.id)
	var err error
	switch what {
	case "wake":
		p.wake()
	case "skip":
		at := p.every(p.now)
		for range rapid.IntRange(0, 2).Draw(p.r, "ahead") {
			at = p.every(at)
		}
		if _, err = desk.Skip(p.t.Context(), p.staff, p.id, announcements.Coming{At: at, Skipped: true}); err == nil {
			p.excused[at.UTC()] = true
		}
	case "unskip":
		if len(before.Skipped) > 0 {
			at := before.Skipped[len(before.Skipped)-1]
			if _, err = desk.Skip(p.t.Context(), p.staff, p.id, announcements.Coming{At: at}); err == nil {
				delete(p.excused, at)
			}
		}
	case "rest":
		_, err = desk.Rest(p.t.Context(), p.staff, p.id, true)
	case "go on":
		if _, err = desk.Rest(p.t.Context(), p.staff, p.id, false); err == nil && before.Resting {
			for at := before.Next; at.Before(p.plan(p.t, p.id).Next); at = p.every(at).UTC() {
				p.excused[at.UTC()] = true
			}
		}
	}
	if err != nil && !errors.As(err, new(*centre.Problem)) {
		p.r.Fatalf("%s: %v", what, err)
	}
}

// wake lets both replicas look at the same moment; then what they started ends,
// or perhaps goes on.
func (p *played) wake() {
	var both sync.WaitGroup
	for _, desk := range p.replicas {
		both.Go(func() {
			if err := desk.StartDue(p.t.Context(), desk.Clock()); err != nil {
				p.t.Error(err)
			}
		})
	}
	both.Wait()
	if rapid.IntRange(0, 3).Draw(p.r, "runs on") > 0 {
		p.ended(p.t, p.id)
	}
}

// check counts what became of every time before the next planned one.
func (p *played) check() {
	next := p.plan(p.t, p.id).Next
	for at := p.every(p.began); at.Before(next); at = p.every(at) {
		runs := p.count(p.t, `SELECT count(*) FROM runs WHERE announcement_id = $1 AND planned_at = $2`, p.id, at)
		if excused := p.excused[at.UTC()]; runs+map[bool]int{true: 1}[excused] != 1 {
			p.r.Fatalf("%v: %d runs, left out: %v", at, runs, excused)
		}
	}
	if n := p.count(p.t, `SELECT count(*) FROM runs WHERE announcement_id = $1 AND planned_at >= $2`, p.id, next); n != 0 {
		p.r.Fatalf("%d runs of times that are still to come", n)
	}
	missed := p.count(p.t, `SELECT count(*) FROM runs WHERE announcement_id = $1 AND state = 'missed'`, p.id)
	told := p.count(p.t, `SELECT coalesce(sum((args->'data'->>'times')::bigint), 0)::bigint FROM river_job
		WHERE args->>'subject' = $1 AND (args->'data'->>'announcement')::bigint = $2`, announcements.NoticeMissed, p.id)
	if missed != told {
		p.r.Fatalf("%d times are noted as missed, %d were reported", missed, told)
	}
}
