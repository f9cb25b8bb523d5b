-- +goose Up
-- Two states were both called waiting: an announcement that a second person has
-- to approve is in review, and a run that has reached everybody but those it holds is holding.
DROP INDEX announcements_waiting;
ALTER TABLE announcements
    DROP CONSTRAINT announcements_state_check,
    DROP CONSTRAINT announcements_check,
    DROP CONSTRAINT announcements_check2;
UPDATE announcements SET state = 'in_review' WHERE state = 'waiting';
ALTER TABLE announcements
    ADD CONSTRAINT announcements_state_check CHECK (state IN ('draft', 'in_review', 'scheduled', 'sent', 'deleted')),
    ADD CONSTRAINT announcements_check CHECK ((state IN ('in_review', 'scheduled')) = (next_at IS NOT NULL)),
    ADD CONSTRAINT announcements_check2 CHECK (NOT woken OR (state IN ('in_review', 'scheduled') AND event_id IS NOT NULL));
CREATE INDEX announcements_in_review ON announcements (next_at) WHERE state = 'in_review' AND cron = '' AND NOT countdown;

ALTER TABLE runs DROP CONSTRAINT runs_state_check;
UPDATE runs SET state = 'holding' WHERE state = 'waiting';
ALTER TABLE runs ADD CONSTRAINT runs_state_check
    CHECK (state IN ('running', 'paused', 'holding', 'finished', 'stopped', 'missed', 'refused'));

-- +goose Down
ALTER TABLE runs DROP CONSTRAINT runs_state_check;
UPDATE runs SET state = 'waiting' WHERE state = 'holding';
ALTER TABLE runs ADD CONSTRAINT runs_state_check
    CHECK (state IN ('running', 'paused', 'waiting', 'finished', 'stopped', 'missed', 'refused'));

DROP INDEX announcements_in_review;
ALTER TABLE announcements
    DROP CONSTRAINT announcements_state_check,
    DROP CONSTRAINT announcements_check,
    DROP CONSTRAINT announcements_check2;
UPDATE announcements SET state = 'waiting' WHERE state = 'in_review';
ALTER TABLE announcements
    ADD CONSTRAINT announcements_state_check CHECK (state IN ('draft', 'waiting', 'scheduled', 'sent', 'deleted')),
    ADD CONSTRAINT announcements_check CHECK ((state IN ('waiting', 'scheduled')) = (next_at IS NOT NULL)),
    ADD CONSTRAINT announcements_check2 CHECK (NOT woken OR (state IN ('waiting', 'scheduled') AND event_id IS NOT NULL));
CREATE INDEX announcements_waiting ON announcements (next_at) WHERE state = 'waiting' AND cron = '' AND NOT countdown;
