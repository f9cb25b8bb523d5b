package postgres_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/storage/postgres"
)

var everything = announcements.Mute{Kind: announcements.MuteEverything}

func topic(id int64) announcements.Mute {
	return announcements.Mute{Kind: announcements.MuteTopic, ID: id}
}

// Whoever muted an announcement's sender, everything, or all they share with its
// audience is found by the page and by the count alike.
func TestMutedRecipients(t *testing.T) {
	n := newNewsroom(t)
	own := n.organizer.Organisations[0]
	ofOwn, ofCentre := announcements.MuteOf(own), announcements.MuteOf(0)
	type wish struct {
		name   string
		ticked []int64
		mutes  announcements.Mutes
	}
	wishes := []wish{
		{"nothing", []int64{2}, nil},
		{"everything", []int64{2}, announcements.Mutes{everything}},
		{"the organisation", []int64{2}, announcements.Mutes{ofOwn}},
		{"the centre", []int64{3}, announcements.Mutes{ofCentre}},
		{"the only topic", []int64{2}, announcements.Mutes{topic(2)}},
		{"one of two topics", []int64{2, 3}, announcements.Mutes{topic(2)}},
		{"both topics", []int64{2, 3}, announcements.Mutes{topic(2), topic(3)}},
		{"a topic that was not ticked", []int64{3}, announcements.Mutes{topic(2)}},
		{"a topic of others", []int64{2}, announcements.Mutes{topic(9)}},
	}
	who := map[centre.PersonID]string{}
	for i, m := range n.members(t, len(wishes)) {
		who[m.Person] = wishes[i].name
		n.exec(t, `INSERT INTO person_interests (person_id, interest_id) SELECT $1, unnest($2::bigint[])`, m.Person, wishes[i].ticked)
		for _, mute := range wishes[i].mutes {
			n.must(t, n.desk.SetMute(t.Context(), m, mute, true))
		}
	}
	for name, c := range map[string]struct {
		from      centre.OrganisationID
		interests []int64
		want      []string
	}{
		"of the centre":           {0, nil, []string{"everything", "the centre"}},
		"of the organisation":     {own, nil, []string{"everything", "the organisation"}},
		"about two topics":        {own, []int64{2, 3}, []string{"both topics", "everything", "the only topic", "the organisation"}},
		"about one of the topics": {0, []int64{2}, []string{"both topics", "everything", "one of two topics", "the only topic"}},
	} {
		a := n.draft(t, n.staff, c.from)
		_, err := n.desk.Address(t.Context(), n.staff, a.ID, func(announcements.Audience) announcements.Audience {
			return announcements.Audience{Interests: c.interests}
		})
		n.must(t, err)
		p, err := n.desk.Panel(t.Context(), n.staff, a.ID)
		n.must(t, err)
		var got []string
		all := n.recipients(t, n.begun(t, a.ID))
		for _, to := range all {
			if to.Muted {
				got = append(got, who[to.Person])
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: not for %q, want %q", name, got, c.want)
		}
		if p.Size.Unwilling != len(c.want) || p.Size.Reachable != len(all)-len(c.want) || p.Size.People != len(all) {
			t.Errorf("%s: %+v of %d", name, p.Size, len(all))
		}
	}
}

func (n *newsroom) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// launch sends a draft and lets its countdown pass.
func (n *newsroom) launch(t *testing.T, who centre.Actor, id announcements.ID) {
	t.Helper()
	_, err := n.desk.SendNow(t.Context(), who, id, 0)
	n.must(t, err)
	n.now = n.now.Add(announcements.CountdownTime)
	n.must(t, n.desk.StartDue(t.Context(), n.now))
}

// begun starts a run of a draft.
func (n *newsroom) begun(t *testing.T, id announcements.ID) announcements.RunID {
	t.Helper()
	n.launch(t, n.staff, id)
	a, err := n.desk.Open(t.Context(), n.staff, id)
	n.must(t, err)
	return a.Run
}

// recipients are those on the first page of a run.
func (n *newsroom) recipients(t *testing.T, run announcements.RunID) []announcements.Recipient {
	t.Helper()
	all, err := n.store.Recipients(t.Context(), announcements.Page{Run: run, Page: 1}, announcements.Respect{}.At(n.now))
	n.must(t, err)
	return all
}

// Those who did not want it stand in the ledger and in the numbers, once.
func TestMutedIsCounted(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, 0)
	run := n.begun(t, a.ID)
	to := n.recipients(t, run)[0]
	for range 2 {
		_, err := n.store.Record(t.Context(), []announcements.Delivery{
			{Run: run, Page: 1, Person: to.Person, At: n.now, Outcome: announcements.OutcomeMuted}})
		n.must(t, err)
	}
	tally, err := n.store.Tally(t.Context(), run)
	if err != nil || tally.Muted != 1 || tally.Done() != 1 || tally.Undelivered() != 1 {
		t.Errorf("%+v, %v", tally, err)
	}
	if n.count(t, `SELECT count(*) FROM deliveries WHERE outcome = 7 AND reason IS NULL AND message_id IS NULL`) != 1 {
		t.Error("not in the ledger")
	}
}

