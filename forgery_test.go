package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/bot/simulator"
)

// Everything in a button can be forged. Nobody may change or see what is not
// theirs, however wild the data, and every tap gets an answer and a line in the log.
func TestForgedButtonsChangeNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.strangersThings()
	log := &turnLog{outcomes: map[int64]string{}}
	w.startLogging(log)
	intruders := w.intruders()
	actions, arguments := w.actions(), map[string]int{}
	for _, action := range actions {
		arguments[action] = log.arguments(t, intruders["guest"], action)
	}
	before := w.records()
	for name, intruder := range intruders {
		for _, action := range actions {
			for _, data := range forgeries(action, arguments[action]) {
				log.expect(t, name, data, forging(intruder, data))
			}
		}
		for _, payload := range rubbishLinks() {
			log.expect(t, name, "/start "+payload, func() (int64, error) { return intruder.Start(payload), nil })
		}
		w.unchanged(before, name)
		w.sawNothing(name, intruder)
	}
	log.check(t)
	for _, m := range w.sim.Mistakes() {
		t.Errorf("Telegram would refuse or not know this: %+v", m)
	}
}

// A form's own buttons can be forged, too: its id is known to whoever fills it in.
func TestForgedChoicesChangeNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.strangersThings()
	log := &turnLog{outcomes: map[int64]string{}}
	w.startLogging(log)
	intruders := w.intruders()
	before := w.records() + w.digest(`SELECT * FROM people`)
	for _, form := range []struct{ who, opens string }{
		{"member", "r.edit|band"}, {"member", "r.edit|birth_date"}, {"member", "r.edit|district"}, {"member", "r.edit|interests"},
		{"member", "r.edit|residence"}, {"member", "r.edit|occupation"}, {"member", "r.edit|phone"}, {"member", "r.edit|name"},
		{"guest", "r.profile"}, {"organizer", "e.new"}, {"organizer", "a.new"},
	} {
		intruder := intruders[form.who]
		for _, choice := range forgedChoices() {
			log.expect(t, form.who, form.opens, forging(intruder, form.opens))
			data := formOf(intruder) + choice
			log.expect(t, form.who, form.opens+" "+data, forging(intruder, data))
		}
		if after := w.records() + w.digest(`SELECT * FROM people`); after != before {
			t.Errorf("forged choices in %s changed something", form.opens)
		}
	}
	log.check(t)
}

// forging sends a tap with any data from below the bot's newest message.
func forging(p *simulator.Person, data string) func() (int64, error) {
	return func() (int64, error) {
		m, _ := p.Last()
		answer, err := p.TapData(m.ID, data)
		return answer.UpdateID, err
	}
}

// formOf is the beginning of the data of the newest question's buttons:
// "~form|step|".
func formOf(p *simulator.Person) string {
	m, _ := p.Last()
	for _, row := range m.Keyboard {
		for _, b := range row {
			if end := strings.LastIndex(b.Data, "|"); strings.HasPrefix(b.Data, "~") {
				return b.Data[:end+1]
			}
		}
	}
	return "~1|phone|" // its question has keys instead
}

func forgedChoices() []string {
	return []string{"", "=", "=x", "=-1", "=0", "=99999999", "=99999999999999999999999999", "=+", "=-", "=+x", "=+99999999", "=--1",
		"=<b>", "=yes", "=yes0000000000000000", "=own ", "=' OR 1=1 --", "=" + strings.Repeat("я", 20), "?", "<", ">", "=kk|x", "=\x00"}
}

// forgeries are the data thrown at one action of so many arguments: other
// people's things, ids that cannot be, and what is no data at all.
func forgeries(action string, arguments int) []string {
	all := []string{action, action + "|", action + "|" + strings.Repeat("9", 40), "!" + action, "~" + action, action + "\x00"}
	if arguments == 0 {
		return append(all, action+"|1")
	}
	first := []string{"AAAAAAAAAAAAAAAAAAAAAA", "district", "<b>"}
	for _, id := range append(theirs(action), 0, -1, math.MaxInt64, math.MinInt64) {
		first = append(first, base36(id))
	}
	for _, id := range first {
		for _, rest := range [][]string{{"1", "1", "0", "0"}, {"kk", "1", "-1", "-1"}, {base36(theirPerson), "0", "0", "0"}, {base36(theirEvent), "1", "zz", "1"}} {
			all = append(all, strings.Join(append([]string{action, id}, rest[:arguments-1]...), "|"))
			if arguments == 1 {
				break
			}
		}
	}
	return all
}

