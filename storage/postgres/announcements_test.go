package postgres_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/scheduler"
	"jastar/storage/postgres"
)

// newsroom is a hall with a desk for announcements.
type newsroom struct {
	*hall
	desk  *announcements.Desk
	store *postgres.Announcements
	staff centre.Actor
}

func newNewsroom(t *testing.T) *newsroom {
	t.Helper()
	h := newHall(t)
	n := &newsroom{hall: h, store: h.db.Announcements(func() time.Time { return h.now })}
	n.desk = &announcements.Desk{Store: n.store, People: h.db.People(), Cron: scheduler.Expressions{}, Zone: almaty,
		Clock: func() time.Time { return h.now }}
	n.staff = h.member(t)
	n.staff.Role = centre.Coordinator
	h.exec(t, `UPDATE people SET staff_role = 'coordinator' WHERE id = $1`, n.staff.Person)
	h.exec(t, `INSERT INTO organizers (organisation_id, person_id) VALUES ($1, $2)`, h.organizer.Organisations[0], h.organizer.Person)
	return n
}

func (n *newsroom) draft(t *testing.T, who centre.Actor, from centre.OrganisationID) announcements.Announcement {
	t.Helper()
	a, err := n.desk.Create(t.Context(), who, rand.Int64(), announcements.NewDraft{Organisation: from, Language: "kk",
		Message: announcements.Message{Text: "Сәлем"}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (n *newsroom) count(t *testing.T, sql string, args ...any) int {
	t.Helper()
	return int(value[int64](t, n.hall, sql, args...))
}

func TestCreateOncePerForm(t *testing.T) {
	n := newNewsroom(t)
	first := announcements.NewDraft{Language: "ru", Message: announcements.Message{Text: "Привет"}}
	a, err := n.desk.Create(t.Context(), n.staff, 77, first)
	b, again := n.desk.Create(t.Context(), n.staff, 77, first)
	if err != nil || again != nil || a.ID != b.ID {
		t.Errorf("the same form made %d and %d, %v, %v", a.ID, b.ID, err, again)
	}
	if _, err := n.desk.Create(t.Context(), n.organizer, 77, announcements.NewDraft{Organisation: n.organizer.Organisations[0],
		Language: "ru", Message: first.Message}); !errors.Is(err, centre.ErrGone) {
		t.Errorf("somebody else's form gave %v", err)
	}
	if got := n.count(t, `SELECT count(*) FROM audit WHERE action = 'announcement.create'`); got != 1 {
		t.Errorf("%d deeds", got)
	}
}

// Forged ids and foreign organisations change nothing.
func TestForeignAnnouncementIsRefused(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	ctx := t.Context()
	tries := map[string]error{
		"open": refusalOf(n.desk.Open(ctx, n.organizer, a.ID)), "send": refusalOf(n.desk.SendNow(ctx, n.organizer, a.ID, 0)),
		"halt": refusalOf(n.desk.Halt(ctx, n.organizer, a.ID, 0)), "drop": n.desk.Delete(ctx, n.organizer, a.ID),
		"guest":   refusalOf(n.desk.List(ctx, centre.Actor{}, announcements.Draft)),
		"foreign": refusalOf(n.desk.Create(ctx, n.organizer, 1, announcements.NewDraft{Organisation: 99, Language: "kk", Message: announcements.Message{Text: "x"}})),
	}
	for name, err := range tries {
		if err == nil {
			t.Errorf("%s was allowed", name)
		}
	}
	if _, err := n.desk.Open(ctx, n.staff, 12345); !errors.Is(err, centre.ErrGone) {
		t.Errorf("an unknown id gives %v", err)
	}
}

// What staff wrote in an organisation's name for everybody, its organizers may
// correct and delete, but send only to their own.
func TestOrganizerEditsWhatStaffWrote(t *testing.T) {
	n := newNewsroom(t)
	ctx, own := t.Context(), n.organizer.Organisations[0]
	everyone := func(a announcements.Audience) announcements.Audience { return a.WithEveryone(true) }
	a := n.draft(t, n.staff, own)
	if _, err := n.desk.Address(ctx, n.staff, a.ID, everyone); err != nil {
		t.Fatal(err)
	}
	russian := announcements.NewDraft{Language: "ru", Message: announcements.Message{Text: "Привет"}}
	if _, err := n.desk.Write(ctx, n.organizer, a.ID, russian); err != nil {
		t.Errorf("writing: %v", err)
	}
	if got, err := n.desk.Unwrite(ctx, n.organizer, a.ID, "kk"); err != nil || !got.Audience.Everyone {
		t.Errorf("taking a text out: %+v, %v", got.Audience, err)
	}
	tomorrow := n.now.Add(24 * time.Hour)
	if _, err := n.desk.SendAt(ctx, n.organizer, a.ID, tomorrow); !errors.Is(err, centre.Refuse("announcements.audience_too_wide")) {
		t.Errorf("planning it for everybody: %v", err)
	}
	got, err := n.desk.Address(ctx, n.organizer, a.ID, everyone)
	if err != nil || got.Audience.Everyone || got.Audience.Participants != own {
		t.Errorf("an organizer reaches %+v, %v", got.Audience, err)
	}
	if _, err := n.desk.SendAt(ctx, n.organizer, a.ID, tomorrow); err != nil {
		t.Errorf("planning it for their own: %v", err)
	}
	if err := n.desk.Delete(ctx, n.organizer, n.draft(t, n.staff, own).ID); err != nil {
		t.Errorf("deleting: %v", err)
	}
}

func refusalOf[T any](_ T, err error) error { return err }

// Every field of an audience finds exactly the people it names.
func TestMeasureAudience(t *testing.T) {
	n := newNewsroom(t)
	ids := people(n.members(t, 6)) // besides the organizer and the coordinator
	n.exec(t, `UPDATE people SET language = 'ru' WHERE id = ANY($1)`, ids[:3])
	n.exec(t, `UPDATE people SET reachable = false WHERE id = $1`, ids[0])
	n.exec(t, `UPDATE people SET forgotten_at = now() WHERE id = $1`, ids[5])
	n.exec(t, `INSERT INTO people (chat_id, language) VALUES (-1, 'ru'), (-2, 'kk')`) // guests
	n.exec(t, `INSERT INTO person_interests (person_id, interest_id) SELECT unnest($1::bigint[]), 2`, ids[1:4])
	event := n.publish(t, n.hall.draft(5, monday.Add(48*time.Hour)))
	n.exec(t, `INSERT INTO signups (event_id, person_id, state, created_at, changed_at) VALUES ($1, $2, 'going', now(), now()), ($1, $3, 'cancelled', now(), now())`,
		event, ids[2], ids[3])
	own := n.organizer.Organisations[0]
	for _, c := range []struct {
		name string
		a    announcements.Audience
		want announcements.Size
	}{
		{"members", announcements.Audience{}, announcements.Size{People: 7, Reachable: 6}},
		{"everyone", announcements.Audience{Everyone: true}, announcements.Size{People: 9, Reachable: 8}},
		{"language", announcements.Audience{Languages: []string{"ru"}}, announcements.Size{People: 3, Reachable: 2}},
		{"everyone in a language", announcements.Audience{Everyone: true, Languages: []string{"ru"}}, announcements.Size{People: 4, Reachable: 3}},
		{"interest", announcements.Audience{Interests: []int64{2, 9}}, announcements.Size{People: 3, Reachable: 3}},
		{"interest and language", announcements.Audience{Interests: []int64{2}, Languages: []string{"ru"}}, announcements.Size{People: 2, Reachable: 2}},
		{"event", announcements.Audience{Events: []int64{int64(event)}}, announcements.Size{People: 1, Reachable: 1}},
		{"participants", announcements.Audience{Participants: own}, announcements.Size{People: 1, Reachable: 1}},
		{"others' participants", announcements.Audience{Participants: own + 1}, announcements.Size{}},
	} {
		got, err := n.store.Measure(t.Context(), c.a)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
}

func people(all []centre.Actor) []centre.PersonID {
	ids := make([]centre.PersonID, len(all))
	for i, a := range all {
		ids[i] = a.Person
	}
	return ids
}

// Ten replicas wake at the same moment, again and again: one run.
func TestStartDueOnce(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.SendNow(t.Context(), n.staff, a.ID, 41); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.SendNow(t.Context(), n.staff, a.ID, 41); err != nil {
		t.Errorf("a second tap during the countdown: %v", err)
	}
	if err := n.desk.StartDue(t.Context(), n.now.Add(9*time.Second)); err != nil || n.count(t, `SELECT count(*) FROM runs`) != 0 {
		t.Fatalf("it started during the countdown, %v", err)
	}
	n.now = n.now.Add(announcements.CountdownTime)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			for range 3 {
				if err := n.desk.StartDue(context.Background(), n.now); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if runs, pages := n.count(t, `SELECT count(*) FROM runs`), n.count(t, `SELECT count(*) FROM run_pages`); runs != 1 || pages != 1 {
		t.Errorf("%d runs, %d pages", runs, pages)
	}
	got, err := n.desk.Open(t.Context(), n.staff, a.ID)
	if err != nil || got.State != announcements.Sent || !got.Running || got.Message != 41 {
		t.Errorf("%+v, %v", got, err)
	}
}

// A stop during the countdown leaves nothing behind.
func TestHaltDuringCountdown(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.SendNow(t.Context(), n.staff, a.ID, 0); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got, err := n.desk.Halt(t.Context(), n.staff, a.ID, 0); err != nil || got.State != announcements.Draft {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if err := n.desk.StartDue(t.Context(), n.now.Add(time.Hour)); err != nil || n.count(t, `SELECT count(*) FROM runs`) != 0 {
		t.Errorf("it started all the same, %v", err)
	}
}

// Ten minutes away: sent once on return. Three hours away: reported.
func TestMissedStarts(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.Repeat(t.Context(), n.staff, a.ID, "0 * * * *"); err != nil {
		t.Fatal(err)
	}
	n.now = time.Date(2026, 11, 23, 13, 10, 0, 0, almaty)
	for range 2 {
		if err := n.desk.StartDue(t.Context(), n.now); err != nil {
			t.Fatal(err)
		}
	}
	if got := n.count(t, `SELECT count(*) FROM runs WHERE state = 'running' AND planned_at = '2026-11-23 13:00+05'`); got != 1 {
		t.Errorf("%d runs after ten minutes", got)
	}
	n.exec(t, `UPDATE runs SET state = 'finished'`)
	n.now = time.Date(2026, 11, 23, 16, 59, 0, 0, almaty)
	n.desk.Grace = 30 * time.Minute
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Fatal(err)
	}
	if got := n.count(t, `SELECT count(*) FROM runs WHERE state = 'missed'`); got != 3 {
		t.Errorf("%d missed", got)
	}
	if got := n.count(t, `SELECT count(*) FROM river_job WHERE args->>'subject' = $1`, announcements.NoticeMissed); got != 1 {
		t.Errorf("%d notices", got)
	}
}

// Who lost the role between planning and start is refused, and told.
func TestStartChecksTheRoleAgain(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.organizer, n.organizer.Organisations[0])
	if _, err := n.desk.SendAt(t.Context(), n.organizer, a.ID, n.now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	n.exec(t, `DELETE FROM organizers WHERE person_id = $1`, n.organizer.Person)
	n.now = n.now.Add(time.Hour)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Fatal(err)
	}
	if got := n.count(t, `SELECT count(*) FROM runs WHERE state = 'refused'`); got != 1 {
		t.Error("the start was not refused")
	}
	if got := n.count(t, `SELECT count(*) FROM river_job WHERE args->>'subject' = $1`, announcements.NoticeRefused); got != 1 {
		t.Error("nobody was told")
	}
}

// Only one replica edits a progress message, and only when it is time.
func TestClaimShown(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	if _, err := n.desk.SendNow(t.Context(), n.staff, a.ID, 9); err != nil {
		t.Fatal(err)
	}
	claim := func(after time.Duration) int {
		ids, err := n.store.ClaimShown(t.Context(), n.now.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		return len(ids)
	}
	keep := func(claimed time.Duration, next time.Time) int {
		n.must(t, n.store.KeepShown(t.Context(), a, n.now.Add(claimed), next))
		return -1
	}
	got := []int{claim(0), claim(time.Second), claim(3 * time.Second), keep(time.Second, n.now.Add(3*time.Second)), claim(2 * time.Second), claim(3 * time.Second),
		keep(time.Second, time.Time{}), claim(22 * time.Second), claim(23 * time.Second), // the claim that was let go of is over, and this one is not
		keep(23*time.Second, time.Time{}), claim(time.Hour)}
	if want := []int{0, 1, 0, -1, 0, 1, -1, 0, 1, -1, 0}; !slices.Equal(got, want) {
		t.Errorf("claims %v, want %v", got, want)
	}
}

// A page of an audience and a page's open recipients are found by index, and
// so is what is due, with 10,000 people.
func TestAudienceUsesIndexes(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `INSERT INTO people (chat_id, language, member_since) SELECT 5000 + i, 'kk', now() FROM generate_series(1, 10000) i`)
	n.exec(t, `INSERT INTO person_interests (person_id, interest_id) SELECT id, 1 + id % 10 FROM people WHERE chat_id > 5000`)
	for day := range 10 {
		event := n.publish(t, n.hall.draft(5000, monday.Add(time.Duration(day+1)*24*time.Hour)))
		n.exec(t, `INSERT INTO signups (event_id, person_id, state, created_at, changed_at)
			SELECT $1, id, 'going', now(), now() FROM people WHERE chat_id > 5000 AND id % 10 = $2`, event, day)
	}
	n.exec(t, `INSERT INTO organisations (name) VALUES ('{"kk": "Көрші"}')`)
	a := n.draft(t, n.staff, 0)
	n.launch(t, n.staff, a.ID)
	n.exec(t, `ANALYZE`)
	for name, audience := range map[string]announcements.Audience{
		"members": {}, "interest": {Interests: []int64{3}}, "event": {Events: []int64{1}}, "participants": {Participants: 1},
	} {
		args := pgx.NamedArgs{"after": 100, "upto": 1 << 40, "size": 200}
		plan := explain(t, n.hall, postgres.PageOfPeople(audience, n.now, args), args)
		if strings.Contains(plan, "Seq Scan on people") || name == "event" && strings.Contains(plan, "Seq Scan on signups") {
			t.Errorf("page of %s:\n%s", name, plan)
		}
	}
	if plan := explain(t, n.hall, postgres.SelectRecipients, postgres.HourArgs(1, 1, announcements.Respect{Cap: 3}.At(n.now))); strings.Contains(plan, "Seq Scan on people") {
		t.Errorf("recipients:\n%s", plan)
	}
}

// An audience that is asked for by language or not at all is counted from an
// index alone.
func TestCountingReadsNoTable(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `INSERT INTO people (chat_id, language, name, member_since)
		SELECT 5000 + i, (ARRAY['kk', 'ru', 'en'])[1 + i % 3], 'Member number ' || i, CASE WHEN i % 10 > 0 THEN now() END
		FROM set_config('synchronous_commit', 'on', true), generate_series(1, 20000) i`) // else VACUUM may come too early
	n.vacuum(t, "people")
	for name, audience := range map[string]announcements.Audience{
		"members": {}, "members in a language": {Languages: []string{"ru"}},
		"everyone": {Everyone: true}, "everyone in a language": {Everyone: true, Languages: []string{"ru", "en"}},
	} {
		args := pgx.NamedArgs{}
		sql := postgres.CountPeople(audience, n.now, args)
		if plan := explain(t, n.hall, sql, args); !strings.Contains(plan, "Index Only Scan using people_audience") {
			t.Errorf("count of %s:\n%s", name, plan)
		}
	}
}

// vacuum makes most rows of a table known to be visible to everybody, once the
// server's own analyzing does not look at older ones.
func (n *newsroom) vacuum(t *testing.T, table string) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		n.exec(t, `VACUUM ANALYZE `+table)
		if n.count(t, `SELECT count(*) FROM pg_class WHERE oid = $1::regclass AND relallvisible < relpages / 2`, table) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("rows of %s are still not visible to everybody", table)
		}
	}
}

func explain(t *testing.T, h *hall, sql string, args ...any) string {
	t.Helper()
	rows, err := h.sql.Query(t.Context(), "EXPLAIN "+sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
