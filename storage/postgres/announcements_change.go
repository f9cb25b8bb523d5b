package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

// lockAnnouncement stands alone: what it is read with, the latest run above
// all, may have been written while the lock was waited for, and a statement
// that waits shows only the locked row as it is afterwards.
const lockAnnouncement = `SELECT FROM announcements WHERE id = $1 FOR UPDATE`

// Change locks the announcement, lets the rule alter it and commits it with
// the effects in one transaction.
func (s *Announcements) Change(ctx context.Context, id announcements.ID, rule announcements.Rule) (announcements.Announcement, error) {
	return s.change(ctx, lockAnnouncement, id, rule)
}

// ChangeDue is Change for what another replica may be at work on: it does
// nothing when the announcement is locked.
func (s *Announcements) ChangeDue(ctx context.Context, id announcements.ID, rule announcements.Rule) error {
	_, err := s.change(ctx, lockAnnouncement+` SKIP LOCKED`, id, rule)
	if errors.Is(err, centre.ErrGone) {
		return nil
	}
	return err
}

func (s *Announcements) change(ctx context.Context, lock string, id announcements.ID, rule announcements.Rule) (a announcements.Announcement, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		if a, err = s.locked(ctx, tx, lock, id); err != nil {
			return err
		}
		effects, err := rule(&a)
		if err != nil {
			return err
		}
		return s.save(ctx, tx, &a, effects)
	})
	return a, err
}

// locked locks the announcement and then reads it.
func (s *Announcements) locked(ctx context.Context, tx pgx.Tx, lock string, id announcements.ID) (announcements.Announcement, error) {
	got, err := tx.Exec(ctx, lock, id)
	if err != nil {
		return announcements.Announcement{}, fmt.Errorf("lock announcement %d: %w", id, err)
	}
	if got.RowsAffected() == 0 {
		return announcements.Announcement{}, centre.ErrGone
	}
	return s.one(ctx, tx, id)
}

// save writes the changed announcement and everything the rule brought about.
func (s *Announcements) save(ctx context.Context, tx pgx.Tx, a *announcements.Announcement, e announcements.Effects) error {
	if e.Tied {
		if err := holdEvent(ctx, tx, a.Schedule.Tie); err != nil {
			return err
		}
	}
	if err := s.steer(ctx, tx, a, e); err != nil {
		return fmt.Errorf("steer run %d: %w", a.Run, err)
	}
	if err := noteRuns(ctx, tx, a, e.Noted); err != nil {
		return fmt.Errorf("note %d runs of announcement %d: %w", len(e.Noted), a.ID, err)
	}
	if !e.Start.IsZero() {
		if err := s.startRun(ctx, tx, a, e); err != nil {
			return fmt.Errorf("start run of announcement %d: %w", a.ID, err)
		}
	}
	if e.Correct != nil {
		if err := s.startCorrection(ctx, tx, a, *e.Correct); err != nil {
			return fmt.Errorf("start %s of run %d: %w", e.Correct.Kind, e.Correct.Base, err)
		}
	}
	if e.Deed != nil {
		if err := record(ctx, tx, *e.Deed); err != nil {
			return err
		}
	}
	if err := s.db.notify(ctx, tx, e.Notices...); err != nil {
		return err
	}
	return s.update(ctx, tx, a)
}

const updateAnnouncement = `
	UPDATE announcements SET state = @state, content = @content, audience = @audience, channels = @channels,
	       cron = @cron, next_at = @next, countdown = @countdown, until_at = @until, skipped = @skipped, resting = @resting,
	       event_id = nullif(@event, 0), event_offset = @offset, woken = @woken, started_by = nullif(@started_by, 0),
	       run_id = nullif(@run, 0), message_id = @message, show_at = @show, shown_to = nullif(@shown_to, 0), wording = @wording,
	       approval = @approval, edit_approval = @edit_approval, changed_at = @now,
	       useful = @useful, urgent = @urgent, paid = @paid
	WHERE id = @id`

func (s *Announcements) update(ctx context.Context, tx pgx.Tx, a *announcements.Announcement) error {
	_, err := tx.Exec(ctx, updateAnnouncement, pgx.NamedArgs{
		"id": a.ID, "state": a.State, "content": a.Content, "audience": a.Audience, "channels": append([]announcements.ChannelID{}, a.Channels...),
		"cron": a.Schedule.Cron, "next": orNull(a.Schedule.Next), "countdown": a.Schedule.Countdown,
		"until": orNull(a.Schedule.Until), "skipped": append([]time.Time{}, a.Schedule.Skipped...), "resting": a.Schedule.Resting,
		"event": a.Schedule.Tie.Event, "offset": a.Schedule.Tie.Offset, "woken": a.Schedule.Tie.Woken,
		"started_by": int64(a.StartedBy), "run": int64(a.Run), "message": a.Message, "show": orNull(a.Show), "shown_to": int64(a.ShownTo), "wording": a.Wording,
		"approval": a.Approval, "edit_approval": a.EditApproval, "now": s.clock(),
		"useful": a.Useful, "urgent": a.Urgent, "paid": a.Paid,
	})
	if err != nil {
		return fmt.Errorf("save announcement %d: %w", a.ID, err)
	}
	return nil
}

const (
	claimShown = `
		UPDATE announcements SET show_at = $2
		WHERE id IN (SELECT id FROM announcements WHERE show_at <= $1 ORDER BY show_at LIMIT 20 FOR UPDATE SKIP LOCKED)
		RETURNING id`
	keepShown = `
		UPDATE announcements SET message_id = $3, show_at = CASE
		       WHEN show_at IS DISTINCT FROM $4 THEN show_at -- somebody steered the run meanwhile
		       ELSE $5::timestamptz END
		WHERE id = $1 AND coalesce(run_id, 0) = $2`
)

// ClaimShown takes progress messages that are to be edited now, for this
// replica alone until KeepShown or, if that does not come, announcements.ShowTime.
func (s *Announcements) ClaimShown(ctx context.Context, now time.Time) ([]announcements.ID, error) {
	rows, err := s.db.pool.Query(ctx, claimShown, now, claimedUntil(now))
	if err != nil {
		return nil, fmt.Errorf("claim progress messages: %w", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[announcements.ID])
	if err != nil {
		return nil, fmt.Errorf("claim progress messages: %w", err)
	}
	return ids, nil
}

// claimedUntil also tells claims apart, in the precision of the database.
func claimedUntil(now time.Time) time.Time {
	return now.Add(announcements.ShowTime).Truncate(time.Microsecond)
}

// KeepShown notes which message shows the run's progress since the claim of that
// moment, and when it is edited next: never if that is zero.
func (s *Announcements) KeepShown(ctx context.Context, a announcements.Announcement, claimed, next time.Time) error {
	if _, err := s.db.pool.Exec(ctx, keepShown, a.ID, int64(a.Run), a.Message, claimedUntil(claimed), orNull(next)); err != nil {
		return fmt.Errorf("keep progress message of announcement %d: %w", a.ID, err)
	}
	return nil
}
