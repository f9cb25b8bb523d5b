package main

import (
	"os"
	"testing"

	"jastar/bot/simulator"
)

// A bot that outgrew its private servers moves to servers of their own with
// the commands of the operator's guide, and nothing that lasts is lost.
func TestMoveToServers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.run(w.clock.now())
	w.cfg.DatabaseURL, w.cfg.RedisURL = "", ""
	data := openFolder(t)
	private := launch(t, w.environ("DATA_DIR="+data)...)
	p := w.sim.Person(simulator.Profile{ID: 101, FirstName: "A.", LanguageCode: "en"})
	if err := goAlong(p, joining(p, "Aruzhan"), func(int) {}); err != nil {
		t.Fatal(err)
	}
	idle(t, w)
	private.stop()

	dir := t.TempDir()
	shell(t, dir, "move", "DATA_DIR="+data)
	w.moveTo(dir)
	launch(t, w.environ()...)
	p.Send("/profile")
	shows(t, p, "Aruzhan")
	if n := w.number(`SELECT count(*) FROM consents`); n != 1 {
		t.Errorf("%d consents were moved", n)
	}
	noMistakes(t, w)
}

// openFolder is a new folder that the private servers' unprivileged user can
// reach.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "jastar-data-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}
