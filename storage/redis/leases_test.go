package redis

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"jastar/storage/storagetest"
)

func open(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), storagetest.Redis(t), "test:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestTurnIsSavedAndNotRepeated(t *testing.T) {
	t.Parallel()
	l := open(t).Leases()
	first, err := l.Take(t.Context(), 7, 100)
	if err != nil || first.Finished || len(first.Conversation) != 0 {
		t.Fatalf("first take: %+v, %v", first, err)
	}
	if err := l.Save(t.Context(), first, []byte(`{"x":1}`)); err != nil {
		t.Fatal(err)
	}
	again, err := l.Take(t.Context(), 7, 100)
	if err != nil || !again.Finished {
		t.Fatalf("the same update again: %+v, %v", again, err)
	}
	next, err := l.Take(t.Context(), 7, 99) // ids are compared for equality, not order
	if err != nil || next.Finished || string(next.Conversation) != `{"x":1}` {
		t.Fatalf("next update: %+v, %v", next, err)
	}
}

func TestFinishedUpdatesAreForgottenAfterTheLast32(t *testing.T) {
	t.Parallel()
	l := open(t).Leases()
	for id := range int64(finishedKept + 1) {
		lease, err := l.Take(t.Context(), 7, id)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Save(t.Context(), lease, nil); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[int64]bool{0: false, 1: true, finishedKept: true} {
		lease, err := l.Take(t.Context(), 7, id)
		if err != nil || lease.Finished != want {
			t.Errorf("update %d finished = %v, want %v (%v)", id, lease.Finished, want, err)
		}
		l.Free(t.Context(), lease)
	}
}

func TestTakenChatWaitsAndGivesUp(t *testing.T) {
	t.Parallel()
	l := open(t).Leases()
	held, err := l.Take(t.Context(), 7, 1)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 60*time.Millisecond)
	defer cancel()
	if _, err := l.Take(short, 7, 2); !errors.Is(err, ErrBusy) {
		t.Fatalf("second take: %v, want busy", err)
	}
	l.Free(t.Context(), held)
	if _, err := l.Take(t.Context(), 7, 2); err != nil {
		t.Fatalf("take after free: %v", err)
	}
}

func TestLostLeaseSavesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	l := s.Leases()
	lost, err := l.Take(t.Context(), 7, 1)
	if err != nil {
		t.Fatal(err)
	}
	s.client.Del(t.Context(), l.keys(7)[0]) // its time ran out
	held, err := l.Take(t.Context(), 7, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Save(t.Context(), lost, []byte("stale")); !errors.Is(err, ErrLost) {
		t.Fatalf("save without lease: %v, want lost", err)
	}
	if err := l.Save(t.Context(), held, []byte("fresh")); err != nil {
		t.Fatal(err)
	}
}

func TestOneTurnAtATime(t *testing.T) {
	t.Parallel()
	l := open(t).Leases()
	var inside, most, mu = 0, 0, sync.Mutex{}
	var all sync.WaitGroup
	for i := range int64(20) {
		all.Go(func() {
			lease, err := l.Take(t.Context(), 7, i)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			inside++
			most = max(most, inside)
			mu.Unlock()
			mu.Lock()
			inside--
			mu.Unlock()
			if err := l.Save(t.Context(), lease, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most != 1 {
		t.Fatalf("%d turns of one chat at once", most)
	}
}

// A script whose answer was lost is sent again by the client.
func TestChatTakenTwiceByOneTurnIsTaken(t *testing.T) {
	t.Parallel()
	l := open(t).Leases()
	for range 2 {
		answer, err := l.store.run(t.Context(), l.take, l.keys(7), "token", leaseTime.Milliseconds(), 1).StringSlice()
		if err != nil || answer[0] != "taken" {
			t.Fatalf("%v, %v", answer, err)
		}
	}
}