// arguments finds out how many arguments an action takes: with any other number
// its button is old.
func (l *turnLog) arguments(t *testing.T, p *simulator.Person, action string) int {
	t.Helper()
	for n := range 6 {
		if l.expect(t, "guest", action, forging(p, action+strings.Repeat("|1", n))) != "old button" {
			return n
		}
	}
	return 2 // it takes no such value: a field or a language with something
}

func base36(n int64) string { return strconv.FormatInt(n, 36) }

// rubbishLinks are payloads that nobody gave out, and drafts of others.
func rubbishLinks() []string {
	return []string{"e", "e0", "e-1", "ezzzzzzzzzzzzzzzzzzz", "e" + base36(theirDraft), "e" + base36(theirEvent+500), "g", "gAAAAAAAAAAAAAAAAAAAAAA",
		"o", "oAAAAAAAAAAAAAAAAAAAAAA", "a", "a" + base36(theirAnnouncement), "<b>&\"'", "' OR 1=1 --", strings.Repeat("x", 64), "ә🌷", "e1 e2"}
}

// The ids of other people's things lie far apart, so that one kind is never
// taken for another.
const (
	theirPerson       = 1001
	theirOrganisation = 2001
	theirEvent        = 3001 // published, without a free seat
	theirDraft        = 3002
	theirAnnouncement = 4001 // a draft, then one that is planned, and one that was sent
	theirLink         = 5001
	theirSignup       = 7001
	theirChannel      = 8001 // a linked one, then one that nobody has linked
)

// theirs are the ids that an action could be after, by its first letter.
func theirs(action string) []int64 {
	switch action[:1] {
	case "e":
		return []int64{theirEvent, theirDraft, theirDraft + 1, theirSignup}
	case "a":
		return []int64{theirAnnouncement, theirAnnouncement + 1, theirAnnouncement + 2, theirOrganisation, theirChannel, theirChannel + 1}
	case "o":
		return []int64{theirOrganisation, theirOrganisation + 1}
	case "r":
		return []int64{theirLink, theirPerson}
	}
	return []int64{theirPerson}
}

