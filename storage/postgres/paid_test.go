package postgres_test

import (
	"slices"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
)

// pay lets announcements cost so much, as the owner.
func (n *newsroom) pay(t *testing.T, stars int) {
	t.Helper()
	n.desk.Rate, n.desk.PaidRate = 30, 1000
	n.must(t, n.desk.Allow(t.Context(), centre.Actor{Person: n.staff.Person, Role: centre.Owner}, stars))
}

// paidDraft is a draft for a hundred people that its author wishes to pay for.
func (n *newsroom) paidDraft(t *testing.T) announcements.ID {
	t.Helper()
	n.members(t, 100)
	a := n.draft(t, n.staff, 0)
	if a, err := n.desk.SetPaid(t.Context(), n.staff, a.ID, true); err != nil || !a.Paid {
		t.Fatalf("%+v, %v", a, err)
	}
	return a.ID
}

// What the owner allows is kept once, with one deed for each change.
func TestCeilingIsKept(t *testing.T) {
	n := newNewsroom(t)
	n.pay(t, 0) // as it is already
	if got := n.deeds(t, "paid.allow"); got != 0 {
		t.Errorf("%d deeds without a change", got)
	}
	for _, stars := range []int{1000, 1000, 100} {
		n.pay(t, stars)
	}
	if got, err := n.store.Ceiling(t.Context()); err != nil || got != 100 || n.deeds(t, "paid.allow") != 2 {
		t.Errorf("%d Stars, %v, %d deeds", got, err, n.deeds(t, "paid.allow"))
	}
	if a := n.draft(t, n.staff, 0); a.Ceiling != 100 || a.Paid {
		t.Errorf("a draft: %+v", a)
	}
}

// A run remembers that it is paid for, and its pages do not wait behind others.
func TestPaidRun(t *testing.T) {
	n := newNewsroom(t)
	n.pay(t, 1000)
	id := n.paidDraft(t)
	n.members(t, announcements.FirstPage)
	run := n.begun(t, id)
	if r, err := n.store.RunByID(t.Context(), run); err != nil || !r.Paid {
		t.Fatalf("%+v, %v", r, err)
	}
	if more, err := n.store.CutPage(t.Context(), run, 50); err != nil || !more {
		t.Fatalf("a second page: %v, %v", more, err)
	}
	if got := n.count(t, `SELECT count(*) FROM river_job WHERE kind = 'run_page' AND queue = 'paid'`); got != 1 {
		t.Errorf("%d pages in the queue of what is paid for", got)
	}
	other := n.begun(t, n.draft(t, n.staff, 0).ID)
	if r, err := n.store.RunByID(t.Context(), other); err != nil || r.Paid {
		t.Errorf("another one: %+v, %v", r, err)
	}
	n.must(t, n.desk.Allow(t.Context(), centre.Actor{Person: n.staff.Person, Role: centre.Owner}, 100))
	if r, err := n.store.RunByID(t.Context(), run); err != nil || !r.Paid {
		t.Errorf("a lower ceiling changes what has started: %+v, %v", r, err)
	}
}

// What was allowed when the announcement was planned is not when it starts.
func TestDisallowedBeforeTheStart(t *testing.T) {
	n := newNewsroom(t)
	n.pay(t, 1000)
	id := n.paidDraft(t)
	n.must(t, refusalOf(n.desk.SendAt(t.Context(), n.staff, id, n.now.Add(time.Hour))))
	n.pay(t, 0)
	n.now = n.now.Add(time.Hour)
	n.must(t, n.desk.StartDue(t.Context(), n.now))
	a, err := n.store.ByID(t.Context(), id)
	if err != nil || !a.Running || !a.Paid {
		t.Fatalf("%+v, %v", a, err)
	}
	if r, err := n.store.RunByID(t.Context(), a.Run); err != nil || r.Paid || n.told(t, announcements.NoticeUnpaid) != 1 {
		t.Errorf("%+v, %v, %d notices", r, err, n.told(t, announcements.NoticeUnpaid))
	}
}

