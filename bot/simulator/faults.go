package simulator

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"
)

// FaultKind is what goes wrong.
type FaultKind string

const (
	FaultLatency         FaultKind = "latency"           // calls take Latency plus up to Jitter longer
	FaultServerError     FaultKind = "server error"      // 500
	FaultTooManyRequests FaultKind = "too many requests" // 429 with RetryAfter
	FaultReset           FaultKind = "connection reset"  // before anything is handled
	FaultTimeoutBefore   FaultKind = "timeout before"    // never handled, never answered
	FaultTimeoutAfter    FaultKind = "timeout after"     // handled, never answered
	FaultFreezeWebhook   FaultKind = "freeze webhook"    // updates wait; Methods and Count do not apply
)

// Fault is trouble on demand. It ends after For, after Count calls, or by its cancel function, whichever is first.
type Fault struct {
	Kind        FaultKind
	Methods     []string // nil = all
	For         time.Duration
	Count       int // 0 = no limit
	RetryAfter  int // seconds; 0 = 1
	Latency     time.Duration
	Jitter      time.Duration
	Probability float64 // of hitting a call; 0 = 1
}

// Inject puts a fault in force at once.
func (s *Simulator) Inject(f Fault) (cancel func()) { return s.faults.add(f) }

type faults struct {
	now func() time.Time

	mu     sync.Mutex
	dice   *rand.Rand
	active []*activeFault
}

type activeFault struct {
	Fault
	until time.Time // zero = open end
	hits  int
}

// trouble is what one call has to go through.
type trouble struct {
	latency    time.Duration
	before     FaultKind // instead of handling; "" = none
	silent     bool      // handled but not answered
	retryAfter int
}

func newFaults(o Options) *faults {
	return &faults{now: o.Clock, dice: rand.New(rand.NewPCG(uint64(o.Seed), 2))}
}

func (fs *faults) add(f Fault) func() {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	a := &activeFault{Fault: f}
	if f.For > 0 {
		a.until = fs.now().Add(f.For)
	}
	fs.active = append(fs.active, a)
	return func() {
		fs.mu.Lock()
		defer fs.mu.Unlock()
		fs.active = slices.DeleteFunc(fs.active, func(other *activeFault) bool { return other == a })
	}
}

// strike decides what happens to a call of the method. Latencies add up; of the rest the oldest fault wins.
func (fs *faults) strike(method string) trouble {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	var t trouble
	for _, a := range fs.active {
		if a.Kind == FaultFreezeWebhook || t.taken() && a.Kind != FaultLatency || !fs.hits(a, method) {
			continue
		}
		a.hits++
		switch a.Kind {
		case FaultLatency:
			t.latency += a.Latency + time.Duration(fs.dice.Float64()*float64(a.Jitter))
		case FaultTimeoutAfter:
			t.silent = true
		default:
			t.before, t.retryAfter = a.Kind, max(1, a.RetryAfter)
		}
	}
	return t
}

func (t trouble) taken() bool { return t.silent || t.before != "" }

func (fs *faults) hits(a *activeFault, method string) bool {
	if fs.over(a) || a.Count > 0 && a.hits >= a.Count {
		return false
	}
	named := func(name string) bool { return strings.EqualFold(name, method) }
	if len(a.Methods) > 0 && !slices.ContainsFunc(a.Methods, named) {
		return false
	}
	return a.Probability == 0 || fs.dice.Float64() < a.Probability
}

func (fs *faults) over(a *activeFault) bool { return !a.until.IsZero() && !fs.now().Before(a.until) }

// any says whether a call might meet a fault now.
func (fs *faults) any() bool {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return slices.ContainsFunc(fs.active, func(a *activeFault) bool { return a.Kind != FaultFreezeWebhook && !fs.over(a) })
}

func (fs *faults) webhookFrozen() bool {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return slices.ContainsFunc(fs.active, func(a *activeFault) bool {
		return a.Kind == FaultFreezeWebhook && !fs.over(a)
	})
}