// strangersThings makes an organisation with events, announcements, members and
// a child with a guardian. What only they may see has the word Secret in it.
func (w *world) strangersThings() {
	w.t.Helper()
	for table, first := range map[string]int{"people": theirPerson, "organisations": theirOrganisation, "events": theirEvent,
		"announcements": theirAnnouncement, "guardian_links": theirLink, "invitations": 6001, "signups": theirSignup, "channels": theirChannel} {
		w.sql(fmt.Sprintf(`ALTER TABLE %s ALTER COLUMN id RESTART WITH %d`, table, first))
	}
	w.sql(`
		INSERT INTO people (chat_id, language, name, age_band, birth_date, phone, consent_version, consented_at, member_since)
		SELECT 100 + n, 'en', 'Secret ' || n, CASE n WHEN 3 THEN '14-15' ELSE '18-35' END, NULL, '+7701000000' || n, 1, now(), now()
		FROM generate_series(1, 4) n;
		INSERT INTO organisations (form_id, name) VALUES (1, '{"en": "Strangers"}'), (2, '{"en": "Own"}');
		INSERT INTO organizers (organisation_id, person_id) VALUES (2001, 1001);
		INSERT INTO guardian_links (child_id, token_hash, created_at, expires_at, guardian_id, decision, decided_at)
		VALUES (1003, '\x01', now(), now() + interval '7 days', 1004, 'confirmed', now());
		INSERT INTO guardian_links (child_id, token_hash, created_at, expires_at) VALUES (1003, '\x02', now(), now() + interval '7 days');
		INSERT INTO invitations (organisation_id, token_hash, created_by, created_at, expires_at)
		VALUES (2001, '\x03', 1001, now(), now() + interval '7 days')`)
	w.sql(`INSERT INTO events (organisation_id, created_by, status, title, starts_at, ends_at, place, capacity, taken, ages)
		SELECT 2001, 1001, state, CASE state WHEN 'published' THEN '{"en": "Chess"}'::jsonb ELSE '{"en": "Secret plan"}' END,
			$1::timestamptz + interval '1 day', $1::timestamptz + interval '26 hours', 'Hall', 1, CASE state WHEN 'published' THEN 1 ELSE 0 END, 'open'
		FROM unnest(ARRAY['published', 'draft', 'draft']) state`, w.clock.now())
	w.sql(`INSERT INTO signups (event_id, person_id, state) VALUES (3001, 1002, 'going');
		INSERT INTO follows (person_id, organisation_id, at) VALUES (1001, 2001, now());
		INSERT INTO mutes (person_id, kind, organisation_id, at) VALUES (1001, 'organisation', 2002, now());
		INSERT INTO digests (person_id, due_at, changed_at) VALUES (1001, now(), now());
		INSERT INTO segments (form_id, organisation_id, name, audience, created_by, created_at)
		SELECT n, 2001, 'Secret ' || n, '{}', 1001, now() FROM generate_series(1, 2) n;
		INSERT INTO channels (chat_id, is_group, title, may_post, added_by, organisation_id, linked_by, linked_at, seen_at)
		VALUES (-1, false, 'Secret news', true, 1001, 2001, 1001, now(), now()), (-2, true, 'Secret club', true, 1001, NULL, NULL, NULL, now())`)
	w.sql(`INSERT INTO announcements (form_id, organisation_id, author_id, state, content, audience, cron, next_at, changed_at)
		SELECT n, 2001, 1001, (ARRAY['draft', 'scheduled', 'sent'])[n], '{"en": {"text": "Secret news"}}', '{"participants": 2001}',
			'', CASE n WHEN 2 THEN $1::timestamptz + interval '3 days' END, $1 FROM generate_series(1, 3) n`, w.clock.now())
}

// intruders are people who have nothing to do with the strangers' things.
func (w *world) intruders() map[string]*simulator.Person {
	w.t.Helper()
	w.sql(`ALTER TABLE people ALTER COLUMN id RESTART WITH 1501`)
	w.sql(`INSERT INTO people (chat_id, language) VALUES (201, 'en'), (203, 'en')`)
	w.sql(`INSERT INTO organizers (organisation_id, person_id) SELECT 2002, id FROM people WHERE chat_id = 203`)
	all := map[string]*simulator.Person{"member": w.members(202, 1)[0]}
	for name, chat := range map[string]int64{"newcomer": 200, "guest": 201, "organizer": 203} {
		all[name] = w.sim.Person(simulator.Profile{ID: chat, FirstName: name, LanguageCode: "en"})
	}
	for _, p := range all {
		p.Start("")
		eventually(w.t, 10*time.Second, "the first screen", func() bool { return screen(p) != "" })
	}
	return all
}

