// Package events holds the centre's rules about events: what the catalogue
// shows, who gets a seat and when, which reminders go out, and what organizers
// may do with the events of their organisations. Rules are pure functions; the
// use cases below run them inside the store's transactions.
//
// How an event looks in chat lives in handlers/events, its tables in
// storage/postgres. Nothing here knows either.
package events

import (
	"time"

	"jastar/centre"
)

// EventID is the internal id of an event.
type EventID int64

// SignupID is the internal id of one person's place in one event.
type SignupID int64

// Status is where an event stands in its life.
type Status string

// The statuses, as they are stored.
const (
	StatusDraft     Status = "draft"     // being written; only its organisation sees it
	StatusPublished Status = "published" // open to readers
	StatusCancelled Status = "cancelled" // will not take place
)

// Limits of what an organizer may enter.
const (
	MaxTitle       = 100  // characters
	MaxDescription = 1000 // characters
	MaxPlace       = 200  // characters
	MaxReason      = 300  // characters
	MinCapacity    = 1    // seats
	MaxCapacity    = 100_000
	MaxLength      = 24 * time.Hour // from start to end
)

// Event is one event as it is stored. A draft may lack any part but its
// organisation.
type Event struct {
	ID               EventID
	Organisation     centre.OrganisationID
	OrganisationName centre.Words
	Status           Status
	Title            centre.Words
	Description      centre.Words
	Photo            string    // as the messenger names it; "" for none
	Starts           time.Time // zero in a draft that has none
	Ends             time.Time
	Place            Place
	Capacity         int
	Taken            int // seats that are taken
	Ages             Ages
	Opens            time.Time    // sign-up opens; zero means from publication
	Closes           time.Time    // sign-up closes; zero means at the start
	Reminders        []int        // minutes before the start; nil means DefaultOffsets
	Interests        []InterestID // what it is about
	CancelReason     string
}

// Left is the number of free seats.
func (e Event) Left() int { return max(0, e.Capacity-e.Taken) }

// Over tells whether the event has ended.
func (e Event) Over(now time.Time) bool { return !e.Ends.IsZero() && !now.Before(e.Ends) }

// Live tells whether the event is still to come or going on, so that seats can
// change hands.
func (e Event) Live(now time.Time) bool { return e.Status == StatusPublished && !e.Over(now) }

// VisibleTo tells whether the actor may see the event at all.
func (e Event) VisibleTo(a centre.Actor) bool {
	return e.Status != StatusDraft || a.MayManage(e.Organisation)
}

// The ids of rows that an event refers to.
type (
	BranchID   int64
	SpaceID    int64
	DistrictID int64
	InterestID int64
)

// Place is where an event happens: a space of a branch, or anywhere else in
// the organizer's own words.
type Place struct {
	Branch    BranchID // 0 when it is elsewhere
	Space     SpaceID  // 0 when no space was named
	Name      centre.Words
	SpaceName centre.Words
	Address   centre.Words
	Latitude  float64 // degrees; 0, 0 when not known
	Longitude float64
	Text      string     // the organizer's own words when Branch is 0
	District  DistrictID // 0 when not known
}

// At tells whether it is that spot. A house's district is the house's own.
func (p Place) At(s Spot) bool {
	return p.reads(s) && (p.Branch != 0 || p.District == s.District)
}

// reads tells whether that spot has the same words for readers, who see no district.
func (p Place) reads(s Spot) bool {
	return p.Branch == s.Branch && p.Space == s.Space && p.Text == s.Text
}

// Missing tells whether no place was chosen yet.
func (p Place) Missing() bool { return p.Branch == 0 && p.Text == "" }

// Branch is a house of the centre with its spaces.
type Branch struct {
	ID       BranchID
	Name     centre.Words
	Address  centre.Words
	District DistrictID
	Spaces   []Named
}

// Named is a row with a name in several languages: a space, a district, an
// interest, an organisation.
type Named struct {
	ID   int64
	Name centre.Words
}
