package postgres

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/events"
	"jastar/centre/registration"
)

//go:embed seed/*.json
var seedFiles embed.FS

// Demo is who stands in the demo centre, and when it opens.
type Demo struct {
	Now  time.Time
	Zone *time.Location

	Member, Organizer, Coordinator DemoPerson
}

// DemoPerson is somebody whose chat is played in the demo.
type DemoPerson struct {
	Chat     int64 // the Telegram chat
	Name     string
	Language string
}

// Seeded is what the demo's people go on with.
type Seeded struct {
	Member, Organizer, Coordinator centre.PersonID

	Organisation centre.OrganisationID // the organizer's
	Soon         events.EventID        // its reminder goes out within two minutes
}

// seedCentre is the content of seed/centre.json.
type seedCentre struct {
	Branches []struct {
		Name, Address       centre.Words
		District            string
		Latitude, Longitude float64
		Spaces              []centre.Words
	}
	Organisations []centre.Words
	Crowd         []string // names of members who fill the events
}

// seedEvent is one event of seed/events.json. Numbers of rows count from 1.
type seedEvent struct {
	Day          int    // days after today
	At           string // time of day
	Minutes      int    // length
	Soon         bool   // starts soon, with a reminder within two minutes
	Organisation int
	Branch       int
	Space        int // within the branch
	Place        string
	District     string
	Capacity     int
	SignedUp     int `json:"signed_up"`
	OpensDay     int `json:"opens_day"`
	Ages         events.Ages
	Interests    []string
	Title        centre.Words
	Description  centre.Words
}

// Seed fills the database with a centre to try out: branches, organisations,
// two weeks of events and the people of the demo. A centre that was seeded
// before is left as it is.
func (db *DB) Seed(ctx context.Context, d Demo) (Seeded, error) {
	var c seedCentre
	var all []seedEvent
	if err := errors.Join(readSeed("seed/centre.json", &c), readSeed("seed/events.json", &all)); err != nil {
		return Seeded{}, err
	}
	s := &seeder{db: db, demo: d}
	if err := db.inTx(ctx, func(tx pgx.Tx) error { return s.settle(ctx, tx, c) }); err != nil {
		return Seeded{}, fmt.Errorf("seed the centre: %w", err)
	}
	s.desk = events.New(db.Events(), events.Settings{Clock: func() time.Time { return d.Now }, Zone: d.Zone})
	for i, e := range all {
		if err := s.hold(ctx, i, e); err != nil {
			return Seeded{}, fmt.Errorf("seed event %d: %w", i+1, err)
		}
	}
	return s.seeded, nil
}

