package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre/announcements"
)

const (
	insertPosts = `
		INSERT INTO channel_posts (run_id, channel_id)
		SELECT r.id, c.id FROM runs r JOIN channels c ON c.id = ANY($2) AND c.linked_at IS NOT NULL
		       AND c.organisation_id IS NOT DISTINCT FROM r.organisation_id
		WHERE r.id = $1`
	// copyPosts leaves out what an earlier recall, one that was stopped, has taken back.
	copyPosts = `
		INSERT INTO channel_posts (run_id, channel_id)
		SELECT $1, p.channel_id FROM channel_posts p WHERE p.run_id = $2 AND p.outcome = 1 AND p.message_id IS NOT NULL AND NOT ` + takenBackPost
	takenBackPost = `
		EXISTS (SELECT FROM runs t JOIN channel_posts e ON e.run_id = t.id AND e.channel_id = p.channel_id
		        WHERE t.base_id = p.run_id AND t.kind = 'recall' AND e.outcome = 1)`
)

// startPosts notes in which channels a new run has something to do, and queues
// the job that does it.
func (s *Announcements) startPosts(ctx context.Context, tx pgx.Tx, r *openRun) error {
	if r.base == 0 && len(r.channels) == 0 {
		return nil
	}
	sql, of := insertPosts, any(r.channels)
	if r.base != 0 {
		sql, of = copyPosts, r.base
	}
	done, err := tx.Exec(ctx, sql, r.id, of)
	if err != nil || done.RowsAffected() == 0 {
		return err
	}
	return s.queue(ctx, tx, announcements.Posting{Run: r.id}, StartQueue)
}

const (
	loseRights  = `UPDATE channel_posts SET lost = true, job_id = 0 WHERE run_id = $1 AND channel_id = $2 AND outcome IS NULL`
	goOnWithout = `UPDATE channel_posts SET outcome = 3, reason = 'no_rights', at = $2 WHERE run_id = $1 AND lost AND outcome IS NULL`
	tryAgain    = `UPDATE channel_posts SET lost = false WHERE run_id = $1 AND outcome IS NULL RETURNING 1`
)

// resumePosts queues the job of what is left to do in the channels of a run
// that goes on.
func (s *Announcements) resumePosts(ctx context.Context, tx pgx.Tx, run announcements.RunID) error {
	left, err := tx.Exec(ctx, tryAgain, run)
	if err != nil || left.RowsAffected() == 0 {
		return err
	}
	return s.queue(ctx, tx, announcements.Posting{Run: run}, StartQueue)
}

const selectPosts = `
	SELECT ` + channelColumns + `, coalesce(p.message_id, 0), coalesce(p.outcome, 0), coalesce(p.reason, ''), p.lost, ` + takenBackPost + `
	FROM channel_posts p JOIN channels c ON c.id = p.channel_id LEFT JOIN organisations o ON o.id = c.organisation_id
	WHERE p.run_id = $1 ORDER BY p.channel_id LIMIT 60`

// Posts tells what a run did in its channels.
func (s *Announcements) Posts(ctx context.Context, run announcements.RunID) ([]announcements.Post, error) {
	rows, err := s.db.pool.Query(ctx, selectPosts, run)
	if err != nil {
		return nil, fmt.Errorf("list posts of run %d: %w", run, err)
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p announcements.Post, err error) {
		err = row.Scan(append(channelFields(&p.Channel), &p.Message, &p.Outcome, &p.Cause, &p.Lost, &p.Recalled)...)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list posts of run %d: %w", run, err)
	}
	return list, nil
}

const (
	doubtPosts  = `UPDATE channel_posts SET outcome = 4, at = $3 WHERE run_id = $1 AND job_id = $2 AND outcome IS NULL`
	resetPosts  = `UPDATE channel_posts SET job_id = 0 WHERE run_id = $1 AND job_id = $2 AND outcome IS NULL AND $3::timestamptz IS NOT NULL`
	selectTodos = `
		SELECT c.id, c.chat_id, c.language, coalesce(b.message_id, 0), coalesce(b.more_ids, '{}'), coalesce(b.at, now()), c.is_group AND NOT c.may_post
		FROM channel_posts p JOIN channels c ON c.id = p.channel_id LEFT JOIN channel_posts b ON b.run_id = $2 AND b.channel_id = p.channel_id
		WHERE p.run_id = $1 AND p.outcome IS NULL AND p.job_id = 0 AND NOT p.lost
		ORDER BY p.channel_id LIMIT 60`
)

// OpenPosts lists where something is left to do. What an earlier attempt of the
// job had begun with, and nobody knows the result of, becomes unknown in a
// sending and is done again in a correction, which does no harm.
func (s *Announcements) OpenPosts(ctx context.Context, run announcements.Run, job int64) ([]announcements.Target, error) {
	settle := doubtPosts
	if run.Kind.Corrects() {
		settle = resetPosts
	}
	if _, err := s.db.pool.Exec(ctx, settle, run.ID, job, s.clock()); err != nil {
		return nil, fmt.Errorf("settle posts of run %d: %w", run.ID, err)
	}
	rows, err := s.db.pool.Query(ctx, selectTodos, run.ID, int64(run.Base))
	if err != nil {
		return nil, fmt.Errorf("list open posts of run %d: %w", run.ID, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[announcements.Target])
	if err != nil {
		return nil, fmt.Errorf("list open posts of run %d: %w", run.ID, err)
	}
	return list, nil
}

const (
	claimPost   = `UPDATE channel_posts SET job_id = $3 WHERE run_id = $1 AND channel_id = $2 AND job_id = 0 AND outcome IS NULL`
	releasePost = `UPDATE channel_posts SET job_id = 0 WHERE run_id = $1 AND channel_id = $2 AND job_id = $3 AND outcome IS NULL`
	recordPost  = `
		UPDATE channel_posts SET outcome = @outcome, message_id = nullif(@message::bigint, 0), more_ids = @more, reason = nullif(@cause, ''), at = @at
		WHERE run_id = @run AND channel_id = @channel AND (outcome IS NULL OR outcome = 4)`
)

// ClaimPost notes that the job begins with a post; false when another has.
func (s *Announcements) ClaimPost(ctx context.Context, run announcements.RunID, channel announcements.ChannelID, job int64) (bool, error) {
	done, err := s.db.pool.Exec(ctx, claimPost, run, channel, job)
	if err != nil {
		return false, fmt.Errorf("claim post of run %d: %w", run, err)
	}
	return done.RowsAffected() == 1, nil
}

// ReleasePost notes that nothing came of what the job had begun with.
func (s *Announcements) ReleasePost(ctx context.Context, run announcements.RunID, channel announcements.ChannelID, job int64) error {
	_, err := s.db.pool.Exec(ctx, releasePost, run, channel, job)
	return wrap(err, "release post of run", run)
}

// RecordPost keeps the result of a post.
func (s *Announcements) RecordPost(ctx context.Context, p announcements.Posted) error {
	_, err := s.db.pool.Exec(ctx, recordPost, pgx.NamedArgs{"run": p.Run, "channel": p.Channel, "outcome": p.Outcome,
		"message": p.Message, "more": p.More, "cause": p.Cause, "at": p.At})
	return wrap(err, "record post of run", p.Run)
}

// ClosePosts ends the run if nothing is left to do for people either.
func (s *Announcements) ClosePosts(ctx context.Context, run announcements.RunID) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		r, err := s.lock(ctx, tx, run)
		if err != nil {
			return err
		}
		return s.wakePlanner(ctx, tx, &r)
	})
	return wrap(err, "close posts of run", run)
}
