package announcements

import (
	"context"
	"errors"
	"time"

	"jastar/centre"
)

// Pause is a wish to pause a run or to let it go on.
type Pause struct {
	Run     RunID
	Paused  bool // the state wished for
	Message int  // the message in the actor's chat that shows the new state at once; 0: none
}

// Pause pauses an announcement's latest run or lets it go on where it was. What
// has left for Telegram before is still recorded. Wishing for what is so
// already changes nothing; ErrOver when the run is not under way.
func (d *Desk) Pause(ctx context.Context, actor centre.Actor, id ID, wish Pause) (Announcement, error) {
	return d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case a.Run != wish.Run || !a.Running && !a.Holding:
			return Effects{}, ErrOver
		case a.Paused == wish.Paused:
			return Effects{}, nil
		}
		return a.pause(actor, wish, d), nil
	})
}

func (a *Announcement) pause(actor centre.Actor, wish Pause, d *Desk) Effects {
	action, next := "announcement.resume", refresh
	if wish.Paused {
		action, next = "announcement.pause", settling+time.Second
	}
	a.Paused, a.Show = wish.Paused, d.now()
	a.Running, a.Holding = true, false
	if wish.Message != 0 && wish.Message == a.Message && actor.Person == a.Viewer() {
		a.Show = a.Show.Add(next) // the answer to the tap edits the very message that shows the progress
	}
	return Effects{Pause: wish.Paused, Resume: !wish.Paused,
		Deed: a.deed(actor.Person, action, map[string]any{"run": a.Run})}
}

// hold pauses a run that cannot go on, whatever it lacks, and tells whoever
// started it, unless it is paused already. A run that is over or another by now is
// left alone.
func (d *Desk) hold(ctx context.Context, id ID, run RunID, e Effects, tell func(to centre.PersonID) centre.Notice) error {
	_, err := d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		if a.Run != run || !a.Running {
			return Effects{}, nil
		}
		if !a.Paused {
			a.Paused, a.Show = true, d.now()
			e.Notices = []centre.Notice{tell(a.Viewer())}
		}
		return e, nil
	})
	if errors.Is(err, ErrOver) {
		return nil
	}
	return err
}

// goOn lets a run that was held go on without what it lacks. ErrOver when it is
// not under way; one that goes on is left alone.
func (d *Desk) goOn(ctx context.Context, actor centre.Actor, id ID, wish Pause, without func(*Effects)) (Announcement, error) {
	return d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case a.Run != wish.Run || !a.Running:
			return Effects{}, ErrOver
		case !a.Paused:
			return Effects{}, nil
		}
		e := a.pause(actor, Pause{Run: wish.Run, Message: wish.Message}, d)
		without(&e)
		return e, nil
	})
}
