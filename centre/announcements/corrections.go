package announcements

import (
	"context"
	"errors"
	"time"

	"jastar/centre"
)

// RunKind says what a run does in its people's chats.
type RunKind string

// The kinds of a run.
const (
	KindSend   RunKind = "send"
	KindEdit   RunKind = "edit"   // gives the messages of an earlier run other words
	KindRecall RunKind = "recall" // takes the messages of an earlier run back
)

// Corrects tells whether such a run changes the messages of an earlier one.
func (k RunKind) Corrects() bool { return k != KindSend && k != "" }

// Deletable is how long a message can be deleted for both sides after it was
// sent (https://core.telegram.org/bots/api#deletemessage).
const Deletable = 48 * time.Hour

// Correction is the start of a run that changes the messages of another.
type Correction struct {
	Kind    RunKind
	Base    RunID
	Content Content // what its readers are to see, or saw before a recall
	Form    int64   // the conversation that asked for it, 0: none
}

// Corrected is the latest run that changed the messages of a sending. The zero
// Corrected is none.
type Corrected struct {
	Run     RunID
	Kind    RunKind
	State   RunState
	Started time.Time
	Content Content
	Form    int64 // the conversation that asked for it, 0: none
}

// Reader is somebody on a page of a correction, and the message it is about.
type Reader struct {
	Recipient
	Message int       // Telegram's message id
	Sent    time.Time // when it was sent
	More    []int     // of an album, the ids of its further messages
}

// Recall is the wish to take the messages of a sending back.
type Recall struct {
	Base    RunID
	After   RunID // the base's latest correction that the actor knows of, 0: none
	Message int   // the message in the actor's chat that is to show the progress, 0: none
}

// The refusals of corrections. ErrUnderWay asks for a stop first, and
// ErrForgotten comes when who got the messages is no longer known.
var (
	ErrForgotten  = centre.Refuse("corrections.forgotten")
	ErrUnderWay   = centre.Refuse("corrections.under_way")
	errRecalled   = centre.Refuse("corrections.recalled")
	errNobodyGot  = centre.Refuse("corrections.nobody")
	errStragglers = centre.Refuse("corrections.stragglers")
	errStaffOnly  = centre.Refuse("corrections.staff_only")
)

// errOvertaken ends a rule that was given an old report.
var errOvertaken = errors.New("another run has started")

// straggling is how long after the stop of a run a message of it may still get
// into the ledger: longer than a page's job lasts.
const straggling = 40 * time.Second

// Reach is how many messages of the run are still to be seen.
func (r Report) Reach() int { return max(0, r.Tally.Sent-r.Recalled) + standing(r.Posts) }

// recalled tells whether nothing more is to be done about its messages. A recall
// that was stopped left some of them.
func (r Report) recalled() bool {
	return r.Corrected.Kind == KindRecall && r.Corrected.State != Stopped
}

// Recallable tells whether its messages can be taken back, and Editable whether
// they can get other words, once nothing of the announcement is under way.
func (r Report) Recallable() bool {
	return !r.Kind.Corrects() && !r.recalled() && !r.Forgotten && r.Reach() > 0
}

// Editable: see Recallable.
func (r Report) Editable() bool { return r.Recallable() && r.refuseEdit() == nil }

// refuseEdit refuses other words for what a recall, even one that was stopped,
// has taken from some, and for what has no words.
func (r Report) refuseEdit() error {
	switch {
	case r.Corrected.Kind == KindRecall:
		return errRecalled
	case len(r.Seen().Rewordable()) == 0:
		return errWordless
	}
	return nil
}

// Seen is what the run's readers have in their chats, as far as no correction
// was stopped.
func (r Report) Seen() Content {
	if r.Corrected.Run != 0 {
		return r.Corrected.Content
	}
	return r.Content
}

// CheckRecall tells what a recall of the run would be about, or refuses it as
// Recall would. The report is good with ErrUnderWay, too.
func (d *Desk) CheckRecall(ctx context.Context, actor centre.Actor, base RunID) (Report, error) {
	r, _, err := d.checked(ctx, actor, base)
	return r, err
}

func (d *Desk) checked(ctx context.Context, actor centre.Actor, base RunID) (Report, Announcement, error) {
	r, err := d.Report(ctx, actor, base)
	if err != nil {
		return Report{}, Announcement{}, err
	}
	a, err := d.Store.ByID(ctx, r.Announcement)
	if err != nil {
		return Report{}, Announcement{}, err
	}
	return r, a, a.correctable(actor, r, d.now())
}

// Recall starts to take the messages of a sending back. What is gone already or
// under way is left alone, so that a second call changes nothing; a recall that
// was stopped is gone on with by a new one.
func (d *Desk) Recall(ctx context.Context, actor centre.Actor, wish Recall) (Announcement, error) {
	return d.changeRun(ctx, actor, wish.Base, func(a *Announcement, r Report) (Effects, error) {
		return a.recall(actor, r, wish, d.now())
	})
}

// changeRun lets the rule decide about a run by its report as it is while the
// announcement is locked.
func (d *Desk) changeRun(ctx context.Context, actor centre.Actor, run RunID, rule func(*Announcement, Report) (Effects, error)) (Announcement, error) {
	for {
		r, err := d.Report(ctx, actor, run)
		if err != nil {
			return Announcement{}, err
		}
		a, err := d.Store.Change(ctx, r.Announcement, func(a *Announcement) (Effects, error) {
			switch {
			case a.Run != r.Current:
				return Effects{}, errOvertaken
			case !MayAnnounce(actor, a.Organisation):
				return Effects{}, centre.ErrForbidden
			}
			return rule(a, r)
		})
		if !errors.Is(err, errOvertaken) {
			return a, err
		}
	}
}

func (a *Announcement) recall(actor centre.Actor, r Report, wish Recall, now time.Time) (Effects, error) {
	if r.Corrected.Kind == KindRecall && r.Corrected.Run != wish.After {
		return Effects{}, nil // the same tap delivered again, or a colleague was faster
	}
	if err := a.correctable(actor, r, now); err != nil {
		return Effects{}, err
	}
	return a.correct(actor, Correction{Kind: KindRecall, Base: r.ID, Content: r.Seen()}, wish.Message, now), nil
}

// correctable refuses to change the messages of a run. Whatever else of the
// announcement is under way must be stopped first: progress and stop are those
// of one run.
func (a *Announcement) correctable(actor centre.Actor, r Report, now time.Time) error {
	switch {
	case r.Kind.Corrects():
		return centre.ErrGone
	case r.Audience.permit(actor, r.Organisation) != nil:
		return errStaffOnly
	case r.recalled():
		return errRecalled
	case r.Forgotten:
		return ErrForgotten
	case a.Running || a.Counting() || r.State == Holding && r.Busy():
		return ErrUnderWay
	case r.Tally.Open > 0 && now.Sub(r.Tally.Ended) <= straggling:
		return errStragglers
	case r.Reach() == 0:
		return errNobodyGot
	}
	return nil
}

// correct starts a correction, and shows its progress to the actor.
func (a *Announcement) correct(actor centre.Actor, c Correction, message int, now time.Time) Effects {
	a.Message, a.ShownTo, a.Show = message, actor.Person, now.Add(time.Second)
	action := "announcement.recall"
	if c.Kind == KindEdit {
		action = "announcement.edit_all" // that of a draft is an edit
	}
	return Effects{Correct: &c, Deed: a.deed(actor.Person, action, map[string]any{"run": c.Base})}
}
