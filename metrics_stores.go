package main

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/storage/postgres"
)

// poolUse is how a store's pool of connections is used.
type poolUse struct {
	InUse, Idle, Max int
	Waits            int64
	Waited           time.Duration
	GivenUp          int64
}

// storeWatch is asked at each scrape: pools and clock answer at once, a sample
// of the stores is taken at most every few seconds, and none is waited for
// longer than a moment.
type storeWatch struct {
	pools map[string]func() poolUse
	take  func(ctx context.Context) sample
	clock centre.Clock

	mu     sync.Mutex
	latest sample
	taken  time.Time     // when the latest was; zero: never
	taking chan struct{} // closed when the one under way is there; nil: none is
}

// How old a sample may be before another one is taken and before it is no
// longer shown, how long taking one may last, and how long a scrape waits.
const (
	sampleFresh = 5 * time.Second
	sampleStale = time.Minute
	sampleTime  = 3 * time.Second
	scrapeWaits = 500 * time.Millisecond
)

// sample is what the stores told.
type sample struct {
	up   map[string]bool
	jobs []postgres.JobCount // nil: not known
	due  map[string]*time.Time
}

// watchStores has the stores asked at each scrape.
func (w *wiring) watchStores() {
	w.metrics.registry.MustRegister(&storeWatch{
		pools: map[string]func() poolUse{
			"postgres": func() poolUse { return poolUse(w.db.Pool()) },
			"redis":    func() poolUse { return poolUse(w.redis.Pool()) },
		},
		take: w.takeSample, clock: w.clock,
	})
}

// takeSample asks the stores.
func (w *wiring) takeSample(ctx context.Context) sample {
	s := sample{up: answering(ctx, w.checks())}
	if !s.up["postgres"] {
		return s
	}
	if jobs, err := w.db.CountJobs(ctx); err == nil {
		s.jobs = append([]postgres.JobCount{}, jobs...)
	}
	if due, err := w.db.EarliestDue(ctx); err == nil {
		s.due = map[string]*time.Time{tickAnnouncements: due.Announcement, tickHeld: due.Held, tickProgress: due.Progress,
			tickReminders: due.Reminder, tickForgetting: due.Forgetting, tickReports: due.Report}
	}
	return s
}

// current returns the latest sample, after having a new one taken if it is
// time; ok is false when it is too old to be shown.
func (s *storeWatch) current() (latest sample, ok bool) {
	s.mu.Lock()
	if s.taking == nil && time.Since(s.taken) > sampleFresh {
		s.taking = make(chan struct{})
		go s.refresh()
	}
	taking := s.taking
	s.mu.Unlock()
	if taking != nil {
		select {
		case <-taking:
		case <-time.After(scrapeWaits):
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest, time.Since(s.taken) < sampleStale
}

func (s *storeWatch) refresh() {
	ctx, cancel := context.WithTimeout(context.Background(), sampleTime)
	defer cancel()
	fresh := s.take(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latest, s.taken = fresh, time.Now()
	close(s.taking)
	s.taking = nil
}

// What a scrape tells about the stores.
var (
	descUp      = prometheus.NewDesc("jastar_store_up", "1 when the store answered the latest look at it, else 0.", []string{"store"}, nil)
	descConns   = prometheus.NewDesc("jastar_store_connections", "Connections of the pool, by state.", []string{"store", "state"}, nil)
	descMax     = prometheus.NewDesc("jastar_store_connections_max", "The most connections the pool may have.", []string{"store"}, nil)
	descWaits   = prometheus.NewDesc("jastar_store_waits_total", "How often no connection was free.", []string{"store"}, nil)
	descWaited  = prometheus.NewDesc("jastar_store_wait_seconds_total", "Time spent waiting for a free connection.", []string{"store"}, nil)
	descGivenUp = prometheus.NewDesc("jastar_store_waits_given_up_total", "Waits for a connection that ended without one.", []string{"store"}, nil)
	descJobs    = prometheus.NewDesc("jastar_queue_jobs", "Background jobs that are not done, by kind and state.", []string{"kind", "state"}, nil)
	descOldest  = prometheus.NewDesc("jastar_queue_oldest_seconds", "How long the oldest job that could run has waited, by kind.", []string{"kind"}, nil)
	descLate    = prometheus.NewDesc("jastar_due_late_seconds", "How long the earliest due row has waited for its duty, by duty.", []string{"tick"}, nil)
)

// Describe names what Collect tells.
func (s *storeWatch) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descUp, descConns, descMax, descWaits, descWaited, descGivenUp, descJobs, descOldest, descLate} {
		to <- d
	}
}

// Collect tells how the stores are used and, as far as it is known, what waits
// in them.
func (s *storeWatch) Collect(to chan<- prometheus.Metric) {
	for store, pool := range s.pools {
		collectPool(to, store, pool())
	}
	latest, ok := s.current()
	if !ok {
		return
	}
	for store, up := range latest.up {
		to <- gauge(descUp, map[bool]float64{true: 1}[up], store)
	}
	if latest.jobs != nil {
		collectJobs(to, latest.jobs)
	}
	for tick, due := range latest.due {
		to <- gauge(descLate, since(due, s.clock()), tick)
	}
}

func collectPool(to chan<- prometheus.Metric, store string, p poolUse) {
	to <- gauge(descConns, float64(p.InUse), store, "in use")
	to <- gauge(descConns, float64(p.Idle), store, "idle")
	to <- gauge(descMax, float64(p.Max), store)
	to <- grown(descWaits, float64(p.Waits), store)
	to <- grown(descWaited, p.Waited.Seconds(), store)
	to <- grown(descGivenUp, float64(p.GivenUp), store)
}

// The kinds and states of jobs that are shown even when there are none.
var (
	jobKinds  = []string{centre.Notice{}.Kind(), announcements.Page{}.Kind(), announcements.Planning{}.Kind(), announcements.Wave{}.Kind()}
	jobStates = []string{"available", "running", "retryable", "scheduled", "discarded"}
)

func collectJobs(to chan<- prometheus.Metric, jobs []postgres.JobCount) {
	numbers, oldest := map[[2]string]int{}, map[string]float64{}
	for _, kind := range jobKinds {
		oldest[kind] = 0
		for _, state := range jobStates {
			numbers[[2]string{kind, state}] = 0
		}
	}
	now := time.Now() // the queue lives by the machine's clock
	for _, j := range jobs {
		numbers[[2]string{j.Kind, j.State}] = j.Number
		if j.State != "running" && j.State != "discarded" {
			oldest[j.Kind] = max(oldest[j.Kind], since(&j.Oldest, now))
		}
	}
	for at, number := range numbers {
		to <- gauge(descJobs, float64(number), at[0], at[1])
	}
	for kind, age := range oldest {
		to <- gauge(descOldest, age, kind)
	}
}

// since is how long ago it was, in seconds; 0 for what is to come or unknown.
func since(at *time.Time, now time.Time) float64 {
	if at == nil {
		return 0
	}
	return max(0, now.Sub(*at).Seconds())
}

func gauge(d *prometheus.Desc, v float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func grown(d *prometheus.Desc, v float64, labels ...string) prometheus.Metric {
	return prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
}
