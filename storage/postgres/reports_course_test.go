package postgres_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/centre/events"
)

// The curves are sums over time: pages, first taps and sign-ups.
func TestCourseOfARun(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	run, button, readers := n.tapped(t)
	sent := n.now
	n.exec(t, `UPDATE runs SET started_at = $2 WHERE id = $1`, run, sent)
	for i, after := range []time.Duration{time.Minute, 30 * time.Minute, 3 * time.Hour} {
		n.now = sent.Add(after)
		n.desk.CountTap(ctx, readers[i], run, button.ID)
	}
	n.now = sent.Add(2 * time.Hour)
	if _, err := n.RSVP(ctx, readers[1], events.EventID(button.Event), events.Wish{Going: true}); err != nil {
		t.Fatal(err)
	}
	n.now = sent.Add(6 * time.Hour)
	c, err := n.desk.Chart(ctx, n.staff, run)
	if err != nil || c.Course.Step != 15*time.Minute || len(c.Course.Sent) != 24 {
		t.Fatalf("%+v, %v", c.Course, err)
	}
	for name, curve := range map[string]struct {
		got                   []int
		first, second, eighth int // sums after 15 and 30 minutes and after two hours
		last                  int
	}{
		"sent": {c.Course.Sent, 8, 8, 8, 8}, "tapped": {c.Course.Tapped, 1, 2, 2, 3}, "followed": {c.Course.Followed, 0, 0, 1, 1},
	} {
		got := []int{curve.got[0], curve.got[1], curve.got[7], curve.got[23]}
		if want := []int{curve.first, curve.second, curve.eighth, curve.last}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if _, err := n.desk.Chart(ctx, n.organizer, run); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("an organizer sees the centre's: %v", err)
	}
}

// A run is reported once, a day after its end, however many replicas look.
func TestRunIsReportedOnce(t *testing.T) {
	n := newNewsroom(t)
	a := n.sent(t, 5)
	due := func(at time.Time) (sum int) {
		t.Helper()
		n.now = at
		var all sync.WaitGroup
		var guard sync.Mutex
		for range 4 {
			all.Go(func() {
				done, err := n.desk.ReportDue(context.Background(), 10)
				if err != nil {
					t.Error(err)
				}
				guard.Lock()
				sum += done
				guard.Unlock()
			})
		}
		all.Wait()
		return sum
	}
	ended := n.now
	if got := due(ended.Add(announcements.ReportAfter - time.Second)); got != 0 {
		t.Errorf("%d reports too early", got)
	}
	if got := due(ended.Add(announcements.ReportAfter)); got != 1 {
		t.Errorf("%d reports", got)
	}
	if got := due(ended.Add(48 * time.Hour)); got != 0 {
		t.Errorf("%d reports again", got)
	}
	if got := n.count(t, `SELECT count(*) FROM river_job WHERE args->>'subject' = $1 AND (args->'data'->>'run')::bigint = $2`, announcements.NoticeReport, a.Run); got != 1 {
		t.Errorf("%d notices", got)
	}
}

// Nothing is told to somebody without the right, nor about what nobody has.
func TestReportThatIsNoLongerTrue(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	a := n.sent(t, 5)
	if _, err := n.desk.DayLater(ctx, n.staff, a.Run); err != nil {
		t.Errorf("the report is refused: %v", err)
	}
	if _, err := n.desk.DayLater(ctx, centre.Actor{Person: n.staff.Person}, a.Run); !errors.Is(err, centre.ErrGone) {
		t.Errorf("without the right: %v", err)
	}
	n.exec(t, `INSERT INTO runs (announcement_id, planned_at, state, content, audience, started_at, ended_at)
		SELECT announcement_id, planned_at - interval '1 minute', 'finished', content, audience, started_at - interval '1 minute', ended_at FROM runs WHERE id = $1`, a.Run)
	if _, err := n.desk.DayLater(ctx, n.staff, a.Run); !errors.Is(err, centre.ErrGone) {
		t.Errorf("the second run of a day: %v", err)
	}
	n.exec(t, `UPDATE runs SET started_at = started_at - interval '1 day' WHERE id <> $1`, a.Run)
	n.exec(t, `UPDATE run_pages SET sent = 0 WHERE run_id = $1`, a.Run)
	if _, err := n.desk.DayLater(ctx, n.staff, a.Run); !errors.Is(err, centre.ErrGone) {
		t.Errorf("nobody has it: %v", err)
	}
}

// Failures are grouped by language and district, without a name.
func TestUndeliveredGroups(t *testing.T) {
	n, ctx := newNewsroom(t), t.Context()
	a := n.sent(t, 20)
	n.exec(t, `UPDATE deliveries SET outcome = 2 WHERE run_id = $1 AND person_id IN (SELECT id FROM people WHERE chat_id <= 7007)`, a.Run)
	n.exec(t, `UPDATE people SET language = 'ru', district_id = (SELECT min(id) FROM districts) WHERE chat_id BETWEEN 7001 AND 7006`)
	u, err := n.desk.Undelivered(ctx, n.staff, a.Run)
	if err != nil {
		t.Fatal(err)
	}
	if g := u.Languages; len(g) != 2 || g[0].Language != "ru" || g[0].Number != 6 || g[1].Language != "kk" || g[1].Number != 3 {
		t.Errorf("languages %+v", g)
	}
	if g := u.Districts; len(g) != 2 || g[0].District["kk"] == "" || g[0].Number != 6 || g[1].District != nil || g[1].Number != 3 {
		t.Errorf("districts %+v", g)
	}
	if len(u.Pages) != 1 || u.Pages[0].Sent != 18 || u.Pages[0].Unknown != 2 || !u.Pages[0].Closed.Equal(n.now) {
		t.Errorf("pages %+v", u.Pages)
	}
	if _, err := n.desk.Undelivered(ctx, n.organizer, a.Run); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("an organizer sees the centre's: %v", err)
	}
}
