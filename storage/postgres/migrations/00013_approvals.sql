-- +goose Up
-- What goes to many people waits for a second person. While it waits, the plan
-- that was asked for stands in the columns of a plan.
ALTER TABLE announcements
    ADD COLUMN approval      jsonb NOT NULL DEFAULT '{}', -- the latest request for a start
    ADD COLUMN edit_approval jsonb NOT NULL DEFAULT '{}', -- the latest request for new words
    DROP CONSTRAINT announcements_state_check,
    ADD CONSTRAINT announcements_state_check CHECK (state IN ('draft', 'waiting', 'scheduled', 'sent', 'deleted')),
    DROP CONSTRAINT announcements_check,
    ADD CONSTRAINT announcements_check CHECK ((state IN ('waiting', 'scheduled')) = (next_at IS NOT NULL)),
    DROP CONSTRAINT announcements_check2,
    ADD CONSTRAINT announcements_check2 CHECK (NOT woken OR (state IN ('waiting', 'scheduled') AND event_id IS NOT NULL));
CREATE INDEX announcements_waiting ON announcements (next_at) WHERE state = 'waiting' AND cron = '' AND NOT countdown;

-- +goose Down
DROP INDEX announcements_waiting;
UPDATE announcements SET state = 'draft', next_at = NULL, cron = '', countdown = false, woken = false WHERE state = 'waiting';
ALTER TABLE announcements
    DROP CONSTRAINT announcements_check2,
    ADD CONSTRAINT announcements_check2 CHECK (NOT woken OR (state = 'scheduled' AND event_id IS NOT NULL)),
    DROP CONSTRAINT announcements_check,
    ADD CONSTRAINT announcements_check CHECK ((state = 'scheduled') = (next_at IS NOT NULL)),
    DROP CONSTRAINT announcements_state_check,
    ADD CONSTRAINT announcements_state_check CHECK (state IN ('draft', 'scheduled', 'sent', 'deleted')),
    DROP COLUMN edit_approval, DROP COLUMN approval;
