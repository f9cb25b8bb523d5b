-- +goose Up
-- How many Telegram Stars the owner lets one announcement cost, in one row. 0:
-- nothing is paid for.
CREATE TABLE paid (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    ceiling    integer     NOT NULL DEFAULT 0 CHECK (ceiling >= 0),
    changed_by bigint      REFERENCES people,
    changed_at timestamptz
);
INSERT INTO paid DEFAULT VALUES;

ALTER TABLE announcements ADD COLUMN paid boolean NOT NULL DEFAULT false; -- its author wishes to pay for speed
ALTER TABLE runs
    ADD COLUMN paid  boolean NOT NULL DEFAULT false,   -- Telegram is paid for its messages
    ADD COLUMN spent boolean NOT NULL DEFAULT false,   -- it is paused because the bot has no Stars left
    ADD COLUMN paid_for integer NOT NULL DEFAULT 0;    -- how many people's messages were paid for before it went on unpaid
CREATE INDEX runs_paid ON runs (id) WHERE paid AND ended_at IS NULL;

-- +goose Down
DROP INDEX runs_paid;
ALTER TABLE runs DROP COLUMN paid_for, DROP COLUMN spent, DROP COLUMN paid;
ALTER TABLE announcements DROP COLUMN paid;
DROP TABLE paid;
