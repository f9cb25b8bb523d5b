package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"jastar/centre/registration"
)

// turnMembers is how many members take turns in writing to the bot, and
// turnEvents how many events they sign up for. There is one event more, for
// which they signed up before.
const (
	turnMembers = 20_000
	turnEvents  = 50
)

// store is the database of a way, with what both have in common.
type store struct {
	file, address string
	db            *pgxpool.Pool
	events        []int64
	seats         int64 // that were asked for
}

func openStore(ctx context.Context, file, address string) (store, error) {
	db, err := pgxpool.New(ctx, address)
	return store{file: file, address: address, db: db}, err
}

func (s *store) program() (string, []string) { return s.file, []string{"DATABASE_URL=" + s.address} }

// seat spreads the members over the events; no pair comes twice.
func (s *store) seat() update {
	n := s.seats
	s.seats++
	member := n % turnMembers
	event := s.events[(member+n/turnMembers)%int64(len(s.events))]
	return update{member: member, data: "e.seat|" + strconv.FormatInt(event, 36) + "|1|0|0|0"}
}

// settle runs the statements, reads which events there are and puts the
// database into the order of one that has been at work for long.
func (s *store) settle(ctx context.Context, n int, statements ...string) error {
	for _, sql := range statements {
		if _, err := s.db.Exec(ctx, sql, pgx.NamedArgs{
			"n": n, "first": firstChat, "owner": ownersChat, "events": turnEvents, "old": turnMembers, "consent": registration.ConsentVersion}); err != nil {
			return err
		}
	}
	rows, _ := s.db.Query(ctx, `SELECT id FROM events ORDER BY id LIMIT $1`, turnEvents)
	var err error
	if s.events, err = pgx.CollectRows(rows, pgx.RowTo[int64]); err != nil {
		return err
	}
	_, err = s.db.Exec(ctx, `VACUUM ANALYZE`)
	return err
}

// jastarWay is the bot of this repository.
type jastarWay struct{ store }

func openJastar(ctx context.Context, b *bed) (*jastarWay, error) {
	s, err := openStore(ctx, filepath.Join(b.dir, "jastar"), b.postgres.URL())
	return &jastarWay{s}, err
}

func (*jastarWay) name() string { return "jastar" }

func (*jastarWay) pays() bool { return true }

func (w *jastarWay) fill(ctx context.Context, n int) error {
	return w.settle(ctx, n,
		`INSERT INTO people (chat_id, language) VALUES (@owner, 'en') ON CONFLICT DO NOTHING`,
		`INSERT INTO people (chat_id, language, name, age_band, birth_date, consent_version, consented_at, member_since)
		SELECT id, (ARRAY['kk', 'ru', 'en'])[1 + id % 3], 'Member ' || id, '18-35', '2000-01-01', @consent, now(), now()
		FROM generate_series(@first::bigint + (SELECT count(*) FROM people WHERE member_since IS NOT NULL), @first::bigint + @n::bigint - 1) id`,
		`INSERT INTO organisations (form_id, name) VALUES (1, '{"kk": "Chess club", "ru": "Chess club", "en": "Chess club"}') ON CONFLICT DO NOTHING`,
		`INSERT INTO events (form_id, organisation_id, created_by, status, title, description, starts_at, ends_at, place, capacity, ages)
		SELECT i, o.id, p.id, 'published', jsonb_build_object('kk', 'Chess night ' || i, 'ru', 'Chess night ' || i, 'en', 'Chess night ' || i),
			'{"en": "Three rounds with a clock, then tea. Boards are there."}', now() + i * interval '3 hours' + interval '2 days',
			now() + i * interval '3 hours' + interval '50 hours', 'The hall of the old tram depot', 100000, 'open'
		FROM organisations o, people p, generate_series(1, @events::int + 1) i WHERE o.form_id = 1 AND p.chat_id = @owner ON CONFLICT DO NOTHING`,
		// The last event is full of old sign-ups: PostgreSQL plans for tables that have been in use.
		`INSERT INTO signups (event_id, person_id, state) SELECT e.id, p.id, 'going' FROM events e, people p
		WHERE e.form_id = @events::int + 1 AND p.member_since IS NOT NULL AND p.chat_id < @first::bigint + @old::bigint ON CONFLICT DO NOTHING`,
		`INSERT INTO reminders (signup_id, offset_minutes, starts_at, due_at)
		SELECT s.id, 60, e.starts_at, e.starts_at - interval '1 hour' FROM signups s JOIN events e ON e.id = s.event_id
		WHERE e.form_id = @events::int + 1 ON CONFLICT DO NOTHING`)
}

// announcement is what members get, as an organizer writes it.
const announcement = `{"text": "Open day on Saturday\nWorkshops from noon, a concert at six and tea all day long. Bring a friend: everything is free, and nobody has to sign up beforehand.",
	"entities": [{"type": "bold", "offset": 0, "length": 20}]}`

