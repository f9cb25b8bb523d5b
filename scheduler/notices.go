package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/centre"
)

// Notices sends what people must hear. The words are found at the moment of
// sending, in the reader's language and from fresh data.
type Notices struct {
	People   People
	Readers  Readers
	Sender   Sender
	Speakers []bot.Speaker // of all capabilities
	Done     Completer
	Log      *slog.Logger
}

// Completer records that a notice was sent, at once and for good, so that a
// crash a moment later does not send it again.
type Completer interface {
	CompleteNotice(ctx context.Context, job *river.Job[centre.Notice]) error
}

func (n *Notices) addTo(workers *river.Workers) {
	speakers := make(map[string]bot.Speaker, len(n.Speakers))
	for _, s := range n.Speakers {
		speakers[s.Subject] = s
	}
	river.AddWorker(workers, &noticeWorker{Notices: n, speakers: speakers})
}

// noticeWorker works one notice.
type noticeWorker struct {
	river.WorkerDefaults[centre.Notice]
	*Notices
	speakers map[string]bot.Speaker
}

// Work sends the notice, or drops it when there is nobody to tell or nothing
// left to say. It returns an error when it is to be tried again.
func (w *noticeWorker) Work(ctx context.Context, job *river.Job[centre.Notice]) error {
	who, err := w.People.ByID(ctx, job.Args.To)
	if errors.Is(err, centre.ErrGone) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find reader of notice %s: %w", job.Args.Subject, err)
	}
	if !who.Reachable || who.Address == 0 {
		return nil
	}
	speaker, ok := w.speakers[job.Args.Subject]
	if !ok {
		return river.JobCancel(fmt.Errorf("nobody speaks about %s", job.Args.Subject))
	}
	reader := w.Readers.Of(who)
	if speaker.Send != nil {
		return w.settle(ctx, job, who, speaker.Send(ctx, &reader, job.Args.Data))
	}
	message, err := w.speak(ctx, speaker, &reader, job.Args)
	if err != nil || message == nil {
		return err
	}
	_, err = w.Sender.Send(ctx, bot.LaneNotice, who.Address, *message)
	return w.settle(ctx, job, who, err)
}

// speak finds the words; nil when the notice is no longer true.
func (w *noticeWorker) speak(ctx context.Context, speaker bot.Speaker, reader *bot.Reader, n centre.Notice) (*bot.Outgoing, error) {
	screen, err := speaker.Speak(ctx, reader, n.Data)
	if errors.Is(err, centre.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("speak about %s: %w", n.Subject, err)
	}
	if screen.Empty() {
		return nil, nil
	}
	message := w.Sender.Render(reader.Language, screen.Last())
	return &message, nil
}

// A notice that Telegram did not take is put aside, which does not count as an
// attempt: an outage must not use them up.
const (
	shortPause = 2 * time.Second // it certainly did not arrive
	longPause  = 5 * time.Minute // the longest when it may have arrived
)

// patience is how long a notice is tried during an outage.
const patience = 24 * time.Hour

// settle does what the outcome of the call asks for.
func (w *noticeWorker) settle(ctx context.Context, job *river.Job[centre.Notice], who centre.Identity, sent error) error {
	policy, failed := bot.PolicyOf(sent)
	if !failed {
		return w.complete(ctx, job)
	}
	switch policy {
	case bot.Unreachable:
		if err := w.People.SetReachable(ctx, who.Address, false); err != nil {
			return fmt.Errorf("note unreachable reader: %w", err)
		}
		return nil
	case bot.Throttled:
		return river.JobSnooze(max(retryAfter(sent), time.Second))
	case bot.Transient: // also when the job's time ended while it waited in the lane
		return putAside(job, shortPause, sent)
	case bot.Unknown: // it may have arrived; better twice than never
		return putAside(job, doubt(time.Since(job.CreatedAt)), sent)
	default:
		w.Log.Error("notice rejected", "subject", job.Args.Subject, "job", job.ID, "err", sent)
		return river.JobCancel(sent)
	}
}

// putAside lets the notice wait without using up an attempt. What is older than
// the patience is left to the queue's own attempts, so that it ends.
func putAside(job *river.Job[centre.Notice], pause time.Duration, sent error) error {
	if time.Since(job.CreatedAt) < patience {
		return river.JobSnooze(pause)
	}
	return sent
}

// doubt is the pause after a lost answer: half of the notice's age, so that the
// reader gets few repeats however long Telegram's answers stay away.
func doubt(age time.Duration) time.Duration {
	return min(max(age/2, shortPause), longPause)
}

// complete records that the notice was sent, again until it is recorded or the
// job's time is over: a short absence of the database must not repeat it.
func (w *noticeWorker) complete(ctx context.Context, job *river.Job[centre.Notice]) error {
	for {
		err := w.Done.CompleteNotice(ctx, job)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("complete notice %s: %w", job.Args.Subject, err)
		case <-time.After(completePause):
		}
	}
}

// completePause lies between two tries to record a sent notice.
const completePause = 250 * time.Millisecond

// retryAfter is how long Telegram asked to wait.
func retryAfter(err error) time.Duration {
	var send *bot.SendError
	if errors.As(err, &send) {
		return send.RetryAfter
	}
	return 0
}
