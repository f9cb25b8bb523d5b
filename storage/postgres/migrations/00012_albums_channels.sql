-- +goose Up
-- An album arrives as several messages; whoever takes it back needs all of them.
ALTER TABLE deliveries ADD COLUMN more_ids bigint[]; -- of an album, Telegram's ids of its further messages

-- Channels and groups in which the bot is or was an administrator. Those that
-- somebody linked belong to an organisation or to the centre, and can be posted in.
CREATE TABLE channels (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id         bigint      NOT NULL UNIQUE,          -- Telegram's; a group that grows gets another
    is_group        boolean     NOT NULL,
    title           text        NOT NULL,
    username        text        NOT NULL DEFAULT '',      -- of a public one
    language        text        NOT NULL DEFAULT '' CHECK (language IN ('', 'kk', 'ru', 'en')), -- it is posted in
    may_post        boolean     NOT NULL,                 -- the bot is an administrator who may post
    added_by        bigint      REFERENCES people,        -- who made the bot an administrator; NULL: unknown
    organisation_id bigint      REFERENCES organisations, -- NULL and linked: the centre's
    linked_by       bigint      REFERENCES people,
    linked_at       timestamptz,                          -- NULL: it belongs to nobody
    seen_at         timestamptz NOT NULL                  -- when title and rights were so
);
CREATE INDEX channels_linked ON channels ((coalesce(organisation_id, 0))) WHERE linked_at IS NOT NULL;
CREATE INDEX channels_added ON channels (added_by) WHERE added_by IS NOT NULL;

ALTER TABLE announcements ADD COLUMN channels bigint[] NOT NULL DEFAULT '{}'; -- it is posted in, too

-- What a run does in each of its channels. A post whose job was cut off while
-- the call was under way is known by that job.
CREATE TABLE channel_posts (
    run_id     bigint      NOT NULL REFERENCES runs,
    channel_id bigint      NOT NULL REFERENCES channels,
    job_id     bigint      NOT NULL DEFAULT 0,       -- the job that has begun with it; 0: none
    lost       boolean     NOT NULL DEFAULT false,   -- the bot may not post there, and the run waits
    outcome    smallint,                             -- as in deliveries; NULL: not done
    message_id bigint,
    more_ids   bigint[],
    reason     text,
    at         timestamptz,
    PRIMARY KEY (run_id, channel_id)
);

-- +goose Down
DROP TABLE channel_posts;
ALTER TABLE announcements DROP COLUMN channels;
DROP TABLE channels;
ALTER TABLE deliveries DROP COLUMN more_ids;
