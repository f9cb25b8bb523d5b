-- +goose Up
-- Who tapped a button of a run's messages first, and when.
CREATE TABLE taps (
    run_id    bigint      NOT NULL REFERENCES runs,
    button    bigint      NOT NULL,               -- its id in the run's content
    person_id bigint      NOT NULL REFERENCES people,
    at        timestamptz NOT NULL,
    UNIQUE (run_id, button, person_id)
);
CREATE INDEX taps_person ON taps (person_id);

-- The events that a run is about: sign-ups for them may follow from it.
CREATE TABLE run_events (
    run_id   bigint NOT NULL REFERENCES runs,
    event_id bigint NOT NULL REFERENCES events,
    PRIMARY KEY (run_id, event_id)
);

-- When the seat was taken last; created_at is the first time.
ALTER TABLE signups ADD COLUMN joined_at timestamptz NOT NULL DEFAULT now();
UPDATE signups SET joined_at = created_at;

-- A day after its end a run is reported to whoever planned it, once. What ended
-- before is not.
ALTER TABLE runs ADD COLUMN reported boolean NOT NULL DEFAULT true;
ALTER TABLE runs ALTER COLUMN reported SET DEFAULT false;
CREATE INDEX runs_unreported ON runs (ended_at) WHERE NOT reported AND base_id IS NULL AND ended_at IS NOT NULL;

-- +goose Down
DROP INDEX runs_unreported;
ALTER TABLE runs DROP COLUMN reported;
ALTER TABLE signups DROP COLUMN joined_at;
DROP TABLE run_events, taps;
