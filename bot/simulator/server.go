package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// call is one request being handled. Its handlers find the parameters on it.
type call struct {
	params
	ctx    context.Context
	method *method
}

// envelope is the outermost object of every answer.
type envelope struct {
	OK          bool              `json:"ok"`
	Result      any               `json:"result,omitempty"`
	ErrorCode   int               `json:"error_code,omitempty"`
	Description string            `json:"description,omitempty"`
	Parameters  *answerParameters `json:"parameters,omitempty"`
}

type answerParameters struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
}

func (s *Simulator) routes() http.Handler {
	page := s.demoRoutes()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/bot"):
			s.serveMethod(w, r)
		case strings.HasPrefix(r.URL.Path, "/file/bot"):
			s.serveFile(w, r)
		default:
			page.ServeHTTP(w, r)
		}
	})
}

func (s *Simulator) serveMethod(w http.ResponseWriter, r *http.Request) {
	token, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	m, known := s.methods[strings.ToLower(name)]
	if !known {
		m = &method{name: name}
	}
	c := &call{ctx: r.Context(), method: m}
	s.journal.count(strings.ToLower(name))
	if !m.waits {
		s.inFlight.Add(1)
		defer s.finished()
	}
	var err error
	if c.params, err = readParams(r); err != nil {
		s.answer(w, c, nil, badRequest("can't parse the request body"))
		return
	}
	switch {
	case token != s.opts.Token:
		s.answer(w, c, nil, unauthorized())
	case !known:
		s.answer(w, c, nil, unknownMethod())
	default:
		s.handle(w, c)
	}
}

func (s *Simulator) finished() {
	s.lastCall.Store(time.Now().UnixNano())
	s.inFlight.Add(-1)
}

// handle runs a known method, through whatever faults are in force.
func (s *Simulator) handle(w http.ResponseWriter, c *call) {
	trouble := s.faults.strike(c.method.name)
	s.park(c.ctx, s.opts.Latency+trouble.latency)
	switch trouble.before {
	case FaultReset:
		s.cut(w, c)
		return
	case FaultTimeoutBefore:
		s.swallow(c)
		return
	case FaultServerError:
		s.answer(w, c, nil, injected(internalError()))
		return
	case FaultTooManyRequests:
		s.answer(w, c, nil, injected(tooManyRequests(trouble.retryAfter)))
		return
	}
	s.noteUnknownParams(c)
	result, err := c.method.run(s, c)
	if trouble.silent {
		s.swallow(c)
		return
	}
	s.answer(w, c, result, err)
}

func injected(problem *apiError) *apiError {
	problem.Injected = true
	return problem
}

// park waits without answering, at most until the caller or the simulator is gone.
func (s *Simulator) park(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-s.stopped.Done():
	}
}

// swallow keeps the caller waiting until it gives up, then breaks the connection.
func (s *Simulator) swallow(c *call) {
	s.noteInjected(c, "no answer")
	select {
	case <-c.ctx.Done():
	case <-s.stopped.Done():
	}
	panic(http.ErrAbortHandler)
}

// cut resets the connection before anything was handled.
func (s *Simulator) cut(w http.ResponseWriter, c *call) {
	s.noteInjected(c, "connection reset")
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}

func (s *Simulator) noteInjected(c *call, what string) {
	s.journal.refuse(Injected, c, &apiError{Description: what})
	s.journal.report(c, 0, s.now())
}

func (s *Simulator) noteUnknownParams(c *call) {
	for name := range c.values {
		if !c.method.knows(name) {
			s.noteIgnored(c, "unknown parameter "+name)
		}
	}
	for name := range c.files {
		if !c.method.knows(name) && !c.isAttached(name) {
			s.noteIgnored(c, "unknown file "+name)
		}
	}
}

func (s *Simulator) noteIgnored(c *call, what string) {
	s.journal.refuse(Ignored, c, &apiError{Description: what})
}

func (p params) isAttached(part string) bool {
	for _, value := range p.values {
		if strings.Contains(value, "attach://"+part) {
			return true
		}
	}
	return false
}

func (s *Simulator) answer(w http.ResponseWriter, c *call, result any, err error) {
	code, body := s.conclude(c, result, err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	w.Write(body)
}

// conclude turns a call's outcome into the answer and notes it in the journal.
func (s *Simulator) conclude(c *call, result any, err error) (code int, body []byte) {
	told := envelope{OK: true, Result: result}
	code = http.StatusOK
	if err != nil {
		var problem *apiError
		if !errors.As(err, &problem) {
			problem = internalError()
		}
		code, told = problem.Code, problem.envelope()
		s.journal.refuse(kindOf(problem), c, problem)
	}
	s.journal.report(c, code, s.now())
	body, err = json.Marshal(told)
	if err != nil {
		panic(fmt.Sprintf("encode the answer of %s: %v", c.method.name, err))
	}
	return code, body
}

func (e *apiError) envelope() envelope {
	body := envelope{ErrorCode: e.Code, Description: e.Description}
	if e.RetryAfter != 0 || e.MigrateTo != 0 {
		body.Parameters = &answerParameters{e.RetryAfter, e.MigrateTo}
	}
	return body
}
