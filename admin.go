package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// check is one thing the bot cannot work without.
type check struct {
	name string
	ping func(ctx context.Context) error
}

// adminPages serves liveness, readiness and metrics, for operators only.
func adminPages(checks []check, metrics http.Handler) http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	pages.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { ready(w, r, checks) })
	pages.Handle("GET /metrics", metrics)
	return pages
}

// ready answers 200 when everything the bot needs answers within a second, else
// 503; the body says which does not. Addresses and passwords are not shown.
func ready(w http.ResponseWriter, r *http.Request, checks []check) {
	state := map[string]string{}
	code := http.StatusOK
	for name, up := range answering(r.Context(), checks) {
		state[name] = "ok"
		if !up {
			state[name], code = "away", http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(state) // the asker may have gone
}

// pingTime is how long one of them may take to answer.
const pingTime = time.Second

// answering tells which of them answer. All are asked at the same time: one that
// hangs must not make the others look away.
func answering(ctx context.Context, checks []check) map[string]bool {
	ctx, cancel := context.WithTimeout(ctx, pingTime)
	defer cancel()
	up := make([]bool, len(checks))
	var asked sync.WaitGroup
	for i, c := range checks {
		asked.Go(func() { up[i] = c.ping(ctx) == nil })
	}
	asked.Wait()
	named := map[string]bool{}
	for i, c := range checks {
		named[c.name] = up[i]
	}
	return named
}

// readyURL is where the bot on this machine tells whether it is ready.
func readyURL(adminAddr string) (string, error) {
	host, port, err := net.SplitHostPort(adminAddr)
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1" // it listens everywhere
	}
	return "http://" + net.JoinHostPort(host, port) + "/readyz", nil
}

// healthcheck asks the bot on this machine whether it is ready.
func healthcheck(ctx context.Context, cfg Config) error {
	address, err := readyURL(cfg.AdminAddr)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	direct := http.Client{Transport: &http.Transport{}} // a proxy is for the way out
	response, err := direct.Do(request)
	if err != nil {
		return fmt.Errorf("ask for readiness: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", response.Status)
	}
	return nil
}
