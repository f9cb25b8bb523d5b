package postgres_test

import (
	"sync"
	"testing"
	"time"

	"jastar/centre/announcements"
)

// Runs that begin at the same moment as the first of their part of the ledger
// all begin, however often.
func TestRunsBeginTogether(t *testing.T) {
	n := newNewsroom(t)
	const together = 8
	for range together {
		n.repeated(t, "0 * * * *")
	}
	for part := range 3 {
		n.exec(t, `SELECT setval(pg_get_serial_sequence('runs', 'id'), $1)`, 1000*(part+1)-1)
		n.now = n.now.Add(time.Hour)
		var all sync.WaitGroup
		for _, id := range n.due(t) {
			all.Go(func() {
				_, err := n.store.Change(t.Context(), id, func(a *announcements.Announcement) (announcements.Effects, error) {
					start := a.Schedule.Next
					a.Schedule.Next = start.Add(time.Hour)
					return announcements.Effects{Start: start}, nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		n.exec(t, `UPDATE runs SET state = 'finished', ended_at = started_at WHERE state = 'running'`)
	}
	if got := n.count(t, `SELECT count(*) FROM runs`); got != 3*together {
		t.Errorf("%d runs", got)
	}
}

func (n *newsroom) due(t *testing.T) []announcements.ID {
	t.Helper()
	due, err := n.store.Due(t.Context(), n.now, n.now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return due
}
