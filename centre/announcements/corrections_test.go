package announcements_test

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
)

// archive is a store of one announcement and the report of one of its runs.
type archive struct {
	announcements.Store
	a         announcements.Announcement
	report    announcements.Report
	effects   announcements.Effects
	before    func(*archive) // comes between the reading of the report and the change
	reach     int            // how many every audience has
	unwilling int            // how many of these do not want it
	read      []string       // languages that every audience reads
}

func (s *archive) ReportByID(_ context.Context, id announcements.RunID) (announcements.Report, error) {
	if id != s.report.ID {
		return announcements.Report{}, centre.ErrGone
	}
	return s.report, nil
}

func (s *archive) ByID(context.Context, announcements.ID) (announcements.Announcement, error) {
	return s.a, nil
}

func (s *archive) Measure(context.Context, announcements.Audience) (announcements.Size, error) {
	return announcements.Size{People: s.reach, Reachable: s.reach}, nil
}

func (s *archive) ChannelsOf(context.Context, centre.OrganisationID) ([]announcements.Channel, error) {
	return nil, nil
}

func (s *archive) Unwilling(context.Context, centre.OrganisationID, announcements.Audience) (int, error) {
	return s.unwilling, nil
}

func (s *archive) Due(context.Context, time.Time, time.Time) ([]announcements.ID, error) {
	return []announcements.ID{s.a.ID}, nil
}

func (s *archive) ChangeDue(ctx context.Context, id announcements.ID, rule announcements.Rule) error {
	_, err := s.Change(ctx, id, rule)
	return err
}

func (s *archive) Reasons(context.Context, announcements.RunID) ([]announcements.Reason, error) {
	return nil, nil
}

func (s *archive) Posts(context.Context, announcements.RunID) ([]announcements.Post, error) {
	return nil, nil
}

func (s *archive) Change(_ context.Context, _ announcements.ID, rule announcements.Rule) (announcements.Announcement, error) {
	if meanwhile := s.before; meanwhile != nil {
		s.before = nil
		meanwhile(s)
	}
	changed := s.a
	changed.Content = maps.Clone(s.a.Content)
	e, err := rule(&changed)
	if err != nil {
		return announcements.Announcement{}, err
	}
	s.a, s.effects = changed, e
	return changed, nil
}

var correctionTime = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// newArchive holds run 5 of announcement 3, which three people got.
func newArchive() *archive {
	return &archive{
		a: announcements.Announcement{ID: 3, Organisation: 7, State: announcements.Sent, Run: 5, StartedBy: 1, Kind: announcements.KindSend},
		report: announcements.Report{
			Run: announcements.Run{ID: 5, Announcement: 3, Organisation: 7, Kind: announcements.KindSend, State: announcements.Finished,
				Content: announcements.Content{"kk": {Text: "Сәлем"}}, Audience: announcements.Audience{Participants: 7}},
			Current: 5,
			Tally:   announcements.Tally{State: announcements.Finished, Total: 3, Sent: 3, Ended: correctionTime.Add(-time.Hour)},
		}}
}

func (s *archive) desk() *announcements.Desk {
	return &announcements.Desk{Store: s, People: office{}, Zone: time.UTC, Clock: func() time.Time { return correctionTime }}
}

var (
	recallStaff     = centre.Actor{Person: 2, Role: centre.Coordinator}
	recallOrganizer = centre.Actor{Person: 4, Role: centre.Organizer, Organisations: []centre.OrganisationID{7}}
)

