-- +goose Up
-- Where the link buttons of a run lead. Readers open them at an address of the
-- bot's own that ends with the token; it is the same for everybody.
CREATE TABLE run_links (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id bigint NOT NULL REFERENCES runs,
    button bigint NOT NULL,               -- its id in the run's content
    token  text   NOT NULL UNIQUE,
    url    text   NOT NULL,
    UNIQUE (run_id, button)
);

-- How often a link was opened in each minute. By whom is not known.
CREATE TABLE link_openings (
    link_id bigint      NOT NULL REFERENCES run_links,
    at      timestamptz NOT NULL,         -- when the minute began
    number  integer     NOT NULL CHECK (number > 0),
    PRIMARY KEY (link_id, at)
);

-- +goose Down
DROP TABLE link_openings, run_links;
