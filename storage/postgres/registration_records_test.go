package postgres_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/registration"
)

// forgetAt sets when a person is forgotten.
func (b *bureau) forgetAt(t *testing.T, a centre.Actor, at time.Time) {
	t.Helper()
	if _, err := b.sql.Exec(t.Context(), `UPDATE people SET forget_at = $2 WHERE id = $1`, a.Person, at); err != nil {
		t.Fatal(err)
	}
}

func (b *bureau) forgetDue(t *testing.T) {
	t.Helper()
	_, err := b.ForgetDue(t.Context(), b.now, 10)
	b.must(t, err)
}

func TestForgettingHasAGracePeriod(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a := b.join(t, 800, "18-35")
	at, err := b.AskToForget(t.Context(), a.Person)
	if err != nil || !at.Equal(monday.Add(24*time.Hour)) {
		t.Fatalf("%v, %v", at, err)
	}
	b.now = b.now.Add(time.Hour)
	if again, err := b.AskToForget(t.Context(), a.Person); err != nil || !again.Equal(at) {
		t.Errorf("the same wish again moved it to %v, %v", again, err)
	}
	b.forgetDue(t)
	b.must(t, b.Keep(t.Context(), a.Person))
	b.must(t, b.Keep(t.Context(), a.Person))
	b.now = at.Add(time.Hour)
	b.forgetDue(t)
	if p, err := b.Profile(t.Context(), a.Person); err != nil || p.Name == "" || len(b.left) != 0 {
		t.Errorf("kept, and yet %+v, %v, left %v", p, err, b.left)
	}
}

func TestForgettingErasesThePerson(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a, other := b.join(t, 880_155_301_977, "18-35"), b.join(t, 802, "18-35")
	b.must(t, b.SetInterest(t.Context(), a, 1, true))
	b.must(t, b.ChangeProfile(t.Context(), a, registration.Change{Phone: new("+77010000000")}))
	at, err := b.AskToForget(t.Context(), a.Person)
	b.must(t, err)
	b.must(t, b.db.Notify(t.Context(), centre.NewNotice("bot.late_reply", a.Person, "+77010000000"), centre.NewNotice("bot.late_reply", other.Person, "")))
	b.now = at
	refusesAs(t, b.Keep(t.Context(), a.Person), "registration.forget_too_late")
	b.forgetDue(t)
	b.forgetDue(t) // nobody is left
	if !slices.Equal(b.left, []centre.PersonID{a.Person}) {
		t.Errorf("left %v", b.left)
	}
	if got := b.told(t, a.Person); !slices.Equal(got, []string{registration.ForgottenNotice}) {
		t.Errorf("hears %v", got)
	}
	if got := b.told(t, other.Person); len(got) != 1 {
		t.Errorf("the other hears %v", got)
	}
	_, err = b.Profile(t.Context(), a.Person)
	refuses(t, err, centre.ErrGone)
	if _, err := b.people.ByID(t.Context(), a.Person); err != nil {
		t.Errorf("the last message finds nobody: %v", err)
	}
	b.now = b.now.Add(time.Hour)
	b.forgetDue(t)
	_, err = b.people.ByID(t.Context(), a.Person)
	refuses(t, err, centre.ErrGone)
	row := list[string](t, b, `SELECT to_jsonb(p)::text FROM people p WHERE id = $1`, a.Person)[0]
	for _, trace := range []string{"880155301977", "Айша", "77010000000", "18-35"} {
		if strings.Contains(row, trace) {
			t.Errorf("%q is still in %s", trace, row)
		}
	}
	if p, err := b.Profile(t.Context(), other.Person); err != nil || p.Name == "" {
		t.Errorf("the other: %+v, %v", p, err)
	}
}

// Somebody who writes right after being forgotten is a new guest.
func TestForgottenPersonComesBackAsAGuest(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	a := b.join(t, 803, "18-35")
	b.forgetAt(t, a, b.now)
	b.forgetDue(t)
	again := b.meet(t, 803)
	if again.Person == a.Person || again.Role != centre.Guest || again.Consented {
		t.Errorf("%+v after %+v", again, a)
	}
}

func TestExportHoldsEverything(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	child, adult, token := b.family(t)
	b.confirm(t, adult, token)
	b.must(t, b.SetInterest(t.Context(), child, 2, true))
	file, err := b.Export(t.Context(), child.Person)
	b.must(t, err)
	for _, want := range []string{`"Айша <b>&\"' 🌸"`, `"chat_id": 700`, `"Музыка"`, `"decision": "confirmed"`, `"tickets"`, `"<b>&"`, "\n  "} {
		if !strings.Contains(string(file), want) {
			t.Errorf("%s is not in\n%s", want, file)
		}
	}
	if strings.Contains(string(file), "token_hash") || !json.Valid(file) {
		t.Errorf("the file is\n%s", file)
	}
	if guest, err := b.Export(t.Context(), b.meet(t, 804).Person); err != nil || !strings.Contains(string(guest), `"chat_id": 804`) {
		t.Errorf("a guest's file: %s, %v", guest, err)
	}
}
