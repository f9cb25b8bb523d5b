package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/registration"
)

const (
	withdrawLinks = `UPDATE guardian_links SET withdrawn_at = $2
		WHERE child_id = $1 AND decision = '' AND withdrawn_at IS NULL`
	insertLink = `INSERT INTO guardian_links (child_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4)`
)

// SaveLink keeps a new link and withdraws the child's earlier open ones.
func (s *Registration) SaveLink(ctx context.Context, child centre.PersonID, hash []byte, now, expires time.Time) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, withdrawLinks, child, now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insertLink, child, hash, now, expires)
		return err
	})
	return wrap(err, "save guardian's link of person", child)
}

// WithdrawLinks withdraws the child's open links.
func (s *Registration) WithdrawLinks(ctx context.Context, child centre.PersonID, now time.Time) error {
	_, err := s.db.pool.Exec(ctx, withdrawLinks, child, now)
	return wrap(err, "withdraw guardian's links of person", child)
}

// The link of a child who was forgotten counts as withdrawn.
const selectLink = `
	SELECT l.id, l.child_id, c.name, l.expires_at, l.guardian_id, l.decision, l.decided_at,
	       l.photo_permission, coalesce(l.withdrawn_at, c.forgotten_at)
	FROM guardian_links l JOIN people c ON c.id = l.child_id `

func scanLink(row pgx.CollectableRow) (l registration.Link, err error) {
	err = row.Scan(&l.ID, &l.Child, orZero(&l.ChildName), &l.Expires, orZero(&l.Guardian), &l.Decision,
		orZero(&l.Decided), &l.Photo, orZero(&l.Withdrawn))
	return l, err
}

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func oneLink(ctx context.Context, q querier, where string, key any) (registration.Link, error) {
	rows, err := q.Query(ctx, selectLink+where, key)
	if err != nil {
		return registration.Link{}, fmt.Errorf("find guardian's link: %w", err)
	}
	l, err := pgx.CollectExactlyOneRow(rows, scanLink)
	if errors.Is(err, pgx.ErrNoRows) {
		return l, registration.ErrLinkUnknown
	}
	return l, wrap(err, "find guardian's link", "")
}

// LatestLink returns the child's newest link, or registration.ErrLinkUnknown.
func (s *Registration) LatestLink(ctx context.Context, child centre.PersonID) (registration.Link, error) {
	return oneLink(ctx, s.db.pool, "WHERE l.child_id = $1 ORDER BY l.id DESC LIMIT 1", child)
}

// LinkByHash finds a link by the hash of its token.
func (s *Registration) LinkByHash(ctx context.Context, hash []byte) (registration.Link, error) {
	return oneLink(ctx, s.db.pool, "WHERE l.token_hash = $1", hash)
}

// LinkByID finds a link.
func (s *Registration) LinkByID(ctx context.Context, id registration.LinkID) (registration.Link, error) {
	return oneLink(ctx, s.db.pool, "WHERE l.id = $1", id)
}

const childrenOf = `WHERE l.guardian_id = $1 AND l.decision = 'confirmed' AND l.withdrawn_at IS NULL
	AND c.forgotten_at IS NULL ORDER BY l.id DESC LIMIT 20`

// Children lists the links by which the guardian stands behind children, the newest first.
func (s *Registration) Children(ctx context.Context, guardian centre.PersonID) ([]registration.Link, error) {
	rows, err := s.db.pool.Query(ctx, selectLink+childrenOf, guardian)
	if err != nil {
		return nil, fmt.Errorf("list children of person %d: %w", guardian, err)
	}
	return pgx.CollectRows(rows, scanLink)
}

const (
	updateLink = `
		UPDATE guardian_links SET guardian_id = nullif($2::bigint, 0), decision = $3, decided_at = $4,
		       photo_permission = $5, photo_at = CASE WHEN photo_permission IS DISTINCT FROM $5 THEN now() ELSE photo_at END,
		       withdrawn_at = $6
		WHERE id = $1`
	// A child's own row says whether a guardian stands behind the child now.
	updateChild = `UPDATE people SET guardian_confirmed_at = $2, photo_permission = $3 WHERE id = $1`
)

// ChangeLink locks the link, saves what the rule returns and queues the
// notices. A consent, when given, is kept as the guardian's proof.
func (s *Registration) ChangeLink(ctx context.Context, id registration.LinkID, consent *registration.Consent,
	rule registration.LinkChange) (changed registration.Link, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		l, err := oneLink(ctx, tx, "WHERE l.id = $1 FOR UPDATE OF l", id)
		if err != nil {
			return err
		}
		next, notices, err := rule(l)
		if err != nil {
			return err
		}
		changed = next
		if consent != nil {
			given := proof{by: next.Guardian, about: next.Child, consent: *consent, at: next.Decided}
			if err := prove(ctx, tx, given); err != nil {
				return err
			}
		}
		if err := saveLink(ctx, tx, next); err != nil {
			return err
		}
		return s.db.notify(ctx, tx, notices...)
	})
	return changed, wrap(err, "change guardian's link", id)
}

func saveLink(ctx context.Context, tx pgx.Tx, l registration.Link) error {
	_, err := tx.Exec(ctx, updateLink, l.ID, l.Guardian, l.Decision, orNull(l.Decided), l.Photo, orNull(l.Withdrawn))
	if err != nil || l.Decision != registration.Confirmed {
		return err
	}
	confirmed, photo := &l.Decided, l.Photo
	if !l.Stands() {
		confirmed, photo = nil, nil
	}
	_, err = tx.Exec(ctx, updateChild, l.Child, confirmed, photo)
	return err
}
