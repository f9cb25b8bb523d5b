package scheduler

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// corrections notes what was done to messages that had arrived. refuse decides
// about each call; nil does everything.
type corrections struct {
	changing sync.Mutex
	changes  int
	done     map[int64][]string // by chat: "delete" or "edit"
	refuse   func(call int, method string, chat int64) error
}

func (c *corrections) change(ctx context.Context, method string, chat int64, message int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.changing.Lock()
	defer c.changing.Unlock()
	if message == 0 || chat < 1000 {
		return nil // the message that shows the progress
	}
	c.changes++
	if c.refuse != nil {
		if err := c.refuse(c.changes, method, chat); err != nil {
			return err
		}
	}
	if method == "delete" && slices.Contains(c.done[chat], method) {
		return refusalOf("Bad Request: message to delete not found")
	}
	if c.done == nil {
		c.done = map[int64][]string{}
	}
	c.done[chat] = append(c.done[chat], method)
	return nil
}

// left tells in how many chats nothing was changed by the method.
func (c *corrections) left(method string, members int) (n int) {
	c.changing.Lock()
	defer c.changing.Unlock()
	for chat := 1001; chat <= 1000+members; chat++ {
		if !slices.Contains(c.done[int64(chat)], method) {
			n++
		}
	}
	return n
}

func refusalOf(words string) error {
	return &bot.SendError{Policy: bot.NotFound, Method: "deleteMessage", Code: 400, Description: words}
}

func withdrawn(m announcements.Media, _ locales.Language) bot.Screen {
	return bot.Screen{Written: &bot.Written{Text: "withdrawn", Media: bot.Content(m)}}
}

// sent sends an announcement to everybody and waits for its end.
func (c *city) sent(t *testing.T) announcements.Announcement {
	t.Helper()
	a := c.sendNow(t)
	r := c.replica(t, c.store, 64)
	defer r.stop(t.Context())
	c.work(t, r)
	return a
}

