package main

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// stall makes the ledger of announcements wait until goOn is called: a message
// that left is not recorded and keeps its place in the window, so that a run
// stands still in the middle. What it does in channels waits before it leaves.
func (w *world) stall() (goOn func()) {
	w.t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, w.cfg.DatabaseURL)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = c.Close(ctx) })
	w.sql(`CREATE OR REPLACE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN LOCK TABLE run_failures IN ROW EXCLUSIVE MODE; RETURN NULL; END $$`)
	w.sql(`CREATE OR REPLACE TRIGGER stand_still BEFORE UPDATE OF job_id ON channel_posts FOR EACH STATEMENT EXECUTE FUNCTION stand_still()`)
	if _, err := c.Exec(ctx, `BEGIN; LOCK TABLE run_failures IN SHARE MODE`); err != nil {
		w.t.Fatal(err)
	}
	return func() {
		w.t.Helper()
		if err := c.Close(ctx); err != nil {
			w.t.Fatal(err)
		}
	}
}

// stalledPages counts pages that stand still because the ledger waits.
const stalledPages = `SELECT count(*) FROM pg_locks
	WHERE NOT granted AND relation = 'run_failures'::regclass
	  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
