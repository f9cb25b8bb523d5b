package main

import (
	"errors"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jastar/bot"
	"jastar/bot/telegram"
	"jastar/centre/announcements"
)

// metrics are the numbers an operator watches; docs/operate.md explains them.
// Labels have few values, all of them known here, and never tell who.
type metrics struct {
	registry *prometheus.Registry

	updates *prometheus.CounterVec // kind, outcome
	turns   prometheus.Histogram
	intake  *prometheus.CounterVec // seen

	sends      *prometheus.CounterVec   // lane, outcome
	calls      *prometheus.HistogramVec // method
	throttled  *prometheus.CounterVec   // lane
	patience   prometheus.Counter
	silence    silence                // what patience adds up
	permits    *prometheus.CounterVec // lane
	permitWait *prometheus.CounterVec // lane
	deliveries *prometheus.CounterVec // outcome

	ticks       *prometheus.CounterVec   // tick, outcome
	tickSeconds *prometheus.HistogramVec // tick
	claimed     *prometheus.CounterVec   // tick
}

// quick are the bounds of what people wait for, in seconds.
var quick = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),

		updates: counter("jastar_updates_total", "Updates handled, by kind and outcome.", "kind", "outcome"),
		turns: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "jastar_turn_seconds", Help: "Time from an update's arrival at its turn to its end.", Buckets: quick}),
		intake: counter("jastar_intake_total", "What the intake saw beside ordinary updates: unknown kinds, updates that must come again, refused requests.", "seen"),

		sends:      counter("jastar_sends_total", "Messages sent, edited or deleted, by lane and outcome.", "lane", "outcome"),
		calls:      histogram("jastar_telegram_call_seconds", "Time Telegram took to answer, by what was asked.", "method"),
		throttled:  counter("jastar_throttled_total", "Calls Telegram refused with 429, by lane.", "lane"),
		patience:   prometheus.NewCounter(prometheus.CounterOpts{Name: "jastar_throttle_seconds_total", Help: "Time for which Telegram asked for silence in its refusals of notices and bulk; where they overlap it counts once."}),
		permits:    counter("jastar_permits_total", "Sending slots the shared budget granted, by lane.", "lane"),
		permitWait: counter("jastar_permit_wait_seconds_total", "Time senders waited for their slots, by lane.", "lane"),
		deliveries: counter("jastar_deliveries_total", "Announcement messages, and changes to them, recorded in the ledger, by outcome.", "outcome"),

		ticks:       counter("jastar_ticks_total", "Duties of the timetable done, by outcome.", "tick", "outcome"),
		tickSeconds: histogram("jastar_tick_seconds", "Time a duty of the timetable took.", "tick"),
		claimed:     counter("jastar_claimed_total", "Due rows that duties of the timetable claimed.", "tick"),
	}
	m.registry.MustRegister(m.updates, m.turns, m.intake, m.sends, m.calls, m.throttled, m.patience, m.permits, m.permitWait,
		m.deliveries, m.ticks, m.tickSeconds, m.claimed, buildInfo(),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.begin()
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histogram(name, help string, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: quick}, labels)
}

func buildInfo() prometheus.Collector {
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "jastar_build_info", Help: "Always 1; the labels tell what runs.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()}})
	info.Set(1)
	return info
}

// begin shows counters as 0 before anything happened: an alert on growth would
// miss the first time otherwise.
func (m *metrics) begin() {
	for kind := bot.KindUnknown; kind <= bot.KindMembership; kind++ {
		for _, outcome := range outcomes {
			m.updates.WithLabelValues(kind.String(), outcome)
		}
	}
	for lane := bot.LaneReply; lane <= bot.LanePaid; lane++ {
		m.sends.WithLabelValues(lane.String(), "ok")
		for policy := bot.Transient; policy <= bot.NotFound; policy++ {
			m.sends.WithLabelValues(lane.String(), policy.String())
		}
		m.throttled.WithLabelValues(lane.String())
	}
	for lane := bot.LaneNotice; lane <= bot.LanePaid; lane++ { // replies need no permit
		m.permits.WithLabelValues(lane.String())
		m.permitWait.WithLabelValues(lane.String())
	}
	m.calls.WithLabelValues(callSend)
	m.calls.WithLabelValues(callEdit)
	for o := announcements.OutcomeSent; o <= announcements.OutcomeMuted; o++ {
		m.deliveries.WithLabelValues(o.String())
	}
	for _, seen := range []string{telegram.SeenUnknown, telegram.SeenAgain, telegram.SeenPollError, telegram.SeenConflict,
		telegram.SeenWrongMethod, telegram.SeenWrongSecret, telegram.SeenTooLarge, telegram.SeenBadJSON} {
		m.intake.WithLabelValues(seen)
	}
}

// outcomes are the classes updates are counted by. Everything else counts as
// "refused": a refusal by the centre's rules, whatever its words, which would
// make too many series, but also a double tap and the rest of what was refused.
var outcomes = []string{"ok", "refused", "again", "repeated", "apology", "late", "old button", "unreachable", "rejected", "not private"}

// turn notes one turn.
func (m *metrics) turn(u *bot.Update, outcome string, took time.Duration) {
	m.updates.WithLabelValues(u.Kind.String(), class(outcome)).Inc()
	m.turns.Observe(took.Seconds())
}

func class(outcome string) string {
	for _, known := range outcomes {
		if outcome == known {
			return known
		}
	}
	return "refused"
}

// send notes one call to Telegram.
func (m *metrics) send(lane bot.Lane, err error) {
	outcome := "ok"
	policy, failed := bot.PolicyOf(err)
	if failed {
		outcome = policy.String()
	}
	m.sends.WithLabelValues(lane.String(), outcome).Inc()
	var refusal *bot.SendError
	if policy == bot.Throttled && errors.As(err, &refusal) {
		m.throttled.WithLabelValues(lane.String()).Inc()
		if lane != bot.LaneReply { // a reply's concerns its chat alone
			m.patience.Add(m.silence.extend(time.Now(), refusal.RetryAfter).Seconds())
		}
	}
}

// silence is until when Telegram asked for it. Calls that are under way at the
// same time are refused together, and each names the same end.
type silence struct {
	mu    sync.Mutex
	until time.Time
}

// extend takes note of a refusal at now and returns by how much the silence has
// become longer.
func (s *silence) extend(now time.Time, wait time.Duration) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, until := now, now.Add(wait)
	if s.until.After(from) {
		from = s.until
	}
	if !until.After(from) {
		return 0
	}
	s.until = until
	return until.Sub(from)
}

func (m *metrics) seen(what string) { m.intake.WithLabelValues(what).Inc() }

// maxScrapes is how many answers are made at the same time.
const maxScrapes = 4

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: maxScrapes})
}
