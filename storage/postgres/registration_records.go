package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
)

// selectRecords gathers everything that registration and roles keep about one
// person. The staff's names of things are the columns' own.
const selectRecords = `
	SELECT jsonb_build_object(
	  'person', to_jsonb(p) - 'district_id',
	  'district', (SELECT d.name FROM districts d WHERE d.id = p.district_id),
	  'interests', (SELECT coalesce(jsonb_agg(i.name ORDER BY i.id), '[]')
	                FROM person_interests c JOIN interests i ON i.id = c.interest_id WHERE c.person_id = p.id),
	  'consents', (SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY c.id), '[]')
	               FROM consents c WHERE p.id IN (c.person_id, c.about_id)),
	  'guardian_links', (SELECT coalesce(jsonb_agg(to_jsonb(l) - 'token_hash' ORDER BY l.id), '[]')
	                     FROM guardian_links l WHERE p.id IN (l.child_id, l.guardian_id)),
	  'organizer_of', (SELECT coalesce(jsonb_agg(jsonb_build_object('organisation', g.name, 'since', o.created_at)), '[]')
	                   FROM organizers o JOIN organisations g ON g.id = o.organisation_id WHERE o.person_id = p.id),
	  'follows', (SELECT coalesce(jsonb_agg(jsonb_build_object('organisation', g.name, 'since', f.at) ORDER BY f.at), '[]')
	              FROM follows f JOIN organisations g ON g.id = f.organisation_id WHERE f.person_id = p.id),
	  'muted', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'organisation', g.name, 'topic', i.name, 'since', m.at) ORDER BY m.at), '[]')
	            FROM mutes m LEFT JOIN organisations g ON g.id = m.organisation_id LEFT JOIN interests i ON i.id = m.interest_id
	            WHERE m.person_id = p.id),
	  'weekly_digest', (SELECT to_jsonb(d) - 'person_id' FROM digests d WHERE d.person_id = p.id),
	  'channels', (SELECT coalesce(jsonb_agg(jsonb_build_object('title', c.title, 'added', c.added_by = p.id, 'linked', c.linked_by = p.id,
	                      'since', c.linked_at) ORDER BY c.id), '[]') FROM channels c WHERE p.id IN (c.added_by, c.linked_by)),
	  'invitations', (SELECT coalesce(jsonb_agg(to_jsonb(v) - 'token_hash' ORDER BY v.id), '[]')
	                  FROM invitations v WHERE p.id IN (v.created_by, v.answered_by)),
	  'staff_actions', (SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.id), '[]')
	                    FROM audit a WHERE a.by_person = p.id))
	FROM people p WHERE p.id = $1 AND p.forgotten_at IS NULL`

// Records returns what is stored about the person, for JSON.
func (s *Registration) Records(ctx context.Context, p centre.PersonID) (any, error) {
	var raw json.RawMessage
	err := s.db.pool.QueryRow(ctx, selectRecords, p).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, centre.ErrGone
	}
	return raw, wrap(err, "read records of person", p)
}

const updateForget = `UPDATE people SET forget_at = $2 WHERE ` + present

// SaveForget keeps when the person is to be forgotten; zero means never.
func (s *Registration) SaveForget(ctx context.Context, p centre.PersonID, at time.Time) error {
	return wrap(touched(s.db.pool.Exec(ctx, updateForget, p, orNull(at))), "save wish to be forgotten of person", p)
}

const selectDue = `SELECT id FROM people WHERE forget_at <= $1 ORDER BY forget_at LIMIT $2`

// DueForgets lists at most limit people whose time has come.
func (s *Registration) DueForgets(ctx context.Context, now time.Time, limit int) ([]centre.PersonID, error) {
	rows, err := s.db.pool.Query(ctx, selectDue, now, limit)
	if err != nil {
		return nil, fmt.Errorf("list people to forget: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[centre.PersonID])
}

// The id stays for the ledgers; chat and language stay until the person was told.
const erasePerson = `
	UPDATE people SET name = NULL, work_name = NULL, age_band = NULL, birth_date = NULL, district_id = NULL,
	       residence = NULL, occupation = NULL, phone = NULL, consent_version = NULL, consented_at = NULL,
	       member_since = NULL, guardian_confirmed_at = NULL, photo_permission = NULL, reminder_offsets = NULL,
	       quiet_from = NULL, quiet_to = NULL, staff_role = '', forget_at = NULL, forgotten_at = $2
	WHERE id = $1 AND forget_at <= $2`

// What else belongs to the person alone goes with it.
var eraseRest = [...]string{
	`DELETE FROM person_interests WHERE person_id = $1`,
	`DELETE FROM organizers WHERE person_id = $1`,
	`DELETE FROM follows WHERE person_id = $1`,
	`DELETE FROM mutes WHERE person_id = $1`,
	`DELETE FROM digests WHERE person_id = $1`,
	`UPDATE channels SET added_by = nullif(added_by, $1), linked_by = nullif(linked_by, $1) WHERE $1 IN (added_by, linked_by)`,
	`UPDATE guardian_links SET withdrawn_at = now() WHERE child_id = $1 AND withdrawn_at IS NULL`,
	// Replies that were late hold words; what else waits is about seats that are gone.
	`DELETE FROM river_job WHERE kind = 'notice' AND state <> 'running' AND args @> jsonb_build_object('to', $1::bigint)`,
}

// Erase erases what the person told, keeps their id for the ledgers and queues
// the notice. It does nothing for somebody who is not due.
func (s *Registration) Erase(ctx context.Context, p centre.PersonID, now time.Time, n centre.Notice) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, erasePerson, p, now)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		for _, statement := range eraseRest {
			if _, err := tx.Exec(ctx, statement, p); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, recallInvitations, p, now); err != nil {
			return err
		}
		return s.db.notify(ctx, tx, n)
	})
	return wrap(err, "erase person", p)
}

const releaseChats = `
	UPDATE people SET chat_id = NULL, language = '', reachable = false
	WHERE id IN (SELECT id FROM people WHERE forgotten_at <= $1 AND chat_id IS NOT NULL
	             ORDER BY forgotten_at LIMIT $2 FOR UPDATE SKIP LOCKED)`

// ReleaseChats erases the chats of at most limit people forgotten before then.
func (s *Registration) ReleaseChats(ctx context.Context, before time.Time, limit int) (int, error) {
	tag, err := s.db.pool.Exec(ctx, releaseChats, before, limit)
	if err != nil {
		return 0, fmt.Errorf("release chats of forgotten people: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
