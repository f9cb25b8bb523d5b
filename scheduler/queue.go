package scheduler

import (
	"context"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// The queues of the background jobs, as the stores fill them.
const (
	noticeQueue = "notices"
	startQueue  = "starts" // planners and first pages: they do not wait behind long runs
	bulkQueue   = "bulk"
	paidQueue   = "paid" // pages that Telegram is paid for do not wait behind those that take their time
)

// How long a job may take, and from when on it counts as lost. After a kill
// River's leader looks for lost jobs every 30 s and has moved them on 5 s
// later; with a retry after at most maxPause everything goes on within 90 s.
const (
	jobTimeout  = 30 * time.Second
	rescueAfter = 35 * time.Second
	maxPause    = 15 * time.Second
)

// riverConfig are the settings of the queue. River's own defaults are for
// batch work, where a minute more or less does not matter.
func riverConfig(workers *river.Workers, log *slog.Logger) *river.Config {
	return &river.Config{
		Queues: map[string]river.QueueConfig{
			noticeQueue: {MaxWorkers: 32},
			startQueue:  {MaxWorkers: 4},
			bulkQueue:   {MaxWorkers: 3}, // the next pages are being read while one is sent
			paidQueue:   {MaxWorkers: 3},
		},
		Workers:                     workers,
		JobTimeout:                  jobTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		RetryPolicy:                 retries{},
		FetchCooldown:               20 * time.Millisecond,
		FetchPollInterval:           500 * time.Millisecond,
		CompletedJobRetentionPeriod: time.Minute,
		CancelledJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 7 * 24 * time.Hour,
		SoftStopTimeout:             5 * time.Second,
		ErrorHandler:                jobErrors{log},
		Logger:                      slog.New(quiet{log.Handler()}),
	}
}

// retries waits 1, 2, 4, 8 and then 15 s between attempts.
type retries struct{}

// NextRetry says when a job that failed is tried again.
func (retries) NextRetry(job *rivertype.JobRow) time.Time {
	pause := maxPause
	if job.Attempt <= 4 {
		pause = time.Second << max(0, job.Attempt-1)
	}
	return time.Now().UTC().Add(pause)
}

// jobErrors logs what a job could not do. Arguments are not logged: a reply
// that was late holds words.
type jobErrors struct{ log *slog.Logger }

// HandleError logs an error and leaves the rest to the retries.
func (h jobErrors) HandleError(_ context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	h.log.Warn("job", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "err", err)
	return nil
}

// HandlePanic logs a panic and leaves the rest to the retries.
func (h jobErrors) HandlePanic(_ context.Context, job *rivertype.JobRow, panicked any, trace string) *river.ErrorHandlerResult {
	h.log.Error("job panicked", "kind", job.Kind, "job", job.ID, "panic", panicked, "trace", trace)
	return nil
}

// quiet passes on what River logs as an error; its warnings repeat ours.
type quiet struct{ slog.Handler }

// Enabled tells whether the level is passed on.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && q.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the level.
func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

// WithGroup keeps the level.
func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }
