package main

import (
	"context"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/scheduler"
	"jastar/storage/postgres"
)

// The thin layers that count what passes between two parts of the bot. The
// parts themselves know nothing of metrics.

// countedBudget counts the sending slots that are granted and waited for.
type countedBudget struct {
	bot.Budget
	metrics *metrics
}

// Lease adds up the waits of everyone who is served or put off by it.
func (b countedBudget) Lease(ctx context.Context, lane bot.Lane, n, replies int) (bot.Slots, error) {
	s, err := b.Budget.Lease(ctx, lane, n, replies)
	if err != nil {
		return s, err
	}
	wait := time.Duration(n) * s.Wait // nobody is served: all wait
	if s.Granted > 0 {
		k := time.Duration(s.Granted)
		wait = k*s.Wait + k*(k-1)/2*s.Gap
	}
	b.metrics.permits.WithLabelValues(lane.String()).Add(float64(s.Granted))
	b.metrics.permitWait.WithLabelValues(lane.String()).Add(wait.Seconds())
	return s, nil
}

// What timedAPI times.
const (
	callSend = "send"
	callEdit = "edit"
)

// timedAPI takes the time of the calls people wait for.
type timedAPI struct {
	bot.API
	metrics *metrics
}

// Send times one message.
func (a timedAPI) Send(ctx context.Context, chat int64, m bot.Outgoing) (int, error) {
	defer a.time(callSend, time.Now())
	return a.API.Send(ctx, chat, m)
}

// SendAlbum times one album.
func (a timedAPI) SendAlbum(ctx context.Context, chat int64, m bot.Outgoing) ([]int, error) {
	defer a.time(callSend, time.Now())
	return a.API.SendAlbum(ctx, chat, m)
}

// Edit times one edit.
func (a timedAPI) Edit(ctx context.Context, chat int64, message int, m bot.Outgoing) error {
	defer a.time(callEdit, time.Now())
	return a.API.Edit(ctx, chat, message, m)
}

func (a timedAPI) time(method string, start time.Time) {
	a.metrics.calls.WithLabelValues(method).Observe(time.Since(start).Seconds())
}

// countedAnnouncements counts what the timetable claims and what the ledger
// records.
type countedAnnouncements struct {
	*postgres.Announcements
	metrics *metrics
}

// The names of the timetable's lines, as labels.
const (
	tickAnnouncements = "start announcements"
	tickHeld          = "release held"
	tickProgress      = "show progress"
	tickReminders     = "remind of events"
	tickDigests       = "send digests"
	tickReports       = "report runs"
	tickForgetting    = "forget people"
)

// ChangeDue counts a start that was settled.
func (s countedAnnouncements) ChangeDue(ctx context.Context, id announcements.ID, rule announcements.Rule) error {
	settled := 0
	err := s.Announcements.ChangeDue(ctx, id, func(a *announcements.Announcement) (announcements.Effects, error) {
		e, err := rule(a)
		if err == nil {
			settled = 1
		}
		return e, err
	})
	if err == nil {
		s.metrics.claim(tickAnnouncements, settled)
	}
	return err
}

// ClaimShown counts the progress messages it claims.
func (s countedAnnouncements) ClaimShown(ctx context.Context, now time.Time) ([]announcements.ID, error) {
	claimed, err := s.Announcements.ClaimShown(ctx, now)
	s.metrics.claim(tickProgress, len(claimed))
	return claimed, err
}

// Record counts the deliveries it records.
func (s countedAnnouncements) Record(ctx context.Context, all []announcements.Delivery) ([]announcements.RunID, error) {
	halted, err := s.Announcements.Record(ctx, all)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		s.metrics.deliveries.WithLabelValues(d.Outcome.String()).Inc()
	}
	return halted, nil
}

func (m *metrics) claim(tick string, rows int) { m.claimed.WithLabelValues(tick).Add(float64(rows)) }

// watch counts and times the duties of a timetable.
func (m *metrics) watch(ticks []scheduler.Tick) []scheduler.Tick {
	watched := make([]scheduler.Tick, len(ticks))
	for i, t := range ticks {
		watched[i] = t
		if t.Run == nil {
			continue
		}
		m.claimed.WithLabelValues(t.Name)
		m.tickSeconds.WithLabelValues(t.Name)
		m.ticks.WithLabelValues(t.Name, "ok")
		m.ticks.WithLabelValues(t.Name, "failed")
		watched[i].Run = func(ctx context.Context, now time.Time) error { return m.tick(ctx, t, now) }
	}
	return watched
}

// tick does one duty; one that panics counts as failed.
func (m *metrics) tick(ctx context.Context, t scheduler.Tick, now time.Time) error {
	outcome := "failed"
	defer func(start time.Time) {
		m.ticks.WithLabelValues(t.Name, outcome).Inc()
		m.tickSeconds.WithLabelValues(t.Name).Observe(time.Since(start).Seconds())
	}(time.Now())
	err := t.Run(ctx, now)
	if err == nil {
		outcome = "ok"
	}
	return err
}
