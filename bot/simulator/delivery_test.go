package simulator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// hookServer is a bot's webhook that notes what arrives and answers as it is told.
type hookServer struct {
	*httptest.Server
	mu       sync.Mutex
	arrived  []wireUpdate
	secrets  []string
	active   int
	busiest  int
	answer   func(u wireUpdate, attempt int) int
	attempts map[int64]int
}

func newHook(t *testing.T, answer func(u wireUpdate, attempt int) int) *hookServer {
	h := &hookServer{answer: answer, attempts: map[int64]int{}}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *hookServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var u wireUpdate
	body, _ := io.ReadAll(r.Body)
	json.Unmarshal(body, &u)
	h.mu.Lock()
	h.active++
	h.busiest = max(h.busiest, h.active)
	h.attempts[u.ID]++
	attempt := h.attempts[u.ID]
	h.arrived = append(h.arrived, u)
	h.secrets = append(h.secrets, r.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
	h.mu.Unlock()
	code := h.answer(u, attempt)
	h.mu.Lock()
	h.active--
	h.mu.Unlock()
	w.WriteHeader(code)
}

func (h *hookServer) seen() []wireUpdate {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.arrived)
}

func always(code int) func(wireUpdate, int) int { return func(wireUpdate, int) int { return code } }

func idle(t *testing.T, s *Simulator) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.WaitIdle(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestWebhookKeepsOrderWithinOneKindOfAChat(t *testing.T) {
	b := launch(t, Options{WebhookPause: time.Millisecond})
	hook := newHook(t, func(u wireUpdate, attempt int) int {
		if u.ID%3 == 0 && attempt < 3 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	})
	b.must("setWebhook", "url", hook.URL, "secret_token", "s3", "max_connections", "8")
	people := []*Person{b.s.Person(Profile{ID: 1}), b.s.Person(Profile{ID: 2}), b.s.Person(Profile{ID: 3})}
	for i := range 30 {
		p := people[i%3]
		p.Send(fmt.Sprint(i))
		p.TapDataAsync(1, fmt.Sprint(i))
	}
	idle(t, b.s)
	last := map[laneKey]int64{}
	done := map[int64]bool{}
	for i, u := range hook.seen() {
		if hook.secrets[i] != "s3" {
			t.Fatalf("the secret was %q", hook.secrets[i])
		}
		key := laneKey{u.kind(), 0}
		if u.Message != nil {
			key.chat = u.Message.Chat.ID
		} else {
			key.chat = u.CallbackQuery.From.ID
		}
		if u.ID < last[key] {
			t.Errorf("update %d came after %d in %v", u.ID, last[key], key)
		}
		last[key] = u.ID
		done[u.ID] = true
	}
	if len(done) != 60 {
		t.Errorf("%d updates arrived, want 60", len(done))
	}
}

func TestWebhookLanesRunAtOnce(t *testing.T) {
	b := launch(t, Options{})
	both := make(chan struct{})
	var once sync.Once
	var hook *hookServer
	hook = newHook(t, func(wireUpdate, int) int {
		hook.mu.Lock()
		if hook.active == 2 {
			once.Do(func() { close(both) })
		}
		hook.mu.Unlock()
		select {
		case <-both:
		case <-time.After(10 * time.Second):
		}
		return http.StatusOK
	})
	b.must("setWebhook", "url", hook.URL, "max_connections", "2")
	p := b.s.Person(Profile{ID: 1})
	p.Send("text")
	p.TapDataAsync(1, "tap")
	p.Send("second text")
	idle(t, b.s)
	if hook.busiest != 2 {
		t.Errorf("at most %d deliveries at once, want 2: a text and a tap are not ordered", hook.busiest)
	}
}

func TestWebhookRetriesUntilTheBotIsBack(t *testing.T) {
	b := launch(t, Options{WebhookPause: time.Millisecond})
	down := newHook(t, always(200))
	address := down.URL
	down.Close()
	b.must("setWebhook", "url", address)
	b.s.Person(Profile{ID: 1}).Send("x")
	eventually(t, "an error in getWebhookInfo", func() bool {
		var info struct {
			Pending int    `json:"pending_update_count"`
			Error   string `json:"last_error_message"`
		}
		b.decode(b.must("getWebhookInfo"), &info)
		return info.Pending == 1 && info.Error != ""
	})
	up := newHook(t, always(200))
	b.must("setWebhook", "url", up.URL)
	idle(t, b.s)
	if got := up.seen(); len(got) != 1 || got[0].Message.Text != "x" {
		t.Errorf("arrived: %+v", got)
	}
}

func TestFrozenWebhookHoldsUpdatesBack(t *testing.T) {
	b := launch(t, Options{})
	hook := newHook(t, always(200))
	b.must("setWebhook", "url", hook.URL)
	thaw := b.s.Inject(Fault{Kind: FaultFreezeWebhook})
	b.s.Person(Profile{ID: 1}).Send("x")
	if b.s.Pending() != 1 || len(hook.seen()) != 0 {
		t.Fatal("a frozen webhook delivered")
	}
	thaw()
	idle(t, b.s)
	if len(hook.seen()) != 1 {
		t.Errorf("%d updates after the thaw, want 1", len(hook.seen()))
	}
}

func TestOffsetAcknowledges(t *testing.T) {
	b := launch(t, Options{})
	p := b.s.Person(Profile{ID: 1})
	first, second := p.Send("1"), p.Send("2")
	if second != first+1 || first < 1_000_000 {
		t.Fatalf("update ids %d and %d", first, second)
	}
	if got := b.updates("limit", "1"); len(got) != 1 || got[0].ID != first {
		t.Fatalf("first batch: %+v", got)
	}
	if b.s.Pending() != 2 {
		t.Fatalf("%d pending before the offset moved, want 2", b.s.Pending())
	}
	if got := b.updates("offset", fmt.Sprint(second)); len(got) != 1 || got[0].ID != second {
		t.Fatalf("second batch: %+v", got)
	}
	if b.s.Pending() != 1 {
		t.Errorf("%d pending, want 1", b.s.Pending())
	}
	p.Send("3")
	if got := b.updates("offset", "-1"); len(got) != 1 || got[0].Message.Text != "3" {
		t.Errorf("offset -1 brought %+v", got)
	}
}

func TestLongPollWakesAndIsTakenOver(t *testing.T) {
	b := launch(t, Options{})
	p := b.s.Person(Profile{ID: 1})
	poll := func(offset string) <-chan answerBody {
		out := make(chan answerBody, 1)
		go func() {
			body, _ := b.try("getUpdates", "timeout", "30", "offset", offset)
			out <- body
		}()
		return out
	}
	waiting := func() bool { return b.s.CallsOf("getUpdates") > 0 && b.s.pollWaits() }
	first := poll("1")
	eventually(t, "the first poll waits", waiting)
	second := poll("2")
	if got := <-first; got.ErrorCode != 409 || got.Description != "Conflict: "+anotherPoller {
		t.Errorf("the first poller got %+v (%s, abort_long_poll)", got, server)
	}
	eventually(t, "the second poll waits", waiting)
	p.Send("x")
	if got := <-second; !got.OK || len(got.Result) < 10 {
		t.Errorf("the second poller got %+v", got)
	}
}

// pollWaits says whether somebody polls now.
func (s *Simulator) pollWaits() bool {
	s.queue.mu.Lock()
	defer s.queue.mu.Unlock()
	return s.queue.poll.abort != nil
}

func TestUpdatesExpire(t *testing.T) {
	clock := newClock()
	b := launch(t, Options{Clock: clock.Now})
	p := b.s.Person(Profile{ID: 1})
	p.Send("x")
	p.TapDataAsync(1, "d")
	clock.Advance(151 * time.Second)
	if got := b.updates(); len(got) != 1 || got[0].Message == nil {
		t.Fatalf("after 151 s: %+v", got)
	}
	clock.Advance(24 * time.Hour)
	if b.s.Pending() != 0 {
		t.Error("a message outlived 24 h")
	}
}

func TestAllowedUpdatesAndUnknownKinds(t *testing.T) {
	b := launch(t, Options{})
	p := b.s.Person(Profile{ID: 1})
	b.updates("allowed_updates", `["message","future_kind"]`)
	p.Send("x")
	p.TapDataAsync(1, "d")
	b.s.InjectUpdate("future_kind", json.RawMessage(`{"a":1}`))
	got := b.updates("offset", "1")
	if len(got) != 2 || got[0].Message == nil || got[1].Message != nil {
		t.Errorf("got %+v", got)
	}
}
