package telegram

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jastar/bot"
)

// A server lets go of a connection while nobody uses it: the next message goes
// over another one and nobody doubts whether it arrived.
func TestClosedIdleConnectionIsReplaced(t *testing.T) {
	server := httptest.NewServer(saying(200, `{"ok":true,"result":{"message_id":3}}`))
	defer server.Close()
	var opened []net.Conn
	c, err := New(Options{Token: testToken, URL: server.URL, Dial: func(address string, limit time.Duration) (net.Conn, error) {
		conn, err := net.DialTimeout("tcp", address, limit)
		opened = append(opened, conn)
		return conn, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	c.idle = 0
	for want := 1; want <= 3; want++ {
		if id, err := c.Send(t.Context(), 1, bot.Outgoing{HTML: "x"}); err != nil || id != 3 {
			t.Fatalf("Send = %d, %v", id, err)
		}
		if len(opened) != want {
			t.Fatalf("%d connections were opened, want %d", len(opened), want)
		}
		server.CloseClientConnections()
		untilClosed(t, opened[len(opened)-1])
	}
}

// A connection that is used again is not opened anew.
func TestConnectionsAreUsedAgain(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(saying(200, `{"ok":true,"result":{"message_id":3}}`))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	c := clientAt(t, server.URL)
	c.idle = 0
	for range 5 {
		if _, err := c.Send(t.Context(), 1, bot.Outgoing{HTML: "x"}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Send(t.Context(), 1, bot.Outgoing{File: &bot.File{Name: "a.txt", Data: []byte("x")}}); err != nil {
			t.Fatal(err)
		}
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections for calls one after the other", n)
	}
}

// A secured connection that waits quietly is good until the farewell comes.
func TestClosedSecureConnection(t *testing.T) {
	server := httptest.NewTLSServer(saying(200, "hello"))
	defer server.Close()
	known := x509.NewCertPool()
	known.AddCert(server.Certificate())
	dial := withTLS(func(address string, limit time.Duration) (net.Conn, error) {
		return net.DialTimeout("tcp", address, limit)
	}, &tls.Config{RootCAs: known, ServerName: "example.com"})
	conn, err := dial(server.Listener.Addr().String(), connectTime)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 200 OK"))); err != nil {
		t.Fatal(err)
	}
	if closed(conn) {
		t.Error("an open connection counts as closed")
	}
	server.CloseClientConnections()
	untilClosed(t, conn)
}

// untilClosed waits until the farewell of the other side has come.
func untilClosed(t *testing.T, conn net.Conn) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !closed(conn); {
		if time.Now().After(end) {
			t.Fatal("the connection never counts as closed")
		}
	}
}

// The proxy that the environment names is asked to connect.
func TestProxy(t *testing.T) {
	server := httptest.NewServer(saying(200, `{"ok":true,"result":{"message_id":3}}`))
	defer server.Close()
	asked := make(chan string, 1)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.Method + " " + r.Host
		there, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Error(err)
			return
		}
		defer there.Close()
		w.WriteHeader(http.StatusOK)
		here, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer here.Close()
		go func() { _, _ = io.Copy(there, here) }()
		_, _ = io.Copy(here, there)
	}))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	c := clientAt(t, "http://api.example.invalid")
	if id, err := c.Send(t.Context(), 1, bot.Outgoing{HTML: "x"}); err != nil || id != 3 {
		t.Errorf("Send = %d, %v", id, err)
	}
	if got := <-asked; got != "CONNECT api.example.invalid:80" {
		t.Errorf("the proxy was asked to %s", got)
	}
}

func TestBadProxy(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "ftp://user:topsecret@proxy.invalid")
	_, err := New(Options{Token: testToken})
	if err == nil || !strings.Contains(err.Error(), "HTTPS_PROXY") || strings.Contains(err.Error(), "topsecret") {
		t.Errorf("got %v", err)
	}
}

// Asking for updates ends with its context, also while Telegram lets it wait.
func TestWaitingCallIsCut(t *testing.T) {
	asked := make(chan struct{})
	c := serving(t, func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		gone(r)
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	_, err := c.updates(ctx, 0, 1, longPoll)
	if f := failureOf(t, err); f.Policy != bot.Transient || f.Description != "context canceled" {
		t.Errorf("got %+v", f)
	}
}