func (w *jastarWay) broadcast(ctx context.Context, t *trial) (began, ended time.Time, err error) {
	began = time.Now().Add(300 * time.Millisecond).Truncate(time.Second).Add(time.Second)
	const allow = `UPDATE paid SET ceiling = CASE WHEN $1::boolean THEN 100000 ELSE 0 END`
	if _, err := w.db.Exec(ctx, allow, t.under.paid); err != nil {
		return began, ended, err
	}
	const plan = `INSERT INTO announcements (form_id, author_id, started_by, state, content, audience, next_at, changed_at, paid)
		SELECT $1, id, id, 'scheduled', $2, '{}', $3, now(), $5 FROM people WHERE chat_id = $4 RETURNING id`
	var id int64
	content := `{"kk": ` + announcement + `, "ru": ` + announcement + `, "en": ` + announcement + `}`
	if err := w.db.QueryRow(ctx, plan, began.UnixNano(), content, began, ownersChat, t.under.paid).Scan(&id); err != nil {
		return began, ended, err
	}
	err = until(ctx, "the run has ended", func() (bool, error) {
		var over *time.Time
		err := w.db.QueryRow(ctx, `SELECT max(ended_at) FROM runs WHERE announcement_id = $1`, id).Scan(&over)
		if over != nil {
			ended = *over
		}
		return over != nil, err
	})
	if err != nil {
		const stop = `UPDATE runs SET state = 'stopped', ended_at = now() WHERE announcement_id = $1`
		_, _ = w.db.Exec(context.WithoutCancel(ctx), stop, id) // the trial is over anyway
		return began, ended, err
	}
	if err := w.complete(ctx, id); err != nil {
		return began, ended, err
	}
	return began, ended, w.recorded(ctx, t, `SELECT count(*) FROM deliveries d JOIN runs r ON r.id = d.run_id
		WHERE r.announcement_id = $1 AND d.outcome = 1`, id)
}

// complete fails unless the ledger has a row for every member.
func (w *jastarWay) complete(ctx context.Context, announcement int64) error {
	const count = `SELECT (SELECT count(*) FROM deliveries d JOIN runs r ON r.id = d.run_id WHERE r.announcement_id = $1),
		(SELECT count(*) FROM people WHERE member_since IS NOT NULL)`
	var rows, members int64
	if err := w.db.QueryRow(ctx, count, announcement).Scan(&rows, &members); err != nil {
		return err
	}
	if rows != members {
		return fmt.Errorf("the ledger has %d rows for %d members", rows, members)
	}
	return nil
}

// recorded fails unless every message that left was written down.
func (s *store) recorded(ctx context.Context, t *trial, count string, id int64) error {
	var rows int64
	if err := s.db.QueryRow(ctx, count, id).Scan(&rows); err != nil {
		return err
	}
	if sent := t.telegram.members.Load(); rows != sent {
		return fmt.Errorf("%d messages were sent and %d recorded", sent, rows)
	}
	return nil
}

// plainWay is the comparison.
type plainWay struct{ store }

func openPlain(ctx context.Context, b *bed) (*plainWay, error) {
	main, err := pgx.Connect(ctx, b.postgres.URL())
	if err != nil {
		return nil, err
	}
	defer main.Close(ctx)
	if _, err := main.Exec(ctx, `CREATE DATABASE plain`); err != nil && !strings.Contains(err.Error(), "already exists") {
		return nil, err
	}
	u, err := url.Parse(b.postgres.URL())
	if err != nil {
		return nil, err
	}
	u.Path = "/plain"
	s, err := openStore(ctx, filepath.Join(b.dir, "plain"), u.String())
	return &plainWay{s}, err
}

func (*plainWay) name() string { return "plain" }

func (*plainWay) pays() bool { return false }

func (w *plainWay) fill(ctx context.Context, n int) error {
	return w.settle(ctx, n,
		`INSERT INTO users (chat_id, name, language) SELECT id, 'Member ' || id, 'en'
		FROM generate_series(@first::bigint + (SELECT count(*) FROM users), @first::bigint + @n::bigint - 1) id`,
		`INSERT INTO events (id, title, place, starts_at, capacity)
		SELECT i, 'Chess night ' || i, 'The hall of the old tram depot', now() + i * interval '3 hours' + interval '2 days', 100000
		FROM generate_series(1, @events::int + 1) i ON CONFLICT DO NOTHING`,
		`INSERT INTO signups (event_id, chat_id, state) SELECT @events::int + 1, chat_id, 'going' FROM users
		WHERE chat_id < @first::bigint + @old::bigint ON CONFLICT DO NOTHING`)
}

func (w *plainWay) broadcast(ctx context.Context, t *trial) (began, ended time.Time, err error) {
	began = time.Now()
	query := url.Values{"id": {strconv.FormatInt(began.UnixNano(), 10)}, "rate": {strconv.FormatFloat(t.under.rate, 'f', -1, 64)},
		"text": {"<b>Open day on Saturday</b>\nWorkshops from noon, a concert at six and tea all day long. " +
			"Bring a friend: everything is free, and nobody has to sign up beforehand."}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+t.address+"/broadcast?"+query.Encode(), nil)
	if err != nil {
		return began, ended, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return began, ended, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return began, ended, fmt.Errorf("broadcast: %s", answer.Status)
	}
	ended = time.Now()
	return began, ended, w.recorded(ctx, t, `SELECT count(*) FROM deliveries WHERE broadcast_id = $1 AND error = ''`, began.UnixNano())
}
