package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/storage/postgres"
)

// started is an announcement whose run is at work.
func (n *newsroom) started(t *testing.T, who centre.Actor, from centre.OrganisationID) announcements.Announcement {
	t.Helper()
	a := n.draft(t, who, from)
	if _, err := n.desk.SendNow(t.Context(), who, a.ID, 41); err != nil {
		t.Fatal(err)
	}
	n.now = n.now.Add(announcements.CountdownTime)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Fatal(err)
	}
	a, err := n.store.ByID(t.Context(), a.ID)
	if err != nil || !a.Running {
		t.Fatalf("%+v, %v", a, err)
	}
	return a
}

// The wished state decides, not the number of taps; who may not, or comes too
// late, changes nothing; what was done is on record.
func TestHold(t *testing.T) {
	n := newNewsroom(t)
	a := n.started(t, n.staff, 0)
	ctx := t.Context()
	paused := announcements.Pause{Run: a.Run, Paused: true, Message: 41}
	for range 2 {
		got, err := n.desk.Pause(ctx, n.staff, a.ID, paused)
		if err != nil || !got.Paused || !got.Running {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	if got, err := n.store.ByID(ctx, a.ID); err != nil || !got.Paused || !got.Show.After(n.now) {
		t.Errorf("the tapped message is edited again at once: %+v, %v", got, err)
	}
	if _, err := n.desk.Pause(ctx, n.organizer, a.ID, announcements.Pause{Run: a.Run}); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a stranger goes on with it: %v", err)
	}
	if _, err := n.desk.Pause(ctx, n.staff, a.ID, announcements.Pause{Run: a.Run + 1}); !errors.Is(err, announcements.ErrOver) {
		t.Errorf("a run that is not there: %v", err)
	}
	n.now = n.now.Add(time.Hour)
	tally, err := n.store.Tally(ctx, a.Run)
	if err != nil || tally.State != announcements.Paused || n.now.Sub(tally.PausedAt) != time.Hour || tally.Idle != 0 {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if _, err := n.desk.Pause(ctx, n.staff, a.ID, announcements.Pause{Run: a.Run}); err != nil {
		t.Fatal(err)
	}
	if tally, err := n.store.Tally(ctx, a.Run); err != nil || tally.State != announcements.Running || tally.Idle != time.Hour {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if got := n.count(t, `SELECT count(*) FROM audit WHERE action IN ('announcement.pause', 'announcement.resume')`); got != 2 {
		t.Errorf("%d deeds", got)
	}
	n.exec(t, `UPDATE runs SET state = 'finished'`)
	if _, err := n.desk.Pause(ctx, n.staff, a.ID, paused); !errors.Is(err, announcements.ErrOver) {
		t.Errorf("a run that is over: %v", err)
	}
}

// A planned time waits while the run before it is paused.
func TestNextRunWaitsForPausedOne(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.Repeat(t.Context(), n.staff, a.ID, "*/10 * * * *"); err != nil {
		t.Fatal(err)
	}
	next := func(after time.Duration) int {
		n.now = n.now.Add(after)
		if err := n.desk.StartDue(t.Context(), n.now); err != nil {
			t.Fatal(err)
		}
		return n.count(t, `SELECT count(*) FROM runs`)
	}
	if got := next(10 * time.Minute); got != 1 {
		t.Fatalf("%d runs", got)
	}
	a, err := n.store.ByID(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.Pause(t.Context(), n.staff, a.ID, announcements.Pause{Run: a.Run, Paused: true}); err != nil {
		t.Fatal(err)
	}
	if got := next(10 * time.Minute); got != 1 {
		t.Errorf("%d runs beside the paused one", got)
	}
	if _, err := n.desk.Halt(t.Context(), n.staff, a.ID, a.Run); err != nil {
		t.Fatal(err)
	}
	if got := next(time.Minute); got != 2 {
		t.Errorf("%d runs after it was stopped", got)
	}
}

// The second half of a double tap on Stop, and a Stop of an earlier run or
// countdown, leave the next times planned; only the plan's own button takes it back.
func TestStoppingARunKeepsThePlan(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.Repeat(t.Context(), n.staff, a.ID, "*/10 * * * *"); err != nil {
		t.Fatal(err)
	}
	next := func() announcements.Announcement {
		n.now = n.now.Add(10 * time.Minute)
		if err := n.desk.StartDue(t.Context(), n.now); err != nil {
			t.Fatal(err)
		}
		a, err := n.store.ByID(t.Context(), a.ID)
		if err != nil || !a.Running {
			t.Fatalf("the run did not start: %+v, %v", a, err)
		}
		return a
	}
	first := next().Run
	for range 2 {
		got, err := n.desk.Halt(t.Context(), n.staff, a.ID, first)
		if err != nil || got.Running || got.State != announcements.Scheduled {
			t.Errorf("after a Stop: %+v, %v", got, err)
		}
	}
	second := next().Run
	for _, old := range []announcements.RunID{first, second + 7} {
		if got, err := n.desk.Halt(t.Context(), n.staff, a.ID, old); err != nil || !got.Running || got.State != announcements.Scheduled {
			t.Errorf("after the Stop of run %d: %+v, %v", old, got, err)
		}
	}
	if got := n.count(t, `SELECT count(*) FROM audit WHERE action IN ('announcement.stop', 'announcement.unplan')`); got != 1 {
		t.Errorf("%d deeds", got)
	}
}

// Staff see every run, organizers their own organisation's, nobody else any;
// five to a page, the newest first, with the numbers of each.
func TestReports(t *testing.T) {
	n := newNewsroom(t)
	ctx := t.Context()
	own := n.organizer.Organisations[0]
	n.members(t, 4)
	event := n.publish(t, n.hall.draft(5, monday.Add(48*time.Hour)))
	n.exec(t, `INSERT INTO signups (event_id, person_id, state, created_at, changed_at) SELECT $1, id, 'going', now(), now() FROM people`, event)
	theirs := n.started(t, n.organizer, own)
	for range 6 {
		n.started(t, n.staff, 0)
	}
	first, err := n.desk.Reports(ctx, n.staff, 0)
	second, again := n.desk.Reports(ctx, n.staff, 1)
	if err != nil || again != nil || len(first.Runs) != 5 || !first.More || len(second.Runs) != 2 || second.More {
		t.Fatalf("%d and %d runs, %v, %v", len(first.Runs), len(second.Runs), err, again)
	}
	last := second.Runs[1]
	if last.ID != theirs.Run || last.Organisation != own || last.From == nil || !last.UnderWay() || last.Tally.Total != 6 {
		t.Errorf("the oldest run: %+v", last)
	}
	mine, err := n.desk.Reports(ctx, n.organizer, 0)
	if err != nil || len(mine.Runs) != 1 || mine.Runs[0].ID != theirs.Run {
		t.Errorf("an organizer sees %+v, %v", mine, err)
	}
	if _, err := n.desk.Report(ctx, n.organizer, first.Runs[0].ID); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("an organizer opens the centre's run: %v", err)
	}
	if _, err := n.desk.Reports(ctx, centre.Actor{}, 0); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a member lists runs: %v", err)
	}
	if _, err := n.desk.Report(ctx, n.staff, 999); !errors.Is(err, centre.ErrGone) {
		t.Errorf("an unknown run: %v", err)
	}
}

// Failures are counted by reason with every commit, once for each person.
func TestFailuresByReason(t *testing.T) {
	n := newNewsroom(t)
	ids := people(n.members(t, 5))
	a := n.started(t, n.staff, 0)
	row := func(i int, o announcements.Outcome, c announcements.Cause) announcements.Delivery {
		return announcements.Delivery{Run: a.Run, Page: 1, Person: ids[i], At: n.now, Outcome: o, Cause: c}
	}
	batch := []announcements.Delivery{
		row(0, announcements.OutcomeBlocked, announcements.CauseBlocked), row(1, announcements.OutcomeBlocked, announcements.CauseDeactivated),
		row(2, announcements.OutcomeFailed, announcements.CauseMedia), row(3, announcements.OutcomeUnknown, ""),
	}
	later := []announcements.Delivery{row(4, announcements.OutcomeFailed, announcements.CauseMedia), row(0, announcements.OutcomeFailed, announcements.CauseText)}
	for _, all := range [][]announcements.Delivery{batch, batch, later} {
		if halted, err := n.store.Record(t.Context(), all); err != nil || len(halted) != 0 {
			t.Fatal(halted, err)
		}
	}
	report, err := n.desk.Report(t.Context(), n.staff, a.Run)
	if err != nil || report.Tally.Undelivered() != 5 || report.Tally.Blocked != 2 || report.Tally.Failed != 2 {
		t.Errorf("%+v, %v", report.Tally, err)
	}
	want := []announcements.Reason{
		{Outcome: announcements.OutcomeFailed, Cause: announcements.CauseMedia, Number: 2},
		{Outcome: announcements.OutcomeBlocked, Cause: announcements.CauseBlocked, Number: 1},
		{Outcome: announcements.OutcomeBlocked, Cause: announcements.CauseDeactivated, Number: 1},
	}
	if len(report.Reasons) != len(want) {
		t.Fatalf("reasons %+v", report.Reasons)
	}
	for i, reason := range report.Reasons {
		if reason != want[i] {
			t.Errorf("reason %d: %+v, want %+v", i, reason, want[i])
		}
	}
}

// Whoever records a result hears in the same breath that the run is paused.
func TestRecordTellsOfPause(t *testing.T) {
	n := newNewsroom(t)
	ids := people(n.members(t, 1))
	a := n.started(t, n.staff, 0)
	if _, err := n.desk.Pause(t.Context(), n.staff, a.ID, announcements.Pause{Run: a.Run, Paused: true}); err != nil {
		t.Fatal(err)
	}
	halted, err := n.store.Record(t.Context(), []announcements.Delivery{{Run: a.Run, Page: 1, Person: ids[0], At: n.now, Outcome: announcements.OutcomeSent}})
	if err != nil || len(halted) != 1 || halted[0] != a.Run {
		t.Errorf("halted %v, %v", halted, err)
	}
}

// The list of runs is read from its end by index.
func TestReportsUseIndexes(t *testing.T) {
	n := newNewsroom(t)
	own := n.organizer.Organisations[0]
	a := n.draft(t, n.organizer, own)
	n.exec(t, `INSERT INTO runs (announcement_id, planned_at, state, content, audience, organisation_id)
		SELECT $1, now() + i * interval '1 minute', 'finished', '{}', '{}', CASE WHEN i % 100 = 0 THEN $2::bigint END FROM generate_series(1, 20000) i`, a.ID, own)
	n.exec(t, `ANALYZE`)
	if plan := explain(t, n.hall, postgres.SelectReports, 6, 0); strings.Contains(plan, "Seq Scan on runs") {
		t.Errorf("all runs:\n%s", plan)
	}
	if plan := explain(t, n.hall, postgres.SelectOwnReports, 6, 0, []centre.OrganisationID{own}); strings.Contains(plan, "Seq Scan on runs") {
		t.Errorf("own runs:\n%s", plan)
	}
}
