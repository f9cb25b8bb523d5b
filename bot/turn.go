package bot

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"jastar/centre"
)

// The time limits of a turn.
const (
	TurnTime  = 10 * time.Second // a turn ends by then
	replyTime = 8 * time.Second  // a reply that is not out by then becomes a notice
	leaseTime = 5 * time.Second  // a chat that stays taken for so long gives the update back
)

// Leases gives one turn at a time to each chat, over all replicas, and keeps
// where its conversation stands.
type Leases interface {
	// Take waits for the chat's lease until the context ends.
	Take(ctx context.Context, chat, update int64) (Lease, error)
	// Save keeps the conversation, notes the update as finished and frees the
	// chat, in one step. It fails when the lease was lost meanwhile.
	Save(ctx context.Context, l Lease, conversation []byte) error
	// Free gives the chat back without noting anything.
	Free(ctx context.Context, l Lease)
}

// Lease is a chat taken for one turn.
type Lease struct {
	Chat, Update int64
	Token        string
	Conversation []byte // as the last turn saved it
	Finished     bool   // the update was handled before: nothing is left to do
}

// Turns runs updates: one chat, one turn at a time, each at least once.
type Turns struct {
	Leases  Leases
	People  People
	Readers *Readers
	Handle  Handler // middleware around Dispatcher.Serve
	Sender  *Sender
	API     API
	Late    func(ctx context.Context, n ...centre.Notice) error // keeps a late reply
	Away    func(err error) bool                                // a store could not be reached
	Log     *slog.Logger
	Name    string                                     // the bot's username, without the @
	Placed  func(ctx context.Context, u *Update) error // the bot came into a group or a channel, left it, or has other rights there
	Observe func(u *Update, outcome string, took time.Duration)

	queues queues
}

// Submit puts updates of one chat, in their order, behind its earlier ones and
// runs them one after another. For each of them in turn the channel yields nil
// when it may be acknowledged. Otherwise nothing was decided and it must come
// again, and so must those after it, which are not run. The end of the context
// takes updates out of the line; a turn that has begun runs to its own end.
func (t *Turns) Submit(ctx context.Context, updates ...*Update) <-chan error {
	done := make(chan error, len(updates))
	places := t.queues.join(updates)
	go func() {
		var err error
		for i, u := range updates {
			err = t.serve(ctx, u, places[i], err)
			done <- err
		}
	}()
	return done
}

// Run is Submit for a single update, and waits for it.
func (t *Turns) Run(ctx context.Context, u *Update) error {
	return t.serve(ctx, u, t.queues.join([]*Update{u})[0], nil)
}

// serve runs an update when it is its turn, unless one before it has to come
// again, and gives up its place.
func (t *Turns) serve(ctx context.Context, u *Update, place *place, before error) error {
	defer t.queues.leave(u.Chat, place)
	if before != nil {
		return before
	}
	if err := place.wait(ctx); err != nil {
		return err
	}
	return t.run(context.WithoutCancel(ctx), u, place)
}

// run is one turn.
func (t *Turns) run(ctx context.Context, u *Update, place *place) error {
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, TurnTime)
	defer cancel()
	r := &Request{Update: u}
	outcome, err := t.leased(ctx, r, place, start)
	if err != nil {
		outcome = "again"
	}
	took := time.Since(start)
	t.Observe(u, outcome, took)
	t.Log.LogAttrs(ctx, level(err), "turn", slog.Int64("update", u.ID), slog.String("chat", hashed(u.Chat)), slog.String("kind", u.Kind.String()),
		slog.String("route", r.route), slog.String("outcome", outcome), slog.Float64("ms", float64(took.Microseconds())/1000), errAttr(err))
	return err
}

// leased takes the chat, handles the update, sends the answer and saves.
func (t *Turns) leased(ctx context.Context, r *Request, place *place, start time.Time) (outcome string, err error) {
	wait, cancel := context.WithTimeout(ctx, leaseTime)
	defer cancel()
	lease, err := t.Leases.Take(wait, r.Update.Chat, r.Update.ID)
	if err != nil {
		return "", fmt.Errorf("take chat: %w", err)
	}
	if lease.Finished {
		return "repeated", nil
	}
	conversation := decodeConversation(lease.Conversation)
	r.talk = &conversation
	reply, err := t.decide(ctx, r)
	if err != nil {
		t.Leases.Free(context.WithoutCancel(ctx), lease)
		return "", err
	}
	if err := t.answer(ctx, r, reply, place, start); err != nil {
		t.Leases.Free(context.WithoutCancel(ctx), lease)
		return "", err
	}
	if err := t.Leases.Save(context.WithoutCancel(ctx), lease, conversation.encode()); err != nil {
		return "", fmt.Errorf("save conversation: %w", err)
	}
	if r.outcome == "" {
		return "ok", nil
	}
	return r.outcome, nil
}

// decide finds the reply to an update.
func (t *Turns) decide(ctx context.Context, r *Request) (Reply, error) {
	switch {
	case r.Update.Kind == KindMembership && r.Update.Private:
		return Reply{}, t.People.SetReachable(ctx, r.Update.Chat, r.Update.Joined)
	case r.Update.Group != nil && t.Placed != nil:
		return Reply{}, t.Placed(ctx, r.Update)
	case !r.Update.Private:
		return t.elsewhere(r), nil
	case r.Update.Kind == KindMessage, r.Update.Kind == KindTap:
		return t.Handle(ctx, r)
	}
	return Reply{}, nil
}

// elsewhere tells those who tap or command the bot in a group where it can be
// talked to; what else happens there is none of its business.
func (t *Turns) elsewhere(r *Request) Reply {
	r.outcome, r.Reader = "not private", t.Readers.Of(centre.Identity{})
	if r.Update.Kind != KindTap && !(r.Update.Kind == KindMessage && t.commanded(r.Text())) {
		return Reply{}
	}
	return Reply{Screen: Say("common.private_only"), afresh: true}
}

// commanded tells whether a text is a command for this bot, such as "/help" or
// "/help@jastar_bot".
func (t *Turns) commanded(text string) bool {
	command, _, _ := strings.Cut(text, " ")
	_, name, addressed := strings.Cut(command, "@")
	return strings.HasPrefix(text, "/") && (!addressed || strings.EqualFold(name, t.Name))
}
