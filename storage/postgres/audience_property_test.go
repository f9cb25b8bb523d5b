package postgres_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/centre/registration"
	"jastar/storage/postgres"
)

// somebody is a person as an audience sees them.
type somebody struct {
	id                                   int64
	chat, reachable, member, leaving     bool
	language, band, residence, work      string
	born                                 time.Time // zero: not told
	district                             int64
	interests, events, cancelled, follow []int64
}

// belongs says in plain Go what an audience promises.
func belongs(a announcements.Audience, s somebody, day time.Time, hosts map[int64]int64) bool {
	age := s.band
	if !s.born.IsZero() {
		age = string(registration.StandardAges().At(registration.Years(s.born, day)))
	}
	host := func(event int64) bool { return hosts[event] == int64(a.Participants) }
	return s.chat && !s.leaving && (a.Everyone || s.member) &&
		oneOf(a.Languages, s.language) && oneOf(a.Districts, s.district) && oneOf(a.Ages, age) &&
		oneOf(a.Residences, s.residence) && oneOf(a.Occupations, s.work) &&
		(len(a.Interests) == 0 || common(a.Interests, s.interests)) &&
		(len(a.Events) == 0 || common(a.Events, s.events)) &&
		!common(a.WithoutInterests, s.interests) && !common(a.WithoutEvents, s.events) &&
		(a.Participants == 0 || slices.Contains(s.follow, int64(a.Participants)) || slices.ContainsFunc(s.events, host))
}

func oneOf[T comparable](all []T, one T) bool { return len(all) == 0 || slices.Contains(all, one) }

func common(a, b []int64) bool {
	return slices.ContainsFunc(a, func(x int64) bool { return slices.Contains(b, x) })
}

// The statement that counts and cuts an audience finds exactly those whom it
// promises, whoever there is and whatever is chosen.
func TestAudienceIsWhatItSays(t *testing.T) {
	n := newNewsroom(t)
	n.exec(t, `INSERT INTO organisations (name) VALUES ('{"kk": "Көрші"}')`)
	hosts := map[int64]int64{}
	for i := range 3 {
		event := int64(n.publish(t, n.hall.draft(50, monday.Add(time.Duration(i+1)*24*time.Hour))))
		hosts[event] = int64(n.organizer.Organisations[0])
	}
	rows, _ := n.sql.Query(t.Context(), `SELECT id FROM organisations ORDER BY id`)
	organisations, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		t.Fatal(err)
	}
	n.exec(t, `UPDATE events SET organisation_id = $1 WHERE id = 2`, organisations[len(organisations)-1])
	hosts[2] = organisations[len(organisations)-1]
	next := int64(50_000)
	rapid.Check(t, func(r *rapid.T) {
		n.exec(t, `UPDATE people SET chat_id = NULL`)
		var all []somebody
		for range rapid.IntRange(1, 8).Draw(r, "people") {
			next++
			all = append(all, n.settleIn(t, next, drawSomebody(r, organisations)))
		}
		for range 5 {
			a := drawAudience(r, organisations)
			var want []int64
			for _, s := range all {
				if s.reachable && belongs(a, s, n.now, hosts) {
					want = append(want, s.id)
				}
			}
			args := pgx.NamedArgs{"after": 0, "upto": int64(1) << 40, "size": 100}
			rows, _ := n.sql.Query(t.Context(), postgres.PageOfPeople(a, n.now, args), args)
			got, err := pgx.CollectRows(rows, pgx.RowTo[int64])
			size, failed := n.store.Measure(t.Context(), a)
			if err != nil || failed != nil || !slices.Equal(got, want) || size.Reachable != len(want) {
				r.Fatalf("audience %+v of %+v: %v and %+v, want %v (%v, %v)", a, all, got, size, want, err, failed)
			}
		}
	})
}

func some[T any](r *rapid.T, what string, from ...T) []T {
	var all []T
	for i, v := range from {
		if rapid.IntRange(0, 2).Draw(r, fmt.Sprint(what, i)) == 0 {
			all = append(all, v)
		}
	}
	return all
}

