package announcements_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/scheduler"
)

// office is a staff: person 2, 3 and 5 are coordinators, 4 is an organizer.
type office struct {
	staff []centre.PersonID
	lost  centre.PersonID // has no role any more
}

func (o office) Staff(context.Context) ([]centre.PersonID, error) { return o.staff, nil }

func (o office) NameOf(context.Context, centre.PersonID) (string, error) { return "", nil }

func (o office) ByID(_ context.Context, id centre.PersonID) (centre.Identity, error) {
	who := map[centre.PersonID]centre.Actor{2: recallStaff, 3: approver, 4: recallOrganizer, 5: {Person: 5, Role: centre.Coordinator}}[id]
	if id == o.lost {
		who = centre.Actor{Person: id, Role: centre.Member}
	}
	return centre.Identity{Actor: who}, nil
}

var approver = centre.Actor{Person: 3, Role: centre.Coordinator}

// bigArchive is a draft of coordinator 2 for a hundred people, and an office.
func bigArchive(limit int) (*archive, *announcements.Desk) {
	s := newArchive()
	s.reach = 100
	s.a = announcements.Announcement{ID: 3, Author: 2, State: announcements.Draft, Content: announcements.Content{"kk": {Text: "Сәлем"}}}
	d := s.desk()
	d.ApprovalSize, d.Cron, d.People = limit, scheduler.Expressions{}, office{staff: []centre.PersonID{2, 3, 5}}
	return s, d
}

func subjects(e announcements.Effects) (list []string) {
	for _, n := range e.Notices {
		list = append(list, n.Subject)
	}
	return list
}

// Which starts wait for a second person.
func TestApprovalSize(t *testing.T) {
	for name, c := range map[string]struct {
		limit, reach, unwilling int
		want                    announcements.State
	}{
		"no approval":  {0, 1 << 30, 0, announcements.Scheduled},
		"at the limit": {100, 100, 0, announcements.Scheduled},
		"above it":     {100, 101, 0, announcements.InReview},
		"not wanted":   {100, 101, 1, announcements.Scheduled},
		"few":          {100, 1, 0, announcements.Scheduled},
	} {
		starts := map[string]func(*announcements.Desk) error{
			"now": func(d *announcements.Desk) error { _, err := d.SendNow(t.Context(), recallStaff, 3, 9); return err },
			"at": func(d *announcements.Desk) error {
				_, err := d.SendAt(t.Context(), recallStaff, 3, correctionTime.Add(time.Hour))
				return err
			},
			"repeated": func(d *announcements.Desk) error {
				_, err := d.Repeat(t.Context(), recallStaff, 3, "0 10 * * 1")
				return err
			},
		}
		for how, start := range starts {
			s, d := bigArchive(c.limit)
			s.reach, s.unwilling = c.reach, c.unwilling
			if err := start(d); err != nil || s.a.State != c.want {
				t.Errorf("%s, %s: %s, %v", name, how, s.a.State, err)
			}
			asked := slices.Equal(subjects(s.effects), []string{announcements.NoticeAsked, announcements.NoticeAsked})
			if waits := c.want == announcements.InReview; asked != waits || s.effects.Deed.Action == "announcement.ask" != waits {
				t.Errorf("%s, %s: %v, %+v", name, how, subjects(s.effects), s.effects.Deed)
			}
			before := s.a
			s.effects = announcements.Effects{}
			if err := start(d); err != nil || s.effects.Deed != nil || s.a.Approval != before.Approval {
				t.Errorf("%s, %s, a second tap: %v, %+v", name, how, err, s.effects)
			}
		}
	}
}

// With nobody else on the staff the sentence says what to do, and nothing is planned.
func TestApprovalNeedsSomebodyElse(t *testing.T) {
	for name, staff := range map[string][]centre.PersonID{"nobody": nil, "the asker alone": {4}, "the asker and the author": {2, 4}} {
		s, d := bigArchive(10)
		s.a.Organisation, s.a.Audience.Participants = 7, 7
		d.People = office{staff: staff}
		if _, err := d.SendNow(t.Context(), recallOrganizer, 3, 0); !errors.Is(err, centre.Refuse("approvals.nobody")) || s.a.State != announcements.Draft {
			t.Errorf("%s: %v, %s", name, err, s.a.State)
		}
	}
}

// asking returns a request of coordinator 2 that waits for coordinators 3 and 5.
func asking(t *testing.T, start func(*announcements.Desk) error) (*archive, *announcements.Desk, announcements.Request) {
	t.Helper()
	s, d := bigArchive(10)
	if err := start(d); err != nil || s.a.State != announcements.InReview {
		t.Fatalf("%s, %v", s.a.State, err)
	}
	s.effects = announcements.Effects{}
	return s, d, announcements.Request{Announcement: 3, Number: s.a.Approval.Number}
}

