package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/organisations"
)

const (
	selectOrganizers = `
		SELECT p.id, coalesce(p.name, p.work_name, '')
		FROM organizers o JOIN people p ON p.id = o.person_id
		WHERE o.organisation_id = $1 ORDER BY 2, 1 LIMIT 50`
	selectCoordinators = `
		SELECT id, coalesce(name, work_name, '') FROM people
		WHERE staff_role = 'coordinator' AND $1::bigint = 0 ORDER BY 2, 1 LIMIT 50`
)

// Holders lists who holds a post, by name.
func (s *Organisations) Holders(ctx context.Context, p organisations.Post) ([]organisations.Holder, error) {
	statement := selectOrganizers
	if p == organisations.Coordinator {
		statement = selectCoordinators
	}
	rows, err := s.db.pool.Query(ctx, statement, p.Organisation)
	if err != nil {
		return nil, fmt.Errorf("list holders of a post: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[organisations.Holder])
}

const selectByChat = `SELECT id FROM people WHERE chat_id = $1 AND forgotten_at IS NULL`

// PersonByChat returns somebody who started the bot, or centre.ErrGone.
func (s *Organisations) PersonByChat(ctx context.Context, chat int64) (id centre.PersonID, err error) {
	err = s.db.pool.QueryRow(ctx, selectByChat, chat).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, centre.ErrGone
	}
	return id, wrap(err, "find person by chat", "")
}

// Appoint puts a person into a post and tells them, unless they hold it already.
func (s *Organisations) Appoint(ctx context.Context, a organisations.Appointment, n centre.Notice) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		appointed, err := appoint(ctx, tx, a)
		if err != nil || !appointed {
			return err
		}
		return s.db.notify(ctx, tx, n)
	})
	return wrap(err, "appoint person", a.Person)
}

const (
	insertOrganizer   = `INSERT INTO organizers (organisation_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	insertCoordinator = `UPDATE people SET staff_role = 'coordinator'
		WHERE $1::bigint = 0 AND id = $2 AND staff_role = '' AND forgotten_at IS NULL`
	keepWorkName = `UPDATE people SET work_name = coalesce(work_name, nullif($2, '')) WHERE id = $1`
)

// appoint returns false for somebody who holds the post already.
func appoint(ctx context.Context, tx pgx.Tx, a organisations.Appointment) (bool, error) {
	statement, action := insertOrganizer, "organizer.appoint"
	if a.Post == organisations.Coordinator {
		statement, action = insertCoordinator, "coordinator.appoint"
	}
	tag, err := tx.Exec(ctx, statement, a.Post.Organisation, a.Person)
	if broken(err, foreignKey) {
		return false, centre.ErrGone
	}
	if err != nil || tag.RowsAffected() == 0 {
		return false, err
	}
	if _, err := tx.Exec(ctx, keepWorkName, a.Person, a.Name); err != nil {
		return false, err
	}
	return true, record(ctx, tx, postDeed(a.By, action, a.Post, a.Person))
}

func postDeed(by centre.PersonID, action string, p organisations.Post, person centre.PersonID) centre.Deed {
	return centre.Deed{By: by, Action: action, Object: "person", ID: int64(person),
		Detail: map[string]any{"organisation": p.Organisation}}
}

const (
	deleteOrganizer   = `DELETE FROM organizers WHERE organisation_id = $1 AND person_id = $2`
	deleteCoordinator = `UPDATE people SET staff_role = '' WHERE $1::bigint = 0 AND id = $2 AND staff_role = 'coordinator'`

	// recallInvitations lets what a person offered and nobody answered expire.
	recallInvitations = `UPDATE invitations SET expires_at = $2 WHERE created_by = $1 AND answered_by IS NULL AND expires_at > $2`
)

// Dismiss takes a person out of a post and tells them, if they held it.
func (s *Organisations) Dismiss(ctx context.Context, d organisations.Dismissal, n centre.Notice) error {
	statement, action := deleteOrganizer, "organizer.dismiss"
	if d.Post == organisations.Coordinator {
		statement, action = deleteCoordinator, "coordinator.dismiss"
	}
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, statement, d.Post.Organisation, d.Person)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		if d.Recall {
			if _, err := tx.Exec(ctx, recallInvitations, d.Person, d.At); err != nil {
				return err
			}
		}
		if err := record(ctx, tx, postDeed(d.By, action, d.Post, d.Person)); err != nil {
			return err
		}
		return s.db.notify(ctx, tx, n)
	})
	return wrap(err, "dismiss person", d.Person)
}

const insertInvitation = `
	INSERT INTO invitations (organisation_id, token_hash, created_by, created_at, expires_at)
	VALUES (nullif($1::bigint, 0), $2, $3, $4, $5) RETURNING id`

// SaveInvitation keeps a new invitation.
func (s *Organisations) SaveInvitation(ctx context.Context, i organisations.Invitation, hash []byte, now time.Time) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, insertInvitation, i.Post.Organisation, hash, i.By, now, i.Expires).Scan(&i.ID); err != nil {
			return err
		}
		return record(ctx, tx, centre.Deed{By: i.By, Action: "invitation.create", Object: "invitation",
			ID: int64(i.ID), Detail: map[string]any{"organisation": i.Post.Organisation}})
	})
	return wrap(err, "save invitation by person", i.By)
}

const selectInvitation = `
	SELECT id, coalesce(organisation_id, 0), created_by, expires_at, coalesce(answered_by, 0), coalesce(accepted, false)
	FROM invitations WHERE `

func oneInvitation(ctx context.Context, q querier, where string, key any) (i organisations.Invitation, err error) {
	rows, err := q.Query(ctx, selectInvitation+where, key)
	if err != nil {
		return i, fmt.Errorf("find invitation: %w", err)
	}
	i, err = pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (i organisations.Invitation, err error) {
		err = row.Scan(&i.ID, &i.Post.Organisation, &i.By, &i.Expires, &i.Answerer, &i.Accepted)
		return i, err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return i, organisations.ErrInvitationUnknown
	}
	return i, wrap(err, "find invitation", "")
}

// InvitationByHash finds an invitation by the hash of its token.
func (s *Organisations) InvitationByHash(ctx context.Context, hash []byte) (organisations.Invitation, error) {
	return oneInvitation(ctx, s.db.pool, "token_hash = $1", hash)
}

const answerInvitation = `UPDATE invitations SET answered_by = $2, accepted = $3, answered_at = $4 WHERE id = $1`

// AnswerInvitation locks the invitation, saves what the rule returns, and
// appoints whoever accepted. Nothing happens when the rule changes nothing.
func (s *Organisations) AnswerInvitation(ctx context.Context, id organisations.InvitationID, name string, now time.Time,
	rule organisations.InvitationRule) (answered organisations.Invitation, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		before, err := oneInvitation(ctx, tx, "id = $1 FOR UPDATE", id)
		if err != nil {
			return err
		}
		next, notices, err := rule(before)
		answered = next
		if err != nil || next == before {
			return err
		}
		if _, err := tx.Exec(ctx, answerInvitation, id, next.Answerer, next.Accepted, now); err != nil {
			return err
		}
		if next.Accepted {
			post := organisations.Appointment{By: next.By, Post: next.Post, Person: next.Answerer, Name: name}
			if _, err := appoint(ctx, tx, post); err != nil {
				return err
			}
		}
		return s.db.notify(ctx, tx, notices...)
	})
	return answered, wrap(err, "answer invitation", id)
}
