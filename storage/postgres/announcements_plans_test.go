package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/centre/events"
	"jastar/storage/postgres"
)

func (n *newsroom) repeated(t *testing.T, expression string) announcements.ID {
	t.Helper()
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.Repeat(t.Context(), n.staff, a.ID, expression); err != nil {
		t.Fatal(err)
	}
	return a.ID
}

// ended closes the run that a start has made, so that the next one can begin.
func (n *newsroom) ended(t *testing.T, id announcements.ID) {
	t.Helper()
	n.exec(t, `UPDATE runs SET state = 'finished', ended_at = started_at WHERE announcement_id = $1 AND state = 'running'`, id)
}

func (n *newsroom) plan(t *testing.T, id announcements.ID) announcements.Schedule {
	t.Helper()
	a, err := n.store.ByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a.Schedule
}

func (n *newsroom) deeds(t *testing.T, action string) int {
	t.Helper()
	return n.count(t, `SELECT count(*) FROM audit WHERE action = $1`, action)
}

func (n *newsroom) told(t *testing.T, subject string) int {
	t.Helper()
	return n.count(t, `SELECT count(*) FROM river_job WHERE args->>'subject' = $1`, subject)
}

// The rules of leaving dates out, each wish said twice.
func TestSkip(t *testing.T) {
	n := newNewsroom(t)
	id := n.repeated(t, "0 10 * * *")
	day := func(d int) time.Time { return time.Date(2026, 11, d, 10, 0, 0, 0, almaty) }
	if _, err := n.desk.End(t.Context(), n.staff, id, day(26)); err != nil { // 24, 25 and 26 November
		t.Fatal(err)
	}
	for _, c := range []struct {
		who     centre.Actor
		at      time.Time
		skipped bool
		err     error
		next    time.Time
	}{
		{n.organizer, day(24), true, centre.ErrForbidden, day(24)},
		{n.staff, day(23), true, centre.Refuse("announcements.date_gone"), day(24)},
		{n.staff, day(24).Add(time.Minute), true, centre.Refuse("announcements.date_gone"), day(24)},
		{n.staff, day(27), true, centre.Refuse("announcements.date_gone"), day(24)},
		{n.staff, day(25), true, nil, day(24)},
		{n.staff, day(24), true, nil, day(26)},
		{n.staff, day(26), true, centre.Refuse("announcements.last_date"), day(26)},
		{n.staff, day(24), false, nil, day(24)},
		{n.staff, day(26), false, nil, day(24)}, // it never was left out
	} {
		for range 2 {
			_, err := n.desk.Skip(t.Context(), c.who, id, announcements.Coming{At: c.at, Skipped: c.skipped})
			if !errors.Is(err, c.err) {
				t.Errorf("%v %v: %v, want %v", c.at, c.skipped, err, c.err)
			}
		}
		if got := n.plan(t, id).Next; !got.Equal(c.next) {
			t.Errorf("%v %v: next is %v, want %v", c.at, c.skipped, got, c.next)
		}
	}
	if skips, unskips := n.deeds(t, "announcement.skip"), n.deeds(t, "announcement.unskip"); skips != 2 || unskips != 1 {
		t.Errorf("%d and %d deeds", skips, unskips)
	}
	if err := refusalOf(n.desk.Skip(t.Context(), n.staff, n.draft(t, n.staff, 0).ID, announcements.Coming{At: day(24), Skipped: true})); !errors.Is(err, centre.Refuse("announcements.not_repeated")) {
		t.Errorf("a draft: %v", err)
	}
}

func TestSkipHasALimit(t *testing.T) {
	n := newNewsroom(t)
	id := n.repeated(t, "0 10 * * *")
	var err error
	for d := 24; d <= 34; d++ {
		_, err = n.desk.Skip(t.Context(), n.staff, id, announcements.Coming{At: time.Date(2026, 11, d, 10, 0, 0, 0, almaty), Skipped: true})
	}
	if !errors.Is(err, centre.Refuse("announcements.many_skipped")) {
		t.Errorf("the eleventh: %v", err)
	}
}

