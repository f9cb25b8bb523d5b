package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"jastar/centre"
	"jastar/centre/registration"
)

// Registration keeps members, their profiles, guardians and settings.
type Registration struct{ db *DB }

// Registration makes the store.
func (db *DB) Registration() *Registration { return &Registration{db: db} }

// present are people who have not been forgotten.
const present = `id = $1 AND forgotten_at IS NULL`

const saveMember = `
	UPDATE people SET name = $2, age_band = $3, consent_version = $4, consented_at = $5,
	       member_since = coalesce(member_since, $5)
	WHERE ` + present

// SaveMember makes a member and keeps the proof of the consent.
func (s *Registration) SaveMember(ctx context.Context, p centre.PersonID, j registration.Joining, now time.Time) error {
	return s.withConsent(ctx, p, j.Consent, now, func(tx pgx.Tx) (pgconn.CommandTag, error) {
		return tx.Exec(ctx, saveMember, p, j.Name, j.Band, j.Consent.Version, now)
	})
}

const saveConsent = `
	UPDATE people SET consent_version = $2, consented_at = $3
	WHERE member_since IS NOT NULL AND ` + present

// SaveConsent keeps a member's newer consent and its proof.
func (s *Registration) SaveConsent(ctx context.Context, p centre.PersonID, c registration.Consent, now time.Time) error {
	return s.withConsent(ctx, p, c, now, func(tx pgx.Tx) (pgconn.CommandTag, error) {
		return tx.Exec(ctx, saveConsent, p, c.Version, now)
	})
}

// withConsent runs an update of one person together with the proof of a consent.
func (s *Registration) withConsent(ctx context.Context, p centre.PersonID, c registration.Consent, now time.Time,
	update func(pgx.Tx) (pgconn.CommandTag, error)) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		if err := touched(update(tx)); err != nil {
			return err
		}
		return prove(ctx, tx, proof{by: p, about: p, consent: c, at: now})
	})
	return wrap(err, "save consent of person", p)
}

// proof is a consent with who gave it, about whose data and when.
type proof struct {
	by, about centre.PersonID
	consent   registration.Consent
	at        time.Time
}

// The same words agreed to twice are one proof, so that a repeated turn adds nothing.
const insertConsent = `
	INSERT INTO consents (person_id, about_id, version, language, text_hash, at)
	VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`

func prove(ctx context.Context, tx pgx.Tx, p proof) error {
	c := p.consent
	_, err := tx.Exec(ctx, insertConsent, p.by, p.about, c.Version, c.Language, c.Hash, p.at)
	return err
}

// touched turns an update that found no row into centre.ErrGone.
func touched(tag pgconn.CommandTag, err error) error {
	if err == nil && tag.RowsAffected() == 0 {
		return centre.ErrGone
	}
	return err
}

// wrap says what was being done to whom; refusals stay as they are.
func wrap(err error, doing string, id any) error {
	var problem *centre.Problem
	if err == nil || errors.As(err, &problem) {
		return err
	}
	return fmt.Errorf("%s %v: %w", doing, id, err)
}

const selectProfile = `
	SELECT p.name, p.age_band, p.birth_date, p.residence, p.occupation, p.phone,
	       p.member_since, p.guardian_confirmed_at, p.photo_permission, p.forget_at,
	       p.reminder_offsets, p.quiet_from, p.quiet_to, d.id, d.name
	FROM people p LEFT JOIN districts d ON d.id = p.district_id
	WHERE p.id = $1 AND p.forgotten_at IS NULL`

// Profile returns what the person told; a guest's is empty.
func (s *Registration) Profile(ctx context.Context, id centre.PersonID) (registration.Profile, error) {
	var p registration.Profile
	var from, to *int
	err := s.db.pool.QueryRow(ctx, selectProfile, id).Scan(orZero(&p.Name), orZero(&p.Band),
		orZero(&p.Born), orZero(&p.Residence), orZero(&p.Occupation), orZero(&p.Phone),
		orZero(&p.MemberSince), orZero(&p.GuardianConfirmed), &p.Photo, orZero(&p.ForgetAt),
		&p.Choice.Reminders, &from, &to, orZero(&p.District.ID), &p.District.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, centre.ErrGone
	}
	if err != nil {
		return p, fmt.Errorf("read profile of person %d: %w", id, err)
	}
	if from != nil && to != nil {
		p.Choice.Quiet = &centre.QuietHours{From: *from, To: *to}
	}
	all, err := s.Interests(ctx, id)
	for _, i := range all {
		if i.Chosen {
			p.Interests = append(p.Interests, i)
		}
	}
	return p, err
}

