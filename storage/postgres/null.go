package postgres

import (
	"database/sql"
	"time"
)

// nullable scans a column into a value whose zero value stands for NULL.
type nullable[T any] struct{ into *T }

// Scan implements sql.Scanner.
func (n nullable[T]) Scan(src any) error {
	var v sql.Null[T]
	err := v.Scan(src)
	*n.into = v.V
	return err
}

// orZero scans NULL as the zero value.
func orZero[T any](into *T) nullable[T] { return nullable[T]{into} }

// orNull writes the zero time as NULL.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
