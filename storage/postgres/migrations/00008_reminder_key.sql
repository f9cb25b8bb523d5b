-- +goose Up
-- Most of a sign-up's work is its reminders and their indexes. What makes a
-- reminder the only one of its kind is its key now. Nothing refers to it by a
-- number, and nothing deletes a sign-up: reminders are written only by statements
-- that have just written or read theirs, so the database need not look it up again.
ALTER TABLE reminders DROP COLUMN id;
ALTER TABLE reminders
    DROP CONSTRAINT reminders_signup_id_fkey,
    DROP CONSTRAINT reminders_signup_id_offset_minutes_starts_at_key,
    ADD PRIMARY KEY (signup_id, offset_minutes, starts_at);

-- +goose Down
ALTER TABLE reminders
    DROP CONSTRAINT reminders_pkey,
    ADD UNIQUE (signup_id, offset_minutes, starts_at),
    ADD FOREIGN KEY (signup_id) REFERENCES signups,
    ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
