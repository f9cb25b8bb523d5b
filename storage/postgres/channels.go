package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
	"jastar/centre/announcements"
)

const (
	channelColumns = `
		c.id, c.is_group, c.title, c.username, c.language, c.may_post, coalesce(c.added_by, 0), c.linked_at IS NOT NULL, coalesce(c.organisation_id, 0), o.name`
	channelTables = ` FROM channels c LEFT JOIN organisations o ON o.id = c.organisation_id `
	selectChannel = `SELECT ` + channelColumns + channelTables

	selectChannelByID = selectChannel + `WHERE c.id = $1`
	selectChannels    = selectChannel + `
		WHERE c.linked_at IS NOT NULL AND ($1::bigint[] IS NULL OR c.organisation_id = ANY($1)) OR c.linked_at IS NULL AND c.added_by = $2
		ORDER BY c.id LIMIT 60`
	selectChannelsOf = selectChannel + `
		WHERE c.linked_at IS NOT NULL AND coalesce(c.organisation_id, 0) = $1 ORDER BY c.id LIMIT 60`
)

// channelFields are where channelColumns go.
func channelFields(c *announcements.Channel) []any {
	return []any{&c.ID, &c.Group, &c.Title, &c.Username, &c.Language, &c.MayPost, &c.AddedBy, &c.Linked, &c.Organisation, &c.From}
}

func scanChannel(row pgx.CollectableRow) (c announcements.Channel, err error) {
	err = row.Scan(channelFields(&c)...)
	return c, err
}

const (
	// upsertChannel leaves what is newer alone, and asks whoever added the bot
	// when it comes to one that nobody has linked.
	upsertChannel = `
		WITH old AS (SELECT may_post, linked_at FROM channels WHERE chat_id = @chat),
		     who AS (SELECT id FROM people WHERE chat_id = @account AND forgotten_at IS NULL)
		INSERT INTO channels AS c (chat_id, is_group, title, username, may_post, added_by, seen_at)
		VALUES (@chat, @group, @title, @username, @may, CASE WHEN @may THEN (SELECT id FROM who) END, @at)
		ON CONFLICT (chat_id) DO UPDATE SET title = @title, username = @username, may_post = @may, seen_at = @at,
		       added_by = CASE WHEN @may THEN coalesce((SELECT id FROM who), c.added_by) ELSE c.added_by END
		       WHERE c.seen_at <= @at
		RETURNING id, CASE WHEN may_post AND linked_at IS NULL AND NOT coalesce((SELECT may_post FROM old), false) THEN coalesce(added_by, 0) ELSE 0 END`
)

// SeeChannel keeps what was learned about a channel, unless something newer is
// known, and asks whoever added the bot whose it is.
func (s *Announcements) SeeChannel(ctx context.Context, seen announcements.ChannelSeen, notice func(announcements.ChannelID, centre.PersonID) centre.Notice) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		var id announcements.ChannelID
		var ask centre.PersonID
		err := tx.QueryRow(ctx, upsertChannel, pgx.NamedArgs{"chat": seen.Chat, "group": seen.Group, "title": seen.Title,
			"username": seen.Username, "may": seen.MayPost, "account": seen.Account, "at": seen.At}).Scan(&id, &ask)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && ask == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		return s.db.notify(ctx, tx, notice(id, ask))
	})
	return wrap(err, "keep what was learned about channel", seen.Chat)
}

// ChannelByID returns a channel or a group, or centre.ErrGone.
func (s *Announcements) ChannelByID(ctx context.Context, id announcements.ChannelID) (announcements.Channel, error) {
	return s.channel(ctx, s.db.pool, id)
}

func (s *Announcements) channel(ctx context.Context, q announcementReader, id announcements.ChannelID) (announcements.Channel, error) {
	rows, err := q.Query(ctx, selectChannelByID, id)
	if err != nil {
		return announcements.Channel{}, fmt.Errorf("find channel %d: %w", id, err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanChannel)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, centre.ErrGone
	}
	return c, wrap(err, "find channel", id)
}

// Channels lists channels and groups of the organisations, and those that the
// person brought and nobody has linked.
func (s *Announcements) Channels(ctx context.Context, of []centre.OrganisationID, person centre.PersonID) ([]announcements.Channel, error) {
	return s.channels(ctx, selectChannels, of, person)
}

// ChannelsOf lists channels and groups of one organisation, 0 the centre.
func (s *Announcements) ChannelsOf(ctx context.Context, o centre.OrganisationID) ([]announcements.Channel, error) {
	return s.channels(ctx, selectChannelsOf, o)
}

func (s *Announcements) channels(ctx context.Context, sql string, args ...any) ([]announcements.Channel, error) {
	rows, err := s.db.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("list channels: %w", err)
	}
	list, err := pgx.CollectRows(rows, scanChannel)
	if err != nil {
		return nil, fmt.Errorf("list channels: %w", err)
	}
	return list, nil
}

const (
	lockChannel   = `SELECT FROM channels WHERE id = $1 FOR UPDATE`
	updateChannel = `
		UPDATE channels SET language = @language, organisation_id = nullif(@organisation::bigint, 0),
		       linked_at = CASE WHEN @linked THEN coalesce(linked_at, @now) END, linked_by = CASE WHEN @linked THEN @by::bigint END
		WHERE id = @id`
)

// ChangeChannel locks a channel, lets the rule alter it and commits it with the
// deed; without one nothing is changed.
func (s *Announcements) ChangeChannel(ctx context.Context, id announcements.ChannelID, rule func(*announcements.Channel) (*centre.Deed, error)) (c announcements.Channel, err error) {
	err = s.db.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, lockChannel, id); err != nil {
			return fmt.Errorf("lock channel %d: %w", id, err)
		}
		if c, err = s.channel(ctx, tx, id); err != nil {
			return err
		}
		deed, err := rule(&c)
		if err != nil || deed == nil {
			return err
		}
		if _, err := tx.Exec(ctx, updateChannel, pgx.NamedArgs{"id": id, "language": c.Language, "organisation": int64(c.Organisation),
			"linked": c.Linked, "by": deed.By, "now": s.clock()}); err != nil {
			return fmt.Errorf("save channel %d: %w", id, err)
		}
		if c, err = s.channel(ctx, tx, id); err != nil {
			return err
		}
		return record(ctx, tx, *deed)
	})
	return c, err
}

const (
	dropMoved = `DELETE FROM channels WHERE chat_id = $2 AND linked_at IS NULL AND EXISTS (SELECT FROM channels WHERE chat_id = $1)`
	moveChat  = `UPDATE channels SET chat_id = $2 WHERE chat_id = $1 AND NOT EXISTS (SELECT FROM channels WHERE chat_id = $2)`
)

// MoveChannel notes that a group got another chat id. What was learned about the
// new one meanwhile gives way to the group that was linked.
func (s *Announcements) MoveChannel(ctx context.Context, from, to int64) error {
	err := s.db.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, dropMoved, from, to); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, moveChat, from, to)
		return err
	})
	return wrap(err, "move channel", from)
}
