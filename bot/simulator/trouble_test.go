package simulator

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestFloodLimitOfAPrivateChat(t *testing.T) {
	clock := newClock()
	b := launch(t, Options{Clock: clock.Now, Flood: true})
	b.person(1)
	for range chatBurst {
		b.send("1", "x")
	}
	got := b.call("sendMessage", "chat_id", "1", "text", "x")
	if got.ErrorCode != 429 || got.Parameters.RetryAfter != 1 || got.Description != "Too Many Requests: retry after 1" {
		t.Fatalf("the fourth send at once got %+v (https://core.telegram.org/bots/faq#broadcasting-to-users)", got)
	}
	clock.Advance(time.Second)
	b.send("1", "x")
	if got := b.call("sendMessage", "chat_id", "1", "text", "x"); got.ErrorCode != 429 {
		t.Fatalf("two sends a second after the burst: %+v", got)
	}
	if kind := b.s.Refusals()[0].Kind; kind != Throttled {
		t.Errorf("a 429 is kept as %q", kind)
	}
}

func TestFloodLimitOfAGroup(t *testing.T) {
	clock := newClock()
	b := launch(t, Options{Clock: clock.Now, Flood: true})
	b.s.Group(-7, "club")
	for range groupMinute {
		b.send("-7", "x")
		clock.Advance(time.Second)
	}
	if got := b.call("sendMessage", "chat_id", "-7", "text", "x"); got.Parameters.RetryAfter != 40 {
		t.Fatalf("the 21st send in 20 s got %+v, want 40 s", got)
	}
	clock.Advance(40 * time.Second)
	b.send("-7", "x")
}

func TestFloodLimitOverAllChats(t *testing.T) {
	clock := newClock()
	b := launch(t, Options{Clock: clock.Now, Flood: true})
	b.s.AddPeople(1000, 100)
	send := func(i int, more ...string) answerBody {
		id := "1" + string(rune('0'+i/100)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10))
		return b.call("sendMessage", append([]string{"chat_id", id, "text", "x"}, more...)...)
	}
	for i := range 30 {
		if got := send(i); !got.OK {
			t.Fatalf("send %d: %+v", i, got)
		}
	}
	if got := send(30); got.Parameters.RetryAfter != 2 {
		t.Fatalf("the 31st send of a second got %+v", got)
	}
	clock.Advance(1900 * time.Millisecond)
	if got := send(30); got.Parameters.RetryAfter != 1 {
		t.Fatalf("a send within the penalty got %+v: it must not be prolonged", got)
	}
	if got := send(31, "allow_paid_broadcast", "true"); !got.OK {
		t.Fatalf("a paid send got %+v", got)
	}
	clock.Advance(100 * time.Millisecond)
	if got := send(30); !got.OK {
		t.Errorf("a send after the penalty got %+v", got)
	}
}

// Above the free thirty of a second each paid message costs a tenth of a Star; what the balance does not cover is
// refused, and only that (the words: see tooPoor).
func TestPaidMessagesCostStars(t *testing.T) {
	clock := newClock()
	b := launch(t, Options{Clock: clock.Now})
	b.s.AddPeople(1000, 100)
	b.s.SetStars(1)
	send := func(chat int, paid string) answerBody {
		return b.call("sendMessage", "chat_id", fmt.Sprint(1000+chat), "text", "x", "allow_paid_broadcast", paid)
	}
	for i := range 40 {
		if got := send(i, "true"); !got.OK {
			t.Fatalf("paid message %d: %+v", i, got)
		}
	}
	if got := send(40, "true"); got.ErrorCode != 400 || got.Description != "Bad Request: BALANCE_TOO_LOW" {
		t.Errorf("without Stars: %+v", got)
	}
	if got := send(40, "false"); !got.OK {
		t.Errorf("an unpaid message: %+v", got)
	}
	clock.Advance(time.Second)
	for i := range 30 {
		if got := send(41+i, "true"); !got.OK {
			t.Fatalf("free message %d of the next second: %+v", i, got)
		}
	}
	if got := send(71, "true"); got.ErrorCode != 400 {
		t.Errorf("the thirty-first: %+v", got)
	}
	if n := len(b.s.Mistakes()); n != 0 {
		t.Errorf("%d mistakes of the bot, which cannot know its balance", n)
	}
}

func TestInjectedErrors(t *testing.T) {
	b := launch(t, Options{})
	b.person(1)
	b.s.Inject(Fault{Kind: FaultServerError, Methods: []string{"sendMessage"}, Count: 2})
	b.must("getMe")
	for range 2 {
		if got := b.call("sendMessage", "chat_id", "1", "text", "x"); got.ErrorCode != 500 || got.Description != "Internal Server Error" {
			t.Fatalf("got %+v", got)
		}
	}
	b.send("1", "x")
	cancel := b.s.Inject(Fault{Kind: FaultTooManyRequests, RetryAfter: 7})
	if got := b.call("getMe"); got.ErrorCode != 429 || got.Parameters.RetryAfter != 7 {
		t.Fatalf("got %+v", got)
	}
	cancel()
	b.must("getMe")
	for _, r := range b.s.Refusals() {
		if r.Kind != Injected {
			t.Errorf("kept as %q: %+v", r.Kind, r)
		}
	}
	if len(b.s.Mistakes()) != 0 {
		t.Error("injected faults are no mistakes of the bot")
	}
}

func TestFaultEndsWithItsWindow(t *testing.T) {
	clock := newClock()
	b := launch(t, Options{Clock: clock.Now})
	b.s.Inject(Fault{Kind: FaultServerError, For: 20 * time.Second})
	if got := b.call("getMe"); got.ErrorCode != 500 {
		t.Fatalf("got %+v", got)
	}
	clock.Advance(20 * time.Second)
	b.must("getMe")
}

// impatient sends a message and gives up soon.
func (b testBot) impatient(text string) error {
	ctx, cancel := context.WithTimeout(b.t.Context(), 200*time.Millisecond)
	defer cancel()
	form := url.Values{"chat_id": {"1"}, "text": {text}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.s.URL()+"/bot"+b.s.Token()+"/sendMessage",
		strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err == nil {
		response.Body.Close()
	}
	return err
}

func TestFaultsWithoutAnAnswer(t *testing.T) {
	for kind, delivered := range map[FaultKind]int64{FaultReset: 0, FaultTimeoutBefore: 0, FaultTimeoutAfter: 1} {
		t.Run(string(kind), func(t *testing.T) {
			b := launch(t, Options{})
			b.person(1)
			b.s.Inject(Fault{Kind: kind, Methods: []string{"sendmessage"}, Count: 1})
			if err := b.impatient("x"); err == nil {
				t.Fatal("the call was answered")
			}
			eventually(t, "the call is over", func() bool { return b.s.InFlight() == 0 })
			if got := b.s.CountOf(1); got != delivered {
				t.Errorf("%d messages delivered, want %d", got, delivered)
			}
			b.send("1", "next")
		})
	}
}

func TestLatencyIsAdded(t *testing.T) {
	b := launch(t, Options{})
	b.s.Inject(Fault{Kind: FaultLatency, Latency: 30 * time.Millisecond, Count: 1})
	from := time.Now()
	b.must("getMe")
	if took := time.Since(from); took < 30*time.Millisecond {
		t.Errorf("the call took %v", took)
	}
}
