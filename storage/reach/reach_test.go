package reach

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var (
	errAway  = errors.New("starting up")
	errWrong = errors.New("wrong password")
)

func away(err error) bool { return !errors.Is(err, errWrong) }

func TestFirstAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ask  func(ctx context.Context, since time.Duration) error
		want error
		took time.Duration
	}{
		"there":        {func(context.Context, time.Duration) error { return nil }, nil, 0},
		"starting":     {startingUntil(3*time.Second, nil), nil, 3 * time.Second},
		"never":        {startingUntil(time.Hour, nil), errAway, Patience},
		"refuses":      {startingUntil(0, errWrong), errWrong, 0},
		"then refuses": {startingUntil(time.Second, errWrong), errWrong, time.Second},
		"then hangs": {func(ctx context.Context, since time.Duration) error {
			if since < time.Second {
				return errAway
			}
			<-ctx.Done()
			return ctx.Err()
		}, errAway, Patience},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				err := First(t.Context(), func(ctx context.Context) error { return c.ask(ctx, time.Since(start)) }, away)
				if took := time.Since(start); !errors.Is(err, c.want) || took != c.took {
					t.Errorf("%v after %s, want %v after %s", err, took, c.want, c.took)
				}
			})
		})
	}
}

// startingUntil is a server that answers from then on.
func startingUntil(then time.Duration, answer error) func(context.Context, time.Duration) error {
	return func(_ context.Context, since time.Duration) error {
		if since < then {
			return errAway
		}
		return answer
	}
}
