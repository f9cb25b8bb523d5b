package telegram

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttpproxy"
	"golang.org/x/net/http/httpproxy"
)

// Connections to the Bot API.
const (
	// maxConns is how many calls can be under way at once.
	maxConns = 1024
	// keepIdle is after how long an unused connection is let go of, before
	// Telegram does: a call on one that is just being closed would leave open
	// whether it arrived.
	keepIdle = 30 * time.Second
	// idleTime is after how long without use a connection is looked at before it
	// is trusted with a call.
	idleTime = 100 * time.Millisecond
	// connectTime is how long it may take to get a connection.
	connectTime = callTime
)

// Dial opens a connection to an address, host:port, within the time.
type Dial func(address string, limit time.Duration) (net.Conn, error)

// newHost makes the HTTP client for the server of the address. fasthttp makes a
// call in the goroutine that asks for it, which costs a third of what net/http
// takes. It speaks HTTP/1.1, where one slow call does not hold up others.
func newHost(server *url.URL, dial Dial) (*fasthttp.HostClient, error) {
	secure := server.Scheme == "https"
	if dial == nil {
		var err error
		if dial, err = dialer(server); err != nil {
			return nil, err
		}
	}
	if secure {
		dial = withTLS(dial, &tls.Config{ServerName: server.Hostname(), ClientSessionCache: tls.NewLRUClientSessionCache(0)})
	}
	return &fasthttp.HostClient{
		Addr: fasthttp.AddMissingPort(server.Host, secure), IsTLS: secure, DialTimeout: fasthttp.DialFuncWithTimeout(dial),
		MaxConns: maxConns, MaxIdleConnDuration: keepIdle,
		SecureErrorLogMessage: true, // or errors would quote what was said
	}, nil
}

// errProxy does not quote the address, which may hold a password.
var errProxy = errors.New("HTTPS_PROXY and HTTP_PROXY take http://host:port or socks5://host:port")

// dialer connects directly, or through the proxy that HTTPS_PROXY, HTTP_PROXY
// and NO_PROXY name for the server.
func dialer(server *url.URL) (Dial, error) {
	proxy, err := httpproxy.FromEnvironment().ProxyFunc()(server)
	if err != nil {
		return nil, errProxy
	}
	if proxy == nil {
		return func(address string, limit time.Duration) (net.Conn, error) {
			return (&net.Dialer{Timeout: min(limit, connectTime)}).Dial("tcp", address)
		}, nil
	}
	through := fasthttpproxy.Dialer{Timeout: connectTime, ConnectTimeout: connectTime, DialDualStack: true}
	dial, err := through.GetDialFuncForTLS(true, server.Scheme == "https")
	if err != nil {
		return nil, errProxy
	}
	return func(address string, _ time.Duration) (net.Conn, error) { return dial(address) }, nil
}

// withTLS secures the connections that dial opens.
func withTLS(dial Dial, config *tls.Config) Dial {
	return func(address string, limit time.Duration) (net.Conn, error) {
		end := time.Now().Add(min(limit, connectTime))
		plain, err := dial(address, limit)
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithDeadline(context.Background(), end)
		defer cancel()
		conn := tls.Client(plain, config)
		if err := conn.HandshakeContext(ctx); err != nil {
			_ = plain.Close()
			return nil, err
		}
		return conn, nil
	}
}

// closed tells whether the other side has let go of an idle connection: its end
// or a farewell waits to be read.
func closed(conn net.Conn) bool {
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return true
	}
	waiting := false
	err = raw.Read(func(fd uintptr) bool {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		waiting = err == syscall.EAGAIN || err == syscall.EINTR
		return true
	})
	return err != nil || !waiting
}
