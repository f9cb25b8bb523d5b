package main

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"jastar/bot"
)

// metrics are the numbers an operator watches.
type metrics struct {
	registry *prometheus.Registry
	updates  *prometheus.CounterVec
	turns    prometheus.Histogram
	sends    *prometheus.CounterVec
	intake   *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		updates: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jastar_updates_total", Help: "Updates handled, by kind and outcome."}, []string{"kind", "outcome"}),
		turns: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "jastar_turn_seconds", Help: "Time from an update's arrival at its turn to its end.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}),
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jastar_sends_total", Help: "Calls to Telegram, by lane and outcome."}, []string{"lane", "outcome"}),
		intake: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "jastar_intake_total", Help: "What the intake saw beside ordinary updates: unknown kinds, updates that must come again, refused requests."}, []string{"seen"}),
	}
	m.registry.MustRegister(m.updates, m.turns, m.sends, m.intake,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// turn notes one turn. Outcomes are counted by class: the words for people
// would make too many series.
func (m *metrics) turn(u *bot.Update, outcome string, took time.Duration) {
	switch outcome {
	case "ok", "again", "repeated", "apology", "late", "old button", "unreachable", "rejected":
	default:
		outcome = "refused"
	}
	m.updates.WithLabelValues(u.Kind.String(), outcome).Inc()
	m.turns.Observe(took.Seconds())
}

// send notes one call to Telegram.
func (m *metrics) send(lane bot.Lane, err error) {
	outcome := "ok"
	if policy, failed := bot.PolicyOf(err); failed {
		outcome = policy.String()
	}
	m.sends.WithLabelValues(lane.String(), outcome).Inc()
}

func (m *metrics) seen(what string) { m.intake.WithLabelValues(what).Inc() }

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
