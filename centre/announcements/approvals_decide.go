package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// Review is a request as whoever decides about it sees it.
type Review struct {
	Panel
	Request  Request
	Approval Approval
	Words    Editing // of a request about new words
	Asker    string  // the names, "" when there is none
	Decider  string
	May      bool // the actor may decide, and nobody has yet
}

// Review shows the latest request for a start or for new words to the staff.
func (d *Desk) Review(ctx context.Context, actor centre.Actor, about Request) (Review, error) {
	if !actor.IsStaff() {
		return Review{}, centre.ErrForbidden
	}
	p, err := d.Panel(ctx, actor, about.Announcement)
	if err != nil {
		return Review{}, err
	}
	r := Review{Panel: p, Approval: p.Announcement.Approval, Asker: p.Asker, Decider: p.Decider}
	if about.Words {
		r.Approval = p.EditApproval
		if err := d.reviewWords(ctx, actor, &r); err != nil {
			return r, err
		}
	}
	if r.Approval.State == "" {
		return r, centre.ErrGone
	}
	about.Number = r.Approval.Number
	r.Request = about
	r.May = p.mayDecide(actor, about) == nil && r.Approval.State == Asked
	return r, nil
}

// reviewWords reads what readers of a run are to see.
func (d *Desk) reviewWords(ctx context.Context, actor centre.Actor, r *Review) (err error) {
	if r.Approval.State == "" {
		return centre.ErrGone
	}
	if r.Asker, err = d.People.NameOf(ctx, r.Approval.By); err != nil {
		return err
	}
	if r.Decider, err = d.People.NameOf(ctx, r.Approval.Decider); err != nil {
		return err
	}
	if r.Approval.State == Asked {
		r.Words, err = d.CheckEdit(ctx, actor, r.Approval.Run)
		return err
	}
	r.Words.Report, err = d.Report(ctx, actor, r.Approval.Run)
	r.Words.Content = r.Words.Report.Seen()
	return err
}

// mayDecide refuses whoever is not on the staff, and who wrote or asked for it.
func (a *Announcement) mayDecide(actor centre.Actor, about Request) error {
	request, wrote := a.Approval, a.Author
	if about.Words {
		request, wrote = a.EditApproval, 0
		if a.Wording != nil {
			wrote = a.Wording.By
		}
	}
	switch {
	case !actor.IsStaff():
		return centre.ErrForbidden
	case actor.Person == request.By || actor.Person == wrote:
		return errOwn
	}
	return nil
}

// Approve lets the start that was asked for happen, or the new words go out.
// Deciding what was decided or withdrawn already changes nothing: the review
// tells by whom. A request that was made anew is refused.
func (d *Desk) Approve(ctx context.Context, actor centre.Actor, about Request) (Announcement, error) {
	a, err := d.Store.ByID(ctx, about.Announcement)
	if err != nil {
		return Announcement{}, err
	}
	asker, err := d.starter(ctx, a.latest(about).By)
	if err != nil {
		return Announcement{}, err
	}
	rule := func(a *Announcement, r Report) (Effects, error) {
		request, err := a.undecided(actor, about)
		if request == nil || err != nil {
			return Effects{}, err
		}
		if asker.Person != request.By {
			return Effects{}, errRenewed
		}
		if about.Words {
			return a.approveWords(actor, asker, r, d.now())
		}
		return a.approveStart(actor, asker, d)
	}
	if about.Words {
		return d.changeRun(ctx, actor, a.EditApproval.Run, rule)
	}
	return d.Store.Change(ctx, a.ID, func(a *Announcement) (Effects, error) { return rule(a, Report{}) })
}

// latest is the latest request of the kind, decided or not.
func (a *Announcement) latest(about Request) Approval {
	if about.Words {
		return a.EditApproval
	}
	return a.Approval
}

// undecided is the request that the actor may decide about; nil when that was
// done before.
func (a *Announcement) undecided(actor centre.Actor, about Request) (*Approval, error) {
	if err := a.mayDecide(actor, about); err != nil {
		return nil, err
	}
	if latest := a.latest(about); latest.State == Asked && latest.Number != about.Number {
		return nil, errRenewed
	}
	return a.request(about), nil
}

