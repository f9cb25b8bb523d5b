package postgres

import (
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
)

// starting tells whether waiting may help a first connection: the server is
// away, but not one that answered and wants another name, password or database
// (classes 28 and 3D).
func starting(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) && (server.Code[:2] == "28" || server.Code[:2] == "3D") {
		return false
	}
	return Away(err)
}

// brokenConnection tells whether the error comes from a connection that broke
// while it was used, or from a pool that is being closed.
func brokenConnection(err error) bool {
	var network net.Error
	return errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, puddle.ErrClosedPool)
}
