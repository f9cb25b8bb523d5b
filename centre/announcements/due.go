package announcements

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jastar/centre"
)

// defaultGrace is how late a missed start is still made up for.
const defaultGrace = time.Hour

// missedKept is how many missed times of one settlement are kept in the list of
// runs, the latest ones: a month away misses more of them than anybody reads. The
// report to the author counts them all.
const missedKept = 100

// errNotDue ends a claim that found nothing to do: another replica was faster.
var errNotDue = errors.New("not due")

// StartDue starts what is due at the moment now and reports what was missed.
// Any number of replicas may call it at any time; each planned time is started
// once or reported, never both and never twice. One announcement's error does
// not keep the others waiting.
func (d *Desk) StartDue(ctx context.Context, now time.Time) error {
	due, err := d.Store.Due(ctx, now, now.Add(-d.grace()))
	if err != nil {
		return fmt.Errorf("find due announcements: %w", err)
	}
	var failed error
	for _, id := range due {
		if err := d.startDue(ctx, id, now); err != nil && !errors.Is(err, errNotDue) {
			failed = errors.Join(failed, fmt.Errorf("start announcement %d: %w", id, err))
		}
	}
	return failed
}

func (d *Desk) startDue(ctx context.Context, id ID, now time.Time) error {
	a, err := d.Store.ByID(ctx, id)
	if err != nil {
		return err
	}
	if a.State == InReview {
		return d.Store.ChangeDue(ctx, id, func(a *Announcement) (Effects, error) { return a.lapse(now, d) })
	}
	due := due{now: now}
	if due.starter, err = d.starter(ctx, a.StartedBy); err != nil {
		return err
	}
	if a.Paid || d.ApprovalSize > 0 && !a.Schedule.Countdown {
		if due.count, err = d.count(ctx, a); err != nil {
			return err
		}
	}
	if a.Schedule.Countdown {
		due.count.limit = 0 // it begins with a count
	}
	return d.Store.ChangeDue(ctx, id, func(a *Announcement) (Effects, error) { return a.settle(due, d) })
}

// due is what a planned start is judged by when its time has come.
type due struct {
	starter centre.Actor
	now     time.Time
	count   count // zero: nobody was counted
}

// starter is who planned the start, with the rights of today. Somebody who was
// forgotten has none.
func (d *Desk) starter(ctx context.Context, id centre.PersonID) (centre.Actor, error) {
	who, err := d.People.ByID(ctx, id)
	if errors.Is(err, centre.ErrGone) {
		return centre.Actor{Person: id}, nil
	}
	return who.Actor, err
}

// settle decides about an announcement whose planned start has come.
func (a *Announcement) settle(due due, d *Desk) (Effects, error) {
	if a.State != Scheduled || a.Running || a.Schedule.Resting || a.StartedBy != due.starter.Person {
		return Effects{}, errNotDue
	}
	subject := NoticeMissed
	if a.Schedule.Tie.Event != 0 {
		e, moved := a.followEvent(due.now, d)
		if e != nil {
			return *e, nil
		}
		if moved {
			subject = NoticeOvertaken
		}
	}
	return a.settleTimes(due, subject, d)
}

// settleTimes starts or reports the planned times that have passed; subject is
// the notice by which the author hears of those that were missed.
func (a *Announcement) settleTimes(due due, subject string, d *Desk) (Effects, error) {
	now := due.now
	switch {
	case a.Schedule.Next.After(now):
		return Effects{}, errNotDue
	case a.permit(due.starter) != nil:
		return a.refuse(), nil
	}
	settled := a.Schedule.Settle(now, d.grace(), d.following(a.Schedule))
	if !settled.Start.IsZero() && a.outgrown(due.count) {
		return a.askAgain(due.count, now), nil
	}
	e := Effects{Start: settled.Start, Named: a.named(), Links: d.links(a), Useful: a.Useful.Until(now.In(d.Zone))}
	for _, t := range settled.Missed[max(0, len(settled.Missed)-missedKept):] {
		e.Noted = append(e.Noted, PlannedRun{t, Missed})
	}
	if n := len(settled.Missed); n > 0 {
		e.Notices = append(e.Notices, centre.NewNotice(subject, a.StartedBy, Missing{
			Announcement: a.ID, Times: n, Last: settled.Missed[n-1],
		}))
	}
	if !settled.Start.IsZero() {
		a.payFor(&e, due.count.reach, d)
	}
	a.advance(settled, now)
	return e, nil
}

// advance moves the announcement on after a settlement.
func (a *Announcement) advance(s Settlement, now time.Time) {
	started := !s.Start.IsZero()
	switch {
	case started && a.Schedule.Countdown:
		a.Show = now // the message that counted down
	case started:
		a.Show, a.Message, a.ShownTo = now, 0, 0
	default:
		a.Show = time.Time{}
	}
	switch {
	case !s.Next.IsZero():
		a.Schedule.Next = s.Next.UTC()
		a.Schedule.forget(now)
	case started:
		a.State, a.Schedule = Sent, Schedule{}
	default:
		a.State, a.Schedule = Draft, Schedule{}
	}
}

// refuse notes that whoever planned the start lost the right to it.
func (a *Announcement) refuse() Effects {
	planned := a.Schedule.Next
	a.State, a.Schedule, a.Show = Draft, Schedule{}, time.Time{}
	return Effects{
		Noted:   []PlannedRun{{planned, Refused}},
		Notices: []centre.Notice{centre.NewNotice(NoticeRefused, a.StartedBy, Missing{Announcement: a.ID, Times: 1, Last: planned})},
	}
}

func (d *Desk) grace() time.Duration {
	if d.Grace > 0 {
		return d.Grace
	}
	return defaultGrace
}

// The notices to whoever planned a start.
const (
	NoticeMissed  = "announcements.missed"
	NoticeRefused = "announcements.refused"
)

// Missing tells which planned times passed without a run.
type Missing struct {
	Announcement ID        `json:"announcement"`
	Times        int       `json:"times"`
	Last         time.Time `json:"last"`
}