func (c *city) recall(t *testing.T, base, after announcements.RunID) announcements.Announcement {
	t.Helper()
	a, err := c.desk.Recall(t.Context(), c.staff, announcements.Recall{Base: base, After: after})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// reasons are a run's reasons by cause.
func (c *city) reasons(t *testing.T, run announcements.RunID) map[announcements.Cause]int {
	t.Helper()
	list, err := c.store.Reasons(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	got := map[announcements.Cause]int{}
	for _, r := range list {
		got[r.Cause] += r.Number
	}
	return got
}

// Three processes are killed in the middle of a recall: no message is left, and
// what was deleted twice is told so.
func TestRecallSurvivesKills(t *testing.T) {
	const members, window, kills = 1500, 64, 3
	c := newCity(t, members)
	base := c.sent(t)
	a := c.recall(t, base.Run, 0)
	for kill := range kills {
		doomed := &mortal{RunStore: c.store}
		death := make(chan struct{})
		from := 300 * (kill + 1)
		c.telegram.refuse = func(call int, _ string, _ int64) error {
			if call >= from && doomed.dead.CompareAndSwap(false, true) {
				close(death)
			}
			return nil
		}
		r := c.replica(t, doomed, window)
		ctx, bury := context.WithCancel(context.Background())
		buried := make(chan struct{})
		go func() {
			defer close(buried)
			c.workUntil(ctx, t, r)
		}()
		<-death
		c.awaitCalm(t)
		bury() // only now may its goroutines come to an end
		r.ledger.end()
		<-buried
	}
	c.telegram.changing.Lock()
	c.telegram.refuse = nil
	c.telegram.changing.Unlock()
	r := c.replica(t, c.store, window)
	defer r.stop(t.Context())
	c.work(t, r)
	if n := c.telegram.left("delete", members); n != 0 {
		t.Errorf("%d messages were left", n)
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.Sent != members || tally.Total != members || tally.State != announcements.Finished {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if n := c.reasons(t, a.Run)[announcements.CauseGone]; n > kills*window {
		t.Errorf("%d messages were deleted again after %d kills", n, kills)
	}
}

// awaitCalm waits until a dead process has used up its window.
func (c *city) awaitCalm(t *testing.T) {
	t.Helper()
	calls := func() int { c.telegram.changing.Lock(); defer c.telegram.changing.Unlock(); return c.telegram.changes }
	deadline := time.Now().Add(10 * time.Second)
	for before := -1; before != calls(); {
		if time.Now().After(deadline) {
			t.Fatal("a dead process goes on")
		}
		before = calls()
		pause(t.Context(), 100*time.Millisecond)
	}
}

// Every way a message can be taken back, or not, has its own number.
func TestRecallRecordsEveryOutcome(t *testing.T) {
	const members = 200
	c := newCity(t, members)
	base := c.sent(t)
	c.exec(t, `UPDATE people SET chat_id = NULL, forgotten_at = now() WHERE chat_id = 1200`)
	c.exec(t, `UPDATE people SET reachable = false WHERE chat_id = 1106`) // the message can be deleted all the same
	var unanswered atomic.Int32
	c.telegram.refuse = func(_ int, method string, chat int64) error {
		switch {
		case chat%10 == 1:
			return &bot.SendError{Policy: bot.Unreachable, Code: 403, Description: "Forbidden: user is deactivated"}
		case chat%10 == 2 && method == "delete":
			return refusalOf("Bad Request: message to delete not found")
		case chat%10 == 3 && method == "delete":
			return refusalOf("Bad Request: message can't be deleted for everyone")
		case chat%10 == 4 && method == "delete":
			return refusalOf("Bad Request: message can't be deleted")
		case chat%10 == 4:
			return refusalOf("Bad Request: message can't be edited")
		case chat%10 == 5 && unanswered.Add(1) <= 25:
			return sendError(bot.Unknown)
		}
		return nil
	}
	a := c.recall(t, base.Run, 0)
	r := c.replica(t, c.store, 16)
	defer r.stop(t.Context())
	c.work(t, r)
	got, err := c.store.Tally(t.Context(), a.Run)
	if err != nil {
		t.Fatal(err)
	}
	want := announcements.Tally{State: announcements.Finished, Total: members, Sent: 159, Blocked: 21, Failed: 20, Started: got.Started, Ended: got.Ended}
	if got != want {
		t.Errorf("tally\n got %+v\nwant %+v", got, want)
	}
	reasons := c.reasons(t, a.Run)
	for cause, n := range map[announcements.Cause]int{announcements.CauseGone: 20, announcements.CauseReplaced: 20, announcements.CauseFixed: 20,
		announcements.CauseDeactivated: 20, announcements.CauseForgotten: 1} {
		if reasons[cause] != n {
			t.Errorf("%s: %d, want %d", cause, reasons[cause], n)
		}
	}
}

// What is too old to be deleted is edited, in the kind it was sent in.
func TestOldMessagesAreReplaced(t *testing.T) {
	const members = 30
	c := newCity(t, members)
	base := c.sent(t)
	c.exec(t, `UPDATE runs SET content = '{"kk": {"text": "Сәлем"}, "ru": {"text": "", "media": "photo", "file": "x"}}'`)
	c.telegram.refuse = func(_ int, method string, chat int64) error {
		if method == "delete" {
			t.Errorf("chat %d: too old to be deleted", chat)
		}
		return nil
	}
	c.clock.Move(announcements.Deletable)
	a := c.recall(t, base.Run, 0)
	r := c.replica(t, c.store, 16)
	defer r.stop(t.Context())
	c.work(t, r)
	if n := c.telegram.left("edit", members); n != 0 {
		t.Errorf("%d messages were left", n)
	}
	if got := c.reasons(t, a.Run); got[announcements.CauseReplaced] != members {
		t.Errorf("reasons %v", got)
	}
	s := r.newSending(announcements.Run{Content: announcements.Content{"kk": {Text: "x"}, "ru": {Media: announcements.Photo}}}, announcements.Page{}, false)
	if got, want := s.kinds("ru"), []announcements.Media{announcements.Photo, announcements.NoMedia}; !slices.Equal(got, want) {
		t.Errorf("kinds %v, want %v", got, want)
	}
	if got := s.withdrawn("ru", announcements.Photo).Written.Media; got != bot.ContentPhoto {
		t.Errorf("a photo is replaced with %q", got)
	}
}

// What has no words cannot say that it was withdrawn once it is too old to be
// deleted: it is not touched, and the report says so.
func TestOldStickersStay(t *testing.T) {
	const members = 30
	c := newCity(t, members)
	base := c.sent(t)
	c.exec(t, `UPDATE runs SET content = '{"kk": {"text": "", "media": "sticker", "file": "x"}}'`)
	c.clock.Move(announcements.Deletable)
	a := c.recall(t, base.Run, 0)
	r := c.replica(t, c.store, 16)
	defer r.stop(t.Context())
	c.work(t, r)
	if n := c.telegram.left("edit", members); n != members {
		t.Errorf("%d messages were edited", members-n)
	}
	if got := c.reasons(t, a.Run); got[announcements.CauseFixed] != members {
		t.Errorf("reasons %v", got)
	}
}

// A recall that is stopped leaves the rest, and another takes up just that.
func TestStoppedRecallIsTakenUpByAnother(t *testing.T) {
	const members = 700
	c := newCity(t, members)
	base := c.sent(t)
	a := c.recall(t, base.Run, 0)
	var once sync.Once
	c.telegram.refuse = func(call int, _ string, _ int64) error {
		if call >= 250 {
			once.Do(func() {
				if _, err := c.desk.Halt(context.Background(), c.staff, a.ID, a.Run); err != nil {
					t.Error(err)
				}
			})
		}
		return nil
	}
	r := c.replica(t, c.store, 4)
	c.work(t, r)
	r.stop(t.Context())
	first, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || first.State != announcements.Stopped || first.Sent < 200 || first.Sent >= members || first.Open != 0 {
		t.Fatalf("tally %+v, %v", first, err)
	}
	if again := c.recall(t, base.Run, 0); again.Run != a.Run {
		t.Error("the tap that began the first recall began another")
	}
	second := c.recall(t, base.Run, a.Run)
	r = c.replica(t, c.store, 64)
	defer r.stop(t.Context())
	c.work(t, r)
	tally, err := c.store.Tally(t.Context(), second.Run)
	if err != nil || tally.Sent != members-first.Sent || tally.Total != tally.Sent {
		t.Errorf("tally %+v, %v after %d", tally, err, first.Sent)
	}
	if n := c.telegram.left("delete", members); n != 0 {
		t.Errorf("%d messages were left", n)
	}
}

func TestStandingOf(t *testing.T) {
	for words, want := range map[string]standing{
		"Bad Request: message to delete not found":                gone,
		"Bad Request: message to edit not found":                  gone,
		"Bad Request: MESSAGE_ID_INVALID":                         gone,
		"Bad Request: message can't be deleted for everyone":      fixed,
		"Bad Request: message can't be edited":                    fixed,
		"Bad Request: there is no text in the message to edit":    otherwise,
		"Bad Request: there is no caption in the message to edit": otherwise,
	} {
		if got := standingOf(refusalOf(words)); got != want {
			t.Errorf("%s: %v, want %v", words, got, want)
		}
	}
	for _, err := range []error{nil, errors.New("x"), sendError(bot.Unreachable)} {
		if got := standingOf(err); got != unsaid {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// An edit gives every message other words, and what cannot be changed has its cause.
func TestEditRecordsEveryOutcome(t *testing.T) {
	const members = 200
	c := newCity(t, members)
	base := c.sent(t)
	wish := announcements.Reword{Base: base.Run, Form: 5, Language: "kk", Text: announcements.Message{Text: "Сау болыңыз"}}
	if _, err := c.desk.Reword(t.Context(), c.staff, wish); err != nil {
		t.Fatal(err)
	}
	var tries atomic.Int32
	c.telegram.refuse = func(_ int, method string, chat int64) error {
		switch {
		case method != "edit":
			t.Errorf("chat %d: %s", chat, method)
		case chat%10 == 1:
			return refusalOf("Bad Request: message to edit not found")
		case chat%10 == 2:
			return refusalOf("Bad Request: message can't be edited")
		case chat%10 == 3:
			return &bot.SendError{Policy: bot.Unreachable, Code: 403, Description: "Forbidden: bot was blocked by the user"}
		case chat%10 == 4 && tries.Add(1) <= 30:
			return sendError(bot.Transient)
		}
		return nil
	}
	for range 2 {
		if _, err := c.desk.EditAll(t.Context(), c.staff, announcements.EditAll{Base: base.Run, Form: 5}); err != nil {
			t.Fatal(err)
		}
	}
	r := c.replica(t, c.store, 16)
	defer r.stop(t.Context())
	c.work(t, r)
	a, err := c.store.ByID(t.Context(), base.ID)
	if err != nil || a.Wording != nil || a.Kind != announcements.KindEdit {
		t.Fatalf("%+v, %v", a, err)
	}
	tally, err := c.store.Tally(t.Context(), a.Run)
	if err != nil || tally.State != announcements.Finished || tally.Sent != 140 || tally.Blocked != 20 || tally.Failed != 40 {
		t.Errorf("tally %+v, %v", tally, err)
	}
	if got := c.reasons(t, a.Run); got[announcements.CauseGone] != 20 || got[announcements.CauseFixed] != 20 {
		t.Errorf("reasons %v", got)
	}
	if n := c.number(t, `SELECT count(*) FROM deliveries WHERE run_id = $1 AND outcome = 1 AND message_id > 0`, a.Run); n != 140 {
		t.Errorf("%d rows name their message", n)
	}
	if n := c.number(t, `SELECT count(*) FROM runs WHERE kind = 'edit' AND form_id = 5`); n != 1 {
		t.Errorf("%d edits", n)
	}
	c.telegram.refuse = nil
	c.recall(t, base.Run, a.Run)
	c.work(t, r)
	if n := c.telegram.left("delete", members); n != 0 {
		t.Errorf("%d messages were left by the recall", n)
	}
}
