package simulator

import (
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// RefusalKind says whose doing a refusal was.
type RefusalKind string

const (
	Rejected  RefusalKind = "rejected"          // the call broke a rule
	Ignored   RefusalKind = "ignored parameter" // answered, but Telegram would not have looked at this parameter
	Throttled RefusalKind = "throttled"         // 429 by a flood limit
	Forbidden RefusalKind = "forbidden"         // 403: the person cannot be reached
	Injected  RefusalKind = "injected"          // by a Fault
	Unpaid    RefusalKind = "unpaid"            // the bot's Stars do not cover it; see SetStars
)

// Refusal is a call that did not do what it asked for. Description is Telegram's text, or for Ignored our own.
type Refusal struct {
	Kind        RefusalKind
	Method      string
	Params      map[string]string // the token blotted out
	Code        int               // 0 for Ignored
	Description string
}

// Call is a finished call, as OnCall reports it.
type Call struct {
	Method string
	ChatID int64 // 0 when the call names none
	Params map[string]string
	Code   int // 200 or the error code; 0 when no answer was sent
	At     time.Time
}

// maxRefusals bounds the journal in long runs; newer ones are only counted.
const maxRefusals = 10_000

// journal counts calls and keeps refusals.
type journal struct {
	token string
	total atomic.Int64
	hook  atomic.Pointer[func(Call)]

	byMethod sync.Map // name to *atomic.Int64

	mu       sync.Mutex
	refusals []Refusal
}

func newJournal(token string) *journal { return &journal{token: token} }

func (j *journal) count(method string) {
	j.total.Add(1)
	counter, ok := j.byMethod.Load(method)
	if !ok {
		counter, _ = j.byMethod.LoadOrStore(method, new(atomic.Int64))
	}
	counter.(*atomic.Int64).Add(1)
}

func (j *journal) callsOf(method string) int64 {
	counter, ok := j.byMethod.Load(strings.ToLower(method))
	if !ok {
		return 0
	}
	return counter.(*atomic.Int64).Load()
}

func (j *journal) refuse(kind RefusalKind, c *call, problem *apiError) {
	entry := Refusal{kind, c.method.name, j.redacted(c.values), problem.Code, problem.Description}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.refusals) < maxRefusals {
		j.refusals = append(j.refusals, entry)
	}
}

func (j *journal) redacted(values map[string]string) map[string]string {
	kept := maps.Clone(values)
	for name, value := range kept {
		kept[name] = strings.ReplaceAll(value, j.token, "<token>")
	}
	return kept
}

func (j *journal) report(c *call, code int, at time.Time) {
	if hook := j.hook.Load(); hook != nil {
		(*hook)(Call{c.method.name, c.number("chat_id"), j.redacted(c.values), code, at})
	}
}

// kindOf sorts an error answer into the refusal kinds.
func kindOf(problem *apiError) RefusalKind {
	switch {
	case problem.Injected:
		return Injected
	case problem.Code == 429:
		return Throttled
	case problem.Code == 403:
		return Forbidden
	case problem.Description == badRequest(tooPoor).Description:
		return Unpaid
	}
	return Rejected
}

// Refusals lists everything refused or ignored so far, oldest first. Kind tells the bot's mistakes (Rejected,
// Ignored) from what it has to live with (Throttled, Forbidden, Injected, Unpaid).
func (s *Simulator) Refusals() []Refusal {
	s.journal.mu.Lock()
	defer s.journal.mu.Unlock()
	return append([]Refusal(nil), s.journal.refusals...)
}

// Mistakes lists only the refusals a correct bot never causes: Rejected and Ignored.
func (s *Simulator) Mistakes() []Refusal {
	var found []Refusal
	for _, r := range s.Refusals() {
		if r.Kind == Rejected || r.Kind == Ignored {
			found = append(found, r)
		}
	}
	return found
}

// OnCall sets the function told of every finished call, in the goroutine that handled it; nil removes it.
func (s *Simulator) OnCall(hook func(Call)) {
	if hook == nil {
		s.journal.hook.Store(nil)
		return
	}
	s.journal.hook.Store(&hook)
}
