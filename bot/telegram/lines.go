package telegram

import (
	"encoding/json"
	"slices"
	"time"

	"jastar/bot"
)

// task is one update on its way to be acknowledged.
type task struct {
	update *bot.Update
	line   *line
	done   bool
}

// line is the updates of one chat that are not done. They are submitted in
// rounds: all that wait, when the round before is settled. Nothing overtakes an
// update that must come again.
type line struct {
	tasks   []*task // in the order of arrival, those of the running round first
	running int     // of the round
	again   bool    // one of the round must come again
	resting bool    // before the next round, because one must come again
	pause   time.Duration
}

// result is what a turn came to; nil means done.
type result struct {
	task *task
	err  error
}

// firstPause and longestPause bound how long a chat rests when an update must
// come again.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 2 * time.Second
)

// takeAll starts the turns of those updates that are not under way yet.
func (w *window) takeAll(updates []json.RawMessage) {
	for _, raw := range updates {
		w.take(raw)
	}
	for _, t := range w.open {
		if t.line != nil {
			w.start(t.line)
		}
	}
}

// take adds an update to its line. Ids are compared for equality only: after an
// idle week they start anew, even lower.
func (w *window) take(raw json.RawMessage) {
	u, err := Decode(raw)
	if err != nil {
		w.Log.Error("update cannot be read", "err", err)
		return
	}
	if slices.ContainsFunc(w.open, func(t *task) bool { return t.update.ID == u.ID }) {
		return
	}
	t := &task{update: u}
	w.open = append(w.open, t)
	if u.Kind == bot.KindUnknown {
		t.done = true
		w.Observe(SeenUnknown)
		return
	}
	t.line = w.lines[u.Chat]
	if t.line == nil {
		t.line = &line{pause: firstPause}
		w.lines[u.Chat] = t.line
	}
	t.line.tasks = append(t.line.tasks, t)
}

// start submits what waits in an idle line.
func (w *window) start(l *line) {
	if l.running > 0 || l.resting || len(l.tasks) == 0 {
		return
	}
	round := slices.Clone(l.tasks)
	updates := make([]*bot.Update, len(round))
	for i, t := range round {
		updates[i] = t.update
	}
	l.running = len(round)
	w.running += len(round)
	done := w.Submit(w.turns, updates...)
	go func() {
		for _, t := range round {
			w.settled <- result{t, <-done}
		}
	}()
}

// note takes note of what a turn came to.
func (w *window) note(r result) {
	l := r.task.line
	l.running--
	w.running--
	if r.err == nil {
		r.task.done = true
		l.tasks, l.pause = l.tasks[1:], firstPause
	} else {
		w.Observe(SeenAgain)
		l.again = true
	}
	switch {
	case l.running > 0:
	case l.again:
		l.again, l.resting = false, true
		time.AfterFunc(l.pause, func() { w.rested <- l })
		l.pause = min(2*l.pause, longestPause)
	case len(l.tasks) > 0:
		w.start(l)
	default:
		delete(w.lines, r.task.update.Chat)
	}
}

// wake ends a line's rest.
func (w *window) wake(l *line) {
	l.resting = false
	w.start(l)
}
