package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"jastar/bot/simulator"
	"jastar/centre/announcements"
	"jastar/handlers/handlerstest"
	"jastar/scheduler"
	"jastar/storage/postgres"
	"jastar/storage/storagetest"
)

var accept = flag.Bool("accept", false, "write what happened into the transcripts instead of comparing")

// Every chat of handlers/handlerstest/testdata, over polling; the main ones
// over the webhook, too.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("handlers/handlerstest/testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playTranscript(t, file, func(w *world) *App { return w.start(withoutTimetable(), patiently(w)) })
		})
		if strings.HasPrefix(name, "main_") {
			t.Run(name+"_webhook", func(t *testing.T) {
				t.Parallel()
				playTranscript(t, file, func(w *world) *App { return w.startFleet(1, 1, withoutTimetable(), patiently(w))[0] })
			})
		}
	}
}

// patient begins to work at a run when nobody waits for an answer: who starts a
// run sees first that it begins, and then how it goes.
type patient struct {
	scheduler.RunStore
	sim *simulator.Simulator
}

func patiently(w *world) option {
	return withRuns(func(s scheduler.RunStore) scheduler.RunStore { return patient{s, w.sim} })
}

func (p patient) RunByID(ctx context.Context, id announcements.RunID) (announcements.Run, error) {
	for p.sim.Pending() > 0 && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	return p.RunStore.RunByID(ctx, id)
}

func playTranscript(t *testing.T, file string, start func(*world) *App) {
	t.Helper()
	w := newWorld(t)
	seeded, err := w.db.Seed(t.Context(), postgres.Demo{Now: w.clock.now(), Zone: w.cfg.Zone(),
		Member:      postgres.DemoPerson{Chat: 1002, Name: "Данияр Ким", Language: "ru"},
		Organizer:   postgres.DemoPerson{Chat: 1003, Name: "Айгерим Омарова", Language: "ru"},
		Coordinator: postgres.DemoPerson{Chat: 1004, Name: "Timur Akhmetov", Language: "en"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, seated := range []int64{1002, 1003, 1004} {
		w.sim.AddPeople(seated, 1)
	}
	w.cfg.BulkWindow = 1 // one message after the other, so that they come in the order of people
	if strings.HasPrefix(filepath.Base(file), "approve_") {
		w.cfg.ApprovalSize = 2 // of the three members
	}
	w.pay(filepath.Base(file))
	if strings.HasPrefix(filepath.Base(file), "announce_links_") {
		w.cfg.PublicURL = "https://jastar.example.org"
	}
	app := start(w)
	handlerstest.Play(t, handlerstest.World{
		Sim:     w.sim,
		Now:     func() time.Time { return w.clock.now().In(w.cfg.Zone()) },
		Advance: w.clock.advance,
		Settle:  w.settler(app, strings.HasPrefix(filepath.Base(file), "bad_")),
		Stall:   w.stall,
		Visit:   w.visitor(app),
		Forget:  func() { storagetest.EmptyRedis(t, w.cfg.RedisURL) },
		Values:  map[string]string{"soon": strconv.FormatInt(int64(seeded.Soon), 36), "bot": botName},
	}, file, *accept)
}

// visitor opens addresses of the bot's own and tells where they lead; others are
// where they lead themselves.
func (w *world) visitor(app *App) func(address string) string {
	return func(address string) string {
		path, own := strings.CutPrefix(address, w.cfg.PublicURL+"/")
		if w.cfg.PublicURL == "" || !own {
			return address
		}
		response, _ := browse(w.t, app, "GET", "/"+path, "")
		return fmt.Sprint(response.StatusCode, " ", response.Header.Get("Location"))
	}
}

// pay lets chats about paid sending have an operator who pays, and more people
// than leave at once for nothing.
func (w *world) pay(file string) {
	w.t.Helper()
	switch file {
	case "paid_ru.txtar", "bad_paid_kk.txtar":
		w.cfg.PaidBroadcast, w.cfg.BulkRate = true, 30
		w.crowded(60)
	case "paid_en.txtar": // of albums, which are many messages
		w.cfg.PaidBroadcast, w.cfg.BulkRate = true, 300
		w.crowded(117)
	}
}

// crowded adds so many members to the ones in the chat.
func (w *world) crowded(n int) {
	w.t.Helper()
	const first = 20_001
	w.sim.AddPeople(first, n)
	w.members(first, n)
}

// settler is settle; a quick one leaves the duties out as long as the clock
// stands, for chats in which nothing is due without it.
func (w *world) settler(app *App, quick bool) func(context.Context) error {
	var at time.Time
	return func(ctx context.Context) error {
		if !quick || !at.Equal(w.clock.now()) {
			at = w.clock.now()
			return w.settle(ctx, app)
		}
		if err := w.sim.WaitIdle(ctx); err != nil {
			return err
		}
		return w.worked(ctx)
	}
}

// settle returns when the bot has nothing left to do: every update answered,
// every duty done, every job worked. The duties come one after the other, so
// that progress is shown when all that could be sent has been.
func (w *world) settle(ctx context.Context, app *App) error {
	if err := w.sim.WaitIdle(ctx); err != nil {
		return err
	}
	if err := w.worked(ctx); err != nil {
		return err
	}
	for _, duty := range app.duties {
		if err := duty.Run(ctx, w.clock.now()); err != nil {
			return fmt.Errorf("%s: %w", duty.Name, err)
		}
		if err := w.worked(ctx); err != nil {
			return err
		}
	}
	return nil
}

// worked returns when every job is done that may run now and does not stand
// still.
func (w *world) worked(ctx context.Context) error {
	const open = `SELECT count(*) FROM river_job
		WHERE state IN ('available', 'running') OR state IN ('retryable', 'scheduled') AND scheduled_at <= now()`
	if w.number(open) == w.number(stalledPages) {
		return nil
	}
	for w.number(open) != w.number(stalledPages) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return w.sim.WaitIdle(ctx)
}
