package postgres

import (
	"errors"
	"io"
	"net"

	"github.com/jackc/puddle/v2"
)

// brokenConnection tells whether the error comes from a connection that broke
// while it was used, or from a pool that is being closed.
func brokenConnection(err error) bool {
	var network net.Error
	return errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, puddle.ErrClosedPool)
}
