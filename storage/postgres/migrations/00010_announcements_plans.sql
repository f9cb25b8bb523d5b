-- +goose Up
-- A repetition can end, leave times out and rest; a single start can go by an
-- event. While it rests, next_at is the first time that was not settled.
ALTER TABLE announcements
    ADD COLUMN until_at     timestamptz,                        -- a repetition ends before this moment; NULL: never
    ADD COLUMN skipped      timestamptz[] NOT NULL DEFAULT '{}', -- its coming times that are left out
    ADD COLUMN resting      boolean       NOT NULL DEFAULT false,
    ADD COLUMN event_id     bigint        REFERENCES events,    -- the event a single start goes by
    ADD COLUMN event_offset jsonb         NOT NULL DEFAULT '{}',
    ADD COLUMN woken        boolean       NOT NULL DEFAULT false, -- that event was changed; the plan is to be looked at
    ADD CHECK (NOT resting OR (state = 'scheduled' AND cron <> '')),
    ADD CHECK (NOT woken OR (state = 'scheduled' AND event_id IS NOT NULL));
DROP INDEX announcements_due;
CREATE INDEX announcements_due ON announcements (next_at) WHERE state = 'scheduled' AND NOT resting;
CREATE INDEX announcements_woken ON announcements (id) WHERE woken;
CREATE INDEX announcements_event ON announcements (event_id) WHERE event_id IS NOT NULL;

-- +goose Down
UPDATE announcements SET state = 'draft', next_at = NULL, cron = '', resting = false WHERE resting;
DROP INDEX announcements_event, announcements_woken, announcements_due;
ALTER TABLE announcements
    DROP COLUMN woken, DROP COLUMN event_offset, DROP COLUMN event_id,
    DROP COLUMN resting, DROP COLUMN skipped, DROP COLUMN until_at;
CREATE INDEX announcements_due ON announcements (next_at) WHERE state = 'scheduled';