func readSeed(name string, into any) error {
	raw, err := seedFiles.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// seeder remembers the rows that events refer to.
type seeder struct {
	db     *DB
	desk   *events.Desk
	demo   Demo
	seeded Seeded

	organisations []centre.OrganisationID
	branches      []events.Branch
	crowd         []centre.PersonID
}

// settle makes everything but the events, unless it is there.
func (s *seeder) settle(ctx context.Context, tx pgx.Tx, c seedCentre) error {
	fresh, err := s.found(ctx, tx, c.Organisations)
	if err != nil {
		return err
	}
	if fresh {
		if err := s.build(ctx, tx, c); err != nil {
			return err
		}
	}
	if err := s.people(ctx, tx); err != nil {
		return err
	}
	rows, _ := tx.Query(ctx, selectBranches)
	if s.branches, err = pgx.CollectRows(rows, pgx.RowToStructByPos[events.Branch]); err != nil {
		return err
	}
	rows, _ = tx.Query(ctx, `SELECT id FROM people WHERE chat_id IS NULL AND name = ANY ($1) ORDER BY id LIMIT $2`, c.Crowd, len(c.Crowd))
	s.crowd, err = pgx.CollectRows(rows, pgx.RowTo[centre.PersonID])
	return err
}

// found makes the organisations; fresh is false when they were there before.
func (s *seeder) found(ctx context.Context, tx pgx.Tx, names []centre.Words) (fresh bool, err error) {
	const sql = `INSERT INTO organisations (form_id, name) VALUES ($1, $2)
		ON CONFLICT (form_id) DO UPDATE SET form_id = EXCLUDED.form_id RETURNING id, xmax = 0`
	for i, name := range names {
		var id centre.OrganisationID
		if err := tx.QueryRow(ctx, sql, -1-i, name).Scan(&id, &fresh); err != nil {
			return false, err
		}
		s.organisations = append(s.organisations, id)
	}
	s.seeded.Organisation = s.organisations[0]
	return fresh, nil
}

// build makes the branches and the members who fill the events.
func (s *seeder) build(ctx context.Context, tx pgx.Tx, c seedCentre) error {
	const (
		branch = `INSERT INTO branches (name, address, district_id, latitude, longitude)
			VALUES ($1, $2, (SELECT id FROM districts WHERE code = $3), $4, $5) RETURNING id`
		space = `INSERT INTO spaces (branch_id, name) VALUES ($1, $2)`
		crowd = `INSERT INTO people (language, reachable, name, age_band, member_since, consent_version, consented_at)
			SELECT 'kk', false, name, '18-35', $2, $3, $2 FROM unnest($1::text[]) AS name`
	)
	for _, b := range c.Branches {
		var id events.BranchID
		if err := tx.QueryRow(ctx, branch, b.Name, b.Address, b.District, b.Latitude, b.Longitude).Scan(&id); err != nil {
			return err
		}
		for _, name := range b.Spaces {
			if _, err := tx.Exec(ctx, space, id, name); err != nil {
				return err
			}
		}
	}
	_, err := tx.Exec(ctx, crowd, c.Crowd, s.demo.Now, registration.ConsentVersion)
	return err
}

// people makes the people of the demo. No hour of their day is quiet, so that
// the demo reminds them at any time.
func (s *seeder) people(ctx context.Context, tx pgx.Tx) error {
	const (
		person = `
		INSERT INTO people (chat_id, language, name, age_band, birth_date, district_id, member_since, consent_version, consented_at, quiet_from, quiet_to)
		VALUES ($1, $2, $3, '18-35', '2003-05-17', (SELECT id FROM districts WHERE code = 'bostandyk'), $4, $5, $4, 0, 0)
		ON CONFLICT (chat_id) DO UPDATE SET chat_id = EXCLUDED.chat_id RETURNING id`
		likes = `INSERT INTO person_interests SELECT $1, id FROM interests WHERE code IN ('languages', 'it', 'volunteering')
			ON CONFLICT DO NOTHING`
		organizer   = `INSERT INTO organizers (organisation_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
		coordinator = `UPDATE people SET staff_role = 'coordinator' WHERE id = $1`
	)
	for _, p := range []struct {
		DemoPerson
		id *centre.PersonID
	}{{s.demo.Member, &s.seeded.Member}, {s.demo.Organizer, &s.seeded.Organizer}, {s.demo.Coordinator, &s.seeded.Coordinator}} {
		if err := tx.QueryRow(ctx, person, p.Chat, p.Language, p.Name, s.demo.Now, registration.ConsentVersion).Scan(p.id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, likes, *p.id); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, organizer, s.seeded.Organisation, s.seeded.Organizer); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, coordinator, s.seeded.Coordinator)
	return err
}

// hold makes one event, fills its seats and publishes it, unless that was done.
func (s *seeder) hold(ctx context.Context, i int, e seedEvent) error {
	const done = `SELECT id, status <> 'draft' FROM events WHERE form_id = $1`
	form := int64(-1 - i)
	var id events.EventID
	var held bool
	if err := s.db.pool.QueryRow(ctx, done, form).Scan(&id, &held); err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if !held {
		var err error
		if id, err = s.arrange(ctx, form, e); err != nil {
			return err
		}
	}
	if e.Soon {
		s.seeded.Soon = id
	}
	return nil
}

func (s *seeder) arrange(ctx context.Context, form int64, e seedEvent) (events.EventID, error) {
	by := centre.Actor{Person: s.seeded.Coordinator, Role: centre.Coordinator, Consented: true}
	draft, err := s.draft(ctx, form, e)
	if err != nil {
		return 0, err
	}
	id, err := s.desk.SaveDraft(ctx, by, draft)
	if err != nil {
		return 0, err
	}
	if err := s.fill(ctx, id, s.crowd[:min(e.SignedUp, len(s.crowd))]); err != nil {
		return 0, err
	}
	if _, err := s.desk.Publish(ctx, by, id); err != nil {
		return 0, err
	}
	return id, s.attend(ctx, id, e)
}

// fill gives seats to the crowd. Nobody of it can be written to, so there are
// no reminders.
func (s *seeder) fill(ctx context.Context, id events.EventID, crowd []centre.PersonID) error {
	const sql = `
	WITH seats AS (
		INSERT INTO signups (event_id, person_id, state) SELECT $1, unnest($2::bigint[]), 'going'
		ON CONFLICT DO NOTHING RETURNING id
	)
	UPDATE events SET taken = taken + (SELECT count(*) FROM seats) WHERE id = $1`
	_, err := s.db.pool.Exec(ctx, sql, id, crowd)
	return err
}

// attend signs the demo's member up for what is soon and for one event to come.
func (s *seeder) attend(ctx context.Context, id events.EventID, e seedEvent) error {
	if !e.Soon && !slices.Contains(e.Interests, "career") {
		return nil
	}
	_, err := s.desk.RSVP(ctx, centre.Actor{Person: s.seeded.Member, Consented: true}, id, events.Wish{Going: true})
	return err
}
