package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"jastar/centre"
)

// LateReply is the subject of the notice that carries a screen which was not
// out in time.
const LateReply = "bot.late_reply"

// lateReply is a screen that was not out in time.
type lateReply struct {
	Outgoing
	lateScreen
}

// lateScreen is what became of a message that once had a late screen.
type lateScreen struct {
	Message int   `json:"message"` // whose place the screen was to take, 0 for none
	Update  int64 `json:"update"`  // the last update that the message was to answer

	Doubt bool `json:"doubt,omitempty"` // a message of its own that may be there, for all we know
	Over  bool `json:"over,omitempty"`  // a doubtful one was followed by another screen since
}

// keepLate makes a notice of a screen that is not out in time. A file is not
// kept: what is in it may be personal, and the person can ask for it again.
func (t *Turns) keepLate(ctx context.Context, r *Request, l lateScreen, m Outgoing) error {
	if m.File != nil {
		m = t.Sender.Render(r.Language, Say("common.file_late"))
	}
	raw, err := json.Marshal(lateReply{m, l})
	if err != nil {
		return fmt.Errorf("keep late reply: %w", err)
	}
	r.talk.late(l)
	n := centre.Notice{Subject: LateReply, To: r.Person, Data: raw, Rank: centre.RankTimely}
	ctx, cancel := afterwards(ctx)
	defer cancel()
	return t.Late(ctx, n)
}

// afterwards gives what a reply leaves to the stores a time of its own, also
// when the reply's is over.
func afterwards(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), TurnTime-replyTime)
}

// lateKept is how many messages with late screens a conversation remembers.
const lateKept = 16

// late remembers that the message's latest screen is late. Messages of their
// own are kept in mind only when they may have arrived.
func (c *Conversation) late(l lateScreen) {
	switch {
	case l.Message != 0:
		c.Late = append(c.without(l.Message), l)
	case l.Doubt:
		c.Late = append(c.Late, l)
	}
	c.Late = c.Late[max(0, len(c.Late)-lateKept):]
}

// hadLate tells whether a screen of the message was late.
func (c *Conversation) hadLate(message int) bool {
	return message != 0 && len(c.without(message)) < len(c.Late)
}

// overtake remembers a screen that is out, if there may be a late one before
// it. Whoever went on has most likely seen what may have arrived; Telegram's ids
// tell going on from taps that were made before and only came later.
func (c *Conversation) overtake(l lateScreen) {
	if c.hadLate(l.Message) {
		c.late(l)
	}
	for i, known := range c.Late {
		c.Late[i].Over = known.Doubt && known.Update < l.Update || known.Over
	}
}

func (c *Conversation) without(message int) []lateScreen {
	return slices.DeleteFunc(slices.Clone(c.Late), func(l lateScreen) bool { return l.Message == message })
}

// overtaken tells whether the message has had a later screen since, or one that
// may have arrived was followed by another.
func (c *Conversation) overtaken(l lateScreen) bool {
	return slices.ContainsFunc(c.Late, func(known lateScreen) bool {
		if l.Message == 0 {
			return known.Doubt && known.Over && known.Update == l.Update
		}
		return known.Message == l.Message && known.Update != l.Update
	})
}

// SpeakLate is the speaker of late replies. It sends them itself while no turn
// of the chat is under way, so that no later screen is overtaken: one that was
// itself overtaken would tell what is no longer true, and is dropped.
func SpeakLate(leases Leases, sender *Sender) Speaker {
	return Speaker{Subject: LateReply, Send: func(ctx context.Context, r *Reader, data json.RawMessage) error {
		var l lateReply
		if err := json.Unmarshal(data, &l); err != nil {
			return fmt.Errorf("read late reply: %w", err)
		}
		ctx, cancel := context.WithTimeout(ctx, TurnTime)
		defer cancel()
		lease, err := leases.Take(ctx, r.Address, noUpdate)
		if err != nil {
			return fmt.Errorf("take chat: %w", err)
		}
		defer leases.Free(context.WithoutCancel(ctx), lease)
		if c := decodeConversation(lease.Conversation); c.overtaken(l.lateScreen) {
			return nil
		}
		_, err = sender.Send(ctx, LaneReply, r.Address, l.Outgoing) // no wait for the budget while the chat is taken
		return err
	}}
}

// noUpdate stands for what happens in a chat without an update; Telegram's ids
// are above it.
const noUpdate = 0
