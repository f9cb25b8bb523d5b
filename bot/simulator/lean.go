package simulator

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// In counters mode plain calls are read and answered without net/http, which would cost more than all the rest. What
// is not a small POST with a form or JSON body to a known method, and everything while faults are in force, goes
// over to net/http together with its connection.

const leanBuffer = 8 << 10

// leanServer accepts connections and hands on those it does not want: it is the net.Listener of the full server.
type leanServer struct {
	net.Listener
	s      *Simulator
	passed chan net.Conn
}

func (s *Simulator) leanListener(l net.Listener) net.Listener {
	lean := &leanServer{Listener: l, s: s, passed: make(chan net.Conn)}
	go lean.acceptAll()
	return lean
}

func (l *leanServer) acceptAll() {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return
		}
		go l.serve(conn)
	}
}

// Accept gives the full server the next connection that was handed on.
func (l *leanServer) Accept() (net.Conn, error) {
	select {
	case conn := <-l.passed:
		return conn, nil
	case <-l.s.stopped.Done():
		return nil, net.ErrClosed
	}
}

func (l *leanServer) serve(conn net.Conn) {
	cancel := context.AfterFunc(l.s.stopped, func() { conn.Close() })
	defer cancel()
	in := bufio.NewReaderSize(conn, leanBuffer)
	for {
		c, size, err := l.s.leanCall(in)
		if err != nil {
			conn.Close()
			return
		}
		if c == nil || l.s.faults.any() {
			l.pass(&rereadConn{conn, in})
			return
		}
		answer := l.s.leanAnswer(c)
		in.Discard(size)
		if _, err := conn.Write(answer); err != nil {
			conn.Close()
			return
		}
	}
}

func (l *leanServer) pass(conn net.Conn) {
	select {
	case l.passed <- conn:
	case <-l.s.stopped.Done():
		conn.Close()
	}
}

// rereadConn begins with what was read ahead.
type rereadConn struct {
	net.Conn
	in *bufio.Reader
}

func (c *rereadConn) Read(p []byte) (int, error) { return c.in.Read(p) }

// leanCall looks at the next request without taking it. The call is nil when it is none for the lean way.
func (s *Simulator) leanCall(in *bufio.Reader) (c *call, size int, err error) {
	head, err := peekHead(in)
	if err != nil || head == nil {
		return nil, 0, err
	}
	m, isJSON, length := s.leanHead(head)
	if m == nil || len(head)+length > leanBuffer {
		return nil, 0, nil
	}
	all, err := in.Peek(len(head) + length)
	if err != nil {
		return nil, 0, err
	}
	c = &call{params: params{values: map[string]string{}}, ctx: s.stopped, method: m}
	body := all[len(head):]
	if !isJSON {
		c.takeForm(string(body))
	} else if c.takeJSON(bytes.NewReader(body)) != nil {
		return nil, 0, nil
	}
	return c, len(all), nil
}

// peekHead waits for the whole head, the empty line included. It is nil when it does not fit.
func peekHead(in *bufio.Reader) ([]byte, error) {
	for want := 1; want <= leanBuffer; want = in.Buffered() + 1 {
		if _, err := in.Peek(want); err != nil {
			return nil, err
		}
		seen, _ := in.Peek(in.Buffered())
		if end := bytes.Index(seen, []byte("\r\n\r\n")); end >= 0 {
			return seen[:end+4], nil
		}
	}
	return nil, nil
}

// leanHead finds the method and the body's kind and length; the method is nil when the request is anything special.
func (s *Simulator) leanHead(head []byte) (m *method, isJSON bool, length int) {
	first, rest, _ := strings.Cut(string(head), "\r\n")
	target, http11 := strings.CutSuffix(strings.TrimPrefix(first, "POST /bot"), " HTTP/1.1")
	name, ours := strings.CutPrefix(target, s.opts.Token+"/")
	m = s.methods[strings.ToLower(name)]
	if !http11 || !ours || m == nil || m.waits {
		return nil, false, 0
	}
	for line := range strings.SplitSeq(rest, "\r\n") {
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(field) {
		case "content-length":
			n, err := strconv.ParseUint(value, 10, 31)
			if err != nil {
				return nil, false, 0
			}
			length = int(n)
		case "content-type":
			isJSON = strings.HasPrefix(value, "application/json")
			if !isJSON && !strings.HasPrefix(value, "application/x-www-form-urlencoded") {
				return nil, false, 0
			}
		case "transfer-encoding", "expect", "connection", "upgrade":
			return nil, false, 0
		}
	}
	return m, isJSON, length
}

// leanAnswer does the call and writes the whole answer.
func (s *Simulator) leanAnswer(c *call) []byte {
	s.journal.count(strings.ToLower(c.method.name))
	s.inFlight.Add(1)
	defer s.finished()
	s.park(c.ctx, s.opts.Latency)
	s.noteUnknownParams(c)
	result, err := c.method.run(s, c)
	code, body := s.conclude(c, result, err)
	out := make([]byte, 0, len(body)+128)
	out = append(out, "HTTP/1.1 "...)
	out = strconv.AppendInt(out, int64(code), 10)
	out = append(out, ' ')
	out = append(out, http.StatusText(code)...)
	out = append(out, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(body)), 10)
	out = append(out, "\r\n\r\n"...)
	return append(out, body...)
}
