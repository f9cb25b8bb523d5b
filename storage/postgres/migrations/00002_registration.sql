-- +goose Up
CREATE TABLE districts (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text   NOT NULL UNIQUE,
    name jsonb  NOT NULL                                  -- words by language
);
INSERT INTO districts (code, name) VALUES
    ('alatau',    '{"kk": "Алатау",    "ru": "Алатауский",    "en": "Alatau"}'),
    ('almaly',    '{"kk": "Алмалы",    "ru": "Алмалинский",   "en": "Almaly"}'),
    ('auezov',    '{"kk": "Әуезов",    "ru": "Ауэзовский",    "en": "Auezov"}'),
    ('bostandyk', '{"kk": "Бостандық", "ru": "Бостандыкский", "en": "Bostandyk"}'),
    ('zhetysu',   '{"kk": "Жетісу",    "ru": "Жетысуский",    "en": "Zhetysu"}'),
    ('medeu',     '{"kk": "Медеу",     "ru": "Медеуский",     "en": "Medeu"}'),
    ('nauryzbay', '{"kk": "Наурызбай", "ru": "Наурызбайский", "en": "Nauryzbay"}'),
    ('turksib',   '{"kk": "Түрксіб",   "ru": "Турксибский",   "en": "Turksib"}');

CREATE TABLE interests (
    id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text   NOT NULL UNIQUE,
    name jsonb  NOT NULL
);
INSERT INTO interests (code, name) VALUES
    ('sport',        '{"kk": "Спорт",          "ru": "Спорт",         "en": "Sport"}'),
    ('music',        '{"kk": "Музыка",         "ru": "Музыка",        "en": "Music"}'),
    ('dance',        '{"kk": "Би",             "ru": "Танцы",         "en": "Dance"}'),
    ('art',          '{"kk": "Өнер",           "ru": "Искусство",     "en": "Art"}'),
    ('volunteering', '{"kk": "Еріктілік",      "ru": "Волонтёрство",  "en": "Volunteering"}'),
    ('it',           '{"kk": "IT",             "ru": "IT",            "en": "IT"}'),
    ('languages',    '{"kk": "Тілдер",         "ru": "Языки",         "en": "Languages"}'),
    ('career',       '{"kk": "Мансап",         "ru": "Карьера",       "en": "Career"}'),
    ('ecology',      '{"kk": "Экология",       "ru": "Экология",      "en": "Ecology"}'),
    ('games',        '{"kk": "Ойындар",        "ru": "Игры",          "en": "Games"}');

-- What a member told about themselves. Everything here is erased by forgetting.
ALTER TABLE people
    ADD COLUMN name                  text,                -- exactly as typed
    ADD COLUMN work_name             text,                -- how staff without a member's name is listed
    ADD COLUMN age_band              text,                -- as told: '14-15', '16-17', '18-35'
    ADD COLUMN birth_date            date,
    ADD COLUMN district_id           bigint REFERENCES districts,
    ADD COLUMN residence             text CHECK (residence IN ('city', 'dormitory', 'rural')),
    ADD COLUMN occupation            text CHECK (occupation IN ('school', 'student', 'working', 'looking', 'other')),
    ADD COLUMN phone                 text,                -- digits with a leading plus
    ADD COLUMN consent_version       integer,             -- the latest consent given
    ADD COLUMN consented_at          timestamptz,
    ADD COLUMN member_since          timestamptz,         -- NULL: not a member
    ADD COLUMN guardian_confirmed_at timestamptz,         -- NULL: no guardian stands behind the person
    ADD COLUMN photo_permission      boolean,             -- the guardian's answer; NULL: not given
    ADD COLUMN reminder_offsets      integer[],           -- minutes before; NULL: as each event says
    ADD COLUMN quiet_from            integer CHECK (quiet_from BETWEEN 0 AND 1439), -- minutes after midnight,
    ADD COLUMN quiet_to              integer CHECK (quiet_to BETWEEN 0 AND 1439),   -- NULL: as the centre says
    ADD COLUMN forget_at             timestamptz,         -- the wish to be forgotten comes true then
    ADD COLUMN forgotten_at          timestamptz,
    ADD CHECK ((quiet_from IS NULL) = (quiet_to IS NULL));
CREATE INDEX people_forget ON people (forget_at) WHERE forget_at IS NOT NULL;
CREATE INDEX people_forgotten ON people (forgotten_at) WHERE forgotten_at IS NOT NULL AND chat_id IS NOT NULL;
CREATE INDEX people_staff ON people (id) WHERE staff_role <> '';

CREATE TABLE person_interests (
    person_id   bigint NOT NULL REFERENCES people,
    interest_id bigint NOT NULL REFERENCES interests,
    PRIMARY KEY (person_id, interest_id)
);
CREATE INDEX person_interests_interest ON person_interests (interest_id, person_id);

-- Proof of every consent, append-only: which words were shown, to whom, when.
CREATE TABLE consents (
    id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint      NOT NULL REFERENCES people,     -- who said yes
    about_id  bigint      NOT NULL REFERENCES people,     -- whose data: the person's own, or their child's
    version   integer     NOT NULL,
    language  text        NOT NULL,
    text_hash bytea       NOT NULL CHECK (octet_length(text_hash) = 32), -- SHA-256 of the text as shown
    at        timestamptz NOT NULL,
    UNIQUE (person_id, about_id, version, text_hash)
);
CREATE INDEX consents_about ON consents (about_id);
CREATE TRIGGER consents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Links by which a minor asks a guardian, and what the guardian answered.
CREATE TABLE guardian_links (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    child_id         bigint      NOT NULL REFERENCES people,
    token_hash       bytea       NOT NULL UNIQUE,         -- SHA-256; the token itself is kept nowhere
    created_at       timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    guardian_id      bigint      REFERENCES people,
    decision         text        NOT NULL DEFAULT '' CHECK (decision IN ('', 'confirmed', 'declined')),
    decided_at       timestamptz,
    photo_permission boolean,
    photo_at         timestamptz,
    withdrawn_at     timestamptz,
    CHECK ((decision = '') = (decided_at IS NULL) AND (decision = '') = (guardian_id IS NULL))
);
CREATE INDEX guardian_links_child ON guardian_links (child_id, id DESC);
CREATE INDEX guardian_links_guardian ON guardian_links (guardian_id, id DESC) WHERE guardian_id IS NOT NULL;

-- Links that invite an organizer, or a coordinator when no organisation is named.
CREATE TABLE invitations (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id bigint      REFERENCES organisations,
    token_hash      bytea       NOT NULL UNIQUE,
    created_by      bigint      NOT NULL REFERENCES people,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    answered_by     bigint      REFERENCES people,
    accepted        boolean,
    answered_at     timestamptz,
    CHECK ((answered_by IS NULL) = (accepted IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL))
);

-- +goose Down
DROP TABLE invitations, guardian_links, consents, person_interests;
DROP INDEX people_staff;
ALTER TABLE people
    DROP COLUMN name, DROP COLUMN work_name, DROP COLUMN age_band, DROP COLUMN birth_date, DROP COLUMN district_id,
    DROP COLUMN residence, DROP COLUMN occupation, DROP COLUMN phone, DROP COLUMN consent_version,
    DROP COLUMN consented_at, DROP COLUMN member_since, DROP COLUMN guardian_confirmed_at,
    DROP COLUMN photo_permission, DROP COLUMN reminder_offsets, DROP COLUMN quiet_from, DROP COLUMN quiet_to,
    DROP COLUMN forget_at, DROP COLUMN forgotten_at;
DROP TABLE interests, districts;
