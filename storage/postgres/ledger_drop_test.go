package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jastar/centre"
	"jastar/centre/announcements"
)

// partitions lists the ledger's partitions.
func (n *newsroom) partitions(t *testing.T) string {
	t.Helper()
	return value[string](t, n.hall, `SELECT coalesce(string_agg(c.relname, ' ' ORDER BY c.relname), '')
		FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'deliveries'::regclass`)
}

// later lets the next run begin in a partition of its own.
func (n *newsroom) later(t *testing.T) {
	t.Helper()
	n.exec(t, `SELECT setval(pg_get_serial_sequence('runs', 'id'), (SELECT (max(id) / 100 + 1) * 100 FROM runs), false)`)
}

// nextRun is sent without members of its own.
func (n *newsroom) nextRun(t *testing.T) announcements.RunID {
	t.Helper()
	a := n.draft(t, n.staff, 0)
	n.launch(t, n.staff, a.ID)
	a, err := n.store.ByID(t.Context(), a.ID)
	if err != nil || a.Run == 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	return a.Run
}

// Two replicas at once drop what is old while a run begins: its numbers stay the
// same, and who asks for its messages is told why there is nothing to change.
func TestOldLedgerIsDropped(t *testing.T) {
	n := newNewsroom(t)
	n.desk.LedgerDays = 90
	old := n.sent(t, 10)
	n.exec(t, `INSERT INTO run_failures SELECT $1, 1, 3, 'media', 2`, old.Run)
	before, err := n.desk.Report(t.Context(), n.staff, old.Run)
	if err != nil || !before.Recallable() {
		t.Fatalf("%+v, %v", before, err)
	}
	reader := value[int64](t, n.hall, `SELECT min(person_id) FROM deliveries`)
	n.now = n.now.AddDate(0, 0, 90).Add(-time.Minute)
	n.later(t)
	n.nextRun(t)
	first := n.partitions(t)
	n.drop(t, n.now)
	if got := n.partitions(t); got != first {
		t.Errorf("on the last day: %s, want %s", got, first)
	}
	n.now = n.now.Add(time.Hour)
	now := n.now
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if err := n.desk.DropLedger(context.Background(), now); err != nil {
				t.Error(err)
			}
		})
	}
	all.Go(func() { n.nextRun(t) })
	all.Wait()
	n.drop(t, n.now)
	if got, want := n.partitions(t), strings.TrimPrefix(first, "deliveries_0 "); got != want || got == first {
		t.Errorf("%s are left, want %s", got, want)
	}
	after, err := n.desk.Report(t.Context(), n.staff, old.Run)
	before.Forgotten = true
	if diff := cmp.Diff(before, after); err != nil || diff != "" || after.Recallable() || after.Editable() {
		t.Errorf("the report is another: %s, %v", diff, err)
	}
	if _, err := n.desk.Recall(t.Context(), n.staff, announcements.Recall{Base: old.Run}); !errors.Is(err, announcements.ErrForgotten) {
		t.Errorf("recall: %v", err)
	}
	if _, err := n.desk.CheckEdit(t.Context(), n.staff, old.Run); !errors.Is(err, announcements.ErrForgotten) {
		t.Errorf("edit: %v", err)
	}
	if got := n.count(t, `SELECT coalesce(sum(cardinality(person_ids)), 0) FROM run_pages WHERE run_id < 100`); got != 0 {
		t.Errorf("%d ids stand in pages", got)
	}
	records, err := n.store.Records(t.Context(), centre.PersonID(reader))
	if err != nil || len(records.Received) != 0 {
		t.Errorf("%+v, %v", records.Received, err)
	}
}

func (n *newsroom) drop(t *testing.T, now time.Time) {
	t.Helper()
	if err := n.desk.DropLedger(t.Context(), now); err != nil {
		t.Fatal(err)
	}
}

// What is still needed stays: a run that is not over, the messages that a recall
// is about, the partition that gets the next runs, and everything without a limit.
func TestNeededLedgerStays(t *testing.T) {
	n := newNewsroom(t)
	n.desk.LedgerDays = 90
	base := n.sent(t, 10)
	long := n.now.AddDate(1, 0, 0)
	n.drop(t, long)
	if got := n.partitions(t); got != "deliveries_0" {
		t.Errorf("the latest partition is gone: %s", got)
	}
	n.later(t)
	recall, err := n.desk.Recall(t.Context(), n.staff, announcements.Recall{Base: base.Run})
	if err != nil {
		t.Fatal(err)
	}
	n.drop(t, long)
	if got := n.partitions(t); !strings.HasPrefix(got, "deliveries_0") {
		t.Errorf("a recall reads what is gone: %s", got)
	}
	n.exec(t, `UPDATE runs SET state = 'finished', ended_at = started_at WHERE id = $1`, recall.Run)
	n.exec(t, `UPDATE runs SET state = 'paused', paused_at = now(), ended_at = NULL WHERE id = $1`, base.Run)
	n.drop(t, long)
	if got := n.partitions(t); !strings.HasPrefix(got, "deliveries_0") {
		t.Errorf("a paused run lost its ledger: %s", got)
	}
	n.exec(t, `UPDATE runs SET state = 'finished', paused_at = NULL, ended_at = started_at WHERE id = $1`, base.Run)
	n.desk.LedgerDays = 0
	n.drop(t, long)
	if got := n.partitions(t); !strings.HasPrefix(got, "deliveries_0") {
		t.Errorf("nothing was to be dropped: %s", got)
	}
	n.desk.LedgerDays = 90
	n.drop(t, long)
	if got := n.partitions(t); strings.HasPrefix(got, "deliveries_0") {
		t.Errorf("nothing needs it: %s", got)
	}
}

// A drop does not wait for whoever reads the ledger, nor for a recall that
// begins: it comes back the next time.
func TestDropDoesNotWait(t *testing.T) {
	n := newNewsroom(t)
	n.desk.LedgerDays = 90
	n.sent(t, 10)
	n.later(t)
	n.nextRun(t)
	long := n.now.AddDate(1, 0, 0)
	for name, hold := range map[string]string{
		"a reader": `LOCK TABLE deliveries IN ACCESS SHARE MODE`,
		"a recall": `SELECT pg_advisory_xact_lock_shared(456901027172)`,
	} {
		tx, err := n.sql.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), hold); err != nil {
			t.Fatal(err)
		}
		n.drop(t, long)
		if got := n.partitions(t); !strings.HasPrefix(got, "deliveries_0") {
			t.Errorf("%s lost the ledger: %s", name, got)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	n.drop(t, long)
	if got := n.partitions(t); strings.HasPrefix(got, "deliveries_0") {
		t.Errorf("it was not dropped later: %s", got)
	}
}
