CREATE TABLE IF NOT EXISTS users (
    chat_id  bigint  PRIMARY KEY,
    name     text    NOT NULL,
    language text    NOT NULL,
    member   boolean NOT NULL DEFAULT true,
    blocked  boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS events (
    id        bigint      PRIMARY KEY,
    title     text        NOT NULL,
    place     text        NOT NULL,
    starts_at timestamptz NOT NULL,
    capacity  integer     NOT NULL,
    taken     integer     NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS events_upcoming ON events (starts_at, id);
CREATE TABLE IF NOT EXISTS signups (
    event_id bigint      NOT NULL REFERENCES events,
    chat_id  bigint      NOT NULL REFERENCES users,
    state    text        NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, chat_id)
);
CREATE TABLE IF NOT EXISTS deliveries (
    id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    broadcast_id bigint      NOT NULL,
    chat_id      bigint      NOT NULL,
    message_id   bigint      NOT NULL,
    error        text        NOT NULL DEFAULT '',
    at           timestamptz NOT NULL DEFAULT now()
);
