package convoy

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// double answers every question with its double, after a second.
func double(trips *[][]int) func(context.Context, []int) ([]int, error) {
	return func(_ context.Context, all []int) ([]int, error) {
		*trips = append(*trips, slices.Clone(all))
		time.Sleep(time.Second)
		answers := make([]int, len(all))
		for i, q := range all {
			answers[i] = 2 * q
		}
		return answers, nil
	}
}

func TestThoseWhoComeMeanwhileTravelTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var trips [][]int
		road := New(double(&trips))
		var group sync.WaitGroup
		for q := range 10 {
			group.Go(func() {
				got, err := road.Ask(t.Context(), q)
				if err != nil || got != 2*q {
					t.Errorf("Ask(%d) = %d, %v", q, got, err)
				}
			})
			synctest.Wait()
		}
		group.Wait()
		if len(trips) != 2 || len(trips[0]) != 1 || len(trips[1]) != 9 {
			t.Errorf("trips: %v; want the first alone and the others together", trips)
		}
	})
}

func TestOneAloneDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var trips [][]int
		road := New(double(&trips))
		for q := range 3 {
			start := time.Now()
			if _, err := road.Ask(t.Context(), q); err != nil || time.Since(start) != time.Second {
				t.Errorf("Ask(%d) took %s: %v", q, time.Since(start), err)
			}
		}
	})
}

func TestErrorReachesEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := errors.New("away")
		road := New(func(context.Context, []int) ([]int, error) {
			time.Sleep(time.Second)
			return nil, away
		})
		var group sync.WaitGroup
		for q := range 4 {
			group.Go(func() {
				if _, err := road.Ask(t.Context(), q); !errors.Is(err, away) {
					t.Errorf("Ask(%d): %v", q, err)
				}
			})
		}
		group.Wait()
	})
}

// Whoever loses patience, also the one to lead, leaves the road to the others.
func TestLostPatienceBlocksNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var trips [][]int
		road := New(double(&trips))
		var group sync.WaitGroup
		for q := range 20 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(q%4)*500*time.Millisecond+time.Nanosecond)
			if q%5 == 0 {
				ctx = t.Context()
			}
			group.Go(func() {
				defer cancel()
				got, err := road.Ask(ctx, q)
				if err == nil && got != 2*q || err != nil && q%5 == 0 {
					t.Errorf("Ask(%d) = %d, %v", q, got, err)
				}
			})
		}
		group.Wait()
		if got, err := road.Ask(t.Context(), 21); err != nil || got != 42 {
			t.Errorf("the road is blocked: %d, %v", got, err)
		}
	})
}
