package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/storage/postgres"
)

// A segment is kept once for each form, belongs to one organisation, and is
// written into the audit log when it comes and when it goes.
func TestSegments(t *testing.T) {
	n := newNewsroom(t)
	ctx, own := t.Context(), n.organizer.Organisations[0]
	mine, centres := n.draft(t, n.organizer, own), n.draft(t, n.staff, 0)
	if _, err := n.desk.Narrow(ctx, n.organizer, mine.ID, announcements.Pick{Field: announcements.ByDistrict, Value: "4", Wished: true}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := n.desk.SaveSegment(ctx, n.organizer, 1, mine.ID, "  Near \n us "); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.desk.SaveSegment(ctx, n.organizer, 2, mine.ID, "Near us"); !errors.Is(err, announcements.ErrSegmentTaken) {
		t.Errorf("a second one of that name: %v", err)
	}
	if err := n.desk.SaveSegment(ctx, n.staff, 3, centres.ID, "Near us"); err != nil {
		t.Errorf("the centre's of the same name: %v", err)
	}
	all, err := n.desk.Segments(ctx, n.organizer, mine.ID)
	if err != nil || len(all) != 1 || all[0].Name != "Near us" || !slices.Equal(all[0].Audience.Districts, []int64{4}) {
		t.Fatalf("%+v, %v", all, err)
	}
	for range 2 {
		if err := n.desk.DropSegment(ctx, n.organizer, mine.ID, all[0].ID); err != nil {
			t.Error(err)
		}
	}
	if _, err := n.desk.UseSegment(ctx, n.organizer, mine.ID, all[0].ID); !errors.Is(err, centre.Refuse("announcements.segment_gone")) {
		t.Errorf("using what was deleted: %v", err)
	}
	if saved, dropped := n.count(t, `SELECT count(*) FROM audit WHERE action = 'segment.save'`),
		n.count(t, `SELECT count(*) FROM audit WHERE action = 'segment.drop'`); saved != 2 || dropped != 1 {
		t.Errorf("%d deeds of saving, %d of deleting", saved, dropped)
	}
}

// Foreign segments cannot be used or deleted, and whoever saved one, an
// organizer reaches nobody beyond the own organisation with it.
func TestSegmentsOfOthers(t *testing.T) {
	n := newNewsroom(t)
	ctx, own := t.Context(), n.organizer.Organisations[0]
	byStaff, mine, centres := n.draft(t, n.staff, own), n.draft(t, n.organizer, own), n.draft(t, n.staff, 0)
	for form, a := range map[int64]announcements.ID{1: byStaff.ID, 2: centres.ID} {
		if err := n.desk.SaveSegment(ctx, n.staff, form, a, "All"); err != nil {
			t.Fatal(err)
		}
	}
	shared, err := n.desk.Segments(ctx, n.organizer, mine.ID)
	if err != nil || len(shared) != 1 {
		t.Fatalf("%+v, %v", shared, err)
	}
	got, err := n.desk.UseSegment(ctx, n.organizer, mine.ID, shared[0].ID)
	if err != nil || got.Audience.Participants != own || got.Audience.Everyone {
		t.Errorf("an organizer reaches %+v, %v", got.Audience, err)
	}
	all, err := n.desk.Segments(ctx, n.staff, centres.ID)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	for what, err := range map[string]error{
		"use the centre's":     refusalOf(n.desk.UseSegment(ctx, n.organizer, mine.ID, all[0].ID)),
		"delete the centre's":  n.desk.DropSegment(ctx, n.organizer, mine.ID, all[0].ID),
		"use it there":         refusalOf(n.desk.UseSegment(ctx, n.organizer, centres.ID, all[0].ID)),
		"delete it there":      n.desk.DropSegment(ctx, n.organizer, centres.ID, all[0].ID),
		"delete nothing there": n.desk.DropSegment(ctx, n.organizer, centres.ID, 999),
		"list them":            refusalOf(n.desk.Segments(ctx, n.organizer, centres.ID)),
		"save there":           n.desk.SaveSegment(ctx, n.organizer, 9, centres.ID, "Mine"),
		"sample":               refusalOf(n.desk.Sample(ctx, n.organizer, mine.ID)),
	} {
		if err == nil {
			t.Errorf("%s was allowed", what)
		}
	}
	if n.count(t, `SELECT count(*) FROM segments`) != 2 {
		t.Error("a segment is missing or was added")
	}
}

func TestSegmentsAreLimited(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	n.exec(t, `INSERT INTO segments (form_id, name, audience, created_by, created_at)
		SELECT 100 + i, 'Name ' || i, '{}', $1, now() FROM generate_series(1, $2::int) i`, n.staff.Person, announcements.MaxSegments)
	err := n.desk.SaveSegment(t.Context(), n.staff, 1, a.ID, "One more")
	if !errors.Is(err, centre.Refuse("announcements.segments_full")) {
		t.Errorf("%v", err)
	}
	for name, want := range map[string]string{"": "common.empty", strings.Repeat("ә", 41): "common.too_long", "\u202eevil": "common.invisible"} {
		if err := n.desk.SaveSegment(t.Context(), n.staff, 1, a.ID, name); !errors.Is(err, centre.Refuse(want)) {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
}

// What was chosen and exists no more is counted, finds nobody, and can be taken back.
func TestChosenValuesThatAreGone(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	n.exec(t, `UPDATE announcements SET audience = '{"districts": [99], "interests": [98], "without_events": [97], "events": [96]}' WHERE id = $1`, a.ID)
	p, err := n.desk.Panel(t.Context(), n.staff, a.ID)
	if err != nil || p.Gone != 4 || p.Size.People != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	for _, pick := range []announcements.Pick{{Field: announcements.ByDistrict, Value: "99"}, {Field: announcements.WithoutEvent, Value: "97"}} {
		if _, err := n.desk.Narrow(t.Context(), n.staff, a.ID, pick); err != nil {
			t.Errorf("taking out %+v: %v", pick, err)
		}
	}
	got, err := n.desk.Widen(t.Context(), n.staff, a.ID)
	if err != nil || len(got.Audience.Interests)+len(got.Audience.Events)+len(got.Audience.Districts) != 0 {
		t.Errorf("choosing anew leaves %+v, %v", got.Audience, err)
	}
}

// Who was sent something today is counted, once, and only today.
func TestHeardToday(t *testing.T) {
	n := newNewsroom(t)
	ids := people(n.members(t, 4))
	for range 2 { // two announcements on one day
		a := n.draft(t, n.staff, 0)
		if _, err := n.desk.SendNow(t.Context(), n.staff, a.ID, 0); err != nil {
			t.Fatal(err)
		}
		n.now = n.now.Add(announcements.CountdownTime)
		if err := n.desk.StartDue(t.Context(), n.now); err != nil {
			t.Fatal(err)
		}
		run := announcements.RunID(value[int64](t, n.hall, `SELECT max(id) FROM runs`))
		_, err := n.store.Record(t.Context(), []announcements.Delivery{
			{Run: run, Page: 1, Person: ids[0], At: n.now, Message: 1, Outcome: announcements.OutcomeSent},
			{Run: run, Page: 1, Person: ids[1], At: n.now, Outcome: announcements.OutcomeBlocked, Cause: "blocked"},
			{Run: run, Page: 1, Person: ids[2], At: n.now.Add(-24 * time.Hour), Message: 1, Outcome: announcements.OutcomeSent},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	a := n.draft(t, n.staff, 0)
	heard := func() int {
		p, err := n.desk.Panel(t.Context(), n.staff, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		return p.Heard
	}
	if got := heard(); got != 1 {
		t.Errorf("%d heard today", got)
	}
	n.exec(t, `UPDATE runs SET state = 'finished', ended_at = $1`, n.now)
	if got := heard(); got != 1 {
		t.Errorf("%d heard today after the runs", got)
	}
	n.exec(t, `UPDATE people SET reachable = false WHERE id = $1`, ids[0])
	if got := heard(); got != 0 {
		t.Errorf("%d of those who can be written to", got)
	}
	n.exec(t, `UPDATE people SET reachable = true WHERE id = $1`, ids[0])
	n.now = n.now.AddDate(0, 0, 1)
	if got := heard(); got != 0 {
		t.Errorf("%d heard on the next day", got)
	}
}

// A sample is five names, the same for an hour, and every look is a deed with ids.
func TestSample(t *testing.T) {
	n := newNewsroom(t)
	n.members(t, 40)
	n.exec(t, `INSERT INTO people (chat_id, language) VALUES (-7, 'ru')`) // a guest has no name
	a := n.draft(t, n.staff, 0)
	look := func() []string {
		names, err := n.desk.Sample(t.Context(), n.staff, a.ID)
		if err != nil || len(names) != announcements.SampleSize || slices.Contains(names, "") {
			t.Fatalf("%v, %v", names, err)
		}
		return names
	}
	first := look()
	if again := look(); !slices.Equal(first, again) {
		t.Errorf("%v, then %v", first, again)
	}
	n.now = n.now.Add(time.Hour)
	if later := look(); slices.Equal(first, later) {
		t.Errorf("the same %v an hour later", later)
	}
	if got := n.count(t, `SELECT count(*) FROM audit WHERE action = 'announcement.sample' AND jsonb_array_length(detail->'people') = 5 AND object_id = $1`, int64(a.ID)); got != 3 {
		t.Errorf("%d deeds", got)
	}
}

// Followers, runs of a day and their deliveries are found by index.
func TestLooksUseIndexes(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `INSERT INTO people (chat_id, language, member_since) SELECT 5000 + i, 'kk', now() FROM generate_series(1, 10000) i`)
	n.exec(t, `INSERT INTO organisations (name) SELECT jsonb_build_object('kk', 'Ұйым ' || i) FROM generate_series(1, 200) i`)
	n.exec(t, `INSERT INTO follows (person_id, organisation_id, at) SELECT id, 1 + id % 200, now() FROM people WHERE chat_id > 5000`)
	n.exec(t, `INSERT INTO announcements (form_id, author_id, content, audience, changed_at) VALUES (1, $1, '{}', '{}', now())`, n.staff.Person)
	n.exec(t, `INSERT INTO runs (announcement_id, planned_at, state, content, audience, started_at, ended_at)
		SELECT 1, t, 'finished', '{}', '{}', t, t FROM generate_series($1::timestamptz - interval '5000 hours', $1, interval '1 hour') t`, n.now)
	n.exec(t, `ANALYZE`)
	args := pgx.NamedArgs{"after": 0, "upto": 1 << 40, "size": 200}
	sql := postgres.PageOfPeople(announcements.Audience{Participants: 77}, n.now, args)
	if plan := explain(t, n.hall, sql, args); !strings.Contains(plan, "follows_organisation") {
		t.Errorf("a page of followers:\n%s", plan)
	}
	if plan := explain(t, n.hall, postgres.SelectRunsSince, n.now.Add(-12*time.Hour)); !strings.Contains(plan, "runs_ended") {
		t.Errorf("runs of a day:\n%s", plan)
	}
}

// The languages of those who can be written to, and of nobody else.
func TestLanguagesOfAudience(t *testing.T) {
	n := newNewsroom(t)
	ids := people(n.members(t, 4))
	n.exec(t, `UPDATE people SET language = 'kk'`)
	n.exec(t, `UPDATE people SET language = 'ru', reachable = false WHERE id = $1`, ids[0])
	n.exec(t, `UPDATE people SET language = 'en' WHERE id = $1`, ids[1])
	n.exec(t, `INSERT INTO people (chat_id, language) VALUES (-1, '')`) // a guest
	for _, c := range []struct {
		a    announcements.Audience
		want string
	}{
		{announcements.Audience{}, "kk en"},
		{announcements.Audience{Everyone: true}, " kk en"},
		{announcements.Audience{Languages: []string{"en"}}, "en"},
		{announcements.Audience{Languages: []string{"ru"}}, ""},
	} {
		got, err := n.store.LanguagesOf(t.Context(), c.a)
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %q, %v, want %q", c.a, got, err, c.want)
		}
	}
}
