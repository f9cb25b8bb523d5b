package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"jastar/centre/announcements"
)

// What a run that holds people does when it is steered.
func TestSteeringAWaitingRun(t *testing.T) {
	for name, c := range map[string]struct {
		steer   func(n *newsroom, a announcements.Announcement) error
		state   announcements.RunState
		claimed bool // in the morning
		people  int  // in the wave
	}{
		"stopped": {func(n *newsroom, a announcements.Announcement) error {
			return refusalOf(n.desk.Halt(t.Context(), n.staff, a.ID, a.Run))
		}, announcements.Stopped, true, 0},
		"paused": {func(n *newsroom, a announcements.Announcement) error {
			return refusalOf(n.desk.Pause(t.Context(), n.staff, a.ID, announcements.Pause{Run: a.Run, Paused: true}))
		}, announcements.Paused, true, 0},
		"paused and resumed": {func(n *newsroom, a announcements.Announcement) error {
			return errors.Join(refusalOf(n.desk.Pause(t.Context(), n.staff, a.ID, announcements.Pause{Run: a.Run, Paused: true})),
				refusalOf(n.desk.Pause(t.Context(), n.staff, a.ID, announcements.Pause{Run: a.Run})))
		}, announcements.Holding, true, 1},
		"recalled": {func(n *newsroom, a announcements.Announcement) error {
			return refusalOf(n.desk.Recall(t.Context(), n.staff, announcements.Recall{Base: a.Run}))
		}, announcements.Stopped, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNewsroom(t)
			n.exec(t, `UPDATE people SET quiet_from = 0, quiet_to = 0 WHERE id = $1`, n.staff.Person)
			n.now = night
			a, _ := n.went(t, 0)
			if err := c.steer(n, a); err != nil {
				t.Fatal(err)
			}
			if got := n.tally(t, a.Run); got.State != c.state {
				t.Errorf("state %s", got.State)
			}
			n.now = morning
			w, o := n.wave(t)
			if len(o.People) != c.people {
				t.Errorf("the wave has %+v", o.People)
			}
			n.finish(t, w, o)
			rest := map[announcements.RunState]int{announcements.Paused: 1}[c.state]
			if got := n.count(t, `SELECT count(*) FROM held`); got != rest {
				t.Errorf("%d are held on", got)
			}
			if c.state != announcements.Paused {
				return
			}
			if _, err := n.desk.Pause(t.Context(), n.staff, a.ID, announcements.Pause{Run: a.Run}); err != nil {
				t.Fatal(err)
			}
			w, o = n.wave(t)
			n.finish(t, w, o)
			if got := n.tally(t, a.Run); got.State != announcements.Finished || got.Held != 0 {
				t.Errorf("after it went on: %+v", got)
			}
		})
	}
}

// New words reach those who wait, too; while a wave is at it nothing is changed.
func TestEditOfAWaitingRun(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `UPDATE people SET quiet_from = 0, quiet_to = 0 WHERE id = $1`, n.staff.Person)
	n.now = night
	a, _ := n.went(t, 0)
	ctx := t.Context()
	words := announcements.Reword{Base: a.Run, Form: 5, Language: "kk", Text: announcements.Message{Text: "Жаңа сөз"}}
	if _, err := n.desk.Reword(ctx, n.staff, words); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.EditAll(ctx, n.staff, announcements.EditAll{Base: a.Run, Form: 5}); err != nil {
		t.Fatal(err)
	}
	n.exec(t, `UPDATE runs SET state = 'finished', ended_at = now() WHERE base_id = $1`, a.Run)
	n.now = morning
	w, o := n.wave(t)
	if got := o.Runs[a.Run].Content["kk"].Text; got != "Жаңа сөз" {
		t.Errorf("those who waited read %q", got)
	}
	if _, err := n.desk.Recall(ctx, n.staff, announcements.Recall{Base: a.Run}); !errors.Is(err, announcements.ErrUnderWay) {
		t.Errorf("recalled in a wave: %v", err)
	}
	n.finish(t, w, o)
	if got := n.tally(t, a.Run); got.State != announcements.Finished {
		t.Errorf("after the wave: %+v", got)
	}
}

// The next start does not wait for those whom the earlier run holds, and the
// earlier run can be stopped alone.
func TestNextRunDoesNotWaitForHeldPeople(t *testing.T) {
	n := newNewsroom(t)
	n.now = night
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.Repeat(t.Context(), n.staff, a.ID, "*/10 * * * *"); err != nil {
		t.Fatal(err)
	}
	var runs []announcements.RunID
	for range 2 {
		n.now = n.now.Add(10 * time.Minute)
		if err := n.desk.StartDue(t.Context(), n.now); err != nil {
			t.Fatal(err)
		}
		got, err := n.store.ByID(t.Context(), a.ID)
		if err != nil || !got.Running {
			t.Fatalf("%+v, %v", got, err)
		}
		page := announcements.Page{Run: got.Run, Page: 1}
		if _, err := n.store.Recipients(t.Context(), page, spare.At(n.now)); err != nil {
			t.Fatal(err)
		}
		if err := n.store.ClosePage(t.Context(), page); err != nil {
			t.Fatal(err)
		}
		runs = append(runs, got.Run)
	}
	for range 2 {
		if _, err := n.desk.Halt(t.Context(), n.staff, a.ID, runs[0]); err != nil {
			t.Fatal(err)
		}
	}
	if first, second := n.tally(t, runs[0]), n.tally(t, runs[1]); first.State != announcements.Stopped || second.State != announcements.Holding {
		t.Errorf("the runs are %s and %s", first.State, second.State)
	}
	if got := n.count(t, `SELECT count(*) FROM audit WHERE action = 'announcement.stop'`); got != 1 {
		t.Errorf("%d deeds", got)
	}
	n.now = morning
	w, o := n.wave(t)
	for _, k := range o.People {
		if !slices.Equal(k.Whole, runs[1:]) {
			t.Errorf("sent: %+v", k.Share)
		}
	}
	n.finish(t, w, o)
}
