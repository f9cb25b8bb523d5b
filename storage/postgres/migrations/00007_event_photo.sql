-- +goose Up
ALTER TABLE events ADD COLUMN photo text NOT NULL DEFAULT '';  -- Telegram's id of the picture on the card

-- +goose Down
ALTER TABLE events DROP COLUMN photo;
