package scheduler

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// listener is Telegram with the words that arrive in each chat.
type listener struct {
	*telegram
	mu    sync.Mutex
	heard map[int64][]string
}

func (l *listener) SendAll(ctx context.Context, lane bot.Lane, chat int64, m bot.Outgoing) ([]int, error) {
	ids, err := l.telegram.SendAll(ctx, lane, chat, m)
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.heard[chat] = append(l.heard[chat], m.Written.Text)
	}
	return ids, err
}

// respectReplica is a replica that spares people at night.
func (c *city) respectReplica(t *testing.T, store RunStore, limit int) (*Runs, *listener) {
	t.Helper()
	l := &listener{telegram: c.telegram, heard: map[int64][]string{}}
	r := c.replica(t, store, 16)
	r.Sender = l
	r.Respect = announcements.Respect{Quiet: centre.QuietHours{From: 22 * 60, To: 8 * 60}, Cap: limit, Zone: almaty}
	r.Digest = func(runs []announcements.Run, _ locales.Language) bot.Screen {
		var all []string
		for _, run := range runs {
			all = append(all, run.Content["kk"].Text)
		}
		return bot.Screen{Written: &bot.Written{Text: strings.Join(all, "+")}}
	}
	return r, l
}

// heldAtNight starts announcements, of an organisation unless from is 0, that hold
// everybody until eight.
func (c *city) heldAtNight(t *testing.T, from centre.OrganisationID, texts ...string) (runs []announcements.RunID) {
	t.Helper()
	r, l := c.respectReplica(t, c.store, 0)
	defer r.stop(t.Context())
	c.clock.Move(time.Date(2026, 11, 23, 22, 30, 0, 0, almaty).Sub(c.clock.Now()))
	for _, text := range texts {
		a := c.draft(t)
		c.exec(t, `UPDATE announcements SET content = jsonb_build_object('kk', jsonb_build_object('text', $2::text)), organisation_id = nullif($3::bigint, 0) WHERE id = $1`, a.ID, text, from)
		a = c.start(t, a)
		c.work(t, r)
		runs = append(runs, a.Run)
	}
	if len(l.heard) != 0 {
		t.Fatalf("%d people were woken", len(l.heard))
	}
	return runs
}