// Nothing is paid for any more: what is under way goes on without Stars, what is
// over stays as it was, and what was paid until then is known.
func TestNothingMayBePaidAnyMore(t *testing.T) {
	n := newNewsroom(t)
	n.pay(t, 1000)
	run := n.begun(t, n.paidDraft(t))
	to := n.recipients(t, run)
	n.record(t, announcements.Page{Run: run, Page: 1}, to[:40])
	over := n.begun(t, n.paidDraft(t))
	n.exec(t, `UPDATE runs SET state = 'finished', ended_at = now() WHERE id = $1`, over)
	n.pay(t, 0)
	n.record(t, announcements.Page{Run: run, Page: 1}, to[40:50])
	if r, err := n.store.RunByID(t.Context(), run); err != nil || r.Paid {
		t.Errorf("%+v, %v", r, err)
	}
	if got, err := n.store.Tally(t.Context(), run); err != nil || got.Sent != 50 || got.Paid != 40 || got.State != announcements.Running {
		t.Errorf("%+v, %v", got, err)
	}
	if r, err := n.store.RunByID(t.Context(), over); err != nil || !r.Paid {
		t.Errorf("what is over: %+v, %v", r, err)
	}
	if got := n.told(t, announcements.NoticeUnpaid); got != 1 {
		t.Errorf("%d notices", got)
	}
}

// Out of Stars the run waits, and its report says so; going on without Stars is
// on record.
func TestWaitingForStars(t *testing.T) {
	n := newNewsroom(t)
	n.pay(t, 1000)
	id := n.paidDraft(t)
	run := n.begun(t, id)
	to := n.recipients(t, run)
	n.record(t, announcements.Page{Run: run, Page: 1}, to[:30])
	for range 2 {
		n.must(t, n.desk.StarsSpent(t.Context(), announcements.StarsSpent{Announcement: id, Run: run}))
	}
	r, err := n.desk.Report(t.Context(), n.staff, run)
	if err != nil || r.State != announcements.Paused || !r.Progress().OutOfStars() || r.Progress().Cost() != 3 || n.told(t, announcements.NoticeStarsSpent) != 1 {
		t.Errorf("%+v, %v, %d notices", r, err, n.told(t, announcements.NoticeStarsSpent))
	}
	for range 2 {
		n.must(t, refusalOf(n.desk.GoOnUnpaid(t.Context(), n.staff, id, announcements.Pause{Run: run})))
	}
	n.record(t, announcements.Page{Run: run, Page: 1}, slices.Clone(to[30:]))
	p, err := n.desk.Progress(t.Context(), n.staff, id)
	if err != nil || p.OutOfStars() || p.Tally.State != announcements.Running || p.Tally.Paid != 30 || p.Tally.Sent != len(to) {
		t.Errorf("%+v, %v", p, err)
	}
	if got := n.deeds(t, "announcement.without_stars"); got != 1 {
		t.Errorf("%d deeds", got)
	}
}

// A start and an owner who lets nothing be paid any more come one after the other:
// a run that was decided by what is over does not start.
func TestStartKnowsWhatMayBePaid(t *testing.T) {
	n := newNewsroom(t)
	n.pay(t, 1000)
	id := n.paidDraft(t)
	_, err := n.store.Change(t.Context(), id, func(a *announcements.Announcement) (announcements.Effects, error) {
		n.pay(t, 0)
		return announcements.Effects{Start: n.now, Paid: true}, nil
	})
	if err == nil || n.count(t, `SELECT count(*) FROM runs`) != 0 {
		t.Errorf("it started: %v", err)
	}
}

// Taken back and made again, the migration leaves runs unpaid.
func TestPaidMigration(t *testing.T) {
	n := newNewsroom(t)
	n.pay(t, 1000)
	run := n.begun(t, n.paidDraft(t))
	n.migrateBackAndForth(t, "00018_paid")
	if r, err := n.store.RunByID(t.Context(), run); err != nil || r.Paid {
		t.Errorf("%+v, %v", r, err)
	}
}
