-- +goose Up
-- Audiences that were saved under a name, to be used again.
CREATE TABLE segments (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id         bigint      NOT NULL UNIQUE,           -- the conversation that saved it
    organisation_id bigint      REFERENCES organisations,  -- NULL: the centre itself
    name            text        NOT NULL,
    audience        jsonb       NOT NULL,
    created_by      bigint      NOT NULL REFERENCES people,
    created_at      timestamptz NOT NULL
);
CREATE UNIQUE INDEX segments_name ON segments (coalesce(organisation_id, 0), name);

-- Who wants to hear from which organisation.
CREATE TABLE follows (
    person_id       bigint      NOT NULL REFERENCES people,
    organisation_id bigint      NOT NULL REFERENCES organisations,
    at              timestamptz NOT NULL,
    PRIMARY KEY (person_id, organisation_id)
);
CREATE INDEX follows_organisation ON follows (organisation_id, person_id);

-- Which runs sent something on a day.
CREATE INDEX runs_ended ON runs (coalesce(ended_at, 'infinity'::timestamptz)) WHERE started_at IS NOT NULL;

-- Audiences by profile are counted from an index alone, too. With dates of birth
-- it would be as large as half of the table, so those are read from the table.
DROP INDEX people_audience_members;
CREATE INDEX people_audience_members ON people (language, reachable, district_id, residence, occupation)
    WHERE member_since IS NOT NULL AND chat_id IS NOT NULL AND forgotten_at IS NULL AND forget_at IS NULL;

-- +goose Down
DROP INDEX people_audience_members;
CREATE INDEX people_audience_members ON people (language, reachable)
    WHERE member_since IS NOT NULL AND chat_id IS NOT NULL AND forgotten_at IS NULL AND forget_at IS NULL;
DROP INDEX runs_ended;
DROP TABLE follows, segments;
