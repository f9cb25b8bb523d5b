package centre

import (
	"encoding/json"
	"time"
)

// Notice is something another person must hear. A store writes it in the same
// transaction as its cause; the words are found when it is sent, in the
// reader's language and from fresh data, and a notice that is no longer true
// is dropped. It is at the same time the arguments of its background job.
type Notice struct {
	Subject string          `json:"subject"`        // which renderer speaks, such as "events.reminder"
	To      PersonID        `json:"to"`             // the reader
	Data    json.RawMessage `json:"data,omitempty"` // ids for the renderer; words only in a reply that was late
	At      time.Time       `json:"-"`              // not before; zero means at once
	Rank    NoticeRank      `json:"-"`              // who goes first when many wait
}

// NoticeRank orders waiting notices; the zero value is the ordinary rank.
type NoticeRank int

// The ranks, the most urgent last.
const (
	RankIdle     NoticeRank = iota - 1 // what many get and nobody waits for
	RankOrdinary                       // confirmations, invitations
	RankTimely                         // reminders, offers that run out
	RankUrgent                         // moved, cancelled
)

// NewNotice makes a notice whose data is the JSON form of a value of ids.
// A value that JSON cannot hold is a programmer's mistake and panics.
func NewNotice(subject string, to PersonID, data any) Notice {
	raw, err := json.Marshal(data)
	if err != nil {
		panic("notice " + subject + ": " + err.Error())
	}
	return Notice{Subject: subject, To: to, Data: raw}
}

// Kind names the background job that carries notices.
func (Notice) Kind() string { return "notice" }
