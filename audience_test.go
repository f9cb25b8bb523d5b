package main

import (
	"time"

	"jastar/bot/simulator"
)

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
