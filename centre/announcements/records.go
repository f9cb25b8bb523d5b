package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// Received is what became of one announcement that was for a person. The text
// is told by how it begins: the message itself stands in the person's chat.
type Received struct {
	Announcement ID                    `json:"announcement"`
	Kind         RunKind               `json:"kind"`                   // what became of it: sent, or taken back later
	Organisation centre.OrganisationID `json:"organisation,omitempty"` // 0: the centre itself
	Begins       centre.Words          `json:"begins"`                 // the first characters in each language
	At           time.Time             `json:"at"`
	Outcome      OutcomeWord           `json:"outcome"`
	Cause        Cause                 `json:"cause,omitempty"`
	Message      int                   `json:"message,omitempty"` // Telegram's message id, 0 unless sent
}

// OutcomeWord is an outcome that JSON has as its word.
type OutcomeWord Outcome

// MarshalText writes the word.
func (o OutcomeWord) MarshalText() ([]byte, error) { return []byte(Outcome(o).String()), nil }

// Written is an announcement that a person wrote, planned or both.
type Written struct {
	Announcement ID        `json:"announcement"`
	State        State     `json:"state"`
	Wrote        bool      `json:"wrote"`
	Started      bool      `json:"started"` // planned its latest start
	Content      Content   `json:"content"`
	Changed      time.Time `json:"changed"`
}

// Records is everything that is stored of one person about announcements.
type Records struct {
	Received []Received `json:"received"` // the latest first
	Written  []Written  `json:"written"`  // the latest first
	Tapped   []Tapped   `json:"tapped"`   // the latest first
}

// Tapped is a button of an announcement that a person tapped.
type Tapped struct {
	Announcement ID        `json:"announcement"`
	Button       ButtonID  `json:"button"`
	At           time.Time `json:"at"`
}

// Export returns the name of this part of a person's data and a value for JSON.
func (d *Desk) Export(ctx context.Context, person centre.PersonID) (part string, data any, err error) {
	all, err := d.Store.Records(ctx, person)
	return "announcements", all, err
}
