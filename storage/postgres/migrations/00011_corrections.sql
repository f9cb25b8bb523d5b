-- +goose Up
-- A run can change the messages of an earlier one: edit them or take them back.
-- Then its people stand in the ledger of that one. Planned times are those of
-- sendings alone.
ALTER TABLE runs
    ADD COLUMN kind    text   NOT NULL DEFAULT 'send' CHECK (kind IN ('send', 'edit', 'recall')),
    ADD COLUMN base_id bigint REFERENCES runs,                        -- whose messages it changes
    ADD COLUMN form_id bigint UNIQUE,                                 -- the conversation that asked for an edit
    ADD CHECK ((kind = 'send') = (base_id IS NULL)),
    DROP CONSTRAINT runs_announcement_id_planned_at_key;
CREATE UNIQUE INDEX runs_planned ON runs (announcement_id, planned_at) WHERE base_id IS NULL;
CREATE INDEX runs_base ON runs (base_id, id DESC) WHERE base_id IS NOT NULL;

-- Whoever corrects a run sees how that goes, and need not have planned the next
-- start. The new words are looked at before they go out.
ALTER TABLE announcements
    ADD COLUMN shown_to bigint REFERENCES people, -- NULL: started_by sees the progress
    ADD COLUMN wording  jsonb;                    -- words that are to replace those of a run, until that begins

-- +goose Down
ALTER TABLE announcements DROP COLUMN wording, DROP COLUMN shown_to;
UPDATE announcements a SET run_id = (SELECT max(r.id) FROM runs r WHERE r.announcement_id = a.id AND r.base_id IS NULL AND r.started_at IS NOT NULL)
    WHERE run_id IN (SELECT id FROM runs WHERE base_id IS NOT NULL);
DELETE FROM deliveries WHERE run_id IN (SELECT id FROM runs WHERE base_id IS NOT NULL);
DELETE FROM run_failures WHERE run_id IN (SELECT id FROM runs WHERE base_id IS NOT NULL);
DELETE FROM run_pages WHERE run_id IN (SELECT id FROM runs WHERE base_id IS NOT NULL);
DELETE FROM runs WHERE base_id IS NOT NULL;
DROP INDEX runs_base, runs_planned;
ALTER TABLE runs
    DROP COLUMN form_id, DROP COLUMN base_id, DROP COLUMN kind,
    ADD UNIQUE (announcement_id, planned_at);