const updateProfile = `
	UPDATE people SET
	       name = coalesce($2, name), age_band = coalesce($3, age_band),
	       birth_date = coalesce($4, birth_date), district_id = coalesce($5, district_id),
	       residence = coalesce($6, residence), occupation = coalesce($7, occupation),
	       phone = coalesce($8, phone)
	WHERE ` + present

// ChangeProfile changes the fields that are not nil.
func (s *Registration) ChangeProfile(ctx context.Context, p centre.PersonID, c registration.Change) error {
	err := touched(s.db.pool.Exec(ctx, updateProfile, p, c.Name, c.Band, c.Born, c.District,
		c.Residence, c.Occupation, c.Phone))
	if broken(err, foreignKey) {
		return centre.ErrGone
	}
	return wrap(err, "change profile of person", p)
}

// foreignKey is the code of a row that refers to one that does not exist;
// https://www.postgresql.org/docs/15/errcodes-appendix.html
const foreignKey = "23503"

func broken(err error, code string) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == code
}

const selectDistricts = `SELECT id, name FROM districts ORDER BY id LIMIT 100`

// Districts lists the city's districts.
func (s *Registration) Districts(ctx context.Context) ([]registration.District, error) {
	rows, err := s.db.pool.Query(ctx, selectDistricts)
	if err != nil {
		return nil, fmt.Errorf("list districts: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[registration.District])
}

const selectInterests = `
	SELECT i.id, i.name, c.person_id IS NOT NULL
	FROM interests i LEFT JOIN person_interests c ON c.interest_id = i.id AND c.person_id = $1
	ORDER BY i.id LIMIT 100`

// Interests lists all interests and marks those that the person chose.
func (s *Registration) Interests(ctx context.Context, p centre.PersonID) ([]registration.Interest, error) {
	rows, err := s.db.pool.Query(ctx, selectInterests, p)
	if err != nil {
		return nil, fmt.Errorf("list interests: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[registration.Interest])
}

const (
	insertInterest = `
		INSERT INTO person_interests (person_id, interest_id)
		SELECT p.id, i.id FROM people p, interests i
		WHERE p.id = $1 AND p.forgotten_at IS NULL AND i.id = $2
		ON CONFLICT DO NOTHING`
	deleteInterest = `DELETE FROM person_interests WHERE person_id = $1 AND interest_id = $2`
)

// SetInterest notes whether the person likes something.
func (s *Registration) SetInterest(ctx context.Context, p centre.PersonID, i registration.InterestID, on bool) error {
	statement := deleteInterest
	if on {
		statement = insertInterest
	}
	_, err := s.db.pool.Exec(ctx, statement, p, i)
	return wrap(err, "set interest of person", p)
}

const updateReminders = `UPDATE people SET reminder_offsets = $2 WHERE ` + present

// SaveReminders keeps reminder times in minutes; nil means as each event says.
func (s *Registration) SaveReminders(ctx context.Context, p centre.PersonID, minutes []int) error {
	return wrap(touched(s.db.pool.Exec(ctx, updateReminders, p, minutes)), "save reminder times of person", p)
}

const updateQuiet = `UPDATE people SET quiet_from = $2, quiet_to = $3 WHERE ` + present

// SaveQuiet keeps quiet hours; nil means the centre's.
func (s *Registration) SaveQuiet(ctx context.Context, p centre.PersonID, q *centre.QuietHours) error {
	var from, to *int
	if q != nil {
		from, to = &q.From, &q.To
	}
	return wrap(touched(s.db.pool.Exec(ctx, updateQuiet, p, from, to)), "save quiet hours of person", p)
}
