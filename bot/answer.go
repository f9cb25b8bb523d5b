package bot

import (
	"context"
	"errors"
	"hash/maphash"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"
)

// answer sends a reply: the tap is answered, lasting messages go out, and the
// screen replaces the tapped message or becomes a new one. What is not out in
// time becomes a notice, so that the update can be acknowledged. An error means
// that no store was there to keep it, and that the update must come again.
func (t *Turns) answer(ctx context.Context, r *Request, reply Reply, place *place, start time.Time) (kept error) {
	kept = t.speak(ctx, r, reply, place, start)
	if kept != nil && !t.Away(kept) {
		r.outcome = "unanswered"
		t.Log.Error("reply not kept", "update", r.Update.ID, "route", r.route, "err", kept)
		return nil // it would not be kept the next time either
	}
	return kept
}

func (t *Turns) speak(ctx context.Context, r *Request, reply Reply, place *place, start time.Time) (kept error) {
	defer caught(t.Log, r, &kept)
	ctx, cancel := context.WithDeadline(ctx, start.Add(replyTime))
	defer cancel()
	tapped := make(chan struct{})
	toast := t.toast(r, reply)
	go func() {
		defer close(tapped)
		t.answerTap(ctx, r, toast)
	}()
	all := t.outgoing(r, reply)
	if held := place.queue.held; held != nil && !slices.ContainsFunc(all, func(m message) bool { return m.replaces == held.replaces }) {
		all = append([]message{*held}, all...)
	}
	place.queue.held = nil
	for _, m := range all {
		kept = errors.Join(kept, t.show(ctx, r, m, place))
	}
	<-tapped
	return kept
}

func (t *Turns) toast(r *Request, reply Reply) string {
	if reply.Toast.Key == "" || r.Texts == nil {
		return ""
	}
	return r.Texts.Plain(r.Language, reply.Toast)
}

// answerTap ends the spinner on the button. Telegram forgets taps after a
// while, so its refusal is of no interest.
func (t *Turns) answerTap(ctx context.Context, r *Request, toast string) {
	if r.Update.Kind == KindTap {
		_ = t.API.AnswerTap(ctx, r.Update.Tap.ID, toast)
	}
}

// message is something to show.
type message struct {
	replaces int  // the message to replace, 0 for none
	swaps    bool // one of both is a photo and the other a text
	out      Outgoing
}

// outgoing renders the messages of a reply in the order they go out.
func (t *Turns) outgoing(r *Request, reply Reply) []message {
	var all []message
	for _, s := range reply.Before {
		all = append(all, message{out: t.Sender.Render(r.Language, s)})
	}
	if reply.Screen.Empty() {
		return all
	}
	if r.talk.Keyboard && (reply.Screen.Keyboard == nil || reply.Screen.Keyboard.Remove) {
		gone := Say("common.keyboard_gone")
		gone.Keyboard = &Keyboard{Remove: true}
		all = append(all, message{out: t.Sender.Render(r.Language, gone)})
		r.talk.Keyboard = false
	}
	if k := reply.Screen.Keyboard; k != nil {
		r.talk.Keyboard = !k.Remove
	}
	swaps := r.Update.Kind == KindTap && r.Update.Tap.Photo != (reply.Screen.Photo != "")
	return append(all, message{replaces: replaced(r, reply), swaps: swaps, out: t.Sender.Render(r.Language, reply.Screen)})
}

// replaced returns the id of the message that the screen takes the place of,
// 0 when it becomes a new one.
func replaced(r *Request, reply Reply) int {
	s := reply.Screen
	if r.Update.Kind != KindTap || reply.afresh || len(reply.Before) > 0 || s.Lasting && !reply.InPlace ||
		s.File != nil || s.Keyboard != nil {
		return 0
	}
	if strings.HasPrefix(r.Update.Tap.Data, lastingMark) && !reply.InPlace {
		return 0
	}
	return r.Update.Tap.Message
}

// show sends one message of a reply, or keeps it for later. When the person
// taps on faster than screens can follow, only the last one is shown.
func (t *Turns) show(ctx context.Context, r *Request, m message, place *place) error {
	if m.replaces != 0 && place.tappedAgain(m.replaces) {
		place.queue.held = &m
		r.talk.Shown = &Shown{Tap: r.tapped(), At: r.Now}
		return nil
	}
	screen := lateScreen{Message: m.replaces, Update: r.Update.ID}
	if r.talk.hadLate(m.replaces) {
		m.replaces = 0 // its late screen stands below it by now
	}
	shown := Shown{Message: m.replaces, Sum: m.out.sum(), Tap: r.tapped(), At: r.Now}
	if m.replaces != 0 && r.talk.shows(shown) {
		return nil
	}
	var sent error
	shown.Message, sent = t.sendOrEdit(ctx, r.Update.Chat, m)
	policy, failed := PolicyOf(sent)
	if failed && policy == Rejected && m.out.Photo != "" { // Telegram does not know the picture any more
		m.out.Photo, m.swaps = "", !m.swaps
		shown.Message, sent = t.sendOrEdit(ctx, r.Update.Chat, m)
		policy, failed = PolicyOf(sent)
	}
	switch {
	case !failed:
		if shown.Message != m.replaces {
			shown.Old = m.replaces
		}
		r.talk.Shown = &shown
		r.talk.overtake(screen)
		return nil
	case policy == Unreachable:
		r.outcome = "unreachable"
		ctx, cancel := afterwards(ctx)
		defer cancel()
		return t.People.SetReachable(ctx, r.Update.Chat, false)
	case policy == Rejected:
		r.outcome = "rejected"
		t.Log.Error("reply rejected", "update", r.Update.ID, "route", r.route, "err", sent)
		return nil
	}
	r.outcome = "late"
	screen.Doubt = screen.Message == 0 && policy == Unknown
	return t.keepLate(ctx, r, screen, m.out)
}

// sendOrEdit returns the id of the message that shows the screen now. A photo
// cannot become a text, nor a text a photo: a new message takes its place.
func (t *Turns) sendOrEdit(ctx context.Context, chat int64, m message) (id int, err error) {
	if m.replaces == 0 || len(m.out.Lead) > 0 {
		return t.Sender.Send(ctx, LaneReply, chat, m.out)
	}
	if !m.swaps {
		err = t.Sender.Edit(ctx, LaneReply, chat, m.replaces, m.out)
		if policy, failed := PolicyOf(err); !failed || policy != NotFound {
			return m.replaces, err
		}
	}
	if id, err = t.Sender.Send(ctx, LaneReply, chat, m.out); err == nil {
		_ = t.Sender.Delete(ctx, LaneReply, chat, m.replaces) // it may be gone, or too old to go
	}
	return id, err
}

// logSeed makes the hashes of chat ids useless outside this process's log.
var logSeed = maphash.MakeSeed()

// hashed is a chat id as it may stand in the log.
func hashed(chat int64) string {
	return strconv.FormatUint(maphash.Comparable(logSeed, chat), 36)
}

func level(err error) slog.Level {
	if err != nil {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}

func errAttr(err error) slog.Attr {
	if err == nil {
		return slog.Attr{}
	}
	return slog.String("err", err.Error())
}
