package announcements

import (
	"context"
	"errors"
	"time"

	"jastar/centre"
)

// SendNow starts the countdown of a draft. message is the message in the
// actor's chat that is to show the countdown and the progress, 0 when there is
// none. A second call during the countdown, or while it waits for approval, changes nothing.
func (d *Desk) SendNow(ctx context.Context, actor centre.Actor, id ID, message int) (Announcement, error) {
	return d.counted(ctx, actor, id, func(a *Announcement, c count) (Effects, error) {
		if a.Schedule.Countdown && (a.State == Scheduled || a.State == InReview) {
			return Effects{}, nil
		}
		if c.reach == 0 && len(a.Channels) == 0 {
			return Effects{}, errNoReceiver
		}
		now := d.now()
		a.Message, a.ShownTo, a.Show = message, 0, now.Add(time.Second)
		return a.plan(actor, countdown(now), c, now)
	})
}

// SendAt plans a single start of a draft.
func (d *Desk) SendAt(ctx context.Context, actor centre.Actor, id ID, t time.Time) (Announcement, error) {
	s, err := at(t, d.now())
	if err != nil {
		return Announcement{}, err
	}
	return d.plan(ctx, actor, id, s)
}

// Repeat plans repeated starts of a draft, without an end.
func (d *Desk) Repeat(ctx context.Context, actor centre.Actor, id ID, expression string) (Announcement, error) {
	return d.RepeatUntil(ctx, actor, id, Repetition{Cron: expression})
}

// RepeatUntil plans repeated starts of a draft.
func (d *Desk) RepeatUntil(ctx context.Context, actor centre.Actor, id ID, r Repetition) (Announcement, error) {
	read, err := d.ReadRepetition(r)
	if err != nil {
		return Announcement{}, err
	}
	return d.plan(ctx, actor, id, Schedule{Next: read.Next[0].UTC(), Cron: read.Expression, Until: d.endOf(r.LastDay)})
}

// ReadCron reads a cron expression as of now; see the function of the same name.
func (d *Desk) ReadCron(expression string) (Recurring, error) {
	return ReadCron(d.Cron, expression, d.now())
}

// CheckTime refuses a moment for which no start can be planned.
func (d *Desk) CheckTime(t time.Time) error {
	_, err := at(t, d.now())
	return err
}

func (d *Desk) plan(ctx context.Context, actor centre.Actor, id ID, s Schedule) (Announcement, error) {
	return d.counted(ctx, actor, id, func(a *Announcement, c count) (Effects, error) {
		if (a.State == Scheduled || a.State == InReview) && a.Schedule.same(s) {
			return Effects{}, nil // the same tap delivered again
		}
		a.Message, a.ShownTo, a.Show = 0, 0, time.Time{}
		return a.plan(actor, s, c, d.now())
	})
}

// plan schedules a draft, or asks for the approval of that.
func (a *Announcement) plan(actor centre.Actor, s Schedule, c count, now time.Time) (Effects, error) {
	if err := a.permit(actor); err != nil {
		return Effects{}, err
	}
	switch {
	case a.State == InReview:
		return Effects{}, errInReview
	case a.State != Draft:
		return Effects{}, errNotDraft
	case len(a.Content) == 0:
		return Effects{}, errNoText
	}
	a.State, a.Schedule, a.StartedBy = Scheduled, s, actor.Person
	detail := map[string]any{"next": s.Next, "cron": s.Cron, "countdown": s.Countdown}
	if !s.Until.IsZero() {
		detail["until"] = s.Until
	}
	if len(a.Channels) > 0 {
		detail["channels"] = a.Channels
	}
	if s.Tie.Event != 0 {
		detail["event"], detail["offset"] = s.Tie.Event, s.Tie.Offset
	}
	e := Effects{Deed: a.deed(actor.Person, "announcement.plan", detail), Tied: s.Tie.Event != 0}
	if c.many() {
		return a.ask(c, now, e)
	}
	a.Approval = Approval{Number: a.Approval.Number}
	return e, nil
}

// Halt stops a run, or with 0 the countdown before the first message, which
// leads back to the draft, or the run that it has just led to. The next times of
// a repeated announcement stay planned: only CancelPlan takes a plan back.
// An earlier run is stopped when it still holds people. Halting what is not going
// on, such as a run that was stopped already, changes nothing.
func (d *Desk) Halt(ctx context.Context, actor centre.Actor, id ID, run RunID) (Announcement, error) {
	a, err := d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case run == 0 && a.Counting():
			return a.unplan(actor), nil
		case (a.Running || a.Holding) && (run == 0 || a.Run == run):
			a.Running, a.Holding, a.Show = false, false, d.now().Add(settling+time.Second)
			return Effects{Stop: true, Deed: a.deed(actor.Person, "announcement.stop", map[string]any{"run": a.Run})}, nil
		}
		return Effects{}, nil
	})
	if err != nil || run == 0 || run == a.Run {
		return a, err
	}
	if earlier, err := d.haltEarlier(ctx, actor, id, run); !errors.Is(err, centre.ErrGone) {
		return earlier, err
	}
	return a, nil
}

// haltEarlier stops an earlier run of the announcement that still holds people.
func (d *Desk) haltEarlier(ctx context.Context, actor centre.Actor, id ID, run RunID) (Announcement, error) {
	return d.changeRun(ctx, actor, run, func(a *Announcement, r Report) (Effects, error) {
		if a.ID != id || r.State != Holding {
			return Effects{}, nil
		}
		return Effects{Drop: run, Deed: a.deed(actor.Person, "announcement.stop", map[string]any{"run": run})}, nil
	})
}

// CancelPlan leads a scheduled announcement back to a draft; a run at work goes on.
func (d *Desk) CancelPlan(ctx context.Context, actor centre.Actor, id ID) (Announcement, error) {
	return d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case a.State != Scheduled:
			return Effects{}, nil
		}
		return a.unplan(actor), nil
	})
}

func (a *Announcement) unplan(actor centre.Actor) Effects {
	next := a.Schedule.Next
	a.State, a.Schedule = Draft, Schedule{}
	if !a.Running {
		a.Show = time.Time{}
	}
	return Effects{Deed: a.deed(actor.Person, "announcement.unplan", map[string]any{"next": next})}
}
