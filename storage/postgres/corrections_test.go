package postgres_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/storage/postgres"
)

// sent starts a run to as many members, of whom all but the last two got it.
func (n *newsroom) sent(t *testing.T, members int) announcements.Announcement {
	t.Helper()
	return n.delivered(t, n.draft(t, n.staff, 0).ID, members)
}

// delivered is sent for a draft.
func (n *newsroom) delivered(t *testing.T, id announcements.ID, members int) announcements.Announcement {
	t.Helper()
	n.exec(t, `INSERT INTO people (chat_id, language, member_since) SELECT 7000 + i, 'kk', now() FROM generate_series(1, $1) i`, members)
	n.launch(t, n.staff, id)
	a, err := n.desk.Open(t.Context(), n.staff, id)
	if err != nil {
		t.Fatal(err)
	}
	n.exec(t, `INSERT INTO deliveries (run_id, person_id, at, message_id, outcome)
		SELECT $1, id, $2, CASE WHEN chat_id <= 7000 + $3 THEN 100 + id END, CASE WHEN chat_id <= 7000 + $3 THEN 1 ELSE 4 END
		FROM people WHERE chat_id BETWEEN 7001 AND 8000`, a.Run, n.now, members-2)
	n.exec(t, `UPDATE run_pages SET sent = $2, unknown = 2, closed_at = $3 WHERE run_id = $1`, a.Run, members-2, n.now)
	n.exec(t, `UPDATE runs SET state = 'finished', planned = true, ended_at = $2 WHERE id = $1`, a.Run, n.now)
	return a
}