// start sends a draft now and waits out the countdown.
func (c *city) start(t *testing.T, a announcements.Announcement) announcements.Announcement {
	t.Helper()
	if _, err := c.desk.SendNow(t.Context(), c.staff, a.ID, 0); err != nil {
		t.Fatal(err)
	}
	if err := c.desk.StartDue(t.Context(), c.clock.Move(announcements.CountdownTime)); err != nil {
		t.Fatal(err)
	}
	a, err := c.store.ByID(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// release makes waves of so many people each until nobody is due.
func (c *city) release(t *testing.T, people int) {
	t.Helper()
	for {
		if n, err := c.store.ClaimHeld(t.Context(), c.clock.Now(), people); err != nil || n == 0 {
			if err != nil {
				t.Fatal(err)
			}
			return
		}
	}
}

func (m *mortal) CloseWave(ctx context.Context, w announcements.Wave) error {
	if m.dead.Load() {
		return errDead
	}
	return m.RunStore.CloseWave(ctx, w)
}

// Replicas are killed in the middle of the morning: nobody is left out, a kill
// repeats at most its window, and everybody reads the newest first.
func TestWaveSurvivesKills(t *testing.T) {
	const members, window, kills = 300, 16, 3
	c := newCity(t, members)
	runs := c.heldAtNight(t, 0, "first", "second")
	c.clock.Move(time.Date(2026, 11, 24, 8, 0, 0, 0, almaty).Sub(c.clock.Now()))
	c.release(t, 120)
	for kill := range kills {
		doomed := &mortal{RunStore: c.store}
		death := make(chan struct{})
		from := 120 * (kill + 1)
		c.telegram.behave = func(call int, _ int64) (bool, error) {
			if call >= from && doomed.dead.CompareAndSwap(false, true) {
				close(death)
			}
			return true, nil
		}
		r, _ := c.respectReplica(t, doomed, 0)
		ctx, bury := context.WithCancel(context.Background())
		buried := make(chan struct{})
		go func() {
			defer close(buried)
			c.workUntil(ctx, t, r)
		}()
		<-death
		awaitQuiet(t, c.telegram)
		bury()
		r.ledger.end()
		<-buried
	}
	c.telegram.behave = nil
	r, l := c.respectReplica(t, c.store, 0)
	defer r.stop(t.Context())
	c.work(t, r)
	without, extra := c.telegram.count(members)
	if repeated := extra - members; without != 0 || repeated < 0 || repeated > kills*window {
		t.Errorf("%d without a message, %d repeated", without, repeated)
	}
	for chat, heard := range l.heard {
		if i := slices.Index(heard, "first"); i >= 0 && slices.Contains(heard[i:], "second") {
			t.Fatalf("chat %d heard %v", chat, heard)
		}
	}
	for _, run := range runs {
		got, err := c.store.Tally(t.Context(), run)
		if err != nil || got.State != announcements.Finished || got.Sent != members || got.Held != 0 || got.Total != members {
			t.Errorf("tally %+v, %v", got, err)
		}
	}
	if left := c.number(t, `SELECT count(*) FROM held`) + c.number(t, `SELECT count(*) FROM waves WHERE closed_at IS NULL`); left != 0 {
		t.Errorf("%d rows are left", left)
	}
}

// The day's limit makes a digest of what goes beyond it, in one message.
func TestWaveMakesADigest(t *testing.T) {
	const members = 30
	c := newCity(t, members)
	own := centre.OrganisationID(c.number(t, `INSERT INTO organisations (name) VALUES ('{"kk": "Жас"}') RETURNING id`))
	runs := c.heldAtNight(t, own, "a", "b", "c", "d")
	c.clock.Move(time.Date(2026, 11, 24, 8, 0, 0, 0, almaty).Sub(c.clock.Now()))
	c.release(t, 1000)
	r, l := c.respectReplica(t, c.store, 2)
	defer r.stop(t.Context())
	c.telegram.behave = func(_ int, chat int64) (bool, error) {
		if chat == 1005 {
			return false, sendError(bot.Unreachable)
		}
		return true, nil
	}
	c.work(t, r)
	for chat, heard := range l.heard {
		if !slices.Equal(heard, []string{"d", "c+b+a"}) {
			t.Errorf("chat %d heard %v", chat, heard)
		}
	}
	if len(l.heard) != members-1 {
		t.Errorf("%d people heard", len(l.heard))
	}
	for i, run := range runs {
		got, err := c.store.Tally(t.Context(), run)
		if err != nil || got.State != announcements.Finished || got.Sent != members-1 || got.Blocked != 1 {
			t.Errorf("run %d: %+v, %v", i, got, err)
		}
		reasons, err := c.store.Reasons(t.Context(), run)
		digest := announcements.Reason{Outcome: announcements.OutcomeSent, Cause: announcements.CauseDigest, Number: members - 1}
		if err != nil || slices.Contains(reasons, digest) != (i < 3) {
			t.Errorf("run %d: %+v, %v", i, reasons, err)
		}
	}
	if n := c.number(t, `SELECT count(*) FROM deliveries WHERE reason = 'digest' AND message_id IS NOT NULL`); n != 0 {
		t.Errorf("%d messages of a digest could be deleted", n)
	}
}

// What is useful no longer in the morning is not sent, and is counted.
func TestWaveExpires(t *testing.T) {
	const members = 20
	c := newCity(t, members)
	runs := c.heldAtNight(t, 0, "late")
	for _, sql := range []string{`UPDATE runs SET useful_until = $1`, `UPDATE held SET until = $1`} {
		c.exec(t, sql, time.Date(2026, 11, 24, 0, 0, 0, 0, almaty))
	}
	c.clock.Move(time.Date(2026, 11, 24, 0, 0, 0, 0, almaty).Sub(c.clock.Now()))
	c.release(t, 1000)
	r, l := c.respectReplica(t, c.store, 0)
	defer r.stop(t.Context())
	c.work(t, r)
	got, err := c.store.Tally(t.Context(), runs[0])
	if err != nil || got.State != announcements.Finished || got.Expired != members || got.Sent != 0 || got.Held != 0 || len(l.heard) != 0 {
		t.Errorf("%+v, %v; %d people heard", got, err, len(l.heard))
	}
}

// A stop in the middle of a wave leaves the other runs in it alone.
func TestStopInAWave(t *testing.T) {
	const members = 200
	c := newCity(t, members)
	runs := c.heldAtNight(t, 0, "first", "second")
	c.clock.Move(time.Date(2026, 11, 24, 8, 0, 0, 0, almaty).Sub(c.clock.Now()))
	c.release(t, 1000)
	id := announcements.ID(c.number(t, `SELECT announcement_id FROM runs WHERE id = $1`, runs[1]))
	c.telegram.behave = func(call int, _ int64) (bool, error) {
		if call == 20 {
			if _, err := c.desk.Halt(context.Background(), c.staff, id, runs[1]); err != nil {
				t.Error(err)
			}
		}
		return true, nil
	}
	r, _ := c.respectReplica(t, c.store, 0)
	defer r.stop(t.Context())
	c.work(t, r)
	first, err := c.store.Tally(t.Context(), runs[0])
	second, err2 := c.store.Tally(t.Context(), runs[1])
	if err != nil || err2 != nil || first.State != announcements.Finished || first.Sent != members || second.State != announcements.Stopped || second.Sent == members {
		t.Errorf("first %+v, second %+v", first, second)
	}
	if n := c.number(t, `SELECT count(*) FROM held WHERE wave IS NOT NULL`); n != 0 {
		t.Errorf("%d are still in the wave", n)
	}
}

// Whoever mutes the sender while a message waits does not get it, and the report
// says so.
func TestMutedWhileHeld(t *testing.T) {
	const members = 20
	c := newCity(t, members)
	runs := c.heldAtNight(t, 0, "first", "second")
	c.exec(t, `INSERT INTO mutes (person_id, kind, at) SELECT id, 'centre', now() FROM people WHERE member_since IS NOT NULL ORDER BY id LIMIT 5`)
	c.clock.Move(time.Date(2026, 11, 24, 8, 0, 0, 0, almaty).Sub(c.clock.Now()))
	c.release(t, 120)
	r, l := c.respectReplica(t, c.store, 0)
	defer r.stop(t.Context())
	c.work(t, r)
	for _, run := range runs {
		got, err := c.store.Tally(t.Context(), run)
		if err != nil || got.State != announcements.Finished || got.Muted != 5 || got.Sent != got.Total-5 || got.Held != 0 {
			t.Errorf("run %d: %+v, %v", run, got, err)
		}
	}
	for chat, heard := range l.heard {
		if len(heard) != 2 {
			t.Errorf("chat %d heard %v", chat, heard)
		}
	}
	if len(l.heard) != members-5 {
		t.Errorf("%d people heard it", len(l.heard))
	}
}
