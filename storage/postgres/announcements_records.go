package postgres

import (
	"context"

	"jastar/centre"
	"jastar/centre/announcements"
)

const (
	// The ledger is keyed by run, then person: with the limit inside, each run
	// costs one look by its key, and the ledger needs no index by person.
	selectReceived = `
		SELECT r.announcement_id, r.kind, coalesce(r.organisation_id, 0),
		       (SELECT jsonb_object_agg(t.key, left(t.value->>'text', 100)) FROM jsonb_each(r.content) t),
		       d.at, d.outcome, coalesce(d.reason, ''), coalesce(d.message_id, 0)
		FROM runs r CROSS JOIN LATERAL (
			(SELECT at, outcome, reason, message_id FROM deliveries WHERE run_id = r.id AND person_id = $1 LIMIT 1)
			UNION ALL
			(SELECT r.started_at, 5, NULL, NULL FROM held
			 WHERE run_id = r.id AND person_id = $1 AND r.state IN ('running', 'paused', 'holding') LIMIT 1)
			LIMIT 1) AS d
		ORDER BY r.id DESC LIMIT $2`
	selectWritten = `
		SELECT id, state, author_id = $1, coalesce(started_by = $1, false), content, changed_at
		FROM announcements WHERE $1 IN (author_id, started_by) ORDER BY id DESC LIMIT $2`
	selectTapped = `
		SELECT r.announcement_id, t.button, t.at FROM taps t JOIN runs r ON r.id = t.run_id
		WHERE t.person_id = $1 ORDER BY t.at DESC, t.run_id, t.button LIMIT $2`
)

// Records returns which announcements were for a person, those they wrote or
// started, and the buttons they tapped.
func (s *Announcements) Records(ctx context.Context, person centre.PersonID) (all announcements.Records, err error) {
	if all.Received, err = recordsOf[announcements.Received](ctx, s.db, selectReceived, person); err != nil {
		return all, err
	}
	if all.Written, err = recordsOf[announcements.Written](ctx, s.db, selectWritten, person); err != nil {
		return all, err
	}
	all.Tapped, err = recordsOf[announcements.Tapped](ctx, s.db, selectTapped, person)
	return all, err
}
