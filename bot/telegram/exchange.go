package telegram

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// exchange is the HTTP client of one call. It gives the call the context that
// tgbotapi does not know, and notes how far the call came.
type exchange struct {
	ctx    context.Context
	http   *http.Client
	status int // of the answer, 0 when none came
	stage  atomic.Int32
}

// The stages of a request.
const (
	notSent int32 = iota // no connection yet, or the request was not written whole
	sending              // a connection is there
	sent                 // all was written
)

// Do makes the exchange. It implements tgbotapi.HTTPClient. The transport may
// try a second connection, but only after it wrote nothing to the first.
func (x *exchange) Do(r *http.Request) (*http.Response, error) {
	answer, err := x.http.Do(r.WithContext(httptrace.WithClientTrace(x.ctx, &httptrace.ClientTrace{
		GetConn: func(string) { x.stage.Store(notSent) },
		GotConn: func(httptrace.GotConnInfo) { x.stage.Store(sending) },
		WroteRequest: func(w httptrace.WroteRequestInfo) {
			if w.Err != nil {
				x.stage.Store(notSent)
				return
			}
			x.stage.Store(sent)
		},
	})))
	if err != nil {
		return nil, err
	}
	x.status = answer.StatusCode
	answer.Body = drained{answer.Body}
	return answer, nil
}

// maybeLeft tells whether Telegram may have received the request. A request
// that was cut while it was being sent counts as received: the last bytes may
// have left before we heard of it.
func (x *exchange) maybeLeft() bool { return x.stage.Load() != notSent }

// drained is a body that is read to its end when it is closed, so that the
// connection can be used again.
type drained struct{ io.ReadCloser }

// drainedBytes is how much is read for the sake of the connection.
const drainedBytes = 64 << 10

// Close reads what was left and closes the body.
func (d drained) Close() error {
	_, _ = io.CopyN(io.Discard, d.ReadCloser, drainedBytes) // what fails here fails nobody's call
	return d.ReadCloser.Close()
}
