package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// Posting is the job that does in a run's channels what the run is about.
type Posting struct {
	Run RunID `json:"run"`
}

// Kind names the background job.
func (Posting) Kind() string { return "run_posts" }

// Post is what a run did in one channel.
type Post struct {
	Channel
	Message  int     // Telegram's message id, 0 unless posted or changed
	Outcome  Outcome // 0: nothing yet
	Cause    Cause
	Lost     bool // the bot may not post there, and the run waits for that
	Recalled bool // it was taken back since
}

// Target is a channel in which something is left to do.
type Target struct {
	Channel  ChannelID
	Chat     int64
	Language string
	Message  int // of a correction: the message it is about, and of an album the further ones
	More     []int
	Sent     time.Time
	Barred   bool // a group in which the bot is no administrator any more, though it could write there
}

// Posted is the result of a post.
type Posted struct {
	Run     RunID
	Channel ChannelID
	At      time.Time
	Message int
	More    []int
	Outcome Outcome
	Cause   Cause
}

// NoticeChannelLost tells whoever sent an announcement that it waits for the
// right to post in a channel.
const NoticeChannelLost = "announcements.channel_lost"

// LostRight is the data of a notice about a run that waits.
type LostRight struct {
	Announcement ID        `json:"announcement"`
	Run          RunID     `json:"run"`
	Channel      ChannelID `json:"channel"`
}

// ChannelLost pauses a run because the bot may not post in a channel of it, and
// tells whoever started it. A run that is over or another by now is left alone.
func (d *Desk) ChannelLost(ctx context.Context, w LostRight) error {
	return d.hold(ctx, w.Announcement, w.Run, Effects{Pause: true, Lost: w.Channel}, func(to centre.PersonID) centre.Notice {
		return centre.NewNotice(NoticeChannelLost, to, w)
	})
}

// GoOnWithout lets a run that waits for the right to post go on without those
// channels. ErrOver when it is not under way; one that goes on is left alone.
func (d *Desk) GoOnWithout(ctx context.Context, actor centre.Actor, id ID, run RunID, message int) (Announcement, error) {
	return d.goOn(ctx, actor, id, Pause{Run: run, Message: message}, func(e *Effects) {
		e.Without, e.Deed.Action = true, "announcement.without_channels"
	})
}

// WaitsFor are the channels for whose rights a run waits.
func (p Progress) WaitsFor() (all []Post) {
	if !p.Announcement.Paused {
		return nil
	}
	for _, post := range p.Posts {
		if post.Lost && post.Outcome == 0 {
			all = append(all, post)
		}
	}
	return all
}

// standing is how many posts of a run are still to be seen.
func standing(posts []Post) (n int) {
	for _, p := range posts {
		if p.Outcome == OutcomeSent && !p.Recalled {
			n++
		}
	}
	return n
}
