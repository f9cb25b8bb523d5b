package postgres_test

import (
	"slices"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
)

// night is half past ten in the evening of the hall's first day.
var (
	night   = time.Date(2026, 11, 23, 22, 30, 0, 0, almaty)
	morning = time.Date(2026, 11, 24, 8, 0, 0, 0, almaty)
	spare   = announcements.Respect{Quiet: centre.QuietHours{From: 22 * 60, To: 8 * 60}, Cap: 3, Zone: almaty}
)

// went starts an announcement of the organisation to all members at the newsroom's
// hour and returns who is to be written to at once.
func (n *newsroom) went(t *testing.T, from centre.OrganisationID) (announcements.Announcement, []announcements.Recipient) {
	t.Helper()
	a := n.draft(t, n.staff, from)
	if from != 0 {
		if _, err := n.desk.Address(t.Context(), n.staff, a.ID, func(a announcements.Audience) announcements.Audience {
			return announcements.Audience{}
		}); err != nil {
			t.Fatal(err)
		}
	}
	return n.begin(t, a.ID)
}

func (n *newsroom) begin(t *testing.T, id announcements.ID) (announcements.Announcement, []announcements.Recipient) {
	t.Helper()
	n.launch(t, n.staff, id)
	a, err := n.store.ByID(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	page := announcements.Page{Run: a.Run, Page: 1}
	to, err := n.store.Recipients(t.Context(), page, spare.At(n.now))
	if err != nil {
		t.Fatal(err)
	}
	n.record(t, page, to)
	if err := n.store.ClosePage(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	if a, err = n.store.ByID(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	return a, to
}

// record notes that the people of a page got their message.
func (n *newsroom) record(t *testing.T, p announcements.Page, to []announcements.Recipient) {
	t.Helper()
	var all []announcements.Delivery
	for _, r := range to {
		all = append(all, announcements.Delivery{Run: p.Run, Page: p.Page, Person: r.Person, At: n.now, Message: 7, Outcome: announcements.OutcomeSent})
	}
	if _, err := n.store.Record(t.Context(), all); err != nil {
		t.Fatal(err)
	}
}

// wave claims who is due and opens the wave.
func (n *newsroom) wave(t *testing.T) (announcements.Wave, announcements.OpenedWave) {
	t.Helper()
	if claimed, err := n.store.ClaimHeld(t.Context(), n.now, 100); err != nil || claimed == 0 {
		t.Fatalf("claimed %d, %v", claimed, err)
	}
	w := announcements.Wave{Wave: n.count(t, `SELECT max(id) FROM waves`)}
	return w, n.open(t, w)
}

func (n *newsroom) open(t *testing.T, w announcements.Wave) announcements.OpenedWave {
	t.Helper()
	o, err := n.store.OpenWave(t.Context(), w, spare.At(n.now))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// finish records everything of a wave and closes it.
func (n *newsroom) finish(t *testing.T, w announcements.Wave, o announcements.OpenedWave) {
	t.Helper()
	for _, k := range o.People {
		for _, id := range slices.Concat(k.Whole, k.Digest) {
			n.record(t, announcements.Page{Run: id, Page: w.Page()}, []announcements.Recipient{k.Recipient})
		}
	}
	if err := n.store.CloseWave(t.Context(), w); err != nil {
		t.Fatal(err)
	}
}

func (n *newsroom) tally(t *testing.T, run announcements.RunID) announcements.Tally {
	t.Helper()
	tally, err := n.store.Tally(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	if sum := tally.Done() + tally.Held; tally.State != announcements.Stopped && sum != tally.Total {
		t.Errorf("%d results for %d people: %+v", sum, tally.Total, tally)
	}
	return tally
}

// Somebody is held, a wave takes them up, and the run is over.
func TestHeldPeopleComeInAWave(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `UPDATE people SET quiet_from = 0, quiet_to = 0 WHERE id = $1`, n.staff.Person)
	n.now = night
	a, to := n.went(t, 0)
	if len(to) != 1 || to[0].Person != n.staff.Person {
		t.Fatalf("written to at night: %+v", to)
	}
	got := n.tally(t, a.Run)
	if got.State != announcements.Holding || got.Sent != 1 || got.Held != got.Total-1 || !got.HeldUntil.Equal(morning) || !got.Ended.IsZero() {
		t.Errorf("at night: %+v", got)
	}
	if a.Running || !a.Holding {
		t.Errorf("the announcement is under way: %+v", a)
	}
	if claimed, err := n.store.ClaimHeld(t.Context(), morning.Add(-time.Second), 100); err != nil || claimed != 0 {
		t.Errorf("claimed %d before the morning, %v", claimed, err)
	}
	n.now = morning
	w, o := n.wave(t)
	if len(o.People) != got.Held || len(o.People[0].Whole) != 1 || o.People[0].Digest != nil {
		t.Errorf("the wave: %+v", o.People)
	}
	n.finish(t, w, o)
	if after := n.tally(t, a.Run); after.State != announcements.Finished || after.Sent != after.Total || after.Held != 0 || after.Ended.IsZero() {
		t.Errorf("in the morning: %+v", after)
	}
	if left := n.count(t, `SELECT count(*) FROM held`); left != 0 {
		t.Errorf("%d rows are left", left)
	}
}

// The statement and the rule say the same about everybody at every hour.
func TestHeldUntilIsTheRule(t *testing.T) {
	n := newNewsroom(t)
	var own []*centre.QuietHours
	for _, q := range []*centre.QuietHours{nil, {}, {From: 1320, To: 480}, {From: 780, To: 900}, {From: 0, To: 480}, {From: 1439, To: 1}, {From: 600, To: 599}} {
		own = append(own, q)
		from, to := (*int)(nil), (*int)(nil)
		if q != nil {
			from, to = &q.From, &q.To
		}
		n.exec(t, `INSERT INTO people (chat_id, language, member_since, quiet_from, quiet_to) VALUES ($1, 'kk', now(), $2, $3)`, 7000+len(own), from, to)
	}
	a := n.draft(t, n.staff, 0)
	for _, quiet := range []centre.QuietHours{{}, {From: 1320, To: 480}} {
		for _, minute := range []int{0, 1, 479, 480, 599, 600, 779, 780, 899, 900, 1319, 1320, 1439} {
			h := announcements.Respect{Quiet: quiet, Zone: almaty}.At(time.Date(2026, 11, 23, 0, minute, 59, 0, almaty))
			n.exec(t, `DELETE FROM run_pages; DELETE FROM held; DELETE FROM runs`)
			run := n.count(t, `INSERT INTO runs (announcement_id, planned_at, state, content, audience) VALUES ($1, now(), 'running', '{}', '{}') RETURNING id`, a.ID)
			n.exec(t, `INSERT INTO run_pages (run_id, page, person_ids, size) SELECT $1, 1, array_agg(id ORDER BY id), count(*) FROM people WHERE chat_id > 7000`, run)
			if _, err := n.store.Recipients(t.Context(), announcements.Page{Run: announcements.RunID(run), Page: 1}, h); err != nil {
				t.Fatal(err)
			}
			for i, q := range own {
				held := n.count(t, `SELECT coalesce((SELECT extract(epoch FROM h.until)::bigint FROM held h JOIN people p ON p.id = h.person_id WHERE p.chat_id = $1), 0)`, 7001+i)
				want := int64(0)
				if until := h.HeldUntil(q); !until.IsZero() {
					want = until.Unix()
				}
				if int64(held) != want {
					t.Errorf("minute %d, centre %+v, own %+v: held until %d, want %d", minute, quiet, q, held, want)
				}
			}
		}
	}
}

// The fourth announcement of organisations waits for the next morning, whatever
// the centre sends; the newest come first, and the rest in a digest.
func TestDailyCap(t *testing.T) {
	n := newNewsroom(t)
	own := n.organizer.Organisations[0]
	var runs []announcements.RunID
	for i := range 8 {
		a, to := n.went(t, own)
		if want := map[bool]int{true: 2}[i < 3]; len(to) != want {
			t.Errorf("announcement %d went to %d people, want %d", i+1, len(to), want)
		}
		runs = append(runs, a.Run)
	}
	if _, to := n.went(t, 0); len(to) != 2 {
		t.Errorf("the centre's own went to %d people", len(to))
	}
	n.now = morning
	w, o := n.wave(t)
	again := n.open(t, w) // as after a crash
	for _, o := range []announcements.OpenedWave{o, again} {
		for _, k := range o.People {
			if !slices.Equal(k.Whole, []announcements.RunID{runs[7], runs[6]}) || !slices.Equal(k.Digest, []announcements.RunID{runs[5], runs[4], runs[3]}) {
				t.Errorf("shared out: %+v", k.Share)
			}
		}
	}
	n.record(t, announcements.Page{Run: runs[7], Page: w.Page()}, []announcements.Recipient{o.People[0].Recipient})
	o = n.open(t, w) // as after a crash in the middle
	if k := o.People[0]; len(k.Whole) != 1 || len(k.Digest) != 3 {
		t.Errorf("after a crash: %+v", k.Share)
	}
	n.finish(t, w, o)
	for _, run := range runs {
		if got := n.tally(t, run); got.State != announcements.Finished || got.Sent != 2 {
			t.Errorf("run %d: %+v", run, got)
		}
	}
	if _, to := n.went(t, own); len(to) != 0 {
		t.Errorf("after the morning the day has %d places left", len(to))
	}
}

// A page that is read again takes no second place of the day, and a run that was
// stopped gives back what it did not use.
func TestPlacesOfTheDay(t *testing.T) {
	n := newNewsroom(t)
	a := n.draft(t, n.staff, n.organizer.Organisations[0])
	if _, err := n.desk.Address(t.Context(), n.staff, a.ID, func(announcements.Audience) announcements.Audience { return announcements.Audience{} }); err != nil {
		t.Fatal(err)
	}
	n.launch(t, n.staff, a.ID)
	a, err := n.store.ByID(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	page := announcements.Page{Run: a.Run, Page: 1}
	for range 5 {
		if to, err := n.store.Recipients(t.Context(), page, spare.At(n.now)); err != nil || len(to) != 2 {
			t.Fatalf("%d people, %v", len(to), err)
		}
	}
	if got := n.count(t, `SELECT sum(cardinality(run_ids)) FROM capped`); got != 2 {
		t.Errorf("%d places were taken", got)
	}
	if _, err := n.desk.Halt(t.Context(), n.staff, a.ID, a.Run); err != nil {
		t.Fatal(err)
	}
	if err := n.store.ClosePage(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	if got := n.count(t, `SELECT sum(cardinality(run_ids)) FROM capped`); got != 0 {
		t.Errorf("%d places stay taken", got)
	}
}
