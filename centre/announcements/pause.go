package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// Hold is a wish to pause a run or to let it go on.
type Hold struct {
	Run     RunID
	Paused  bool // the state wished for
	Message int  // the message in the actor's chat that shows the new state at once; 0: none
}

// Hold pauses an announcement's latest run or lets it go on where it was. What
// has left for Telegram before is still recorded. Wishing for what is so
// already changes nothing; ErrOver when the run is not under way.
func (d *Desk) Hold(ctx context.Context, actor centre.Actor, id ID, h Hold) (Announcement, error) {
	return d.Store.Change(ctx, id, func(a *Announcement) (Effects, error) {
		switch {
		case !MayAnnounce(actor, a.Organisation):
			return Effects{}, centre.ErrForbidden
		case a.Run != h.Run || !a.Running && !a.Waiting:
			return Effects{}, ErrOver
		case a.Paused == h.Paused:
			return Effects{}, nil
		}
		return a.hold(actor, h, d), nil
	})
}

func (a *Announcement) hold(actor centre.Actor, h Hold, d *Desk) Effects {
	action, next := "announcement.resume", refresh
	if h.Paused {
		action, next = "announcement.pause", settling+time.Second
	}
	a.Paused, a.Show = h.Paused, d.now()
	a.Running, a.Waiting = true, false
	if h.Message != 0 && h.Message == a.Message && actor.Person == a.Viewer() {
		a.Show = a.Show.Add(next) // the answer to the tap edits the very message that shows the progress
	}
	return Effects{Pause: h.Paused, Resume: !h.Paused,
		Deed: a.deed(actor.Person, action, map[string]any{"run": a.Run})}
}