func now(t *testing.T) func(*announcements.Desk) error {
	return func(d *announcements.Desk) error { _, err := d.SendNow(t.Context(), recallStaff, 3, 9); return err }
}

// Who may decide about a request, and about which.
func TestApprove(t *testing.T) {
	for name, c := range map[string]struct {
		who     centre.Actor
		given   func(*archive, *announcements.Desk, *announcements.Request)
		refused string
		left    bool // nothing happens, and nobody is refused
	}{
		"another coordinator": {who: approver},
		"an owner":            {who: centre.Actor{Person: 9, Role: centre.Owner}},
		"the asker":           {who: recallStaff, refused: "own"},
		"the author, not the asker": {who: approver, refused: "own",
			given: func(s *archive, _ *announcements.Desk, _ *announcements.Request) { s.a.Author = 3 }},
		"an organizer": {who: recallOrganizer, refused: "forbidden"},
		"a guest":      {who: centre.Actor{Person: 8}, refused: "forbidden"},
		"the asker lost the role": {who: approver, refused: "asker_lost",
			given: func(_ *archive, d *announcements.Desk, _ *announcements.Request) {
				d.People = office{staff: []centre.PersonID{3}, lost: 2}
			}},
		"an earlier request": {who: approver, refused: "renewed",
			given: func(_ *archive, _ *announcements.Desk, q *announcements.Request) { q.Number-- }},
		"withdrawn": {who: approver, left: true, given: func(_ *archive, d *announcements.Desk, q *announcements.Request) {
			if _, err := d.Withdraw(t.Context(), recallStaff, *q); err != nil {
				t.Error(err)
			}
		}},
		"approved by a colleague": {who: approver, left: true, given: func(_ *archive, d *announcements.Desk, q *announcements.Request) {
			if _, err := d.Approve(t.Context(), centre.Actor{Person: 5, Role: centre.Coordinator}, *q); err != nil {
				t.Error(err)
			}
		}},
		"returned by a colleague": {who: approver, left: true, given: func(_ *archive, d *announcements.Desk, q *announcements.Request) {
			if _, err := d.Return(t.Context(), centre.Actor{Person: 5, Role: centre.Coordinator}, *q, "жоқ"); err != nil {
				t.Error(err)
			}
		}},
	} {
		for verdict, decide := range map[string]func(*announcements.Desk, announcements.Request) error{
			"approve": func(d *announcements.Desk, q announcements.Request) error {
				_, err := d.Approve(t.Context(), c.who, q)
				return err
			},
			"return": func(d *announcements.Desk, q announcements.Request) error {
				_, err := d.Return(t.Context(), c.who, q, "қысқарт")
				return err
			},
		} {
			s, d, q := asking(t, now(t))
			if c.given != nil {
				c.given(s, d, &q)
			}
			before := s.a
			s.effects = announcements.Effects{}
			err, refused := decide(d, q), c.refused
			if verdict == "return" && refused == "asker_lost" {
				refused = ""
			}
			if !refuses(err, refused) {
				t.Errorf("%s, %s: %v, want %q", name, verdict, err, refused)
			}
			if changed := s.effects.Deed != nil; changed != (refused == "" && !c.left) || !changed && s.a.Approval != before.Approval {
				t.Errorf("%s, %s: %+v, %+v", name, verdict, s.a.Approval, s.effects)
			}
			if s.effects.Deed != nil && s.effects.Deed.By != c.who.Person {
				t.Errorf("%s, %s: a deed of %d", name, verdict, s.effects.Deed.By)
			}
		}
	}
}

// What was approved counts down anew, what was returned is a draft with the word,
// and what was withdrawn is a draft.
func TestVerdicts(t *testing.T) {
	s, d, q := asking(t, now(t))
	if _, err := d.Approve(t.Context(), approver, q); err != nil || !s.a.Counting() || s.a.Message != 0 || s.a.StartedBy != 2 ||
		s.a.Schedule.Next.Sub(correctionTime) != announcements.CountdownTime || !slices.Equal(subjects(s.effects), []string{announcements.NoticeApproved}) {
		t.Errorf("approved: %+v, %+v, %v", s.a, s.effects, err)
	}
	s, d, q = asking(t, now(t))
	if _, err := d.Return(t.Context(), approver, q, "қысқарт"); err != nil || s.a.State != announcements.Draft || s.a.Approval.Word != "қысқарт" ||
		s.a.Approval.Decider != 3 || s.effects.Notices[0].To != 2 || s.effects.Deed.Detail["word"] != nil {
		t.Errorf("returned: %+v, %+v, %v", s.a, s.effects, err)
	}
	if err := now(t)(d); err != nil || s.a.Approval.Number != 2 || s.a.Approval.Word != "" {
		t.Errorf("asked again: %+v, %v", s.a.Approval, err)
	}
	s, d, q = asking(t, now(t))
	if _, err := d.Withdraw(t.Context(), recallOrganizer, q); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a stranger withdraws: %v", err)
	}
	if _, err := d.Withdraw(t.Context(), recallStaff, q); err != nil || s.a.State != announcements.Draft || !s.a.Schedule.Next.IsZero() {
		t.Errorf("withdrawn: %+v, %v", s.a, err)
	}
}

