package announcements

import (
	"context"

	"jastar/centre"
)

// Report is a run as it stands, for whoever looks after all of them.
type Report struct {
	Run
	Current   RunID     // the announcement's latest run
	Corrected Corrected // the latest run that changed its messages
	Recalled  int       // how many of its messages were taken back
	Forgotten bool      // who got its messages is no longer known
	Spent     bool      // it was paused because the bot has no Stars left
	Rewording bool      // new words for its messages wait for approval
	Tally     Tally
	Reasons   []Reason // why messages did not arrive; of a single report only
	Posts     []Post   // in channels and groups; of a single report only
}

// UnderWay tells whether the run can be stopped.
func (r Report) UnderWay() bool {
	return r.State == Holding || r.Current == r.ID && (r.State == Running || r.State == Paused)
}

// Busy tells whether messages of it may leave at any moment, so that it must be
// stopped before they are changed.
func (r Report) Busy() bool { return r.UnderWay() && (r.State != Holding || r.Tally.Open > 0) }

// Pausable tells whether it can be paused or let go on, too: an earlier run that
// only holds people can be stopped alone.
func (r Report) Pausable() bool { return r.UnderWay() && r.Current == r.ID }

// Progress is the report as the progress of its run.
func (r Report) Progress() Progress {
	return Progress{Tally: r.Tally, Reasons: r.Reasons, Posts: r.Posts, Announcement: Announcement{
		ID: r.Announcement, Organisation: r.Organisation, From: r.From, State: Sent, Content: r.Content, Audience: r.Audience,
		Run: r.ID, Running: r.UnderWay() && r.State != Holding, Paused: r.State == Paused, Holding: r.State == Holding, Kind: r.Kind, Spent: r.Spent,
	}}
}

// Reports is a page of the list of all runs.
type Reports struct {
	Page int // from 0
	Runs []Report
	More bool // there are older ones
}

// ReportsPage is how many runs stand on a page.
const ReportsPage = 5

// Reports lists runs, the newest first: all of them to staff, their own
// organisations' to organizers.
func (d *Desk) Reports(ctx context.Context, actor centre.Actor, page int) (Reports, error) {
	of, err := visibleTo(actor)
	if err != nil {
		return Reports{}, err
	}
	page = max(0, page)
	runs, err := d.Store.Reports(ctx, of, page*ReportsPage, ReportsPage+1)
	if err != nil {
		return Reports{}, err
	}
	return Reports{Page: page, Runs: runs[:min(ReportsPage, len(runs))], More: len(runs) > ReportsPage}, nil
}

// Report tells how one run stands.
func (d *Desk) Report(ctx context.Context, actor centre.Actor, id RunID) (Report, error) {
	r, err := d.Store.ReportByID(ctx, id)
	if err != nil {
		return Report{}, err
	}
	if !MayAnnounce(actor, r.Organisation) {
		return Report{}, centre.ErrForbidden
	}
	if r.Posts, err = d.Store.Posts(ctx, id); err != nil {
		return r, err
	}
	if r.Progress().Explained() {
		r.Reasons, err = d.Store.Reasons(ctx, id)
	}
	return r, err
}
