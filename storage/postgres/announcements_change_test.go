package postgres_test

import (
	"context"
	"testing"
	"time"

	"jastar/centre/announcements"
)

// slowStart holds the announcement's lock open at each start until it is told
// to go on.
type slowStart struct {
	announcements.Store
	locked, goOn chan struct{}
}

func (s slowStart) ChangeDue(ctx context.Context, id announcements.ID, rule announcements.Rule) error {
	return s.Store.ChangeDue(ctx, id, func(a *announcements.Announcement) (announcements.Effects, error) {
		close(s.locked)
		<-s.goOn
		return rule(a)
	})
}

// awaitLock waits until some statement of this database waits for a lock.
func (n *newsroom) awaitLock(t *testing.T) {
	t.Helper()
	const waiting = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
	for deadline := time.Now().Add(10 * time.Second); n.count(t, waiting) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nobody waits for the lock")
		}
	}
}

// A stop that is tapped at the very end of the countdown waits for the start
// and then stops the run that has begun; a repeated announcement keeps its plan.
func TestHaltWhileTheRunStarts(t *testing.T) {
	for name, plan := range map[string]func(n *newsroom, id announcements.ID) error{
		"sent now": func(n *newsroom, id announcements.ID) error {
			_, err := n.desk.SendNow(t.Context(), n.staff, id, 0)
			return err
		},
		"repeated": func(n *newsroom, id announcements.ID) error {
			_, err := n.desk.Repeat(t.Context(), n.staff, id, "0 * * * *")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNewsroom(t)
			a := n.draft(t, n.staff, 0)
			if err := plan(n, a.ID); err != nil {
				t.Fatal(err)
			}
			n.now = n.now.Add(time.Hour)
			n.haltDuringStart(t, a.ID)
			a, err := n.store.ByID(t.Context(), a.ID)
			if err != nil || a.Running {
				t.Errorf("it runs on: %+v, %v", a, err)
			}
			if want := map[string]announcements.State{"sent now": announcements.Sent, "repeated": announcements.Scheduled}[name]; a.State != want {
				t.Errorf("it is %s, want %s", a.State, want)
			}
			if got := n.count(t, `SELECT count(*) FROM runs WHERE state = 'stopped'`); got != 1 {
				t.Errorf("%d runs are stopped", got)
			}
		})
	}
}

// haltDuringStart halts while a start holds the announcement's lock.
func (n *newsroom) haltDuringStart(t *testing.T, id announcements.ID) {
	t.Helper()
	slow := slowStart{Store: n.store, locked: make(chan struct{}), goOn: make(chan struct{})}
	starter := *n.desk
	starter.Store = slow
	started, halted := make(chan error, 1), make(chan error, 1)
	go func() { started <- starter.StartDue(t.Context(), n.now) }()
	<-slow.locked
	go func() { _, err := n.desk.Halt(t.Context(), n.staff, id, 0); halted <- err }()
	n.awaitLock(t)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil { // another replica passes it by
		t.Error(err)
	}
	close(slow.goOn)
	if start, halt := <-started, <-halted; start != nil || halt != nil {
		t.Fatalf("start: %v, halt: %v", start, halt)
	}
}

// Weeks away from an announcement that comes every two minutes end in one
// statement: all missed times are counted, the latest hundred are listed.
func TestManyMissedStarts(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.Repeat(t.Context(), n.staff, a.ID, "*/2 * * * *"); err != nil {
		t.Fatal(err)
	}
	const missed = 24 * 24 * 30
	n.now, n.desk.Grace = n.now.Add(24*24*time.Hour+time.Minute), time.Second
	began := time.Now()
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	const listed = `SELECT count(*) FROM runs WHERE state = 'missed' AND planned_at > $1`
	if all, latest := n.count(t, listed, n.now.AddDate(-1, 0, 0)), n.count(t, listed, n.now.Add(-200*time.Minute)); all != 100 || latest != 100 {
		t.Errorf("%d are listed, %d of them among the latest hundred", all, latest)
	}
	if got := n.count(t, `SELECT (args->'data'->>'times')::bigint FROM river_job WHERE args->>'subject' = $1`, announcements.NoticeMissed); got != missed {
		t.Errorf("the author is told of %d, want %d", got, missed)
	}
}