func drawSomebody(r *rapid.T, organisations []int64) somebody {
	one := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(r, what) }
	yes := func(what string) bool { return rapid.IntRange(0, 5).Draw(r, what) > 0 }
	s := somebody{chat: yes("chat"), reachable: yes("reachable"), member: yes("member"), leaving: !yes("stays"),
		language: one("language", "", "kk", "ru", "en"), band: one("band", "", "14-15", "16-17", "18-35"),
		residence: one("residence", append(announcements.Residences(), "")...),
		work:      one("occupation", append(announcements.Occupations(), "")...),
		district:  int64(rapid.IntRange(0, 3).Draw(r, "district")),
		interests: some[int64](r, "interest", 1, 2, 3), follow: some(r, "follow", organisations...)}
	if rapid.Bool().Draw(r, "told") { // around the birthdays that matter
		s.born = monday.AddDate(-rapid.SampledFrom([]int{13, 14, 15, 16, 18, 20, 36}).Draw(r, "years"), 0, rapid.IntRange(-2, 2).Draw(r, "days"))
		s.born = time.Date(s.born.Year(), s.born.Month(), s.born.Day(), 0, 0, 0, 0, time.UTC)
	}
	for event := int64(1); event <= 3; event++ {
		switch rapid.IntRange(0, 3).Draw(r, "seat") {
		case 0:
			s.events = append(s.events, event)
		case 1:
			s.cancelled = append(s.cancelled, event)
		}
	}
	return s
}

func drawAudience(r *rapid.T, organisations []int64) announcements.Audience {
	few := func(what string) bool { return rapid.IntRange(0, 2).Draw(r, what) == 0 }
	var a announcements.Audience
	a.Everyone = few("everyone")
	if few("by language") {
		a.Languages = some(r, "language", "kk", "ru", "en")
	}
	if few("by district") {
		a.Districts = some[int64](r, "district", 1, 2, 3, 99)
	}
	if few("by age") {
		a.Ages = some(r, "age", "14-15", "16-17", "18-35")
	}
	if few("by residence") {
		a.Residences = some(r, "residence", announcements.Residences()...)
	}
	if few("by occupation") {
		a.Occupations = some(r, "occupation", announcements.Occupations()...)
	}
	if few("by interest") {
		a.Interests = some[int64](r, "interest", 1, 2, 3, 99)
	}
	if few("by event") {
		a.Events = some[int64](r, "event", 1, 2, 3, 99)
	}
	if few("without interest") {
		a.WithoutInterests = some[int64](r, "no interest", 1, 2, 99)
	}
	if few("without event") {
		a.WithoutEvents = some[int64](r, "no event", 1, 2, 99)
	}
	if few("participants") {
		a.Participants = centre.OrganisationID(rapid.SampledFrom(organisations).Draw(r, "organisation"))
	}
	return a
}

// settleIn writes somebody into the database.
func (n *newsroom) settleIn(t *testing.T, chat int64, s somebody) somebody {
	t.Helper()
	var born *time.Time
	if !s.born.IsZero() {
		born = &s.born
	}
	s.id = value[int64](t, n.hall, `INSERT INTO people (chat_id, language, reachable, member_since, forget_at, age_band, birth_date, district_id, residence, occupation)
		VALUES (CASE WHEN $1 THEN $2::bigint END, $3, $4, CASE WHEN $5 THEN now() END, CASE WHEN $6 THEN now() END,
		nullif($7, ''), $8, nullif($9::bigint, 0), nullif($10, ''), nullif($11, '')) RETURNING id`,
		s.chat, chat, s.language, s.reachable, s.member, s.leaving, s.band, born, s.district, s.residence, s.work)
	n.exec(t, `INSERT INTO person_interests (person_id, interest_id) SELECT $1, unnest($2::bigint[])`, s.id, s.interests)
	n.exec(t, `INSERT INTO signups (event_id, person_id, state) SELECT unnest($2::bigint[]), $1, 'going'`, s.id, s.events)
	n.exec(t, `INSERT INTO signups (event_id, person_id, state) SELECT unnest($2::bigint[]), $1, 'cancelled'`, s.id, s.cancelled)
	n.exec(t, `INSERT INTO follows (person_id, organisation_id, at) SELECT $1, unnest($2::bigint[]), now()`, s.id, s.follow)
	return s
}

// What registration stores is what audiences ask for.
func TestFieldsAreThoseOfProfiles(t *testing.T) {
	var bands []announcements.AgeBand
	for _, b := range registration.StandardAges() {
		bands = append(bands, announcements.AgeBand{Code: string(b.Code), From: b.From, To: b.To})
	}
	var residences, occupations []string
	for _, one := range registration.Residences() {
		residences = append(residences, string(one))
	}
	for _, one := range registration.Occupations() {
		occupations = append(occupations, string(one))
	}
	if !slices.Equal(bands, announcements.AgeBands()) || !slices.Equal(residences, announcements.Residences()) ||
		!slices.Equal(occupations, announcements.Occupations()) {
		t.Errorf("profiles have %v, %v and %v", bands, residences, occupations)
	}
}
