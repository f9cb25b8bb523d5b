-- +goose Up
-- Media stand in the content of an announcement. Runs can be paused, are listed
-- by organisation, and tell why messages failed.
ALTER TABLE runs
    DROP CONSTRAINT runs_state_check,
    ADD CONSTRAINT runs_state_check
        CHECK (state IN ('running', 'paused', 'finished', 'stopped', 'missed', 'refused')),
    ADD COLUMN organisation_id bigint   REFERENCES organisations, -- the announcement's; NULL: the centre itself
    ADD COLUMN paused_at       timestamptz,                       -- set exactly while paused
    ADD COLUMN paused_by       bigint   REFERENCES people,
    ADD COLUMN idle            interval NOT NULL DEFAULT '0',     -- how long it was paused before
    ADD CHECK ((state = 'paused') = (paused_at IS NOT NULL));
UPDATE runs SET organisation_id = a.organisation_id FROM announcements a WHERE a.id = runs.announcement_id;
CREATE INDEX runs_organisation ON runs (organisation_id, id DESC);
DROP INDEX runs_live;

-- A page rests when its job has ended because the run is paused; going on
-- queues a new one.
ALTER TABLE run_pages ADD COLUMN resting boolean NOT NULL DEFAULT false;

-- Why messages of a page did not arrive: counted with every commit of results,
-- so that progress sums pages and never reads the ledger.
CREATE TABLE run_failures (
    run_id  bigint   NOT NULL,
    page    integer  NOT NULL,
    outcome smallint NOT NULL,
    reason  text     NOT NULL,                                    -- its class, or Telegram's words
    number  integer  NOT NULL,
    PRIMARY KEY (run_id, page, outcome, reason)
);
INSERT INTO run_failures (run_id, page, outcome, reason, number)
    SELECT run_id, 0, outcome, coalesce(reason, ''), count(*) FROM deliveries WHERE outcome IN (2, 3) GROUP BY 1, 3, 4;
DROP INDEX deliveries_failed;

-- +goose Down
CREATE INDEX deliveries_failed ON deliveries (run_id, reason) WHERE outcome = 3;
DROP TABLE run_failures;
ALTER TABLE run_pages DROP COLUMN resting;
CREATE INDEX runs_live ON runs (announcement_id) WHERE state = 'running';
DROP INDEX runs_organisation;
UPDATE runs SET state = 'stopped', ended_at = paused_at, paused_at = NULL WHERE state = 'paused';
ALTER TABLE runs
    DROP COLUMN idle, DROP COLUMN paused_by, DROP COLUMN paused_at, DROP COLUMN organisation_id,
    DROP CONSTRAINT runs_state_check,
    ADD CONSTRAINT runs_state_check CHECK (state IN ('running', 'finished', 'stopped', 'missed', 'refused'));