// Nothing changes while it waits or once it was approved; a plan that is taken
// back must be approved anew.
func TestChangeVoidsApproval(t *testing.T) {
	plan := func(d *announcements.Desk) error {
		_, err := d.RepeatUntil(t.Context(), recallStaff, 3, announcements.Repetition{Cron: "0 10 * * 1", LastDay: correctionTime.AddDate(0, 1, 0)})
		return err
	}
	s, d, q := asking(t, plan)
	changes := map[string]func() error{
		"words": func() error {
			_, err := d.Write(t.Context(), recallStaff, 3, announcements.NewDraft{Language: "ru", Message: announcements.Message{Text: "Ещё"}})
			return err
		},
		"audience": func() error {
			_, err := d.Address(t.Context(), recallStaff, 3, func(a announcements.Audience) announcements.Audience { return a.WithEveryone(true) })
			return err
		},
		"another time": func() error {
			_, err := d.SendAt(t.Context(), recallStaff, 3, correctionTime.Add(time.Hour))
			return err
		},
		"deleting": func() error { return d.Delete(t.Context(), recallStaff, 3) },
	}
	for name, change := range changes {
		if err := change(); !errors.Is(err, centre.Refuse("approvals.waiting_first")) {
			t.Errorf("%s while it waits: %v", name, err)
		}
	}
	if _, err := d.Approve(t.Context(), approver, q); err != nil || s.a.State != announcements.Scheduled {
		t.Fatalf("%+v, %v", s.a, err)
	}
	for name, change := range changes {
		if err := change(); !errors.Is(err, centre.Refuse("announcements.not_a_draft")) {
			t.Errorf("%s once approved: %v", name, err)
		}
	}
	for day, refused := range map[time.Time]string{{}: "prolonged", correctionTime.AddDate(0, 2, 0): "prolonged", correctionTime.AddDate(0, 0, 20): ""} {
		if _, err := d.End(t.Context(), recallStaff, 3, day); !refuses(err, refused) {
			t.Errorf("last day %v: %v, want %q", day, err, refused)
		}
	}
	if _, err := d.CancelPlan(t.Context(), recallStaff, 3); err != nil {
		t.Fatal(err)
	}
	if err := plan(d); err != nil || s.a.State != announcements.InReview || s.a.Approval.Number != 2 {
		t.Errorf("planned again: %s, %+v, %v", s.a.State, s.a.Approval, err)
	}
}