// approveStart begins the countdown or puts the plan in force.
func (a *Announcement) approveStart(actor, asker centre.Actor, d *Desk) (Effects, error) {
	if a.permit(asker) != nil {
		return Effects{}, errAskerLost
	}
	now := d.now()
	if err := a.revive(now, d); err != nil {
		return Effects{}, err
	}
	about := Request{Announcement: a.ID, Number: a.Approval.Number}
	a.State, a.Approval.State, a.Approval.Decider = Scheduled, Approved, actor.Person
	a.Message, a.ShownTo = 0, 0
	if a.Schedule.Countdown {
		a.Show = now.Add(time.Second)
	}
	return Effects{
		Deed:    a.deed(actor.Person, "announcement.approve", about.detail(a.Approval)),
		Notices: []centre.Notice{centre.NewNotice(NoticeApproved, a.Approval.By, about)},
		Tied:    a.Schedule.Tie.Event != 0,
	}, nil
}

// revive makes the schedule that was asked for one of today. What is late by no
// more than the grace starts at once.
func (a *Announcement) revive(now time.Time, d *Desk) error {
	s := &a.Schedule
	if s.Tie.Event != 0 {
		if s.Tie.CalledOff {
			return errEventOff
		}
		s.Next, s.Tie.Woken = s.Tie.Offset.From(s.Tie.Starts, d.Zone).UTC(), false
	}
	late := now.Sub(s.Next) > d.grace()
	switch {
	case s.Countdown:
		*s = countdown(now)
	case late && s.Cron != "":
		s.Next = d.following(*s)(now).UTC()
		if s.Next.IsZero() {
			return errNothingAhead
		}
		s.forget(now)
	case late:
		return errTooLate
	}
	return nil
}

// approveWords lets new words go out. Their progress is shown to whoever asked.
func (a *Announcement) approveWords(actor, asker centre.Actor, r Report, now time.Time) (Effects, error) {
	if a.Wording == nil || a.Wording.Form != a.EditApproval.Number {
		return Effects{}, errReworded
	}
	if !MayAnnounce(asker, a.Organisation) || r.Audience.permit(asker, r.Organisation) != nil {
		return Effects{}, errAskerLost
	}
	e, err := a.sendWords(asker, r, 0, now)
	if err != nil {
		return Effects{}, err
	}
	about := Request{Announcement: a.ID, Number: a.EditApproval.Number, Words: true}
	a.EditApproval.State, a.EditApproval.Decider = Approved, actor.Person
	e.Deed = a.deed(actor.Person, "announcement.approve", about.detail(a.EditApproval))
	e.Notices = []centre.Notice{centre.NewNotice(NoticeApproved, asker.Person, about)}
	return e, nil
}

// Return sends a request back to whoever asked, with a word that they read as
// it is. Deciding what was decided already changes nothing.
func (d *Desk) Return(ctx context.Context, actor centre.Actor, about Request, word string) (Announcement, error) {
	return d.Store.Change(ctx, about.Announcement, func(a *Announcement) (Effects, error) {
		request, err := a.undecided(actor, about)
		if request == nil || err != nil {
			return Effects{}, err
		}
		request.State, request.Decider, request.Word = Returned, actor.Person, word
		a.backToDraft(about)
		return Effects{
			Deed:    a.deed(actor.Person, "announcement.return", about.detail(*request)),
			Notices: []centre.Notice{centre.NewNotice(NoticeReturned, request.By, about)},
		}, nil
	})
}

// MayDecide tells whether the actor may decide about such a request.
func (a Announcement) MayDecide(actor centre.Actor, about Request) bool {
	return a.mayDecide(actor, about) == nil
}

// Decision is what became of a request, for whoever asked.
type Decision struct {
	Approval Approval
	Content  Content // what was to go out, or what a run's readers have
	Decider  string  // the name, "" for nobody
}

// Decision reads what became of a request; centre.ErrGone when there is a newer one.
func (d *Desk) Decision(ctx context.Context, actor centre.Actor, about Request) (Decision, error) {
	a, err := d.Open(ctx, actor, about.Announcement)
	if err != nil {
		return Decision{}, err
	}
	out := Decision{Approval: a.latest(about), Content: a.Content}
	if out.Approval.Number != about.Number {
		return out, centre.ErrGone
	}
	if about.Words {
		r, err := d.Report(ctx, actor, out.Approval.Run)
		if err != nil {
			return out, err
		}
		out.Content = r.Seen()
	}
	out.Decider, err = d.People.NameOf(ctx, out.Approval.Decider)
	return out, err
}
