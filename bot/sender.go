package bot

import (
	"context"
	"errors"
	"time"

	"jastar/locales"
)

// Sender is the one way out: it renders screens and carries them through the
// lanes. It repeats what certainly did not arrive; what may have arrived it
// leaves to the caller, as an error with the policy Unknown.
type Sender struct {
	api     API
	lanes   *Lanes
	texts   *locales.Catalogue
	observe func(Lane, error)
}

// NewSender makes a sender. observe hears of every call's lane and outcome.
func NewSender(api API, lanes *Lanes, texts *locales.Catalogue, observe func(Lane, error)) *Sender {
	return &Sender{api: api, lanes: lanes, texts: texts, observe: observe}
}

// Render turns a screen into what is sent in the given language; it can be
// sent to any number of chats.
func (s *Sender) Render(l locales.Language, screen Screen) Outgoing {
	return Render(s.texts, l, screen)
}

// Send sends a message and returns its id, of an album that of its first part.
// Errors are *SendError or the context's.
func (s *Sender) Send(ctx context.Context, lane Lane, chat int64, m Outgoing) (message int, err error) {
	all, err := s.SendAll(ctx, lane, chat, m)
	if err != nil {
		return 0, err
	}
	return all[0], nil
}

// SendAll is Send that returns the ids of all parts of an album, in their order,
// and of anything else the only one.
func (s *Sender) SendAll(ctx context.Context, lane Lane, chat int64, m Outgoing) (messages []int, err error) {
	for _, part := range m.Lead {
		if err := s.call(ctx, lane, chat, func() error {
			_, err := s.api.Send(ctx, chat, Outgoing{HTML: part, Paid: m.Paid})
			return err
		}); err != nil {
			return nil, err
		}
	}
	for range m.parts() - 1 { // call waits for one more
		if err := s.lanes.Wait(ctx, lane, chat); err != nil {
			return nil, err
		}
	}
	err = s.call(ctx, lane, chat, func() (err error) {
		if m.parts() > 1 {
			messages, err = s.api.SendAlbum(ctx, chat, m)
			return err
		}
		message, err := s.api.Send(ctx, chat, m)
		messages = []int{message}
		return err
	})
	return messages, err
}

// Edit replaces a message. An edit that changes nothing has succeeded; when
// the message is gone the error's policy is NotFound.
func (s *Sender) Edit(ctx context.Context, lane Lane, chat int64, message int, m Outgoing) error {
	err := s.call(ctx, lane, chat, func() error { return s.api.Edit(ctx, chat, message, m) })
	if policy, failed := PolicyOf(err); failed && policy == NotModified {
		return nil
	}
	return err
}

// Delete removes messages for everybody in the chat. One that is already gone
// is an error with the policy NotFound; among several it is skipped.
func (s *Sender) Delete(ctx context.Context, lane Lane, chat int64, messages ...int) error {
	return s.call(ctx, lane, chat, func() error { return s.api.Delete(ctx, chat, messages...) })
}

// firstPause is how long a call waits before its first repetition.
const firstPause = 200 * time.Millisecond

// call waits for the lane and makes the call, again while it certainly was not
// carried out and the context lasts. A notice is given back at once, so that
// its job can be put aside and finds its words anew.
func (s *Sender) call(ctx context.Context, lane Lane, chat int64, do func() error) error {
	for pause := firstPause; ; pause = min(2*pause, 5*time.Second) {
		if err := s.lanes.Wait(ctx, lane, chat); err != nil {
			return err
		}
		err := do()
		s.observe(lane, err)
		var failed *SendError
		switch {
		case err == nil || !errors.As(err, &failed):
			return err
		case failed.Policy == Throttled:
			s.lanes.Throttled(ctx, lane, chat, failed.RetryAfter)
			if lane == LaneNotice || !lasts(ctx, failed.RetryAfter) {
				return err
			}
		case failed.Policy != Transient || lane == LaneNotice || sleep(ctx, pause) != nil:
			return err
		}
	}
}

// lasts tells whether the context goes on for longer than d.
func lasts(ctx context.Context, d time.Duration) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Until(end) > d
}
