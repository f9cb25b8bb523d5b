package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
)

// coordinator adds somebody to the staff.
func (n *newsroom) coordinator(t *testing.T) centre.Actor {
	t.Helper()
	who := n.member(t)
	n.exec(t, `UPDATE people SET staff_role = 'coordinator' WHERE id = $1`, who.Person)
	who.Role = centre.Coordinator
	return who
}

// waits asks for the approval of a start now.
func (n *newsroom) waits(t *testing.T) announcements.Announcement {
	t.Helper()
	a := n.draft(t, n.staff, 0)
	a, err := n.desk.SendNow(t.Context(), n.staff, a.ID, 0)
	if err != nil || a.State != announcements.InReview {
		t.Fatalf("%s, %v", a.State, err)
	}
	return a
}

// Many decide at once: one verdict, one deed, one notice to whoever asked.
func TestOneDecides(t *testing.T) {
	n := newNewsroom(t)
	n.desk.ApprovalSize = 1
	judges := []centre.Actor{n.coordinator(t), n.coordinator(t), n.coordinator(t), n.coordinator(t)}
	a := n.waits(t)
	if got := n.count(t, `SELECT count(*) FROM river_job WHERE args->>'subject' = $1`, announcements.NoticeAsked); got != len(judges) {
		t.Errorf("%d colleagues are asked", got)
	}
	q := announcements.Request{Announcement: a.ID, Number: a.Approval.Number}
	var all sync.WaitGroup
	for i, judge := range judges {
		all.Go(func() {
			var err error
			if i%2 == 0 {
				_, err = n.desk.Approve(context.Background(), judge, q)
			} else {
				_, err = n.desk.Return(context.Background(), judge, q, "жоқ")
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	const decided = `SELECT count(*) FROM audit WHERE action IN ('announcement.approve', 'announcement.return')`
	const told = `SELECT count(*) FROM river_job WHERE args->>'subject' IN ('approvals.approved', 'approvals.returned')`
	if deeds, notices := n.count(t, decided), n.count(t, told); deeds != 1 || notices != 1 {
		t.Errorf("%d deeds, %d notices", deeds, notices)
	}
	for _, judge := range judges {
		v, err := n.desk.Review(t.Context(), judge, q)
		if err != nil || v.May || v.Decider == "" || v.Approval.Decider == 0 {
			t.Errorf("%+v, %v", v.Approval, err)
		}
	}
}

// A request stands in the database as it is in the rules, and its announcement in
// the list of what is planned.
func TestRequestIsKept(t *testing.T) {
	n := newNewsroom(t)
	n.desk.ApprovalSize = 1
	judge := n.coordinator(t)
	a := n.waits(t)
	kept, err := n.store.ByID(t.Context(), a.ID)
	if err != nil || kept.Approval != a.Approval || kept.State != announcements.InReview || !kept.Schedule.Countdown {
		t.Errorf("%+v, want %+v, %v", kept.Approval, a.Approval, err)
	}
	list, err := n.desk.List(t.Context(), judge, announcements.Scheduled)
	if err != nil || len(list) != 1 || list[0].ID != a.ID {
		t.Errorf("%d are planned, %v", len(list), err)
	}
	n.now = n.now.Add(30 * 24 * time.Hour)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil || n.count(t, `SELECT count(*) FROM runs`) != 0 {
		t.Errorf("it went out without approval, %v", err)
	}
	q := announcements.Request{Announcement: a.ID, Number: a.Approval.Number}
	if _, err := n.desk.Approve(t.Context(), judge, q); err != nil {
		t.Fatal(err)
	}
	n.now = n.now.Add(announcements.CountdownTime)
	if err := n.desk.StartDue(t.Context(), n.now); err != nil || n.count(t, `SELECT count(*) FROM runs`) != 1 {
		t.Errorf("it did not go out, %v", err)
	}
}

// A request for a time that passes leads back to the draft, and one that goes by
// an event follows it.
func TestWaitingFollowsItsTime(t *testing.T) {
	n := newNewsroom(t)
	n.desk.ApprovalSize = 1
	judge := n.coordinator(t)
	event := n.publish(t, n.hall.draft(5, monday.Add(72*time.Hour)))
	starts := value[time.Time](t, n.hall, `SELECT starts_at FROM events WHERE id = $1`, event)
	single, tied := n.draft(t, n.staff, 0), n.draft(t, n.staff, 0)
	if _, err := n.desk.SendAt(t.Context(), n.staff, single.ID, n.now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	tie := announcements.Tie{Event: int64(event), Offset: announcements.Offset{Minutes: -60}}
	if _, err := n.desk.SendAround(t.Context(), n.staff, tied.ID, tie); err != nil {
		t.Fatal(err)
	}
	n.exec(t, `UPDATE events SET starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day' WHERE id = $1`, event)
	n.exec(t, `UPDATE announcements SET woken = true WHERE event_id = $1 AND state = 'in_review'`, event)
	n.now = n.now.Add(2*time.Hour + time.Minute)
	for range 2 {
		if err := n.desk.StartDue(t.Context(), n.now); err != nil {
			t.Fatal(err)
		}
	}
	if a, err := n.store.ByID(t.Context(), single.ID); err != nil || a.State != announcements.Draft || a.Approval.State != announcements.Withdrawn {
		t.Errorf("%s, %+v, %v", a.State, a.Approval, err)
	}
	if got := n.count(t, `SELECT count(*) FROM river_job WHERE args->>'subject' = $1`, announcements.NoticeLapsed); got != 1 {
		t.Errorf("%d are told", got)
	}
	q := announcements.Request{Announcement: tied.ID, Number: 1}
	a, err := n.desk.Approve(t.Context(), judge, q)
	if want := starts.Add(23 * time.Hour); err != nil || a.State != announcements.Scheduled || !a.Schedule.Next.Equal(want) || a.Schedule.Tie.Woken {
		t.Errorf("%s at %v, want %v, %v", a.State, a.Schedule.Next, want, err)
	}
}

// A coordinator who was dismissed meanwhile neither sends nor decides.
func TestDismissedCoordinatorDecidesNothing(t *testing.T) {
	n := newNewsroom(t)
	n.desk.ApprovalSize = 1
	judge := n.coordinator(t)
	a := n.waits(t)
	n.exec(t, `UPDATE people SET staff_role = '' WHERE id = $1`, n.staff.Person)
	q := announcements.Request{Announcement: a.ID, Number: a.Approval.Number}
	if _, err := n.desk.Approve(t.Context(), judge, q); !errors.Is(err, centre.Refuse("approvals.asker_lost")) {
		t.Errorf("approved for somebody who was dismissed: %v", err)
	}
	former := judge
	former.Role = centre.Member
	if _, err := n.desk.Approve(t.Context(), former, q); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("approved by somebody who was dismissed: %v", err)
	}
	if _, err := n.desk.SendNow(t.Context(), former, a.ID, 0); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("sent by somebody who was dismissed: %v", err)
	}
}

// The migration can be taken back with requests that wait, and made again.
func TestApprovalsMigrateBackAndForth(t *testing.T) {
	n := newNewsroom(t)
	n.desk.ApprovalSize = 1
	n.coordinator(t)
	a := n.waits(t)
	n.migrateBackAndForth(t, "00013_approvals", "00017_states")
	if a, err := n.store.ByID(t.Context(), a.ID); err != nil || a.State != announcements.Draft || a.Approval.State != "" {
		t.Errorf("%s, %+v, %v", a.State, a.Approval, err)
	}
}
