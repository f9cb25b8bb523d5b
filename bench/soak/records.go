package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// records is the database, looked at from outside the bot.
type records struct{ url string }

// with does something over a connection of its own: the server may have been
// away meanwhile.
func (r *records) with(ctx context.Context, do func(c *pgx.Conn) error) error {
	c, err := pgx.Connect(ctx, r.url)
	if err != nil {
		return fmt.Errorf("look into the database: %w", err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	if err := do(c); err != nil {
		return fmt.Errorf("look into the database: %w", err)
	}
	return nil
}

// do runs a statement.
func (r *records) do(ctx context.Context, statement string, args ...any) error {
	return r.with(ctx, func(c *pgx.Conn) error {
		_, err := c.Exec(ctx, statement, args...)
		return err
	})
}

// one is the single number a statement returns.
func (r *records) one(ctx context.Context, statement string, args ...any) (n int64, err error) {
	err = r.with(ctx, func(c *pgx.Conn) error { return c.QueryRow(ctx, statement, args...).Scan(&n) })
	return n, err
}

// two are the two numbers a statement returns.
func (r *records) two(ctx context.Context, statement string, args ...any) (a, b int64, err error) {
	err = r.with(ctx, func(c *pgx.Conn) error { return c.QueryRow(ctx, statement, args...).Scan(&a, &b) })
	return a, b, err
}

// rowsOf are all rows a statement returns.
func rowsOf[T any](ctx context.Context, r *records, statement string, args ...any) (all []T, err error) {
	err = r.with(ctx, func(c *pgx.Conn) error {
		rows, err := c.Query(ctx, statement, args...)
		if err == nil {
			all, err = pgx.CollectRows(rows, pgx.RowToStructByPos[T])
		}
		return err
	})
	return all, err
}