// A mute is the wished state, however often it is wished; nothing is muted that
// does not exist, nor by somebody who was forgotten.
func TestSetMute(t *testing.T) {
	n := newNewsroom(t)
	ctx, own := t.Context(), n.organizer.Organisations[0]
	guest := centre.Actor{Person: value[centre.PersonID](t, n.hall, `INSERT INTO people (chat_id) VALUES (-7) RETURNING id`)}
	all := announcements.Mutes{everything, announcements.MuteOf(0), announcements.MuteOf(own), topic(2)}
	for _, wished := range []bool{true, true, false, false, true} {
		for _, m := range slices.Backward(all) {
			n.must(t, n.desk.SetMute(ctx, guest, m, wished))
		}
		got, err := n.desk.Mutes(ctx, guest)
		n.must(t, err)
		if len(got) != map[bool]int{true: len(all)}[wished] {
			t.Fatalf("wished %v: %+v", wished, got)
		}
		for i, m := range got {
			if m.Kind != all[i].Kind || m.ID != all[i].ID || m.Kind.Named() != (len(m.Name) > 0) {
				t.Errorf("%d: %+v, want %+v", i, m, all[i])
			}
		}
	}
	n.exec(t, `UPDATE people SET forgotten_at = now() WHERE id = $1`, n.organizer.Person)
	for name, c := range map[string]struct {
		who centre.Actor
		m   announcements.Mute
	}{
		"an organisation that does not exist": {guest, announcements.MuteOf(own + 50)},
		"a topic that does not exist":         {guest, topic(999)},
		"an organisation without a number":    {guest, announcements.Mute{Kind: announcements.MuteOrganisation}},
		"a centre with a number":              {guest, announcements.Mute{Kind: announcements.MuteCentre, ID: 1}},
		"an unknown kind":                     {guest, announcements.Mute{Kind: "sky"}},
		"by somebody forgotten":               {n.organizer, everything},
	} {
		if err := n.desk.SetMute(ctx, c.who, c.m, true); !errors.Is(err, centre.ErrGone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n.count(t, `SELECT count(*) FROM mutes`) != len(all) {
		t.Error("something was muted all the same")
	}
}

// What somebody muted is in their file, and gone when they are forgotten.
func TestMutesAreExportedAndErased(t *testing.T) {
	b := newBureau(t)
	a := b.join(t, 800, "18-35")
	_, err := b.sql.Exec(t.Context(), `WITH o AS (INSERT INTO organisations (name) VALUES ('{"kk": "Тау клубы"}') RETURNING id)
		INSERT INTO mutes (person_id, kind, organisation_id, interest_id, at)
		SELECT $1::bigint, 'organisation', id, NULL, now() FROM o UNION ALL SELECT $1, 'topic', NULL, 4, now() UNION ALL SELECT $1, 'everything', NULL, NULL, now()`, a.Person)
	b.must(t, err)
	file, err := b.Export(t.Context(), a.Person)
	b.must(t, err)
	for _, want := range []string{"Тау клубы", `"kind": "everything"`, "Искусство"} {
		if !json.Valid(file) || !strings.Contains(string(file), want) {
			t.Errorf("%s is not in\n%s", want, file)
		}
	}
	b.forgetAt(t, a, b.now)
	b.forgetDue(t)
	if left := list[int64](t, b, `SELECT count(*) FROM mutes`)[0]; left != 0 {
		t.Errorf("%d left", left)
	}
}

// Among many mutes those of a page are found by index.
func TestMutesUseIndexes(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `INSERT INTO people (chat_id, language, member_since) SELECT 5000 + i, 'kk', now() FROM generate_series(1, 20000) i`)
	n.exec(t, `INSERT INTO mutes (person_id, kind, interest_id, at) SELECT id, 'topic', 1 + id % 10, now() FROM people WHERE chat_id > 5000`)
	a := n.draft(t, n.staff, 0)
	run := n.begun(t, a.ID)
	n.exec(t, `ANALYZE`)
	if plan := explain(t, n.hall, postgres.SelectRecipients, postgres.HourArgs(int(run), 1, announcements.Respect{Cap: 3}.At(n.now))); strings.Contains(plan, "Seq Scan on mutes") || strings.Contains(plan, "Seq Scan on people") {
		t.Errorf("recipients:\n%s", plan)
	}
}

// The migration can be taken back and made again with mutes and what they kept away.
func TestMutesMigrateBackAndForth(t *testing.T) {
	n := newNewsroom(t)
	n.must(t, n.desk.SetMute(t.Context(), n.organizer, everything, true))
	run := n.begun(t, n.draft(t, n.staff, 0).ID)
	for _, to := range n.recipients(t, run) {
		_, err := n.store.Record(t.Context(), []announcements.Delivery{
			{Run: run, Page: 1, Person: to.Person, At: n.now, Outcome: announcements.OutcomeMuted}})
		n.must(t, err)
	}
	n.migrateBackAndForth(t, "00015_mutes")
	if got := n.count(t, `SELECT count(*) FROM deliveries`); got != 0 {
		t.Errorf("%d deliveries of a kind that was unknown in between", got)
	}
	n.begun(t, n.draft(t, n.staff, 0).ID)
}
