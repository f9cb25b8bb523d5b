-- +goose Up
-- Audiences are counted while their author looks on. The conditions are those of
-- every count, word for word, so that the index alone answers. With so few
-- different values it stays thirty times smaller than the table. Pages of an
-- audience go by the primary key.
CREATE INDEX people_audience_members ON people (language, reachable)
    WHERE member_since IS NOT NULL AND chat_id IS NOT NULL AND forgotten_at IS NULL AND forget_at IS NULL;
CREATE INDEX people_audience_everyone ON people (language, reachable)
    WHERE chat_id IS NOT NULL AND forgotten_at IS NULL AND forget_at IS NULL;
DROP INDEX people_audience;

-- +goose Down
CREATE INDEX people_audience ON people (id) INCLUDE (language) WHERE member_since IS NOT NULL AND reachable;
DROP INDEX people_audience_members, people_audience_everyone;
