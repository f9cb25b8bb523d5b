package announcements

import (
	"context"
	"time"

	"jastar/centre"
)

// Store is where announcements are kept. An unknown id is centre.ErrGone.
type Store interface {
	AudienceStore
	SegmentStore
	MuteStore
	EchoStore
	LinkStore
	LedgerStore
	CourseStore
	ChannelStore
	PaidStore

	// Create keeps a new draft together with the deed. A form that was kept
	// before gives the announcement it made then.
	Create(ctx context.Context, form int64, a Announcement) (Announcement, error)

	ByID(ctx context.Context, id ID) (Announcement, error)

	// Change locks the announcement, lets the rule alter it and commits it with
	// the effects in one transaction. An error of the rule changes nothing.
	Change(ctx context.Context, id ID, rule Rule) (Announcement, error)

	// ChangeDue is Change for what another replica may be at work on: it does
	// nothing when the announcement is locked.
	ChangeDue(ctx context.Context, id ID, rule Rule) error

	// Due lists announcements whose planned start has come and whose earlier
	// run, if any, is over, those whose event was changed since, and those that
	// waited for approval of a single start before the moment late.
	Due(ctx context.Context, now, late time.Time) ([]ID, error)

	// List gives the newest announcements of a state, at most a screenful. of
	// limits it to organisations; nil means all.
	List(ctx context.Context, state State, of []centre.OrganisationID) ([]Announcement, error)

	// Measure counts an audience.
	Measure(ctx context.Context, a Audience) (Size, error)

	// LanguagesOf lists the languages that those in the audience who can be
	// written to read; "" is among them when somebody has not chosen one.
	LanguagesOf(ctx context.Context, a Audience) ([]string, error)

	// Tally sums up a run's pages.
	Tally(ctx context.Context, run RunID) (Tally, error)

	// Reasons lists why messages of a run did not arrive, the most frequent first.
	Reasons(ctx context.Context, run RunID) ([]Reason, error)

	// Reports lists runs, the newest first, from the given place on; of limits
	// them to organisations, nil means all.
	Reports(ctx context.Context, of []centre.OrganisationID, from, limit int) ([]Report, error)
	ReportByID(ctx context.Context, run RunID) (Report, error)

	// Interests and Events are what an audience can be chosen by. Events are
	// those that start after the given moment, soonest first; of limits them to
	// one organisation, 0 means all.
	Interests(ctx context.Context) ([]Option, error)
	Events(ctx context.Context, of centre.OrganisationID, after time.Time) ([]Option, error)
	EventByID(ctx context.Context, id int64) (Option, error)

	// Occasion is an event as it stands, also when it was cancelled.
	Occasion(ctx context.Context, event int64) (Occasion, error)

	// Planned lists scheduled announcements whose next start lies before the
	// moment, the soonest first, without countdowns and what is paused.
	Planned(ctx context.Context, before time.Time) ([]Announcement, error)

	// Digested is what a run tells somebody who got it in a digest, or
	// centre.ErrGone: its id, content and links. What was recalled has no content.
	Digested(ctx context.Context, person centre.PersonID, run RunID) (Run, error)

	// Records returns what is stored of one person.
	Records(ctx context.Context, person centre.PersonID) (Records, error)

	// Organisations names those with the given ids; nil means all.
	Organisations(ctx context.Context, ids []centre.OrganisationID) ([]Option, error)
}

// Rule decides about a locked announcement: it alters it in place and returns
// what else is to happen in the same transaction.
type Rule func(a *Announcement) (Effects, error)

// Effects are what a decision brings about besides the changed announcement.
type Effects struct {
	Start   time.Time    // start a run planned for this time; zero: none
	Named   []int64      // the events that such a run is about
	Links   []RunLink    // the link buttons of such a run that are counted
	Useful  time.Time    // until when that run is worth sending; zero: without an end
	Noted   []PlannedRun // planned times that are only noted down, at most missedKept
	Stop    bool         // the latest run ends
	Drop    RunID        // an earlier run, one that waits, ends; 0: none
	Pause   bool         // the latest run is paused by the deed's person; ErrOver when it is not at work
	Resume  bool         // the latest run goes on; ErrOver when it is not paused
	Tied    bool         // the plan goes by an event: nothing is saved when the event is not as the plan has it
	Correct *Correction  // start a run that changes messages
	Lost    ChannelID    // the latest run waits for the right to post there; with Pause
	Without bool         // the latest run does not wait for such rights any more; with Resume
	Paid    bool         // Telegram is paid for the run that starts
	Spent   bool         // the latest run waits for Stars; with Pause
	Unpaid  bool         // the latest run is not paid for any more; with Resume
	Deed    *centre.Deed
	Notices []centre.Notice
}

// PlannedRun is a planned time that did not become a run, and why.
type PlannedRun struct {
	Planned time.Time
	State   RunState // Missed or Refused
}

// Option is something to choose by.
type Option struct {
	ID           int64
	Name         centre.Words
	Organisation centre.OrganisationID // an event's
	At           time.Time             // an event's start
}
