package telegram

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/valyala/fasthttp"
)

// exchange is one request to the Bot API and its answer. It notes how far the
// call came.
type exchange struct {
	host   *fasthttp.HostClient
	idle   time.Duration // see idleTime
	end    time.Time
	cut    context.Context // whose end cuts the exchange short, nil when only time does
	status int             // of the answer, 0 when none came
	left   bool            // Telegram may have received the request
}

// errStale says that an idle connection was found closed.
var errStale = errors.New("the connection was closed")

// make sends the request and reads the answer. A pooled connection that turns
// out to be closed before the request was written whole is replaced.
func (x *exchange) make(request *fasthttp.Request, answer *fasthttp.Response) error {
	for {
		pooled, err := x.try(request, answer)
		if err == nil {
			x.status = answer.StatusCode()
			return nil
		}
		if !pooled || x.left || request.IsBodyStream() || !time.Now().Before(x.end) {
			return err
		}
	}
}

// try makes the exchange on one connection; pooled tells whether it was used
// before. A request that could not be written whole was not received. One that
// was cut later counts as received: nobody can tell.
func (x *exchange) try(request *fasthttp.Request, answer *fasthttp.Response) (pooled bool, err error) {
	conn, err := x.host.AcquireConn(time.Until(x.end), false)
	if err != nil {
		return false, err
	}
	used := conn.LastUseTime()
	if pooled = !used.IsZero(); pooled && time.Since(used) >= x.idle && closed(conn.Conn()) {
		x.host.CloseConn(conn)
		return true, errStale
	}
	release := x.guard(conn.Conn())
	if err = x.write(conn.Conn(), request); err == nil {
		x.left = true
		err = x.read(conn.Conn(), answer)
	}
	if !release() || err != nil || answer.ConnectionClose() {
		x.host.CloseConn(conn)
	} else {
		x.host.ReleaseConn(conn)
	}
	return pooled, err
}

// guard bounds the exchange's time on the connection. release tells whether the
// connection can be used again.
func (x *exchange) guard(conn net.Conn) (release func() bool) {
	_ = conn.SetDeadline(x.end) // a closed connection says so when it is used
	if x.cut == nil {
		return func() bool { return true }
	}
	return context.AfterFunc(x.cut, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
}

func (x *exchange) write(conn net.Conn, request *fasthttp.Request) error {
	w := x.host.AcquireWriter(conn)
	defer x.host.ReleaseWriter(w)
	if err := request.Write(w); err != nil {
		return err
	}
	return w.Flush()
}

// maxAnswer is how long an answer may be, in bytes; a hundred updates, the most
// there are in one, stay far below it.
const maxAnswer = 64 << 20

func (x *exchange) read(conn net.Conn, answer *fasthttp.Response) error {
	r := x.host.AcquireReader(conn)
	defer x.host.ReleaseReader(r)
	return answer.ReadLimitBody(r, maxAnswer)
}

// cause says in the same words that the time ran out, wherever it did.
func (x *exchange) cause(err error) error {
	switch {
	case x.cut != nil && x.cut.Err() != nil:
		return context.Cause(x.cut)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, fasthttp.ErrTimeout), !time.Now().Before(x.end):
		return context.DeadlineExceeded
	}
	return err
}

// Do makes the exchange for tgbotapi's uploads. It implements
// tgbotapi.HTTPClient.
func (x *exchange) Do(r *http.Request) (*http.Response, error) {
	request, answer := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(request)
	defer fasthttp.ReleaseResponse(answer)
	request.SetRequestURI(r.URL.String())
	request.Header.SetMethod(r.Method)
	request.Header.SetContentType(r.Header.Get("Content-Type"))
	request.SetBodyStream(r.Body, -1)
	if err := x.make(request, answer); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: x.status, Body: io.NopCloser(bytes.NewReader(bytes.Clone(answer.Body())))}, nil
}