// Whether a run can be recalled, asked and done.
func TestRecall(t *testing.T) {
	recalled := func(state announcements.RunState) func(*archive) {
		return func(s *archive) {
			s.a.Run, s.report.Current = 6, 6
			s.report.Corrected = announcements.Corrected{Run: 6, Kind: announcements.KindRecall, State: state}
			s.report.Recalled = 1
		}
	}
	for name, c := range map[string]struct {
		who   centre.Actor
		after announcements.RunID
		given func(*archive)
		asked string // the refusal, "" for none
		done  string
		left  bool // nothing happens, and nobody is refused
	}{
		"staff":                    {who: recallStaff},
		"own organisation":         {who: recallOrganizer},
		"another organisation":     {who: centre.Actor{Role: centre.Organizer, Organisations: []centre.OrganisationID{8}}, asked: "forbidden", done: "forbidden"},
		"a member":                 {who: centre.Actor{Role: centre.Member}, asked: "forbidden", done: "forbidden"},
		"of the centre":            {who: recallOrganizer, given: func(s *archive) { s.a.Organisation, s.report.Organisation = 0, 0 }, asked: "forbidden", done: "forbidden"},
		"of staff to everybody":    {who: recallOrganizer, given: func(s *archive) { s.report.Audience = announcements.Audience{Everyone: true} }, asked: "staff_only", done: "staff_only"},
		"under way":                {who: recallStaff, given: func(s *archive) { s.a.Running = true }, asked: "under_way", done: "under_way"},
		"another counting down":    {who: recallStaff, given: func(s *archive) { s.a.State, s.a.Schedule.Countdown = announcements.Scheduled, true }, asked: "under_way", done: "under_way"},
		"planned again":            {who: recallStaff, given: func(s *archive) { s.a.State, s.a.Schedule.Cron = announcements.Scheduled, "0 10 * * 1" }},
		"stopped a moment ago":     {who: recallStaff, given: stoppedBefore(40 * time.Second), asked: "stragglers", done: "stragglers"},
		"stopped a while ago":      {who: recallStaff, given: stoppedBefore(41 * time.Second)},
		"nobody got it":            {who: recallStaff, given: func(s *archive) { s.report.Tally.Sent = 0 }, asked: "nobody", done: "nobody"},
		"a recall":                 {who: recallStaff, given: func(s *archive) { s.report.Kind, s.report.Base = announcements.KindRecall, 4 }, asked: "gone", done: "gone"},
		"recalled, the same tap":   {who: recallStaff, given: recalled(announcements.Finished), asked: "recalled", left: true},
		"recalled, a new tap":      {who: recallStaff, after: 6, given: recalled(announcements.Finished), asked: "recalled", done: "recalled"},
		"being recalled":           {who: recallStaff, given: recalled(announcements.Running), asked: "recalled", left: true},
		"recall stopped, same tap": {who: recallStaff, given: recalled(announcements.Stopped), left: true},
		"recall stopped, new tap":  {who: recallStaff, after: 6, given: recalled(announcements.Stopped)},
		"a colleague is faster": {who: recallStaff, left: true, given: func(s *archive) {
			s.before = func(s *archive) { recalled(announcements.Running)(s); s.a.Running = true }
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newArchive()
			if c.given != nil {
				c.given(s)
			}
			if _, err := s.desk().CheckRecall(t.Context(), c.who, 5); !refuses(err, c.asked) {
				t.Errorf("asked: %v, want %q", err, c.asked)
			}
			a, err := s.desk().Recall(t.Context(), c.who, announcements.Recall{Base: 5, After: c.after, Message: 9})
			if !refuses(err, c.done) {
				t.Fatalf("done: %v, want %q", err, c.done)
			}
			started := s.effects.Correct != nil
			if want := c.done == "" && !c.left; started != want {
				t.Fatalf("started %v, want %v", started, want)
			}
			if !started {
				return
			}
			if e := s.effects; e.Correct.Kind != announcements.KindRecall || e.Correct.Base != 5 || e.Deed == nil || e.Deed.Action != "announcement.recall" {
				t.Errorf("effects %+v", e)
			}
			if a.Viewer() != c.who.Person || a.StartedBy != 1 || a.Message != 9 || a.Show.IsZero() {
				t.Errorf("shown to %d on %d at %v, started by %d", a.Viewer(), a.Message, a.Show, a.StartedBy)
			}
		})
	}
}

func stoppedBefore(d time.Duration) func(*archive) {
	return func(s *archive) {
		s.report.State, s.report.Tally.State = announcements.Stopped, announcements.Stopped
		s.report.Tally.Open, s.report.Tally.Ended = 2, correctionTime.Add(-d)
	}
}

// refuses tells whether the error is the refusal of that name, "" for none.
func refuses(err error, name string) bool {
	switch name {
	case "":
		return err == nil
	case "forbidden":
		return errors.Is(err, centre.ErrForbidden)
	case "gone":
		return errors.Is(err, centre.ErrGone)
	}
	return errors.Is(err, centre.Refuse("corrections."+name)) || errors.Is(err, centre.Refuse("approvals."+name))
}