// A recall is for those who got a message, with its id; many at once begin one.
func TestRecallStartsOnce(t *testing.T) {
	n := newNewsroom(t)
	base := n.sent(t, 10)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := n.desk.Recall(context.Background(), n.staff, announcements.Recall{Base: base.Run, Message: 77}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if runs, deeds := n.count(t, `SELECT count(*) FROM runs WHERE kind = 'recall'`), n.count(t, `SELECT count(*) FROM audit WHERE action = 'announcement.recall'`); runs != 1 || deeds != 1 {
		t.Fatalf("%d recalls, %d deeds", runs, deeds)
	}
	a, err := n.desk.Open(t.Context(), n.staff, base.ID)
	if err != nil || a.Run == base.Run || !a.Running || a.Kind != announcements.KindRecall || a.Message != 77 || a.Viewer() != n.staff.Person {
		t.Errorf("%+v, %v", a, err)
	}
	run, err := n.store.RunByID(t.Context(), a.Run)
	if err != nil || run.Base != base.Run || run.Kind != announcements.KindRecall {
		t.Errorf("%+v, %v", run, err)
	}
	page := announcements.Page{Run: a.Run, Page: 1}
	readers, err := n.store.Readers(t.Context(), page, base.Run)
	if err != nil || len(readers) != 8 {
		t.Fatalf("%d readers, %v", len(readers), err)
	}
	for _, r := range readers {
		if r.Message != 100+int(r.Person) || !r.Sent.Equal(n.now) || r.Chat == 0 || r.Language != "kk" {
			t.Errorf("reader %+v", r)
		}
	}
	done := announcements.Delivery{Run: a.Run, Page: 1, Person: readers[0].Person, At: n.now, Outcome: announcements.OutcomeSent, Cause: announcements.CauseGone}
	for range 2 {
		if _, err := n.store.Record(t.Context(), []announcements.Delivery{done}); err != nil {
			t.Fatal(err)
		}
	}
	if rest, err := n.store.Readers(t.Context(), page, base.Run); err != nil || len(rest) != 7 {
		t.Errorf("%d readers are left, %v", len(rest), err)
	}
	report, err := n.desk.Report(t.Context(), n.staff, a.Run)
	if err != nil || report.Base != base.Run || report.Tally.Sent != 1 || report.Tally.Total != 8 || len(report.Reasons) != 1 || report.Reasons[0].Number != 1 {
		t.Errorf("%+v, %v", report, err)
	}
	first, err := n.desk.Report(t.Context(), n.staff, base.Run)
	if err != nil || first.Corrected.Run != a.Run || first.Corrected.Kind != announcements.KindRecall || first.Recalled != 1 || first.Reach() != 7 || first.Current != a.Run {
		t.Errorf("%+v, %v", first, err)
	}
}

// A time that is planned for the very moment of a recall is not taken for sent.
func TestRecallTakesNoPlannedTime(t *testing.T) {
	n := newNewsroom(t)
	base := n.sent(t, 5)
	n.now = n.now.Truncate(time.Hour).Add(time.Hour)
	a, err := n.desk.Recall(t.Context(), n.staff, announcements.Recall{Base: base.Run})
	if err != nil {
		t.Fatal(err)
	}
	n.exec(t, `UPDATE runs SET state = 'finished' WHERE id = $1`, a.Run)
	n.exec(t, `UPDATE announcements SET state = 'scheduled', cron = '0 * * * *', next_at = $2 WHERE id = $1`, a.ID, n.now)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil {
		t.Fatal(err)
	}
	if got := n.count(t, `SELECT count(*) FROM runs WHERE kind = 'send' AND state = 'running' AND planned_at = $1`, n.now); got != 1 {
		t.Errorf("%d runs were started", got)
	}
	next, err := n.desk.Open(t.Context(), n.staff, base.ID)
	if err != nil || next.ShownTo != 0 || next.Kind != announcements.KindSend {
		t.Errorf("%+v, %v", next, err)
	}
}

// Pages of a recall and their readers are found by the ledger's key.
func TestRecallUsesIndexes(t *testing.T) {
	n := newNewsroom(t)
	base := n.sent(t, 900)
	n.exec(t, `INSERT INTO people (chat_id, language) SELECT 20000 + i, 'kk' FROM generate_series(1, 20000) i`)
	n.exec(t, `INSERT INTO deliveries (run_id, person_id, at, outcome) SELECT $1, id, now(), 2 FROM people WHERE chat_id > 20000`, base.Run)
	a, err := n.desk.Recall(t.Context(), n.staff, announcements.Recall{Base: base.Run})
	if err != nil {
		t.Fatal(err)
	}
	n.exec(t, `ANALYZE`)
	args := pgx.NamedArgs{"base": base.Run, "run": a.Run, "after": 10, "upto": 1 << 40, "size": 200}
	if plan := explain(t, n.hall, postgres.PageOfReaders, args); strings.Contains(plan, "Seq Scan on deliveries") {
		t.Errorf("page:\n%s", plan)
	}
	if plan := explain(t, n.hall, postgres.SelectReaders, a.Run, 1, base.Run); strings.Contains(plan, "Seq Scan on people") || strings.Contains(plan, "Seq Scan on deliveries") {
		t.Errorf("readers:\n%s", plan)
	}
}

// New words are kept until they go out, and stand in the run that they become.
func TestWordingIsKept(t *testing.T) {
	n := newNewsroom(t)
	base := n.sent(t, 5)
	wish := announcements.Reword{Base: base.Run, Form: 41, Language: "kk",
		Text: announcements.Message{Text: "Сау болыңыз", Entities: []announcements.Entity{{Type: "bold", Length: 3}}}}
	for range 2 {
		if _, err := n.desk.Reword(t.Context(), n.staff, wish); err != nil {
			t.Fatal(err)
		}
	}
	a, err := n.store.ByID(t.Context(), base.ID)
	if err != nil || a.Wording == nil || a.Wording.Base != base.Run || a.Wording.Texts["kk"].Text != "Сау болыңыз" || len(a.Wording.Texts["kk"].Entities) != 1 {
		t.Fatalf("%+v, %v", a.Wording, err)
	}
	for range 2 {
		if a, err = n.desk.EditAll(t.Context(), n.staff, announcements.EditAll{Base: base.Run, Form: 41}); err != nil {
			t.Fatal(err)
		}
	}
	run, err := n.store.RunByID(t.Context(), a.Run)
	if err != nil || run.Kind != announcements.KindEdit || run.Content["kk"].Text != "Сау болыңыз" {
		t.Errorf("%+v, %v", run, err)
	}
	if first, err := n.store.RunByID(t.Context(), base.Run); err != nil || first.Content["kk"].Text != "Сәлем" {
		t.Errorf("%+v, %v", first, err)
	}
	if deeds := n.count(t, `SELECT count(*) FROM audit WHERE action IN ('announcement.reword', 'announcement.edit_all')`); deeds != 2 {
		t.Errorf("%d deeds", deeds)
	}
	if got := n.count(t, `SELECT count(*) FROM announcements WHERE wording IS NULL`); got != 1 {
		t.Error("the words are still kept")
	}
}

// Whose message was changed has not heard another announcement that day.
func TestChangesAreNotHeard(t *testing.T) {
	n := newNewsroom(t)
	base := n.sent(t, 5)
	yesterday := n.now
	n.now = n.now.Add(24 * time.Hour)
	a, err := n.desk.Recall(t.Context(), n.staff, announcements.Recall{Base: base.Run})
	if err != nil {
		t.Fatal(err)
	}
	readers, err := n.store.Readers(t.Context(), announcements.Page{Run: a.Run, Page: 1}, base.Run)
	if err != nil || len(readers) == 0 {
		t.Fatalf("%d readers, %v", len(readers), err)
	}
	done := announcements.Delivery{Run: a.Run, Page: 1, Person: readers[0].Person, At: n.now, Outcome: announcements.OutcomeSent}
	if _, err := n.store.Record(t.Context(), []announcements.Delivery{done}); err != nil {
		t.Fatal(err)
	}
	for since, want := range map[time.Time]int{yesterday: 3, yesterday.Add(time.Hour): 0} {
		if got, err := n.store.Heard(t.Context(), announcements.Audience{}, since); err != nil || got != want {
			t.Errorf("since %v: %d, %v; want %d", since, got, err, want)
		}
	}
}

// An album is several messages: all their ids stand in the ledger, and a recall
// gets them back.
func TestAlbumsAreRecalledWhole(t *testing.T) {
	n := newNewsroom(t)
	base := n.sent(t, 4)
	first := n.count(t, `SELECT min(person_id) FROM deliveries WHERE run_id = $1`, base.Run)
	n.exec(t, `DELETE FROM deliveries WHERE run_id = $1 AND person_id = $2`, base.Run, first)
	album := announcements.Delivery{Run: base.Run, Page: 1, Person: centre.PersonID(first), At: n.now,
		Message: 40, More: []int{41, 45}, Outcome: announcements.OutcomeSent}
	if _, err := n.store.Record(t.Context(), []announcements.Delivery{album, album}); err != nil {
		t.Fatal(err)
	}
	a, err := n.desk.Recall(t.Context(), n.staff, announcements.Recall{Base: base.Run})
	if err != nil {
		t.Fatal(err)
	}
	readers, err := n.store.Readers(t.Context(), announcements.Page{Run: a.Run, Page: 1}, base.Run)
	if err != nil || len(readers) != 2 {
		t.Fatalf("%d readers, %v", len(readers), err)
	}
	for _, r := range readers {
		if want := int64(r.Person) == int64(first); want != slices.Equal(r.Parts(), []int{40, 41, 45}) || !want && len(r.Parts()) != 1 {
			t.Errorf("person %d has the messages %v", r.Person, r.Parts())
		}
	}
}
