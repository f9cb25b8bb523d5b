package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jastar/centre"
	"jastar/centre/registration"
)

func TestJoiningKeepsTheProof(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a := b.join(t, 600, "18-35")
	b.now = b.now.Add(time.Hour)
	b.join(t, 600, "18-35") // the same turn again
	p, err := b.Profile(t.Context(), a.Person)
	if err != nil || p.Name != "Айша <b>&\"' 🌸" || p.Band != "18-35" || !p.MemberSince.Equal(monday) {
		t.Errorf("%+v, %v", p, err)
	}
	proofs := list[int](t, b, `SELECT version FROM consents WHERE person_id = $1 AND about_id = $1`, a.Person)
	if !slices.Equal(proofs, []int{registration.ConsentVersion}) {
		t.Errorf("proofs %v", proofs)
	}
	if _, err := b.sql.Exec(t.Context(), `UPDATE consents SET version = 7`); err == nil {
		t.Error("a proof was changed")
	}
}

func TestJoiningRefuses(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	p := b.meet(t, 601).Person
	good := registration.Joining{Band: "18-35", Name: "Айша", Consent: someConsent()}
	for key, spoil := range map[string]func(*registration.Joining){
		"registration.age_refused":     func(j *registration.Joining) { j.Band = registration.OtherAge },
		"registration.name_no_letters": func(j *registration.Joining) { j.Name = "🌸" },
		"registration.consent_changed": func(j *registration.Joining) { j.Consent.Version++ },
		"registration.name_too_short":  func(j *registration.Joining) { j.Name = "А" },
		"common.invisible":             func(j *registration.Joining) { j.Name = "Ай\u202eша" },
	} {
		j := good
		spoil(&j)
		refusesAs(t, b.Join(t.Context(), p, j), key)
	}
	if a := b.meet(t, 601); a.Role != centre.Guest {
		t.Errorf("refused, and yet %+v", a)
	}
	if n := list[int](t, b, `SELECT count(*)::int FROM consents`)[0]; n != 0 {
		t.Errorf("%d proofs of nothing", n)
	}
}

func TestProfileKeepsWhatWasTold(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a := b.join(t, 602, "16-17")
	born := time.Date(2009, time.June, 1, 0, 0, 0, 0, time.UTC)
	changes := []registration.Change{
		{Born: &born}, {District: new(registration.DistrictID(4))}, {Residence: new(registration.Residence("dormitory"))},
		{Occupation: new(registration.Occupation("student"))}, {Phone: new("+77011234567")}, {Name: new("Аружан")},
	}
	for _, c := range changes {
		b.must(t, b.ChangeProfile(t.Context(), a, c))
	}
	b.must(t, b.SetInterest(t.Context(), a, 2, true))
	b.must(t, b.SetInterest(t.Context(), a, 2, true))
	b.must(t, b.SetInterest(t.Context(), a, 5, true))
	b.must(t, b.SetInterest(t.Context(), a, 5, false))
	b.must(t, b.SetInterest(t.Context(), a, 999, true)) // forged: nothing happens
	got, err := b.Profile(t.Context(), a.Person)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Interests) != 1 || got.Interests[0].ID != 2 {
		t.Errorf("interests %v", got.Interests)
	}
	got.Interests, got.MemberSince = nil, time.Time{}
	want := registration.Profile{Name: "Аружан", Band: "16-17", Born: born, Residence: "dormitory", Occupation: "student",
		Phone: "+77011234567", District: registration.District{ID: 4, Name: centre.Words{"kk": "Бостандық", "ru": "Бостандыкский", "en": "Bostandyk"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestProfileRefuses(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a := b.join(t, 603, "16-17")
	seventeen, sixteen := day(2009, time.June, 1), day(2010, time.June, 1)
	refusesAs(t, b.ChangeProfile(t.Context(), a, registration.Change{Born: new(day(1999, time.June, 1))}), "registration.birth_date_other_band")
	refusesAs(t, b.ChangeProfile(t.Context(), a, registration.Change{Born: new(day(2013, time.June, 1))}), "registration.too_young")
	refuses(t, b.ChangeProfile(t.Context(), a, registration.Change{District: new(registration.DistrictID(99))}), centre.ErrGone)
	refuses(t, b.ChangeProfile(t.Context(), a, registration.Change{Residence: new(registration.Residence("moon"))}), centre.ErrGone)
	b.must(t, b.ChangeProfile(t.Context(), a, registration.Change{Born: &seventeen}))
	refusesAs(t, b.ChangeProfile(t.Context(), a, registration.Change{Band: new(registration.Band("18-35"))}), "registration.band_follows_date")
	b.must(t, b.ChangeProfile(t.Context(), a, registration.Change{Born: &sixteen}))

	guest := b.meet(t, 604)
	var lacks *centre.Lacks
	if err := b.ChangeProfile(t.Context(), guest, registration.Change{Name: new("Айша")}); !errors.As(err, &lacks) {
		t.Errorf("a guest's profile: %v", err)
	}
}

// A birthday makes an adult of a minor without anyone doing anything.
func TestStandingFollowsTheDate(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a := b.join(t, 605, "16-17")
	b.must(t, b.ChangeProfile(t.Context(), a, registration.Change{Born: new(day(2008, time.November, 24))}))
	for _, want := range []registration.Standing{
		{Band: "16-17", Born: day(2008, time.November, 24), Minor: true},
		{Band: "18-35", Born: day(2008, time.November, 24)},
	} {
		got, err := b.Standing(t.Context(), a.Person)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		b.now = b.now.AddDate(0, 0, 1)
	}
}

func TestSettingsAreKept(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a := b.join(t, 606, "18-35")
	b.must(t, b.SetReminder(t.Context(), a, 60, true))
	b.must(t, b.SetReminder(t.Context(), a, 1440, true))
	b.must(t, b.SetReminder(t.Context(), a, 60, true)) // the same wish again
	b.must(t, b.SetQuiet(t.Context(), a, &centre.QuietHours{}))
	refuses(t, b.SetReminder(t.Context(), a, 61, true), centre.ErrGone)
	refuses(t, b.SetQuiet(t.Context(), a, &centre.QuietHours{From: 1, To: 2}), centre.ErrGone)
	got, err := b.Profile(t.Context(), a.Person)
	want := registration.Choice{Reminders: []int{1440, 60}, Quiet: &centre.QuietHours{}}
	if diff := cmp.Diff(want, got.Choice); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	b.must(t, b.SetReminder(t.Context(), a, 60, false))
	b.must(t, b.SetReminder(t.Context(), a, 1440, false))
	if got, err = b.Profile(t.Context(), a.Person); err != nil || got.Choice.Reminders == nil || len(got.Choice.Reminders) != 0 {
		t.Errorf("none: %v, %v", got.Choice.Reminders, err)
	}
	b.must(t, b.ResetReminders(t.Context(), a))
	b.must(t, b.SetQuiet(t.Context(), a, nil))
	if got, err = b.Profile(t.Context(), a.Person); err != nil || got.Choice.Reminders != nil || got.Choice.Quiet != nil {
		t.Errorf("standard: %+v, %v", got.Choice, err)
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
