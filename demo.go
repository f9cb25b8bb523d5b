package main

import (
	"context"
	"errors"
)

// demo runs the whole centre on this machine.
func demo(ctx context.Context, cfg Config) error {
	return errors.New("demo")
}
