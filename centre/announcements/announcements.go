// Package announcements promises that what an organizer writes reaches exactly
// the people it is meant for: now, at a set time, or again and again by a cron
// expression, once per planned time and never twice. It holds the rules of
// composing, audience, schedule and run, the use cases and the store they need.
//
// How messages travel is not known here (see package scheduler), nor how any
// of it looks in a chat (see handlers/announcements).
package announcements

import (
	"cmp"
	"time"

	"jastar/centre"
)

// ID is the internal id of an announcement.
type ID int64

// State says where an announcement stands.
type State string

// The states of an announcement.
const (
	Draft     State = "draft"     // being written
	Scheduled State = "scheduled" // a start is planned: the countdown, a set time, or the next of a cron expression
	Sent      State = "sent"      // its only run was started
	Deleted   State = "deleted"   // kept for the records only
)

// Announcement is a message to many people and everything decided about it.
type Announcement struct {
	ID           ID
	Organisation centre.OrganisationID // 0: the centre itself
	From         centre.Words          // the organisation's name; nil: the centre itself
	Author       centre.PersonID
	State        State
	Content      Content
	Audience     Audience
	Channels     []ChannelID     // it is posted there, too; sorted
	Schedule     Schedule        // what is planned; meaningful while Scheduled
	StartedBy    centre.PersonID // who planned the start and hears how it goes; 0 before
	Run          RunID           // the latest run, 0 before the first
	Running      bool            // the latest run is under way: at work or paused
	Paused       bool            // the latest run is paused
	Holding      bool            // the latest run is it has reached everybody but those it holds
	Kind         RunKind         // of the latest run; "" before the first
	Message      int             // the message that shows the progress, 0: none yet
	Show         time.Time       // when that message is edited next; zero: never
	ShownTo      centre.PersonID // who sees that message; 0: StartedBy
	Wording      *Wording        // new words for a run that are not out yet; nil: none
	Approval     Approval        // the latest request for a start
	EditApproval Approval        // the latest request for new words
	Useful       Useful          // for how long it is worth sending after a start
	Urgent       string          // why it passes quiet hours and the daily limit; "": it does not
	Paid         bool            // its author wishes to pay Telegram for speed
	Ceiling      int             // the most Stars that the owner lets an announcement cost today; 0: none
	Spent        bool            // the latest run was paused because the bot has no Stars left
}

// The refusals of this noun that need no arguments.
var (
	errNotDraft   = centre.Refuse("announcements.not_a_draft")
	errNoText     = centre.Refuse("announcements.no_text")
	errNoReceiver = centre.Refuse("announcements.nobody")
	errTimePast   = centre.Refuse("announcements.time_past")
	errTimeFar    = centre.Refuse("announcements.time_far")
)

// ErrOver refuses to pause or to go on with a run that is not under way.
var ErrOver = centre.Refuse("announcements.run_over")

// MayAnnounce tells whether the actor may write in the name of the
// organisation; 0 is the centre itself, for which only staff may speak.
func MayAnnounce(actor centre.Actor, o centre.OrganisationID) bool {
	if actor.IsStaff() {
		return true
	}
	return o != 0 && actor.MayManage(o)
}

// permit refuses whoever may not send this announcement to this audience.
func (a *Announcement) permit(actor centre.Actor) error {
	if !MayAnnounce(actor, a.Organisation) {
		return centre.ErrForbidden
	}
	if a.Urgent != "" && !actor.IsStaff() {
		return errUrgentStaff
	}
	return a.Audience.permit(actor, a.Organisation)
}

// Viewer is who sees the message that shows the progress.
func (a Announcement) Viewer() centre.PersonID { return cmp.Or(a.ShownTo, a.StartedBy) }

// deed describes a staff action upon the announcement for the audit log.
func (a *Announcement) deed(by centre.PersonID, action string, detail map[string]any) *centre.Deed {
	return &centre.Deed{By: by, Action: action, Object: "announcement", ID: int64(a.ID), Detail: detail}
}

// farthest is how far ahead a start can be planned.
const farthest = 366 * 24 * time.Hour
