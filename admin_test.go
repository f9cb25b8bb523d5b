package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A store that hangs is away after a second, and the others are not blamed for it.
func TestHangingStoreBlamesNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		hangs := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		answers := func(ctx context.Context) error { return ctx.Err() }
		refuses := func(context.Context) error { return errors.New("refused") }
		answer := httptest.NewRecorder()
		ready(answer, httptest.NewRequest(http.MethodGet, "/readyz", nil), []check{{"postgres", hangs}, {"redis", answers}, {"third", refuses}})
		if took := time.Since(start); took != pingTime {
			t.Errorf("it took %s", took)
		}
		want := `{"postgres":"away","redis":"ok","third":"away"}`
		if got := strings.TrimSpace(answer.Body.String()); got != want || answer.Code != http.StatusServiceUnavailable {
			t.Errorf("answer %d %s, want %s", answer.Code, got, want)
		}
	})
}

// The health check asks where the operator's pages are.
func TestReadinessIsAskedWhereItIsServed(t *testing.T) {
	t.Parallel()
	for address, host := range map[string]string{
		":9090": "127.0.0.1:9090", "0.0.0.0:9090": "127.0.0.1:9090", "[::]:9090": "127.0.0.1:9090",
		"127.0.0.1:9090": "127.0.0.1:9090", "10.0.0.11:9091": "10.0.0.11:9091", "[::1]:9090": "[::1]:9090", "bot:9090": "bot:9090",
	} {
		if got, err := readyURL(address); err != nil || got != "http://"+host+"/readyz" {
			t.Errorf("%s: asks %s (%v)", address, got, err)
		}
	}
}
