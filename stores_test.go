package main

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
)

// What stops the start is one line that names the variable to look at.
func TestStartErrorsNameTheVariable(t *testing.T) {
	t.Parallel()
	inside := errors.New("failed to connect to `user=u database=d`:\n\t127.0.0.1:1 (h): refused\n\t[::1]:1 (h): refused")
	err := error(settingError{"DATABASE_URL", inside})
	if got := err.Error(); strings.ContainsAny(got, "\n\t") || !strings.HasPrefix(got, "DATABASE_URL: failed to connect") || !errors.Is(err, inside) {
		t.Errorf("got %q", got)
	}
	for setting, want := range map[string]string{
		"DATABASE_URL=postgres://u:geheim@h/d?sslmode=geheim":   "DATABASE_URL: ",
		"DATABASE_URL=postgres://u:geheim@127.0.0.1:1,h:x/d?a=": "DATABASE_URL: ",
	} {
		cfg, err := readConfig([]string{setting, "REDIS_URL=redis://:geheim@h"})
		if err == nil {
			_, err = openStores(t.Context(), cfg)
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

// A taken address is told with the variable it comes from.
func TestTakenAddressNamesTheVariable(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	w := newWorld(t)
	w.cfg.AdminAddr = taken.Addr().String()
	app, err := build(t.Context(), w.cfg, quietLogger(), withClock(w.clock.now), withoutTimetable())
	if err != nil {
		t.Fatal(err)
	}
	err = app.Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "ADMIN_ADDR: listen tcp") {
		t.Errorf("started on a taken address: %v", err)
	}
	var at string
	page := server("public pages at HTTP_ADDR", taken.Addr().String(), http.NotFoundHandler(), &at)
	app = &App{parts: []part{page}}
	if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "HTTP_ADDR: listen tcp") {
		t.Errorf("started on a taken address: %v", err)
	}
}
