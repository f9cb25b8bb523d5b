-- +goose Up
-- What organizers write to many people. A draft lives here while it is being
-- made; next_at is set exactly while a start is planned.
CREATE TABLE announcements (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id         bigint      NOT NULL UNIQUE,         -- the conversation that created it
    organisation_id bigint      REFERENCES organisations, -- NULL: the centre itself
    author_id       bigint      NOT NULL REFERENCES people,
    state           text        NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'scheduled', 'sent', 'deleted')),
    content         jsonb       NOT NULL,                -- message by language, text and entities verbatim
    audience        jsonb       NOT NULL,
    cron            text        NOT NULL DEFAULT '',     -- five fields, in the city's time; '' for a single start
    next_at         timestamptz,                         -- the next planned start
    countdown       boolean     NOT NULL DEFAULT false,  -- it was sent "now" and counts down
    started_by      bigint      REFERENCES people,       -- who planned the start and hears how it goes
    run_id          bigint,                              -- the latest run
    message_id      bigint      NOT NULL DEFAULT 0,      -- the progress message in the chat of started_by
    show_at         timestamptz,                         -- when the progress message is edited next
    changed_at      timestamptz NOT NULL,
    CHECK ((state = 'scheduled') = (next_at IS NOT NULL))
);
CREATE INDEX announcements_due ON announcements (next_at) WHERE state = 'scheduled';
CREATE INDEX announcements_shown ON announcements (show_at) WHERE show_at IS NOT NULL;
CREATE INDEX announcements_state ON announcements (state, id DESC);
CREATE INDEX announcements_organisation ON announcements (organisation_id, state, id DESC);

-- One row per announcement and planned time: sent or reported, never twice.
-- Content and audience are what they were at the start.
CREATE TABLE runs (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    announcement_id bigint      NOT NULL REFERENCES announcements,
    planned_at      timestamptz NOT NULL,
    state           text        NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'missed', 'refused')),
    content         jsonb       NOT NULL,
    audience        jsonb       NOT NULL,
    useful_until    timestamptz,                         -- what is still held then becomes expired; NULL: for ever
    upto_id         bigint      NOT NULL DEFAULT 0,      -- the highest person id at the start
    after_id        bigint      NOT NULL DEFAULT 0,      -- people up to this id stand in pages
    pages           integer     NOT NULL DEFAULT 0,
    expected        integer     NOT NULL DEFAULT 0,      -- how many people it is for; 0 until they were counted
    planned         boolean     NOT NULL DEFAULT false,  -- every page has been cut
    planning        boolean     NOT NULL DEFAULT false,  -- a planner job is queued or at work
    started_at      timestamptz,
    ended_at        timestamptz,
    UNIQUE (announcement_id, planned_at)
);
CREATE INDEX runs_live ON runs (announcement_id) WHERE state = 'running';

-- About ten seconds of work each. The counters change with every commit of
-- results, so the ids are kept out of the row's way.
CREATE TABLE run_pages (
    run_id     bigint   NOT NULL REFERENCES runs,
    page       integer  NOT NULL,
    person_ids bigint[] NOT NULL,
    size       integer  NOT NULL,
    sent       integer  NOT NULL DEFAULT 0,
    blocked    integer  NOT NULL DEFAULT 0,
    failed     integer  NOT NULL DEFAULT 0,
    unknown    integer  NOT NULL DEFAULT 0,
    held       integer  NOT NULL DEFAULT 0,
    expired    integer  NOT NULL DEFAULT 0,
    closed_at  timestamptz,
    PRIMARY KEY (run_id, page)
) WITH (fillfactor = 50, toast_tuple_target = 128);
ALTER TABLE run_pages ALTER COLUMN person_ids SET STORAGE EXTERNAL;
CREATE INDEX run_pages_open ON run_pages (run_id) WHERE closed_at IS NULL;

-- The ledger, insert-only: what became of each message. Partitions hold a
-- hundred runs each and are made when a run starts.
CREATE TABLE deliveries (
    run_id     bigint      NOT NULL,
    person_id  bigint      NOT NULL,
    at         timestamptz NOT NULL,
    message_id bigint,                                   -- NULL unless sent
    outcome    smallint    NOT NULL CHECK (outcome BETWEEN 1 AND 6), -- sent, blocked, failed, unknown, held, expired
    reason     text,                                     -- why it failed, in Telegram's words
    PRIMARY KEY (run_id, person_id)
) PARTITION BY RANGE (run_id);
CREATE INDEX deliveries_failed ON deliveries (run_id, reason) WHERE outcome = 3;

-- What audiences are counted from; everyone who can be written to, by id.
CREATE INDEX people_audience ON people (id) INCLUDE (language) WHERE member_since IS NOT NULL AND reachable;

-- +goose Down
DROP INDEX people_audience;
DROP TABLE deliveries, run_pages, runs, announcements;
