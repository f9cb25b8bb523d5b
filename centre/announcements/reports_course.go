package announcements

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jastar/centre"
)

// Course is how a run and what followed from it went over time: running sums at
// the end of each step after From.
type Course struct {
	From                           time.Time
	Step                           time.Duration
	Sent, Tapped, Followed, Opened []int // of one length; Tapped counts each button, Opened each opening of a link
}

// End is the end of step i, counted from 0; that of -1 is the start.
func (c Course) End(i int) time.Time { return c.From.Add(time.Duration(i+1) * c.Step) }

// Steps is how a course from its start until now is cut: into no more steps than
// can be seen, and not beyond FollowedFor.
func Steps(start, now time.Time) (step time.Duration, n int) {
	passed := min(now.Sub(start), FollowedFor)
	step = 6 * time.Hour
	for _, finer := range []time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour, 2 * time.Hour} {
		if passed <= 28*finer {
			step = finer
			break
		}
	}
	return step, max(1, int((passed+step-1)/step))
}

// Charted is a run with everything that is told of it some time later.
type Charted struct {
	Report
	Echo   Echo
	Course Course
}

// Chart tells how a run went until now.
func (d *Desk) Chart(ctx context.Context, actor centre.Actor, run RunID) (Charted, error) {
	r, e, err := d.Echo(ctx, actor, run)
	if err != nil {
		return Charted{}, err
	}
	if r.Kind.Corrects() || r.Tally.Started.IsZero() {
		return Charted{}, centre.ErrGone
	}
	step, n := Steps(r.Tally.Started, d.now())
	course, err := d.Store.Course(ctx, run, Course{From: r.Tally.Started, Step: step,
		Sent: make([]int, n), Tapped: make([]int, n), Followed: make([]int, n), Opened: make([]int, n)})
	return Charted{Report: r, Echo: e, Course: course}, err
}

// ReportAfter is how long after the end of a run its author gets the chart.
const ReportAfter = 24 * time.Hour

// NoticeReport brings the chart of a run to whoever planned it.
const NoticeReport = "announcements.report"

// Reported is the run of such a notice.
type Reported struct {
	Run RunID `json:"run"`
}

// ReportDue queues the charts of at most n runs that ended ReportAfter ago, each
// once and one for each author at a time, and tells how many.
func (d *Desk) ReportDue(ctx context.Context, n int) (int, error) {
	done, err := d.Store.ReportRuns(ctx, d.Clock().Add(-ReportAfter), n)
	if err != nil {
		return 0, fmt.Errorf("report runs: %w", err)
	}
	return done, nil
}

// DayLater is Chart for the notice. It is centre.ErrGone when there is nothing
// to tell: to somebody who may not see it any more, about messages that nobody
// has, or of a repetition that went out earlier that day, too.
func (d *Desk) DayLater(ctx context.Context, actor centre.Actor, run RunID) (Charted, error) {
	c, err := d.Chart(ctx, actor, run)
	switch {
	case errors.Is(err, centre.ErrForbidden):
		return c, centre.ErrGone
	case err != nil:
		return c, err
	case c.Reach() == 0:
		return c, centre.ErrGone
	}
	began := c.Tally.Started.In(d.Zone)
	day := time.Date(began.Year(), began.Month(), began.Day(), 0, 0, 0, 0, d.Zone)
	earlier, err := d.Store.RanBetween(ctx, c.Announcement, day, c.Tally.Started)
	if err == nil && earlier {
		err = centre.ErrGone
	}
	return c, err
}

// PageTally is what became of one page of a run.
type PageTally struct {
	Page                                 int
	Closed                               time.Time // zero: not done
	Size, Sent, Blocked, Failed, Unknown int
}

// Group is how many people of one language or district did not get a message.
type Group struct {
	Language string       // code, "" for a district and for who has not chosen one
	District centre.Words // nil for a language and for who has not told one
	Number   int
}

// SmallGroup is the least number of people that is told of a group: fewer might
// be known by it.
const SmallGroup = 5

// Undelivered is why messages of a run did not arrive, when, and among whom. It
// names nobody.
type Undelivered struct {
	Report
	Pages                []PageTally // at most 2,000
	Languages, Districts []Group
	Opened               map[ButtonID]int // as in Echo
}

// Undelivered collects what a file about a run's failures says.
func (d *Desk) Undelivered(ctx context.Context, actor centre.Actor, run RunID) (u Undelivered, err error) {
	if u.Report, err = d.Report(ctx, actor, run); err != nil {
		return u, err
	}
	if u.Pages, err = d.Store.PageTallies(ctx, run); err != nil {
		return u, err
	}
	if u.Opened, err = d.Store.Opened(ctx, run); err != nil {
		return u, err
	}
	u.Languages, u.Districts, err = d.Store.Groups(ctx, run)
	return u, err
}

// CourseStore is where reports are read.
type CourseStore interface {
	// Course fills in the sums of a course whose start and steps are given.
	Course(ctx context.Context, run RunID, c Course) (Course, error)

	// ReportRuns queues the notice about at most n runs that ended by the moment
	// and of which none was queued yet, and tells how many.
	ReportRuns(ctx context.Context, ended time.Time, n int) (int, error)

	// RanBetween tells whether a run of the announcement began from..before.
	RanBetween(ctx context.Context, id ID, from, before time.Time) (bool, error)

	// PageTallies lists the first 2,000 pages of a run.
	PageTallies(ctx context.Context, run RunID) ([]PageTally, error)

	// Groups counts who did not get a message, the largest groups first.
	Groups(ctx context.Context, run RunID) (languages, districts []Group, err error)
}
