// Package scheduler is what happens without a tap: the timetable whose ticks
// wake and claim what is due, and the background jobs that carry notices and
// announcements. It is the only importer of cron and the only place that works
// River's queue.
//
// No rule of the centre lives here and no statement either: it drives use
// cases and small stores that wiring.go supplies. The timetable runs on every
// replica; there is no leader to wait for.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"jastar/bot"
	"jastar/centre"
	"jastar/locales"
)

// Jobs works the queue of background jobs; river's client is one.
type Jobs interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	StopAndCancel(ctx context.Context) error
}

// Sender renders messages and carries them through the lanes.
type Sender interface {
	Render(l locales.Language, s bot.Screen) bot.Outgoing
	Send(ctx context.Context, lane bot.Lane, chat int64, m bot.Outgoing) (message int, err error)
	SendAll(ctx context.Context, lane bot.Lane, chat int64, m bot.Outgoing) (messages []int, err error)
	Edit(ctx context.Context, lane bot.Lane, chat int64, message int, m bot.Outgoing) error
	Delete(ctx context.Context, lane bot.Lane, chat int64, messages ...int) error
}

// People tells who somebody is today and notes who can be written to.
type People interface {
	ByID(ctx context.Context, id centre.PersonID) (centre.Identity, error)
	SetReachable(ctx context.Context, chat int64, reachable bool) error
}

// Readers makes a reader of somebody.
type Readers interface {
	Of(id centre.Identity) bot.Reader
}

// Config is what a Service is made of.
type Config struct {
	Clock   centre.Clock
	Log     *slog.Logger
	Ticks   []Tick // see Timetable
	Notices *Notices
	Runs    *Runs
	// Work opens the queue with the given settings.
	Work func(*river.Config) (Jobs, error)
}

// Service runs timetable and jobs between Start and Stop.
type Service struct {
	ticks *ticker
	jobs  Jobs
	runs  *Runs
	stop  sync.Once
}

// New prepares a Service; nothing runs before Start.
func New(c Config) (*Service, error) {
	ticks, err := newTicker(c.Ticks, c.Clock, c.Log)
	if err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	c.Notices.addTo(workers)
	c.Runs.addTo(workers)
	jobs, err := c.Work(riverConfig(workers, c.Log))
	if err != nil {
		return nil, fmt.Errorf("prepare background jobs: %w", err)
	}
	return &Service{ticks: ticks, jobs: jobs, runs: c.Runs}, nil
}

// Start begins to work. The jobs come first, so that what a tick claims finds
// somebody to work it. ctx bounds the start only.
func (s *Service) Start(ctx context.Context) error {
	s.runs.start()
	// The client stops when its context does; Stop is to decide that.
	if err := s.jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start background jobs: %w", err)
	}
	s.ticks.start()
	return nil
}

// Stop ends in the reverse order: no further tick, then no further job. Pages
// of a run stop at the next message and are left to the other replicas;
// notices at work are sent. What is not done when ctx ends is cut short and
// taken up again later. A second call does nothing.
func (s *Service) Stop(ctx context.Context) (err error) {
	s.stop.Do(func() { err = s.end(ctx) })
	return err
}

func (s *Service) end(ctx context.Context) error {
	s.ticks.stop(ctx)
	s.runs.drain()
	err := s.jobs.Stop(ctx)
	if err != nil {
		cut, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = errors.Join(err, s.jobs.StopAndCancel(cut))
	}
	s.runs.stop(ctx)
	if err != nil {
		return fmt.Errorf("stop background jobs: %w", err)
	}
	return nil
}
