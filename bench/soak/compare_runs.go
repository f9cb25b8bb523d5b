package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// delivery is a row of the ledger.
type delivery struct {
	Outcome int16
	Message int64
}

// The outcomes of the ledger, as the database numbers them.
const (
	sent    = 1
	blocked = 2
	unknown = 4
)

// run is a row of runs with its ledger.
type run struct {
	id             int64
	number         int // the announcement's
	state          string
	started, ended time.Time
	ledger         map[int64]delivery // by chat
}

// runs reads every run and its ledger.
func (w *world) runs(ctx context.Context) ([]*run, error) {
	type row struct {
		ID    int64
		Text  string
		State string
		Begin time.Time
		End   *time.Time
	}
	rows, err := rowsOf[row](ctx, w.records, `SELECT id, content->'en'->>'text', state, started_at, ended_at
		FROM runs WHERE kind = 'send' ORDER BY id`)
	if err != nil {
		return nil, err
	}
	var all []*run
	for _, r := range rows {
		number, err := strconv.Atoi(strings.TrimPrefix(r.Text, announcementWords))
		if err != nil {
			return nil, fmt.Errorf("run %d announces %q", r.ID, r.Text)
		}
		one := &run{id: r.ID, number: number, state: r.State, started: r.Begin, ended: time.Now()}
		if r.End != nil {
			one.ended = *r.End
		}
		if one.ledger, err = w.ledger(ctx, r.ID); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// ledger reads the rows of a run, by chat.
func (w *world) ledger(ctx context.Context, run int64) (map[int64]delivery, error) {
	type entry struct {
		Chat    int64
		Outcome int16
		Message int64
	}
	rows, err := rowsOf[entry](ctx, w.records, `SELECT p.chat_id, d.outcome, coalesce(d.message_id, 0)
		FROM deliveries d JOIN people p ON p.id = d.person_id WHERE d.run_id = $1`, run)
	all := make(map[int64]delivery, len(rows))
	for _, e := range rows {
		all[e.Chat] = delivery{e.Outcome, e.Message}
	}
	return all, err
}

// runLines are the lines about announcements.
type runLines struct {
	finished, reached, true, repeated *line
	unknown                           int
}

// compareRuns holds the ledger against the messages in the members' chats.
func (w *world) compareRuns(ctx context.Context, report *table) error {
	all, err := w.runs(ctx)
	if err != nil {
		return err
	}
	l := &runLines{
		finished: report.line("announcements sent, each once"), reached: report.line("reachable members with a message or an unknown row"),
		true: report.line("rows of the ledger that are true"), repeated: report.line("announcements sent without a repetition"),
	}
	l.repeated.allowed = window * len(w.kills)
	seen := map[int]int{}
	since, err := w.memberSince(ctx)
	if err != nil {
		return err
	}
	w.witness.mu.Lock()
	defer w.witness.mu.Unlock()
	for _, r := range all {
		seen[r.number]++
		if r.state != "finished" {
			l.finished.wrong("announcement %d is %s", r.number, r.state)
		}
		w.compareRun(r, since, l)
	}
	for n := range w.announcements {
		l.finished.of++
		if seen[n+1] != 1 {
			l.finished.wrong("announcement %d has %d runs", n+1, seen[n+1])
		}
	}
	report.note("unknown rows", l.unknown)
	return nil
}

// memberSince says from when on each chat belongs to a member.
func (w *world) memberSince(ctx context.Context) (map[int64]time.Time, error) {
	type row struct {
		Chat  int64
		Since time.Time
	}
	rows, err := rowsOf[row](ctx, w.records, `SELECT chat_id, member_since FROM people WHERE member_since IS NOT NULL AND chat_id IS NOT NULL`)
	since := make(map[int64]time.Time, len(rows))
	for _, r := range rows {
		since[r.Chat] = r.Since
	}
	return since, err
}

// compareRun looks at one run. The witness must be locked.
func (w *world) compareRun(r *run, since map[int64]time.Time, l *runLines) {
	got := w.witness.announced[r.number]
	for chat, member := range since {
		row, listed := r.ledger[chat]
		messages := len(got[chat])
		if member.Before(r.started) && !w.turnedAwayBefore(chat, r.ended) {
			l.reached.of++
			if row.Outcome != unknown && messages == 0 || !listed {
				l.reached.wrong("announcement %d, chat %d: %d messages, row %+v", r.number, chat, messages, row)
			}
		}
		if !listed && messages > 0 {
			l.true.wrong("announcement %d, chat %d: %d messages and no row", r.number, chat, messages)
		}
		for range max(0, messages-1) {
			l.repeated.wrong("announcement %d, chat %d: %d messages", r.number, chat, messages)
		}
	}
	for chat, row := range r.ledger {
		l.true.of++
		if row.Outcome == unknown {
			l.unknown++
		}
		if !w.isTrue(chat, row, got[chat]) {
			l.true.wrong("announcement %d, chat %d: %d messages, row %+v", r.number, chat, len(got[chat]), row)
		}
	}
	l.repeated.of += len(r.ledger)
}

// turnedAwayBefore tells whether nothing could be delivered at the moment, or a
// second later for clocks that differ.
func (w *world) turnedAwayBefore(chat int64, t time.Time) bool {
	s, away := w.shut[chat]
	return away && !w.begun.Add(s.at).After(t.Add(time.Second))
}

// isTrue tells whether a row agrees with what is in the chat.
func (w *world) isTrue(chat int64, row delivery, got []receipt) bool {
	switch row.Outcome {
	case sent:
		for _, r := range got {
			if int64(r.message) == row.Message {
				return true
			}
		}
		return false
	case blocked:
		_, away := w.shut[chat]
		return away
	case unknown: // it came or not; if twice, that counts as a repetition
		return true
	}
	return false
}
