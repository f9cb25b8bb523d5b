-- +goose Up
-- An album arrives as several messages; whoever takes it back needs all of them.
ALTER TABLE deliveries ADD COLUMN more_ids bigint[]; -- of an album, Telegram's ids of its further messages

-- +goose Down
ALTER TABLE deliveries DROP COLUMN more_ids;
