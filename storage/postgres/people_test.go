package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jastar/centre"
)

func TestMeetingMakesAGuestOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	ids := make([]centre.PersonID, 20)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			who, err := b.people.Meet(t.Context(), 500)
			if err != nil {
				t.Error(err)
			}
			ids[i] = who.Person
		})
	}
	all.Wait()
	if ids = slices.Compact(ids); len(ids) != 1 || ids[0] == 0 {
		t.Fatalf("one chat became the people %v", ids)
	}
	got, err := b.people.Meet(t.Context(), 500)
	want := centre.Identity{Actor: centre.Actor{Person: ids[0], Organisations: []centre.OrganisationID{}}, Address: 500, Reachable: true}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestMeetingSeesEveryRole(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	member := b.join(t, 501, "18-35")
	if member.Role != centre.Member || !member.Consented {
		t.Errorf("member: %+v", member)
	}
	owner := b.meet(t, ownerChat)
	if owner.Role != centre.Owner || owner.Consented {
		t.Errorf("owner: %+v", owner)
	}
	if _, err := b.sql.Exec(t.Context(), `UPDATE people SET consent_version = 0 WHERE id = $1`, member.Person); err != nil {
		t.Fatal(err)
	}
	if outdated := b.meet(t, 501); outdated.Consented || outdated.Role != centre.Member {
		t.Errorf("member with an outdated consent: %+v", outdated)
	}
}

func TestReachableAndLanguage(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	who := b.meet(t, 502).Person
	b.must(t, b.people.SetReachable(t.Context(), 502, false))
	b.must(t, b.people.SetReachable(t.Context(), 999, false)) // never seen: nothing happens
	b.must(t, b.people.SetLanguage(t.Context(), who, "ru"))
	id, err := b.people.ByID(t.Context(), who)
	if err != nil || id.Reachable || id.Language != "ru" || id.Address != 502 {
		t.Errorf("%+v, %v", id, err)
	}
	b.meet(t, 502) // whoever writes can be written to
	if id, err = b.people.ByID(t.Context(), who); err != nil || !id.Reachable {
		t.Errorf("%+v, %v", id, err)
	}
	if _, err := b.people.ByID(t.Context(), 12345); !errors.Is(err, centre.ErrGone) {
		t.Errorf("unknown person: %v", err)
	}
}

// The statement of every turn must not read the whole table.
func TestMeetingUsesItsIndex(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	const many = `INSERT INTO people (chat_id) SELECT i FROM generate_series(1, 5000) i`
	if _, err := b.sql.Exec(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	plan := list[string](t, b, `EXPLAIN SELECT p.id, ARRAY(SELECT o.organisation_id FROM organizers o WHERE o.person_id = p.id)
		FROM people p WHERE p.chat_id = $1`, int64(77))
	if text := strings.Join(plan, "\n"); strings.Contains(text, "Seq Scan on people") || !strings.Contains(text, "people_chat_id_key") {
		t.Errorf("plan:\n%s", text)
	}
}
