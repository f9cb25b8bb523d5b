// Package reach waits for a server that is just being started. It knows no
// server: who may be asked, and which errors mean "not yet", its callers say.
package reach

import (
	"context"
	"time"
)

// Patience is how long a server may take to answer for the first time; between
// two questions lies a pause.
const (
	Patience = 10 * time.Second
	pause    = 500 * time.Millisecond
)

// First asks until the server answers, for as long as its errors mean that it is
// away, within Patience. In the end it returns the last error that came before
// the time was over: it says more than that the time is over.
func First(ctx context.Context, ask func(ctx context.Context) error, away func(error) bool) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	again := time.NewTicker(pause)
	defer again.Stop()
	var last error
	for {
		err := ask(ctx)
		if last == nil || ctx.Err() == nil {
			last = err
		}
		if err == nil || !away(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return last
		case <-again.C:
		}
	}
}