// Nothing is sent or reported while a plan is paused; going on plans what is
// to come, and an end that leaves nothing to come is said.
func TestRestAndEnd(t *testing.T) {
	n := newNewsroom(t)
	ctx := t.Context()
	id := n.repeated(t, "0 10 * * *")
	if err := refusalOf(n.desk.Rest(ctx, n.organizer, id, true)); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a stranger: %v", err)
	}
	for range 2 {
		if _, err := n.desk.Rest(ctx, n.staff, id, true); err != nil {
			t.Fatal(err)
		}
	}
	n.now = n.now.Add(72 * time.Hour) // 26 November, 12:00
	if err := n.desk.StartDue(ctx, n.now); err != nil || n.count(t, `SELECT count(*) FROM runs`) != 0 || n.told(t, announcements.NoticeMissed) != 0 {
		t.Errorf("a paused plan was settled, %v", err)
	}
	due, err := n.db.EarliestDue(ctx)
	if err != nil || due.Announcement != nil {
		t.Errorf("a paused plan is late: %v, %v", due.Announcement, err)
	}
	if err := refusalOf(n.desk.End(ctx, n.staff, id, n.now)); !errors.Is(err, centre.Refuse("announcements.until_too_soon")) {
		t.Errorf("an end before the first date: %v", err)
	}
	if _, err := n.desk.End(ctx, n.staff, id, n.now.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	n.now = n.now.AddDate(0, 0, 2)
	if err := refusalOf(n.desk.Rest(ctx, n.staff, id, false)); !errors.Is(err, centre.Refuse("announcements.nothing_ahead")) {
		t.Errorf("going on after the end: %v", err)
	}
	if _, err := n.desk.End(ctx, n.staff, id, time.Time{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := n.desk.Rest(ctx, n.staff, id, false); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := n.plan(t, id), time.Date(2026, 11, 29, 10, 0, 0, 0, almaty); !got.Next.Equal(want) || got.Resting {
		t.Errorf("%+v, want %v", got, want)
	}
	if rests, goes := n.deeds(t, "announcement.rest"), n.deeds(t, "announcement.unrest"); rests != 1 || goes != 1 {
		t.Errorf("%d and %d deeds", rests, goes)
	}
}

// After its last day a repetition is over.
func TestEndOfARepetition(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	last := time.Date(2026, 11, 24, 0, 0, 0, 0, almaty)
	early := announcements.Repetition{Cron: "0 10 * * *", LastDay: last.AddDate(0, 0, -1)}
	if err := refusalOf(n.desk.RepeatUntil(t.Context(), n.staff, a.ID, early)); !errors.Is(err, centre.Refuse("announcements.until_too_soon")) {
		t.Errorf("an end before the first date: %v", err)
	}
	if _, err := n.desk.RepeatUntil(t.Context(), n.staff, a.ID, announcements.Repetition{Cron: "0 10 * * *", LastDay: last}); err != nil {
		t.Fatal(err)
	}
	n.now = last.Add(10 * time.Hour)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Fatal(err)
	}
	if got, err := n.store.ByID(t.Context(), a.ID); err != nil || got.State != announcements.Sent || !got.Running {
		t.Errorf("%+v, %v", got, err)
	}
}

// tied plans a start two hours before an event that begins in two days.
func (n *newsroom) tied(t *testing.T) (announcements.ID, events.EventID) {
	t.Helper()
	event := n.publish(t, n.hall.draft(5, monday.Add(48*time.Hour)))
	a := n.draft(t, n.organizer, n.organizer.Organisations[0])
	tie := announcements.Tie{Event: int64(event), Offset: announcements.Offset{Minutes: -120}}
	if _, err := n.desk.SendAround(t.Context(), n.organizer, a.ID, tie); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.SendAround(t.Context(), n.organizer, a.ID, tie); err != nil {
		t.Errorf("the same tap again: %v", err)
	}
	return a.ID, event
}

// A start moves with its event, is made up for within the grace, and else
// reported, once, however many replicas look.
func TestStartMovesWithItsEvent(t *testing.T) {
	for name, c := range map[string]struct {
		start   time.Duration // from monday noon, when the event is moved
		next    time.Duration // 0: none
		runs    string
		subject string
	}{
		"later":    {72 * time.Hour, 70 * time.Hour, "", announcements.NoticeShifted},
		"sooner":   {24 * time.Hour, 22 * time.Hour, "", announcements.NoticeShifted},
		"just now": {90 * time.Minute, 0, "finished", ""},
		"too soon": {30 * time.Minute, 0, "missed", announcements.NoticeOvertaken},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNewsroom(t)
			id, event := n.tied(t)
			if err := n.Move(t.Context(), n.organizer, n.move(1, event, monday.Add(c.start))); err != nil {
				t.Fatal(err)
			}
			var both sync.WaitGroup
			for range 4 {
				both.Go(func() {
					if err := n.desk.StartDue(t.Context(), n.now); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if got := n.plan(t, id); got.Next.IsZero() != (c.next == 0) || c.next != 0 && !got.Next.Equal(monday.Add(c.next)) || got.Tie.Woken {
				t.Errorf("%+v", got)
			}
			if got := value[string](t, n.hall, `SELECT coalesce(string_agg(state, ','), '') FROM runs`); got != c.runs {
				t.Errorf("runs: %q, want %q", got, c.runs)
			}
			for _, s := range []string{announcements.NoticeShifted, announcements.NoticeOvertaken, announcements.NoticeMissed} {
				if got := n.told(t, s); got != map[bool]int{true: 1}[s == c.subject] {
					t.Errorf("%d notices %s", got, s)
				}
			}
		})
	}
}

// A cancelled event drops the plan and tells whoever made it.
func TestCancelledEventDropsThePlan(t *testing.T) {
	n := newNewsroom(t)
	id, event := n.tied(t)
	if err := n.CallOff(t.Context(), n.organizer, events.CallOff{Event: event, Reason: "storm"}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := n.desk.StartDue(t.Context(), n.now); err != nil {
			t.Fatal(err)
		}
	}
	if a, err := n.store.ByID(t.Context(), id); err != nil || a.State != announcements.Draft || n.told(t, announcements.NoticeGivenUp) != 1 {
		t.Errorf("%+v, %v", a, err)
	}
	tie := announcements.Tie{Event: int64(event), Offset: announcements.Offset{Minutes: -60}}
	if err := refusalOf(n.desk.SendAround(t.Context(), n.organizer, id, tie)); !errors.Is(err, centre.Refuse("announcements.event_off")) {
		t.Errorf("planning by a cancelled event: %v", err)
	}
}

// What may not be tied, and an event that is changed while the plan is made.
func TestTieIsChecked(t *testing.T) {
	n := newNewsroom(t)
	ctx, own := t.Context(), n.organizer.Organisations[0]
	_, event := n.tied(t)
	a := n.draft(t, n.organizer, own)
	foreign := value[int64](t, n.hall, `WITH o AS (INSERT INTO organisations (name) VALUES ('{"kk": "Басқа"}') RETURNING id)
		INSERT INTO events (organisation_id, created_by, status, title, starts_at, ends_at, place, capacity)
		SELECT o.id, $1, 'published', '{"kk": "Кеш"}', $2::timestamptz, $2::timestamptz + interval '1 hour', 'x', 5 FROM o RETURNING id`,
		n.organizer.Person, monday.Add(48*time.Hour))
	for name, c := range map[string]struct {
		event  int64
		offset announcements.Offset
		err    error
	}{
		"foreign": {foreign, announcements.Offset{Minutes: -60}, centre.ErrForbidden},
		"unknown": {12345, announcements.Offset{Minutes: -60}, centre.ErrGone},
		"past":    {int64(event), announcements.Offset{Minutes: -49 * 60}, centre.Refuse("announcements.offset_past")},
	} {
		if err := refusalOf(n.desk.SendAround(ctx, n.organizer, a.ID, announcements.Tie{Event: c.event, Offset: c.offset})); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
	_, err := n.store.Change(ctx, a.ID, func(a *announcements.Announcement) (announcements.Effects, error) {
		a.State, a.StartedBy = announcements.Scheduled, n.organizer.Person
		a.Schedule = announcements.Schedule{Next: monday.Add(time.Hour), Tie: announcements.Tie{Event: int64(event), Starts: monday}}
		return announcements.Effects{Tied: true}, nil
	})
	if got := n.plan(t, a.ID); !errors.Is(err, announcements.ErrEventChanged) || got.Tie.Event != 0 {
		t.Errorf("planned from an event that has moved meanwhile: %+v, %v", got, err)
	}
}

// Each replica wakes every second: what it looks for must cost what is due. Nor
// do the calendar and a change of an event read every announcement.
func TestDueUsesIndexes(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `INSERT INTO announcements (form_id, author_id, state, content, audience, next_at, changed_at)
		SELECT i, $1, 'scheduled', '{}', '{}', $2::timestamptz + i * interval '1 minute', $2 FROM generate_series(1, 20000) i`, n.staff.Person, monday)
	n.exec(t, `ANALYZE announcements`)
	plan := explain(t, n.hall, postgres.SelectDueAnnouncements, monday, monday)
	if !strings.Contains(plan, "announcements_due") || !strings.Contains(plan, "announcements_woken") || !strings.Contains(plan, "announcements_in_review") || strings.Contains(plan, "Seq Scan on announcements") {
		t.Error(plan)
	}
	for index, sql := range map[string]string{"announcements_due": postgres.SelectPlanned, "announcements_event": postgres.WakePlansOf} {
		args := map[string]any{"announcements_due": monday.Add(time.Hour), "announcements_event": 1}
		if plan := explain(t, n.hall, sql, args[index]); !strings.Contains(plan, index) {
			t.Error(plan)
		}
	}
}

// A clock that was put back plans nothing a second time.
func TestRestWhileTheClockStepsBack(t *testing.T) {
	n := newNewsroom(t)
	id := n.repeated(t, "0 10 * * *")
	n.now = time.Date(2026, 11, 24, 10, 0, 0, 0, almaty)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Fatal(err)
	}
	n.now = n.now.Add(-time.Hour)
	for _, resting := range []bool{true, false} {
		if _, err := n.desk.Rest(t.Context(), n.staff, id, resting); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := n.plan(t, id).Next, n.now.Add(25*time.Hour); !got.Equal(want) {
		t.Errorf("next is %v, want %v", got, want)
	}
	p, err := n.desk.Panel(t.Context(), n.staff, id)
	if err != nil || len(p.Coming) == 0 || !p.Coming[0].At.Equal(n.now.Add(25*time.Hour)) {
		t.Errorf("coming: %+v, %v", p.Coming, err)
	}
}

// The migration can be taken back and made again with plans of every kind.
func TestPlansMigrateBackAndForth(t *testing.T) {
	n := newNewsroom(t)
	_, event := n.tied(t)
	if _, err := n.desk.Rest(t.Context(), n.staff, n.repeated(t, "0 10 * * *"), true); err != nil {
		t.Fatal(err)
	}
	if err := n.CallOff(t.Context(), n.organizer, events.CallOff{Event: event, Reason: "storm"}); err != nil {
		t.Fatal(err)
	}
	n.migrateBackAndForth(t, "00010_announcements_plans")
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Error(err)
	}
}
