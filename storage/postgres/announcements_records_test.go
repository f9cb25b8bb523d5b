package postgres_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/centre/registration"
	"jastar/storage/postgres"
)

// file is what a person reads of their own data.
func (n *newsroom) file(t *testing.T, who centre.Actor) string {
	t.Helper()
	desk := registration.New(n.db.Registration(), registration.Terms{Clock: func() time.Time { return n.now }, Zone: almaty},
		registration.Neighbours{Exporters: []registration.Exporter{n.hall.Desk, n.desk}})
	file, err := desk.Export(t.Context(), who.Person)
	if err != nil || !json.Valid(file) {
		t.Fatalf("%s, %v", file, err)
	}
	return string(file)
}

// Everybody reads which announcements they were sent, and authors what they wrote.
func TestExportHoldsAnnouncements(t *testing.T) {
	n := newNewsroom(t)
	reader, unreached, other := n.member(t), n.member(t), n.member(t)
	a := n.draft(t, n.staff, 0)
	n.launch(t, n.staff, a.ID)
	run := announcements.RunID(value[int64](t, n.hall, `SELECT id FROM runs`))
	sent := announcements.Delivery{Run: run, Page: 1, Person: reader.Person, At: n.now, Message: 987654321, Outcome: announcements.OutcomeSent}
	refused := announcements.Delivery{Run: run, Page: 1, Person: unreached.Person, At: n.now,
		Outcome: announcements.OutcomeBlocked, Cause: announcements.CauseBlocked}
	if _, err := n.store.Record(t.Context(), []announcements.Delivery{sent, refused}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		who    centre.Actor
		holds  []string
		silent []string
	}{
		"who got it":     {reader, []string{`"message": 987654321`, `"outcome": "sent"`, `"kk": "Сәлем"`, `"at": "2026-11-23T`}, []string{`"wrote"`, "cause"}},
		"who did not":    {unreached, []string{`"outcome": "blocked"`, `"cause": "blocked"`}, []string{"987654321"}},
		"who wrote it":   {n.staff, []string{`"wrote": true`, `"started": true`, `"text": "Сәлем"`, `"state": "sent"`}, []string{"987654321"}},
		"somebody else":  {other, []string{`"announcements"`, `"received": []`, `"created": []`}, []string{"Сәлем"}},
		"another author": {n.organizer, nil, []string{"Сәлем"}},
	} {
		file := n.file(t, c.who)
		for _, want := range c.holds {
			if !strings.Contains(file, want) {
				t.Errorf("%s: %s is not in\n%s", name, want, file)
			}
		}
		for _, wrong := range c.silent {
			if strings.Contains(file, wrong) {
				t.Errorf("%s: %s is in\n%s", name, wrong, file)
			}
		}
	}
}

// A person's announcements are looked up run by run, by the ledger's key.
func TestExportUsesTheLedgersKey(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	n.exec(t, `CREATE TABLE deliveries_all PARTITION OF deliveries FOR VALUES FROM (0) TO (100000)`)
	n.exec(t, `INSERT INTO runs (announcement_id, planned_at, state, content, audience)
		SELECT $1, now() + i * interval '1 minute', 'finished', '{}', '{}' FROM generate_series(1, 50) i`, a.ID)
	n.exec(t, `INSERT INTO deliveries (run_id, person_id, at, outcome) SELECT r.id, p, now(), 1 FROM runs r, generate_series(1, 1000) p`)
	n.exec(t, `ANALYZE`)
	if plan := explain(t, n.hall, postgres.SelectReceived, 77, 100); strings.Contains(plan, "Seq Scan on deliveries") {
		t.Error(plan)
	}
}
