package postgres_test

import (
	"testing"
	"time"
)

// The age of a job tells since when somebody waits, however often the job was
// put aside or tried meanwhile, and not before it was to run.
func TestOldestJobs(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	const queued = `INSERT INTO river_job (kind, state, max_attempts, args, created_at, scheduled_at, attempt, metadata)
		VALUES ($1, $2::river_job_state, 5, '{}', now() - interval '300 seconds', now() + make_interval(secs => $3), $4, $5::jsonb)`
	h.exec(t, queued, "planned", "scheduled", 3600, 0, `{}`)
	h.exec(t, queued, "due", "available", -100, 0, `{}`)
	h.exec(t, queued, "put aside", "available", 2, 0, `{"snoozes": 3}`)
	h.exec(t, queued, "tried", "retryable", 30, 2, `{}`)
	jobs, err := h.db.CountJobs(t.Context())
	if err != nil || len(jobs) != 4 {
		t.Fatalf("%v, %v", jobs, err)
	}
	want := map[string]time.Duration{"planned": -3600, "due": 100, "put aside": 300, "tried": 300}
	for _, j := range jobs {
		late := time.Since(j.Oldest) - want[j.Kind]*time.Second
		if late < -2*time.Second || late > 20*time.Second {
			t.Errorf("%s: waits for %s, want %d s", j.Kind, time.Since(j.Oldest), want[j.Kind])
		}
	}
}

// A start is not due while the announcement's last run goes on or is paused,
// as it is not taken then; another one's is.
func TestEarliestDueWaitsForTheLastRun(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	a, other := n.draft(t, n.staff, 0), n.draft(t, n.staff, 0)
	const plan = `UPDATE announcements SET state = 'scheduled', next_at = $2 WHERE id = $1`
	n.exec(t, plan, a.ID, n.now.Add(-time.Hour))
	n.exec(t, plan, other.ID, n.now.Add(time.Hour))
	n.exec(t, `INSERT INTO runs (announcement_id, planned_at, state, content, audience) VALUES ($1, now(), 'finished', '{}', '{}')`, a.ID)
	n.exec(t, `UPDATE announcements SET run_id = r.id FROM runs r WHERE announcements.id = $1`, a.ID)
	for state, want := range map[string]time.Duration{"running": time.Hour, "paused": time.Hour, "finished": -time.Hour} {
		n.exec(t, `UPDATE runs SET state = $1, paused_at = CASE WHEN $1 = 'paused' THEN now() END`, state)
		due, err := n.db.EarliestDue(t.Context())
		if err != nil || due.Announcement == nil || !due.Announcement.Equal(n.now.Add(want)) {
			t.Errorf("last run %s: due %v, want in %s (%v)", state, due.Announcement, want, err)
		}
	}
}
