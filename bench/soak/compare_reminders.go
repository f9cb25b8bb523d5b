package main

import (
	"context"
	"time"
)

// reminderRow is a planned reminder.
type reminderRow struct {
	Chat, Event  int64
	Going        bool
	Changed, Due time.Time
	Claimed      *time.Time
}

// instant is how long before or after a kill a reminder counts as being sent in
// that moment: the call may have been under way on either side.
const instant = time.Second

// compareReminders holds planned reminders against those in the chats. One may
// come twice only where the bot could not know that it had arrived: Telegram
// gave no answer, or the replica was killed in that very instant.
func (w *world) compareReminders(ctx context.Context, report *table) error {
	rows, err := rowsOf[reminderRow](ctx, w.records, `SELECT p.chat_id, s.event_id, s.state = 'going', s.changed_at, r.due_at, r.claimed_at
		FROM reminders r JOIN signups s ON s.id = r.signup_id JOIN people p ON p.id = s.person_id`)
	if err != nil {
		return err
	}
	came, once := report.line("reminders that came"), report.line("reminders that came once, but for killed instants")
	w.witness.mu.Lock()
	defer w.witness.mu.Unlock()
	number, planned := w.numbers(), map[seat]bool{}
	for _, r := range rows {
		s := seat{r.Chat, number[r.Event]}
		planned[s] = true
		got := w.witness.reminded[s]
		due := r.Due.Before(time.Now())
		if due && r.Claimed == nil {
			came.wrong("person %d, event %d: the reminder is due and nobody took it up", s.chat, s.event)
		}
		if due {
			came.of++
		}
		if due && r.Going && r.Changed.Before(r.Due) && len(got) == 0 {
			came.wrong("person %d, event %d: no reminder", s.chat, s.event)
		}
	}
	silent, killed := 0, 0
	for s, got := range w.witness.reminded {
		once.of += len(got)
		if !planned[s] {
			once.wrong("person %d, event %d: a reminder that nobody planned", s.chat, s.event)
		}
		for i := range got[1:] {
			switch {
			case w.witness.unanswered[s.chat] > 0:
				w.witness.unanswered[s.chat]--
				silent++
			case w.killedAround(got[i].at):
				killed++
			default:
				once.wrong("person %d, event %d: reminded at %s and again at %s", s.chat, s.event,
					got[i].at.Format("15:04:05.000"), got[i+1].at.Format("15:04:05.000"))
			}
		}
	}
	report.note("reminders repeated after no answer came, after a kill", [2]int{silent, killed})
	return nil
}

// killedAround tells whether a replica was killed in the instant around t.
func (w *world) killedAround(t time.Time) bool {
	for _, kill := range w.kills {
		if kill.Sub(t).Abs() < instant {
			return true
		}
	}
	return false
}
