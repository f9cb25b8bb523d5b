package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"jastar/centre"
	"jastar/centre/organisations"
	"jastar/centre/registration"
	"jastar/storage/postgres"
	"jastar/storage/storagetest"
)

// bureau is a centre without events: its people, their desk and a clock to turn.
type bureau struct {
	*registration.Desk
	staff  *organisations.Desk
	people *postgres.People
	db     *postgres.DB
	sql    *pgxpool.Pool
	now    time.Time
	left   []centre.PersonID // who left everything
}

// ownerChat is the chat of the bureau's owner.
const ownerChat = 9000

func newBureau(t *testing.T) *bureau {
	t.Helper()
	url := storagetest.Database(t)
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sql, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(); db.Close() })
	b := &bureau{people: db.People(ownerChat), db: db, sql: sql, now: monday}
	clock := func() time.Time { return b.now }
	b.Desk = registration.New(db.Registration(),
		registration.Terms{Clock: clock, Zone: almaty, Ages: registration.StandardAges(), Quiet: centre.QuietHours{From: 1320, To: 480}},
		registration.Neighbours{Leavers: []registration.Leaver{leaver{b}}, Exporters: []registration.Exporter{exporter{}}})
	b.staff = organisations.New(db.Organisations(), clock)
	return b
}

// leaver notes who leaves.
type leaver struct{ b *bureau }

func (l leaver) Leave(_ context.Context, p centre.PersonID) error {
	l.b.left = append(l.b.left, p)
	return nil
}

// exporter has a part of its own in every file.
type exporter struct{}

func (exporter) Export(context.Context, centre.PersonID) (string, any, error) {
	return "tickets", []string{"<b>&"}, nil
}

// meet returns the person of a chat as the bot meets them.
func (b *bureau) meet(t *testing.T, chat int64) centre.Actor {
	t.Helper()
	id, err := b.people.Meet(t.Context(), chat)
	if err != nil {
		t.Fatal(err)
	}
	return id.Actor
}

// someConsent is a yes to words of 32 bytes.
func someConsent() registration.Consent {
	return registration.Consent{Version: registration.ConsentVersion, Language: "kk", Hash: make([]byte, 32)}
}

// join makes a member of the age band.
func (b *bureau) join(t *testing.T, chat int64, band registration.Band) centre.Actor {
	t.Helper()
	p := b.meet(t, chat).Person
	b.must(t, b.Join(t.Context(), p, registration.Joining{Band: band, Name: "Айша <b>&\"' 🌸", Consent: someConsent()}))
	return b.meet(t, chat)
}

func (b *bureau) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refuses fails the test unless the error is the refusal.
func refuses(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

// refusesAs fails the test unless the error is a refusal with the key.
func refusesAs(t *testing.T, err error, key string) {
	t.Helper()
	refuses(t, err, centre.Refuse(key))
}

// list reads one column.
func list[T any](t *testing.T, b *bureau, sql string, args ...any) []T {
	t.Helper()
	rows, _ := b.sql.Query(t.Context(), sql, args...)
	all, err := pgx.CollectRows(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// told lists the subjects of the notices queued for a person.
func (b *bureau) told(t *testing.T, p centre.PersonID) []string {
	t.Helper()
	return list[string](t, b, `SELECT args->>'subject' FROM river_job WHERE (args->>'to')::bigint = $1 ORDER BY id`, p)
}