// What the audience may grow to before a planned start is held back.
func TestGrownAudienceIsAskedAgain(t *testing.T) {
	for name, c := range map[string]struct {
		planned, today int
		want           announcements.State
	}{
		"few, twice the limit":            {5, 20, announcements.Sent},
		"few, more than twice the limit":  {5, 21, announcements.InReview},
		"approved, twice as many":         {100, 200, announcements.Sent},
		"approved, more than twice":       {100, 201, announcements.InReview},
		"approved, and fewer than before": {100, 3, announcements.Sent},
	} {
		s, d := bigArchive(10)
		s.reach = c.planned
		if _, err := d.SendAt(t.Context(), recallStaff, 3, correctionTime.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if s.a.State == announcements.InReview {
			if _, err := d.Approve(t.Context(), approver, announcements.Request{Announcement: 3, Number: 1}); err != nil {
				t.Fatal(err)
			}
		}
		s.reach, s.effects = c.today, announcements.Effects{}
		if err := d.StartDue(t.Context(), correctionTime.Add(time.Hour)); err != nil || s.a.State != c.want {
			t.Errorf("%s: %s, %v", name, s.a.State, err)
			continue
		}
		if c.want != announcements.InReview {
			continue
		}
		if got := subjects(s.effects); !s.effects.Start.IsZero() || !slices.Contains(got, announcements.NoticeGrown) || len(got) != 3 {
			t.Errorf("%s: %+v", name, s.effects)
		}
		d.Clock = func() time.Time { return correctionTime.Add(90 * time.Minute) }
		if _, err := d.Approve(t.Context(), approver, announcements.Request{Announcement: 3, Number: s.a.Approval.Number}); err != nil {
			t.Errorf("%s, approved: %v", name, err)
		}
		if err := d.StartDue(t.Context(), correctionTime.Add(90*time.Minute)); err != nil || s.effects.Start.IsZero() {
			t.Errorf("%s, half an hour late: %+v, %v", name, s.effects, err)
		}
	}
}

// A request whose time passes is neither lost nor sent late.
func TestApprovalComesTooLate(t *testing.T) {
	at := func(d *announcements.Desk) error {
		_, err := d.SendAt(t.Context(), recallStaff, 3, correctionTime.Add(time.Hour))
		return err
	}
	s, d, q := asking(t, at)
	late := correctionTime.Add(2*time.Hour + time.Second)
	d.Clock = func() time.Time { return late }
	if _, err := d.Approve(t.Context(), approver, q); !errors.Is(err, centre.Refuse("approvals.too_late")) {
		t.Errorf("approved too late: %v", err)
	}
	if err := d.StartDue(t.Context(), late.Add(-2*time.Second)); err != nil || s.a.State != announcements.InReview {
		t.Errorf("within the grace: %s, %v", s.a.State, err)
	}
	if err := d.StartDue(t.Context(), late); err != nil || s.a.State != announcements.Draft || s.a.Approval.State != announcements.Withdrawn ||
		!slices.Equal(subjects(s.effects), []string{announcements.NoticeLapsed}) {
		t.Errorf("%+v, %+v, %v", s.a, s.effects, err)
	}
	repeated := func(d *announcements.Desk) error {
		_, err := d.Repeat(t.Context(), recallStaff, 3, "0 13 * * *")
		return err
	}
	s, d, q = asking(t, repeated)
	d.Clock = func() time.Time { return correctionTime.AddDate(0, 0, 3) }
	if _, err := d.Approve(t.Context(), approver, q); err != nil || !s.a.Schedule.Next.Equal(correctionTime.AddDate(0, 0, 3).Add(time.Hour)) {
		t.Errorf("a repetition begins at %v, %v", s.a.Schedule.Next, err)
	}
}

// New words for what many got wait, too; other words take the request back.
func TestApproveWords(t *testing.T) {
	s := newArchive()
	s.a.Wording = &announcements.Wording{Base: 5, Form: 70, By: 2, Texts: announcements.Content{"kk": {Text: "Сау бол"}}}
	d := s.desk()
	d.ApprovalSize, d.People = 2, office{staff: []centre.PersonID{2, 3, 5}}
	all := announcements.EditAll{Base: 5, Form: 70, Message: 9}
	for range 2 {
		if _, err := d.EditAll(t.Context(), recallStaff, all); err != nil || s.a.EditApproval.State != announcements.Asked || s.a.Wording == nil {
			t.Fatalf("%+v, %v", s.a, err)
		}
	}
	q := announcements.Request{Announcement: 3, Number: 70, Words: true}
	if _, err := d.Approve(t.Context(), recallStaff, q); !errors.Is(err, centre.Refuse("approvals.own")) {
		t.Errorf("their own: %v", err)
	}
	if _, err := d.Return(t.Context(), approver, q, "жоқ"); err != nil || s.a.EditApproval.State != announcements.Returned || s.a.Wording == nil || s.a.State != announcements.Sent {
		t.Errorf("returned: %+v, %v", s.a, err)
	}
	if _, err := d.EditAll(t.Context(), recallStaff, all); err != nil || s.a.EditApproval.State != announcements.Asked {
		t.Errorf("asked again: %+v, %v", s.a, err)
	}
	kept := *s
	if _, err := d.Reword(t.Context(), recallStaff, announcements.Reword{Base: 5, Form: 71, Language: "kk", Text: announcements.Message{Text: "Басқа"}}); err != nil || s.a.EditApproval.State != "" {
		t.Errorf("other words: %+v, %v", s.a.EditApproval, err)
	}
	if _, err := d.Approve(t.Context(), approver, q); err == nil && s.effects.Correct != nil {
		t.Error("words went out that nobody approved")
	}
	*s = kept
	if _, err := d.Approve(t.Context(), approver, q); err != nil || s.effects.Correct == nil || s.effects.Correct.Content["kk"].Text != "Сау бол" ||
		s.a.ShownTo != 2 || s.effects.Deed.By != 3 || s.a.EditApproval.Decider != 3 || s.a.Wording != nil {
		t.Errorf("approved: %+v, %+v, %v", s.a, s.effects, err)
	}
	d.ApprovalSize = 3
	*s = kept
	if _, err := d.EditAll(t.Context(), recallStaff, all); err != nil || s.effects.Correct == nil {
		t.Errorf("few readers: %+v, %v", s.effects, err)
	}
}
