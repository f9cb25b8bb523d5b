-- +goose Up
-- Everyone who wrote to the bot. A guest has only the first six columns; the
-- rest is filled in by registration. Internal ids outlive the person's data.
CREATE TABLE people (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chat_id     bigint      UNIQUE,                      -- NULL after the person was forgotten
    language    text        NOT NULL DEFAULT '' CHECK (language IN ('', 'kk', 'ru', 'en')),
    reachable   boolean     NOT NULL DEFAULT true,
    staff_role  text        NOT NULL DEFAULT '' CHECK (staff_role IN ('', 'coordinator')),
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE organisations (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id     bigint      UNIQUE,                      -- the conversation that created it
    name        jsonb       NOT NULL,                    -- words by language
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE organizers (
    organisation_id bigint NOT NULL REFERENCES organisations,
    person_id       bigint NOT NULL REFERENCES people,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation_id, person_id)
);
CREATE INDEX organizers_person ON organizers (person_id);

-- Staff actions, append-only. Internal ids and plain values, never names.
CREATE TABLE audit (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    by_person bigint      NOT NULL,
    action    text        NOT NULL,
    object    text        NOT NULL,
    object_id bigint      NOT NULL,
    detail    jsonb       NOT NULL
);
CREATE INDEX audit_object ON audit (object, object_id);
CREATE INDEX audit_person ON audit (by_person);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE audit, organizers, organisations, people;
DROP FUNCTION refuse_change;
