package announcements

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"time"

	"jastar/centre"
)

// InReview is the state of an announcement whose start is wished for and has to
// be approved by a second person first. Its schedule is what was asked for;
// nothing of it can be changed before the request is withdrawn or returned.
const InReview State = "in_review"

// Approval is a request to a second person, and what became of it. The zero
// Approval is none. At most one is kept for starts and one for new words.
type Approval struct {
	Number  int64           `json:"number,omitempty"` // tells requests of an announcement apart; for words it is their form
	State   ApprovalState   `json:"state,omitempty"`
	By      centre.PersonID `json:"by,omitempty"` // who asked
	At      time.Time       `json:"at,omitzero"`
	People  int             `json:"people,omitempty"`  // how many would get it when it was asked for
	Run     RunID           `json:"run,omitempty"`     // whose words are to change; 0: it is about a start
	Again   bool            `json:"again,omitempty"`   // the audience has grown beyond what was approved
	Decider centre.PersonID `json:"decider,omitempty"` // who approved or returned it
	Word    string          `json:"word,omitempty"`    // why it was returned
}

// ApprovalState says how a request stands.
type ApprovalState string

// The states of a request.
const (
	Asked     ApprovalState = "asked"
	Approved  ApprovalState = "approved"
	Returned  ApprovalState = "returned"
	Withdrawn ApprovalState = "withdrawn" // also when the time it was about has passed
)

// MaxWord is the longest word with which a request is returned, in characters.
const MaxWord = 300

// The refusals of approvals that need no arguments.
var (
	errInReview  = centre.Refuse("approvals.waiting_first")
	errOwn       = centre.Refuse("approvals.own")
	errAskerLost = centre.Refuse("approvals.asker_lost")
	errRenewed   = centre.Refuse("approvals.renewed")
	errTooLate   = centre.Refuse("approvals.too_late")
	errProlonged = centre.Refuse("approvals.prolonged")
)

// The notices of approvals.
const (
	NoticeAsked    = "approvals.asked"    // to everybody who may approve
	NoticeApproved = "approvals.approved" // to whoever asked
	NoticeReturned = "approvals.returned" // to whoever asked
	NoticeGrown    = "approvals.grown"    // to whoever planned: the audience has outgrown the approval
	NoticeLapsed   = "approvals.lapsed"   // to whoever asked: its time came before a decision
)

// Request names a request in notices and buttons.
type Request struct {
	Announcement ID    `json:"announcement"`
	Number       int64 `json:"number"`
	Words        bool  `json:"words,omitempty"` // it is about new words for a run
}

// count is what a start is judged by besides the announcement itself.
type count struct {
	audience   Audience // that was counted
	reach      int      // how many would get it
	limit      int      // how many need no approval; 0: any number
	colleagues []centre.PersonID
}

// counted lets the rule decide about a draft whose audience has just been
// counted, as it is while the announcement is locked.
func (d *Desk) counted(ctx context.Context, actor centre.Actor, id ID, rule func(*Announcement, count) (Effects, error)) (Announcement, error) {
	for {
		a, err := d.Open(ctx, actor, id)
		if err != nil {
			return Announcement{}, err
		}
		c, err := d.count(ctx, a)
		if err != nil {
			return Announcement{}, err
		}
		a, err = d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
			if !reflect.DeepEqual(a.Audience, c.audience) {
				return Effects{}, errOvertaken
			}
			return rule(a, c)
		})
		if !errors.Is(err, errOvertaken) {
			return a, err
		}
	}
}

// count finds out whom the announcement would reach and, when they are many,
// who may approve that.
func (d *Desk) count(ctx context.Context, a Announcement) (count, error) {
	c := count{audience: a.Audience, limit: d.ApprovalSize}
	size, err := d.measure(ctx, a)
	if err != nil {
		return c, err
	}
	c.reach = size.Reachable
	if c.many() {
		c.colleagues, err = d.People.Staff(ctx)
	}
	return c, err
}

// many tells whether so many people need a second person's approval.
func (c count) many() bool { return c.limit > 0 && c.reach > c.limit }

// asked asks everybody on the staff who is not among the ones who wrote or sent it.
// With nobody left it refuses.
func (c count) asked(about Request, own ...centre.PersonID) ([]centre.Notice, error) {
	notices := askAll(c.colleagues, about, own...)
	if len(notices) == 0 {
		return nil, centre.Refuse("approvals.nobody", "n", c.reach, "max", c.limit)
	}
	return notices, nil
}

func askAll(staff []centre.PersonID, about Request, own ...centre.PersonID) (notices []centre.Notice) {
	for _, person := range staff {
		if !slices.Contains(own, person) {
			notices = append(notices, centre.NewNotice(NoticeAsked, person, about))
		}
	}
	return notices
}

