-- +goose Up
-- What people do not want announcements of: everything, the centre itself, an
-- organisation, or a topic. Guests may have some, too.
CREATE TABLE mutes (
    person_id       bigint      NOT NULL REFERENCES people,
    kind            text        NOT NULL CHECK (kind IN ('everything', 'centre', 'organisation', 'topic')),
    organisation_id bigint      REFERENCES organisations,
    interest_id     bigint      REFERENCES interests,
    subject_id      bigint      NOT NULL GENERATED ALWAYS AS (coalesce(organisation_id, interest_id, 0)) STORED,
    at              timestamptz NOT NULL,
    PRIMARY KEY (person_id, kind, subject_id),
    CHECK ((kind = 'organisation') = (organisation_id IS NOT NULL)),
    CHECK ((kind = 'topic') = (interest_id IS NOT NULL))
);
CREATE INDEX mutes_subject ON mutes (kind, subject_id, person_id);

-- Those who did not want a message. What stands in the ledger already keeps to
-- the narrower rule, so it need not be read again.
ALTER TABLE run_pages ADD COLUMN muted integer NOT NULL DEFAULT 0;
ALTER TABLE deliveries
    DROP CONSTRAINT deliveries_outcome_check,
    ADD CHECK (outcome BETWEEN 1 AND 7) NOT VALID; -- sent, blocked, failed, unknown, held, expired, muted

-- Who wants the weekly digest of events. Each is due at a moment of its own, which
-- moves on in the transaction that queues the message: one a week for each person.
CREATE TABLE digests (
    person_id  bigint      PRIMARY KEY REFERENCES people,
    due_at     timestamptz,                           -- NULL: not wanted, but offered or wanted before
    near       boolean     NOT NULL DEFAULT false,    -- of the person's own district only
    changed_at timestamptz NOT NULL
);
CREATE INDEX digests_due ON digests (due_at, person_id) WHERE due_at IS NOT NULL;

-- +goose Down
DROP TABLE digests;
DELETE FROM deliveries WHERE outcome = 7;
ALTER TABLE deliveries
    DROP CONSTRAINT deliveries_outcome_check,
    ADD CHECK (outcome BETWEEN 1 AND 6);
ALTER TABLE run_pages DROP COLUMN muted;
DROP TABLE mutes;
