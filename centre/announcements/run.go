package announcements

import (
	"math"
	"time"

	"jastar/centre"
)

// RunID is the internal id of a run.
type RunID int64

// RunState says how a run stands.
type RunState string

// The states of a run. Only a running one sends, and a holding one in waves.
const (
	Running  RunState = "running"
	Paused   RunState = "paused"  // somebody paused it; it goes on where it is when somebody says so
	Holding  RunState = "holding" // it has reached everybody but those it holds
	Finished RunState = "finished"
	Stopped  RunState = "stopped" // somebody stopped it
	Missed   RunState = "missed"  // its time passed while the bot was away
	Refused  RunState = "refused" // whoever planned it may no longer send it
)

// Run is one sending of an announcement, with content and audience as they
// were when it started, or one change of what was sent.
type Run struct {
	ID           RunID
	Announcement ID
	Organisation centre.OrganisationID // 0: the centre itself
	From         centre.Words          // the organisation's name; nil: the centre itself
	Kind         RunKind
	Base         RunID // whose messages it changes, 0 when it sends
	Planned      time.Time
	State        RunState
	Content      Content
	Audience     Audience
	Useful       time.Time // after this moment nothing of it is sent any more; zero: there is no end
	Urgent       bool      // it passes quiet hours and the daily limit
	Paid         bool      // Telegram is paid for its messages

	// Links are the tokens of the link buttons that are counted. A change of what
	// was sent has those of its base.
	Links map[ButtonID]LinkToken
}

// Planning is the job that cuts further pages of a run ahead of the senders.
type Planning struct {
	Run RunID `json:"run"`
}

// Kind names the background job.
func (Planning) Kind() string { return "run_plan" }

// Page is the job that sends one page of a run. Pages count from 1.
type Page struct {
	Run  RunID `json:"run"`
	Page int   `json:"page"`
}

// Kind names the background job.
func (Page) Kind() string { return "run_page" }

// Recipient is somebody on a page who is to be written to now.
type Recipient struct {
	Person    centre.PersonID
	Chat      int64  // 0 when the person was forgotten since the page was cut
	Language  string // code of the chosen language, "" before it was asked
	Reachable bool
	Muted     bool // does not want the message
}

// Outcome says what became of one message. The numbers stand in the ledger.
type Outcome int16

// The outcomes. Held stands in no ledger: it is not the end.
const (
	OutcomeSent    Outcome = 1 + iota // Telegram took it, or changed it
	OutcomeBlocked                    // the person cannot be written to; the cause says why
	OutcomeFailed                     // Telegram refused it; the cause says why
	OutcomeUnknown                    // the request left and no answer came; not sent again
	OutcomeHeld                       // kept back until a later wave
	OutcomeExpired                    // it could not leave for as long as it was useful
	OutcomeMuted                      // the person does not want it
)

// String returns the word used in logs and metrics.
func (o Outcome) String() string {
	return [...]string{"", "sent", "blocked", "failed", "unknown", "held", "expired", "muted"}[o]
}

// Delivery is one row of the ledger.
type Delivery struct {
	Run     RunID
	Page    int
	Person  centre.PersonID
	At      time.Time
	Message int   // Telegram's message id, 0 unless sent or changed
	More    []int // of an album, the ids of its further messages
	Outcome Outcome
	Cause   Cause // why, when the outcome is Blocked or Failed, or how a message was taken back
}

// Tally is how far a run has come.
type Tally struct {
	State                          RunState
	Total                          int // people it is for; 0 until they have been counted
	Open                           int // pages that are not done, those of waves among them
	Sent, Blocked, Failed, Unknown int
	Muted                          int // did not want it
	Held, Expired                  int
	HeldUntil                      time.Time // when the last of those who are held is due; zero: nobody was
	Paid                           int       // people whose messages Telegram was paid for, or perhaps was
	Started, Ended                 time.Time // Ended is zero while running or paused

	PausedAt time.Time     // zero unless paused
	PausedBy string        // the name of who paused it, "" when there is none
	Idle     time.Duration // how long it was paused before
}

// Undelivered is how many people certainly or perhaps did not get it.
func (t Tally) Undelivered() int { return t.Blocked + t.Failed + t.Unknown + t.Muted + t.Expired }

// Done is how many people have a result that is final.
func (t Tally) Done() int { return t.Sent + t.Undelivered() }

// FirstPage is the size of a run's first page: small, so that the first
// message does not wait for the audience.
const FirstPage = 200

// PageSize is how many people stand on a page: about ten seconds of work at
// the rate in messages a second, within limits.
func PageSize(rate float64) int { return max(FirstPage, min(5000, int(rate*10))) }

// PagesAhead is how many open pages a planner keeps, and PagesLow how few are
// left when it is woken again.
const (
	PagesAhead = 16
	PagesLow   = 8
)

// Duration is how long so many messages take at the rate in messages a second,
// in whole seconds rounded up.
func Duration(messages int, rate float64) time.Duration {
	if rate <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(float64(messages)/rate)) * time.Second
}