// actions are the names of every button of every capability.
func (w *world) actions() (names []string) {
	w.t.Helper()
	parts := &wiring{cfg: w.cfg, log: quietLogger(), clock: w.clock.now, metrics: newMetrics()}
	if err := parts.open(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	defer parts.close()
	parts.desks()
	for _, c := range parts.capabilities(&lateCommands{}) {
		for _, route := range c.Routes {
			names = append(names, reflect.ValueOf(route).FieldByName("name").String())
		}
	}
	if len(names) < 50 {
		w.t.Fatalf("only %d actions: %v", len(names), names)
	}
	return names
}

// records is a fingerprint of every table but those of people, jobs and leases;
// whom the intruders follow, what they mute and whether they want a digest is
// their own choice.
func (w *world) records() (all string) {
	w.t.Helper()
	for _, table := range w.strings(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'
		AND tablename NOT IN ('people', 'follows', 'mutes', 'digests') AND tablename NOT LIKE 'river%' AND tablename NOT LIKE 'goose%' ORDER BY 1`) {
		all += table + " " + w.digest("SELECT * FROM "+table) + "\n"
	}
	return all + "follows " + w.digest(`SELECT * FROM follows WHERE person_id = `+strconv.Itoa(theirPerson)) + "\n" +
		"mutes " + w.digest(`SELECT * FROM mutes WHERE person_id = `+strconv.Itoa(theirPerson)) + "\n" +
		"digests " + w.digest(`SELECT * FROM digests WHERE person_id = `+strconv.Itoa(theirPerson)) + "\n" + "others " + w.digest(`SELECT * FROM people WHERE chat_id < 200`) + "\n" +
		"posts " + w.digest(`SELECT id, staff_role, name, member_since FROM people WHERE chat_id IN (201, 202, 203)`)
}

// strings returns the one column that a statement selects.
func (w *world) strings(statement string) (all []string) {
	w.t.Helper()
	w.connected(func(c *pgx.Conn) error {
		rows, err := c.Query(context.Background(), statement)
		if err == nil {
			all, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		return err
	})
	return all
}

// digest is a fingerprint of the rows that a statement selects.
func (w *world) digest(rows string) string {
	w.t.Helper()
	return w.strings(`SELECT coalesce(md5(string_agg(r::text, E'\n' ORDER BY r::text)), '') FROM (` + rows + `) r`)[0]
}

func (w *world) unchanged(before, name string) {
	w.t.Helper()
	was, is := strings.Split(before, "\n"), strings.Split(w.records(), "\n")
	for i := range was {
		if was[i] != is[i] {
			w.t.Errorf("%s changed %s", name, strings.Fields(was[i])[0])
		}
	}
}

// sawNothing holds that nobody was shown what only its owners may see.
func (w *world) sawNothing(name string, p *simulator.Person) {
	w.t.Helper()
	for _, m := range p.Messages() {
		if m.FromBot && strings.Contains(m.Text+m.Caption, "Secret") {
			w.t.Errorf("%s saw this: %s", name, m.Text+m.Caption)
		}
	}
}

// turnLog is a log that notes the outcome of each turn and everything that
// went wrong.
type turnLog struct {
	mu       sync.Mutex
	outcomes map[int64]string // by update id
	faults   []string
}

// startLogging is start with a log of the test's own.
func (w *world) startLogging(l *turnLog) {
	w.t.Helper()
	app, err := build(w.t.Context(), w.cfg, slog.New(l), withClock(w.clock.now), withoutTimetable())
	if err != nil {
		w.t.Fatal(err)
	}
	if err := app.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = app.Stop(context.Background()) })
}

// outcome is how the turn of an update ended, "" before that.
func (l *turnLog) outcome(update int64) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.outcomes[update]
}

// Enabled takes everything.
func (l *turnLog) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs and WithGroup are not used by the bot's own lines.
func (l *turnLog) WithAttrs([]slog.Attr) slog.Handler { return l }

func (l *turnLog) WithGroup(string) slog.Handler { return l }

// Handle notes a line.
func (l *turnLog) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	attrs, line := map[string]slog.Value{}, r.Message
	r.Attrs(func(a slog.Attr) bool { attrs[a.Key] = a.Value; line += " " + a.String(); return true })
	if r.Message == "turn" {
		l.outcomes[attrs["update"].Int64()] = attrs["outcome"].String()
	}
	if r.Level >= slog.LevelError {
		l.faults = append(l.faults, line)
	}
	return nil
}

// expect does something and waits until its turn has ended.
func (l *turnLog) expect(t *testing.T, who, what string, do func() (int64, error)) (outcome string) {
	t.Helper()
	update, err := do()
	if err != nil {
		t.Fatalf("%s %q: %v", who, what, err)
	}
	for deadline := time.Now().Add(10 * time.Second); outcome == ""; time.Sleep(time.Millisecond) {
		if outcome = l.outcome(update); time.Now().After(deadline) {
			t.Fatalf("%s %q: no outcome in the log", who, what)
		}
	}
	switch outcome {
	case "apology", "rejected", "again", "late", "unreachable":
		t.Errorf("%s %q: %s", who, what, outcome)
	}
	return outcome
}

// check holds that nothing went wrong.
func (l *turnLog) check(t *testing.T) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.faults {
		t.Errorf("logged: %s", line)
	}
}
