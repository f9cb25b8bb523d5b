package scheduler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/centre/announcements"
)

// PostStore is where it stands what a run does in channels and groups.
type PostStore interface {
	// OpenPosts lists where something is left to do. What an earlier attempt of
	// the job had begun with becomes unknown in a sending, and is listed again in
	// a correction.
	OpenPosts(ctx context.Context, run announcements.Run, job int64) ([]announcements.Target, error)

	// ClaimPost notes that the job begins with a post; false when another has.
	// ReleasePost notes that nothing came of it, RecordPost what did.
	ClaimPost(ctx context.Context, run announcements.RunID, channel announcements.ChannelID, job int64) (bool, error)
	ReleasePost(ctx context.Context, run announcements.RunID, channel announcements.ChannelID, job int64) error
	RecordPost(ctx context.Context, p announcements.Posted) error

	// ClosePosts ends the run if nothing is left to do for people either.
	ClosePosts(ctx context.Context, run announcements.RunID) error

	// MoveChannel notes that a group got another chat id.
	MoveChannel(ctx context.Context, from, to int64) error
}

// postTime is how long a job begins with further posts.
const postTime = 15 * time.Second

// postWorker does in channels and groups what a run is about, one after the
// other.
type postWorker struct {
	river.WorkerDefaults[announcements.Posting]
	runs *Runs
}

// Work does what is left. A run that is paused gets another job when it goes on.
func (w *postWorker) Work(ctx context.Context, job *river.Job[announcements.Posting]) error {
	run, err := w.runs.Store.RunByID(ctx, job.Args.Run)
	if err != nil {
		return fmt.Errorf("open run %d: %w", job.Args.Run, err)
	}
	open, err := w.runs.Store.OpenPosts(ctx, run, job.ID)
	if err != nil {
		return err
	}
	p := &posting{sending: w.runs.newSending(run, announcements.Page{Run: run.ID}, job.Attempt >= lastAttempt), job: job.ID}
	p.end, p.screen = func() {}, w.runs.Post
	if err := p.each(ctx, open); err != nil {
		return err
	}
	return w.runs.Store.ClosePosts(ctx, run.ID)
}

// posting is one attempt at a run's posts.
type posting struct {
	*sending
	job int64
}

// each does one after the other until the run is not to go on. The error is how
// the job is to be taken up again.
func (p *posting) each(ctx context.Context, open []announcements.Target) error {
	until := time.Now().Add(postTime)
	for _, to := range open {
		select {
		case <-p.draining:
			return river.JobSnooze(0)
		default:
		}
		if time.Now().After(until) {
			return river.JobSnooze(0)
		}
		if err := p.one(ctx, to); err != nil {
			return err
		}
	}
	return p.verdict(true)
}

// one does what the run is about in one channel. What leaves and has no answer
// is found by the job's next attempt, if this process dies.
func (p *posting) one(ctx context.Context, to announcements.Target) error {
	mine, err := p.Store.ClaimPost(ctx, p.run.ID, to.Channel, p.job)
	if err != nil || !mine {
		return err
	}
	if !p.live() { // looked at after the claim: whoever goes on finds it claimed or done
		return p.Store.ReleasePost(ctx, p.run.ID, to.Channel, p.job)
	}
	d := announcements.Delivery{Run: p.run.ID, Outcome: announcements.OutcomeFailed}
	reader := announcements.Reader{Recipient: announcements.Recipient{Chat: to.Chat, Language: to.Language}, Message: to.Message, More: to.More, Sent: to.Sent}
	var settled bool
	if p.run.Kind.Corrects() {
		settled = p.correct(ctx, &d, reader, p.message(to.Language))
	} else if settled, err = p.post(ctx, &d, to); errors.Is(err, errWaits) {
		return nil
	}
	if !settled || err != nil {
		return errors.Join(p.Store.ReleasePost(ctx, p.run.ID, to.Channel, p.job), err)
	}
	if d.Outcome == announcements.OutcomeBlocked {
		d.Outcome, d.Cause = announcements.OutcomeFailed, announcements.CauseNoRights
	}
	return p.Store.RecordPost(ctx, announcements.Posted{Run: d.Run, Channel: to.Channel, At: p.Clock(),
		Message: d.Message, More: d.More, Outcome: d.Outcome, Cause: d.Cause})
}

// errWaits ends a post that waits for a right of the bot.
var errWaits = errors.New("the run waits for the right to post")

// post sends to one channel. It is not settled when nothing was carried out.
func (p *posting) post(ctx context.Context, d *announcements.Delivery, to announcements.Target) (settled bool, err error) {
	var sent []int
	if !to.Barred {
		sent, err = p.Sender.SendAll(ctx, bot.LaneBulk, to.Chat, p.message(to.Language))
	}
	switch moved := newChat(err); {
	case moved != 0:
		return false, errors.Join(p.Store.MoveChannel(ctx, to.Chat, moved), river.JobSnooze(0))
	case to.Barred, noRights(err):
		if err := p.Lost(ctx, announcements.LostRight{Announcement: p.run.Announcement, Run: p.run.ID, Channel: to.Channel}); err != nil {
			return false, err
		}
		return false, errWaits
	case err == nil:
		d.Message, d.More = sent[0], sent[1:]
	}
	return p.judge(ctx, d, announcements.Recipient{Chat: to.Chat}, err), nil
}

// newChat is the id that a group got when it grew into a supergroup, else 0.
func newChat(err error) int64 {
	var failed *bot.SendError
	if errors.As(err, &failed) && failed.Policy == bot.Migrated {
		return failed.NewChat
	}
	return 0
}

// rightsWords are words of refusals that a right of the bot would change. They
// come from TDLib (github.com/tdlib/td, MessagesManager.cpp, can_send_message,
// and DialogParticipant.cpp) and Telegram's servers.
var rightsWords = []string{"need administrator rights", "not enough rights", "have no rights", "CHAT_WRITE_FORBIDDEN", "CHAT_ADMIN_REQUIRED",
	"CHAT_RESTRICTED", "CHAT_SEND_"}

// noRights tells whether the bot may not post in the chat, or is not in it.
func noRights(err error) bool {
	var failed *bot.SendError
	if !errors.As(err, &failed) {
		return false
	}
	if failed.Policy == bot.Unreachable {
		return true
	}
	for _, words := range rightsWords {
		if strings.Contains(failed.Description, words) {
			return true
		}
	}
	return false
}
