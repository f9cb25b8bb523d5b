package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jastar/centre"
)

const insertDeed = `
	INSERT INTO audit (by_person, action, object, object_id, detail)
	VALUES ($1, $2, $3, $4, $5)`

// record writes a staff action into the append-only audit log, in the
// transaction of the action itself.
func record(ctx context.Context, tx pgx.Tx, d centre.Deed) error {
	detail := d.Detail
	if detail == nil {
		detail = map[string]any{}
	}
	if _, err := tx.Exec(ctx, insertDeed, d.By, d.Action, d.Object, d.ID, detail); err != nil {
		return fmt.Errorf("record %s of %s %d: %w", d.Action, d.Object, d.ID, err)
	}
	return nil
}