// ask lets a start that was just planned wait for a second person.
func (a *Announcement) ask(c count, now time.Time, e Effects) (Effects, error) {
	next := Approval{Number: a.Approval.Number + 1, State: Asked, By: a.StartedBy, At: now.UTC(), People: c.reach}
	notices, err := c.asked(Request{Announcement: a.ID, Number: next.Number}, a.Author, a.StartedBy)
	if err != nil {
		return Effects{}, err
	}
	a.State, a.Approval, a.Show = InReview, next, time.Time{}
	e.Notices = notices
	e.Deed.Action = "announcement.ask"
	e.Deed.Detail["people"] = c.reach
	return e, nil
}

// outgrown tells whether the audience is more than twice what was approved, or
// what needs no approval.
func (a *Announcement) outgrown(c count) bool {
	cleared := c.limit
	if a.Approval.State == Approved {
		cleared = max(cleared, a.Approval.People)
	}
	return c.limit > 0 && c.reach > 2*cleared
}

// askAgain holds back a planned start whose audience has outgrown its approval.
func (a *Announcement) askAgain(c count, now time.Time) Effects {
	a.Approval = Approval{Number: a.Approval.Number + 1, State: Asked, By: a.StartedBy, At: now.UTC(), People: c.reach, Again: true}
	a.State, a.Show = InReview, time.Time{}
	about := Request{Announcement: a.ID, Number: a.Approval.Number}
	return Effects{Notices: append(askAll(c.colleagues, about, a.Author, a.StartedBy), centre.NewNotice(NoticeGrown, a.StartedBy, about))}
}

// askAbout lets new words for a run that reached many people wait for a second person.
func (a *Announcement) askAbout(actor centre.Actor, r Report, c count, now time.Time) (Effects, error) {
	if a.EditApproval.State == Asked && a.EditApproval.Number == a.Wording.Form {
		return Effects{}, nil // the same tap delivered again
	}
	notices, err := c.asked(Request{Announcement: a.ID, Number: a.Wording.Form, Words: true}, a.Wording.By, actor.Person)
	if err != nil {
		return Effects{}, err
	}
	a.EditApproval = Approval{Number: a.Wording.Form, State: Asked, By: actor.Person, At: now.UTC(), People: c.reach, Run: r.ID}
	return Effects{Notices: notices, Deed: a.deed(actor.Person, "announcement.ask", map[string]any{"run": r.ID, "people": c.reach})}, nil
}

// Withdraw takes a request back: a start leads back to the draft, and new words
// are kept but not sent. A request that was decided already is left as it is.
func (d *Desk) Withdraw(ctx context.Context, actor centre.Actor, about Request) (Announcement, error) {
	return d.Store.Change(ctx, about.Announcement, func(a *Announcement) (Effects, error) {
		if !MayAnnounce(actor, a.Organisation) {
			return Effects{}, centre.ErrForbidden
		}
		request := a.request(about)
		if request == nil {
			return Effects{}, nil
		}
		request.State = Withdrawn
		a.backToDraft(about)
		return Effects{Deed: a.deed(actor.Person, "announcement.withdraw", about.detail(*request))}, nil
	})
}

// request is the one that is asked for and not decided yet; nil when it is not
// the latest or was decided.
func (a *Announcement) request(about Request) *Approval {
	request := &a.Approval
	if about.Words {
		request = &a.EditApproval
	}
	if request.State != Asked || request.Number != about.Number {
		return nil
	}
	return request
}

// backToDraft ends the wait for a start. Words for a run have no state of their own.
func (a *Announcement) backToDraft(about Request) {
	if !about.Words {
		a.State, a.Schedule, a.Show = Draft, Schedule{}, time.Time{}
	}
}

func (about Request) detail(request Approval) map[string]any {
	detail := map[string]any{"asked_by": request.By, "people": request.People}
	if about.Words {
		detail["run"] = request.Run
	}
	return detail
}

// lapse ends the wait for a single start whose time has passed by more than the
// grace, and follows the event of one that goes by an event.
func (a *Announcement) lapse(now time.Time, d *Desk) (Effects, error) {
	if a.State != InReview || a.Schedule.Countdown || a.Schedule.Cron != "" {
		return Effects{}, errNotDue
	}
	if tie := &a.Schedule.Tie; tie.Event != 0 {
		if tie.CalledOff {
			a.Approval.State = Withdrawn
			return *a.giveUp(), nil
		}
		a.Schedule.Next, tie.Woken = tie.Offset.From(tie.Starts, d.Zone).UTC(), false
	}
	if now.Sub(a.Schedule.Next) <= d.grace() {
		return Effects{}, nil
	}
	missing := Missing{Announcement: a.ID, Times: 1, Last: a.Schedule.Next}
	a.Approval.State = Withdrawn
	a.backToDraft(Request{})
	return Effects{Notices: []centre.Notice{centre.NewNotice(NoticeLapsed, a.Approval.By, missing)}}, nil
}

// prolongs tells whether a repetition would last longer than it was approved for.
func (a *Announcement) prolongs(until time.Time) bool {
	old := a.Schedule.Until
	return a.Approval.State == Approved && !old.IsZero() && (until.IsZero() || until.After(old))
}
