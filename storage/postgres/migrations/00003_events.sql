-- +goose Up
-- Where things happen: the centre and its sister branches, and the spaces inside.
CREATE TABLE branches (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        jsonb  NOT NULL,                         -- words by language, as every jsonb here
    address     jsonb  NOT NULL,
    district_id bigint REFERENCES districts,
    latitude    double precision NOT NULL,
    longitude   double precision NOT NULL
);

CREATE TABLE spaces (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    branch_id bigint NOT NULL REFERENCES branches,
    name      jsonb  NOT NULL,
    UNIQUE (branch_id, id)
);

-- An event is a draft while its organizer fills it in; what a reader needs is
-- complete from publication on. An event lasts at most 24 hours, so "not over
-- yet" is always a range of starts_at.
CREATE TABLE events (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id         bigint      UNIQUE,                  -- the conversation that created it
    organisation_id bigint      NOT NULL REFERENCES organisations,
    created_by      bigint      NOT NULL REFERENCES people,
    status          text        NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'cancelled')),
    title           jsonb       NOT NULL DEFAULT '{}',
    description     jsonb       NOT NULL DEFAULT '{}',
    starts_at       timestamptz,
    ends_at         timestamptz,
    branch_id       bigint      REFERENCES branches,
    space_id        bigint,
    place           text        NOT NULL DEFAULT '',     -- the organizer's own words when it is no branch
    district_id     bigint      REFERENCES districts,
    capacity        integer     NOT NULL DEFAULT 0,
    taken           integer     NOT NULL DEFAULT 0,      -- sign-ups that are going, kept under the row's lock
    revision        bigint      NOT NULL DEFAULT 0,      -- grows with every change but that of taken
    ages            text        NOT NULL DEFAULT 'guardian' CHECK (ages IN ('open', 'guardian', 'adults')),
    opens_at        timestamptz,                         -- NULL: from publication
    closes_at       timestamptz,                         -- NULL: until the start
    reminders       integer[],                           -- minutes before; NULL: the centre's default
    cancel_reason   text        NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (branch_id, space_id) REFERENCES spaces (branch_id, id),
    CHECK (taken BETWEEN 0 AND capacity),
    CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '24 hours'),
    CHECK (status = 'draft' OR (starts_at IS NOT NULL AND ends_at IS NOT NULL
        AND title <> '{}' AND capacity > 0 AND (branch_id IS NOT NULL OR place <> '')))
) WITH (fillfactor = 80);                                -- taken changes often and stands in no index
CREATE INDEX events_upcoming ON events (starts_at, id) WHERE status = 'published';
CREATE INDEX events_district ON events (district_id, starts_at, id) WHERE status = 'published';
CREATE INDEX events_organisation ON events (organisation_id, starts_at, id);
CREATE INDEX events_drafts ON events (organisation_id, id) WHERE status = 'draft';

CREATE TABLE event_interests (
    event_id    bigint NOT NULL REFERENCES events ON DELETE CASCADE,
    interest_id bigint NOT NULL REFERENCES interests,
    PRIMARY KEY (event_id, interest_id)
);
CREATE INDEX event_interests_interest ON event_interests (interest_id, event_id);

-- What was changed about a published event, so that those affected hear old and new.
CREATE TABLE event_changes (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id   bigint      NOT NULL UNIQUE,               -- the conversation that made it
    event_id  bigint      NOT NULL REFERENCES events,
    old_start timestamptz NOT NULL,
    old_end   timestamptz NOT NULL,
    old_place jsonb       NOT NULL,                      -- the place's words as they were
    moved     boolean     NOT NULL,                      -- the time changed
    made_at   timestamptz NOT NULL
);
CREATE INDEX event_changes_event ON event_changes (event_id, id);

CREATE TABLE signups (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    bigint      NOT NULL REFERENCES events,
    person_id   bigint      NOT NULL REFERENCES people,
    state       text        NOT NULL CHECK (state IN ('going', 'cancelled')),
    answer      text        NOT NULL DEFAULT '' CHECK (answer IN ('', 'coming', 'late', 'cannot')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    changed_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (event_id, person_id)
);
CREATE INDEX signups_person ON signups (person_id, event_id);
CREATE INDEX signups_attendees ON signups (event_id, id) WHERE state = 'going';

-- One row per sign-up, offset and start: whoever was reminded is never
-- reminded again, and a moved event reminds anew.
CREATE TABLE reminders (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    signup_id      bigint      NOT NULL REFERENCES signups,
    offset_minutes integer     NOT NULL CHECK (offset_minutes > 0),
    starts_at      timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,
    claimed_at     timestamptz,                          -- its notice was queued
    UNIQUE (signup_id, offset_minutes, starts_at)
);
CREATE INDEX reminders_due ON reminders (due_at, starts_at) WHERE claimed_at IS NULL;

-- +goose Down
DROP TABLE reminders, signups, event_changes, event_interests, events, spaces, branches;
