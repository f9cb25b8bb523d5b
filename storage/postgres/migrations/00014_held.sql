-- +goose Up
-- A run whose last people wait for the end of their quiet hours, or for the next
-- day, is waiting: it is sent for now, and its announcement can start again.
ALTER TABLE runs
    DROP CONSTRAINT runs_state_check,
    ADD CONSTRAINT runs_state_check
        CHECK (state IN ('running', 'paused', 'waiting', 'finished', 'stopped', 'missed', 'refused')),
    ADD COLUMN urgent boolean NOT NULL DEFAULT false;  -- it passes quiet hours and the daily cap
ALTER TABLE announcements
    ADD COLUMN useful text NOT NULL DEFAULT '' CHECK (useful IN ('', 'hour', 'today', 'tomorrow', 'always')),
    ADD COLUMN urgent text NOT NULL DEFAULT '';        -- why it is urgent; '': it is not

-- Pages below zero are those of waves: they count what becomes of people who
-- stood on other pages, so their size is 0 and what they release counts against held.
ALTER TABLE run_pages ADD COLUMN held_until timestamptz; -- when the last of its people is due
CREATE INDEX run_pages_wave ON run_pages (page) WHERE page < 0;

-- Who waits for a message. Taken up by a wave at the moment until or later, and
-- deleted by the statement that records what became of it.
CREATE TABLE held (
    run_id    bigint      NOT NULL,
    person_id bigint      NOT NULL,
    until     timestamptz NOT NULL,                    -- infinity: the run is paused
    wave      integer,                                 -- which one is at it
    PRIMARY KEY (run_id, person_id)
);
CREATE INDEX held_due ON held (until, person_id) WHERE wave IS NULL;
CREATE INDEX held_person ON held (person_id);
CREATE INDEX held_wave ON held (wave, run_id) WHERE wave IS NOT NULL;

-- People who are written to together because they waited until the same time.
CREATE TABLE waves (
    id         integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at timestamptz NOT NULL,
    closed_at  timestamptz
);
CREATE INDEX waves_open ON waves (id) WHERE closed_at IS NULL;

-- Which announcements of organisations somebody is let have on a day: the latest
-- day with any, in the city's calendar.
CREATE TABLE capped (
    person_id bigint   PRIMARY KEY,
    day       date     NOT NULL,
    run_ids   bigint[] NOT NULL
) WITH (fillfactor = 80);

-- +goose Down
UPDATE runs SET state = 'stopped', ended_at = (SELECT max(d.at) FROM deliveries d WHERE d.run_id = runs.id) WHERE state = 'waiting';
DROP TABLE capped, waves, held;
DELETE FROM run_failures WHERE page < 0;
DROP INDEX run_pages_wave;
UPDATE run_pages p SET sent = p.sent + w.sent, blocked = p.blocked + w.blocked, failed = p.failed + w.failed,
       unknown = p.unknown + w.unknown, held = 0, expired = p.expired + w.expired
    FROM (SELECT run_id, sum(sent) AS sent, sum(blocked) AS blocked, sum(failed) AS failed, sum(unknown) AS unknown, sum(expired) AS expired
          FROM run_pages WHERE page < 0 GROUP BY 1) AS w
    WHERE p.run_id = w.run_id AND p.page = 1;
DELETE FROM run_pages WHERE page < 0;
ALTER TABLE run_pages DROP COLUMN held_until;
ALTER TABLE announcements DROP COLUMN urgent, DROP COLUMN useful;
ALTER TABLE runs
    DROP COLUMN urgent,
    DROP CONSTRAINT runs_state_check,
    ADD CONSTRAINT runs_state_check CHECK (state IN ('running', 'paused', 'finished', 'stopped', 'missed', 'refused'));
