package main

import (
	"maps"
	"testing"
	"time"

	"jastar/bot/simulator"
)

// An announcement to 2,000 chats whose bot is killed three times while at
// least 50 sends are on their way: it goes on by itself, nobody who can be
// reached is left out, everybody stands once in the ledger, and a kill repeats
// no more messages than the window.
func TestAnnouncementSurvivesKills(t *testing.T) {
	t.Parallel()
	const chats, kills, window, first = 2000, 3, 64, int64(10_001)
	d := startDoomed(t, "polling", "BULK_RATE=1000")
	blocked, gone := d.audience(first, chats)
	slow := d.sim.Inject(simulator.Fault{Kind: simulator.FaultLatency, Methods: []string{"sendMessage"}, Latency: 300 * time.Millisecond, Jitter: 700 * time.Millisecond})
	defer slow()
	d.announce("", d.clock.now().Truncate(time.Second))
	begin := time.Now()
	const ledger = `SELECT count(*) FROM deliveries`
	for kill := range kills {
		enough := d.number(ledger) + 300
		eventually(t, recovery, "the announcement goes on", func() bool { return d.number(ledger) >= enough })
		eventually(t, 10*time.Second, "50 sends on their way", func() bool { return d.sim.InFlight() >= 50 })
		flying := d.sim.InFlight()
		d.kill()
		before := d.number(ledger)
		restart := time.Now()
		d.launch()
		eventually(t, recovery, "the announcement goes on", func() bool { return d.number(ledger) > before })
		t.Logf("kill %d with %d sends on their way and %d recorded: goes on %s after the restart",
			kill+1, flying, before, time.Since(restart).Round(100*time.Millisecond))
	}
	const finished = `SELECT count(*) FROM runs WHERE state = 'finished'`
	eventually(t, recovery, "the announcement is over", func() bool { return d.number(finished) == 1 })
	idle(t, d.world)

	repeated := 0
	got := d.sim.Counts()
	for chat := first; chat < first+chats; chat++ {
		switch n := int(got[chat]); {
		case chat < first+int64(blocked+gone):
			if n > 0 {
				t.Errorf("chat %d cannot be written to and got %d messages", chat, n)
			}
		case n == 0:
			t.Errorf("chat %d was left out", chat)
		default:
			repeated += n - 1
		}
	}
	t.Logf("%d repeated messages; the whole took %s", repeated, time.Since(begin).Round(time.Second))
	if repeated > kills*window {
		t.Errorf("%d messages were repeated by %d kills", repeated, kills)
	}
	outcomes := map[int64]int64{}
	for _, row := range d.pairs(`SELECT outcome, count(*) FROM deliveries GROUP BY outcome`) {
		outcomes[row[0]] = row[1]
	}
	if want := map[int64]int64{1: int64(chats - blocked - gone), 2: int64(blocked + gone)}; !maps.Equal(outcomes, want) {
		t.Errorf("the ledger holds %v by outcome, want %v", outcomes, want)
	}
	if n := d.number(`SELECT sum(sent + blocked + failed + unknown) FROM run_pages`); n != chats {
		t.Errorf("the pages count %d results", n)
	}
	noMistakes(t, d.world)
}

// audience makes n members with chats from first on. Of the first ones 2 %
// have blocked the bot and 1 % are gone from Telegram, which the bot does not
// know yet.
func (w *world) audience(first int64, n int) (blocked, gone int) {
	w.t.Helper()
	w.sim.AddPeople(first, n)
	w.sql(`INSERT INTO people (chat_id, language, name, age_band, birth_date, consent_version, consented_at, member_since)
		SELECT id, 'en', 'Member ' || id, '18-35', '2000-01-01', 1, now(), now() FROM generate_series($1::bigint, $1::bigint + $2::bigint - 1) id`, first, n)
	blocked, gone = n*2/100, n/100
	for i := range blocked + gone {
		p := w.sim.Person(simulator.Profile{ID: first + int64(i)})
		if i < blocked {
			p.Block()
		} else {
			p.Deactivate()
		}
	}
	idle(w.t, w)
	w.sql(`UPDATE people SET reachable = true`)
	return blocked, gone
}

// announce plans an announcement of the centre to all members, at a time or by
// a cron expression from that time on. The owner, chat 9000, hears how it goes.
func (w *world) announce(cron string, next time.Time) {
	w.t.Helper()
	w.sim.AddPeople(9000, 1)
	w.sql(`INSERT INTO people (chat_id, language) VALUES (9000, 'en') ON CONFLICT DO NOTHING`)
	w.sql(`INSERT INTO announcements (form_id, author_id, state, content, audience, cron, next_at, started_by, changed_at)
		SELECT 1, id, 'scheduled', '{"en": {"text": "The centre opens at nine."}}', '{}', $1, $2, id, now() FROM people WHERE chat_id = 9000`, cron, next)
}
