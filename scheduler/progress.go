package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
)

// ProgressStore tells which progress messages are to be edited and what they say.
type ProgressStore interface {
	// ClaimShown takes progress messages that are to be edited now, for this
	// replica alone until KeepShown or, if that does not come, ShowTime.
	ClaimShown(ctx context.Context, now time.Time) ([]announcements.ID, error)
	// KeepShown notes which message shows the run's progress since the claim of
	// that moment, and when it is edited next: never if that is zero.
	KeepShown(ctx context.Context, a announcements.Announcement, claimed, next time.Time) error

	ByID(ctx context.Context, id announcements.ID) (announcements.Announcement, error)
	Tally(ctx context.Context, run announcements.RunID) (announcements.Tally, error)
	Reasons(ctx context.Context, run announcements.RunID) ([]announcements.Reason, error)
	Posts(ctx context.Context, run announcements.RunID) ([]announcements.Post, error)
}

// retryShow is how soon a message that could not be edited is tried again.
const retryShow = 3 * time.Second

// Progress shows whoever started an announcement how far it is: one message,
// edited every few seconds by whichever replica is there first.
type Progress struct {
	Store   ProgressStore
	People  People
	Readers Readers
	Sender  Sender
	Log     *slog.Logger
	// Screen makes the message.
	Screen func(r *bot.Reader, p announcements.Progress) bot.Screen

	shown sync.Map // by announcement: the message and what this replica last made of it
}

// shown is a message and its text.
type shown struct {
	message int
	html    string
}

// Show edits the progress messages that are due. It is a Duty. A message that
// cannot be edited this time is tried again the next.
func (p *Progress) Show(ctx context.Context, now time.Time) error {
	claimed, err := p.Store.ClaimShown(ctx, now)
	if err != nil {
		return err
	}
	failed := make([]error, len(claimed))
	var all sync.WaitGroup
	for i, id := range claimed {
		all.Go(func() {
			if err := p.showClaimed(ctx, id, now); err != nil {
				failed[i] = fmt.Errorf("show progress of announcement %d: %w", id, err)
			}
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// showClaimed edits a message while nobody else does, and lets go of it.
func (p *Progress) showClaimed(ctx context.Context, id announcements.ID, now time.Time) error {
	a, err := p.Store.ByID(ctx, id)
	if err != nil {
		return err
	}
	calls, cancel := context.WithTimeout(ctx, announcements.ShowTime*3/4)
	defer cancel()
	next, err := p.show(calls, &a, now)
	return errors.Join(err, p.Store.KeepShown(context.WithoutCancel(ctx), a, now, next))
}

// show edits the message, if it would change, and tells when it is edited next,
// if ever. After an error that is soon.
func (p *Progress) show(ctx context.Context, a *announcements.Announcement, now time.Time) (next time.Time, err error) {
	soon := now.Add(retryShow)
	progress, err := p.read(ctx, *a)
	if err != nil {
		return soon, err
	}
	next = progress.Next(now)
	who, err := p.People.ByID(ctx, a.Viewer())
	if errors.Is(err, centre.ErrGone) || (err == nil && !who.Reachable) {
		return next, nil // nobody looks, but the run goes on
	}
	if err != nil {
		return soon, err
	}
	reader := p.Readers.Of(who)
	out := p.Sender.Render(reader.Language, p.Screen(&reader, progress))
	if was, _ := p.shown.Load(a.ID); was != (shown{a.Message, out.HTML}) {
		message, err := p.put(ctx, who.Address, a.Message, out)
		if err == nil {
			a.Message = message
		} else if err := p.resign(ctx, a.ID, who, err); err != nil {
			return soon, err
		}
		p.shown.Store(a.ID, shown{a.Message, out.HTML})
	}
	if next.IsZero() {
		p.shown.Delete(a.ID)
	}
	return next, nil
}

// resign notes that the message cannot be shown as it is now, so that the
// others go on and the last edit is not waited for; it returns errors of calls
// that may succeed the next time.
func (p *Progress) resign(ctx context.Context, id announcements.ID, who centre.Identity, failed error) error {
	switch policy, _ := bot.PolicyOf(failed); policy {
	case bot.Transient, bot.Throttled, bot.Unknown:
		return failed
	case bot.Unreachable:
		return p.People.SetReachable(ctx, who.Address, false)
	}
	p.Log.Error("progress message rejected", "announcement", id, "err", failed)
	return nil
}

// read collects what the message says.
func (p *Progress) read(ctx context.Context, a announcements.Announcement) (announcements.Progress, error) {
	progress := announcements.Progress{Announcement: a}
	if a.Counting() {
		return progress, nil
	}
	var err error
	if progress.Tally, err = p.Store.Tally(ctx, a.Run); err != nil {
		return progress, err
	}
	if progress.Posts, err = p.Store.Posts(ctx, a.Run); err != nil {
		return progress, err
	}
	if progress.Explained() {
		progress.Reasons, err = p.Store.Reasons(ctx, a.Run)
	}
	return progress, err
}

// put edits the message, or sends a new one when there is none any more, and
// returns its id.
func (p *Progress) put(ctx context.Context, chat int64, message int, m bot.Outgoing) (int, error) {
	if message != 0 {
		err := p.Sender.Edit(ctx, bot.LaneReply, chat, message, m)
		if policy, failed := bot.PolicyOf(err); !failed || policy != bot.NotFound {
			return message, err
		}
	}
	return p.Sender.Send(ctx, bot.LaneReply, chat, m)
}
