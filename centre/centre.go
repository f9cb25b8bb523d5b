// Package centre holds what every capability of the youth centre shares: who
// acts, what may be refused, what others must be told and what is written into
// the audit log. Each capability has a folder of its own below this one with
// its rules, its use cases and the small store interface it needs.
//
// Nothing here or below knows Telegram, SQL or Redis, and nothing imports more
// than the standard library.
package centre

import "time"

// PersonID is the internal id of anyone who ever wrote to the bot. Ledgers and
// the audit log hold only this id, so that they stay true after the person has
// been forgotten.
type PersonID int64

// OrganisationID is the internal id of an NGO or of the centre itself.
type OrganisationID int64

// Role is the highest role a person has in the centre. Roles are ordered: a
// later one may do everything an earlier one may.
type Role int

// The roles, from the least to the most powerful.
const (
	Guest       Role = iota // wrote to the bot; nothing but chat id, language and block state is stored
	Member                  // gave consent and a name
	Steward                 // checks people in at the door of one event
	Organizer               // belongs to one or more organisations
	Coordinator             // the centre's staff
	Owner                   // named in the configuration; cannot be removed from the chat
)

// String returns the role's word as it is stored and logged.
func (r Role) String() string {
	return [...]string{"guest", "member", "steward", "organizer", "coordinator", "owner"}[r]
}

// Actor is the person on whose behalf a use case runs. Every rule that changes
// data checks the actor itself: a hidden button protects nothing.
type Actor struct {
	Person        PersonID
	Role          Role
	Consented     bool             // gave the current consent and a name; no role stands in for it
	Organisations []OrganisationID // those the actor is an organizer of
}

// IsStaff tells whether the actor works for the centre as a whole.
func (a Actor) IsStaff() bool { return a.Role >= Coordinator }

// MayManage tells whether the actor may change what belongs to the organisation.
func (a Actor) MayManage(o OrganisationID) bool {
	if a.IsStaff() {
		return true
	}
	for _, own := range a.Organisations {
		if own == o {
			return true
		}
	}
	return false
}

// Clock tells the present moment. Rules and stores get it injected so that
// tests decide what time it is.
type Clock func() time.Time

// Words is a text that organizers wrote in one to three languages, by language
// code ("kk", "ru", "en").
type Words map[string]string

// In returns the text in the wished language, or the first available one in
// the order kk, ru, en, together with the code of the language it is in. Empty
// Words give two empty strings.
func (w Words) In(language string) (text, in string) {
	for _, code := range [...]string{language, "kk", "ru", "en"} {
		if s := w[code]; s != "" {
			return s, code
		}
	}
	return "", ""
}
