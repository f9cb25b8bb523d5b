package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/announcements"
)

// seen says what somebody sees of a page of the calendar.
func (n *newsroom) seen(t *testing.T, who centre.Actor, page int) (list []string) {
	t.Helper()
	c, err := n.desk.Calendar(t.Context(), who, page)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Entries {
		line := e.At.Format("02 15:04 ") + e.From["kk"]
		if e.Content != nil {
			line += " " + e.Content["kk"].Text
		}
		if e.Clash {
			line += " !"
		}
		list = append(list, line)
	}
	return list
}

// The calendar has everything that is planned, in full only to whom it belongs.
func TestCalendar(t *testing.T) {
	n := newNewsroom(t)
	ctx, own := t.Context(), n.organizer.Organisations[0]
	at := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, almaty) }
	organizers := n.draft(t, n.organizer, own)
	if _, err := n.desk.SendAt(ctx, n.organizer, organizers.ID, at(24, 11, 0)); err != nil {
		t.Fatal(err)
	}
	daily := n.repeated(t, "0 10 * * 2,3,5") // 24, 25, 27 November and so on
	if _, err := n.desk.Skip(ctx, n.staff, daily, announcements.Coming{At: at(25, 10, 0), Skipped: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.End(ctx, n.staff, daily, at(31, 0, 0)); err != nil { // 1 December is the last
		t.Fatal(err)
	}
	often := n.repeated(t, "0,20 12 26 11 *") // not a clash with itself
	rested := n.repeated(t, "0 12 * * *")
	if _, err := n.desk.Rest(ctx, n.staff, rested, true); err != nil {
		t.Fatal(err)
	}
	if _, err := n.desk.SendNow(ctx, n.staff, n.draft(t, n.staff, 0).ID, 0); err != nil {
		t.Fatal(err)
	}
	week := []string{"24 10:00  Сәлем !", "24 11:00 Жас толқын Сәлем !", "26 12:00  Сәлем", "26 12:20  Сәлем", "27 10:00  Сәлем"}
	if got := n.seen(t, n.staff, 0); !slices.Equal(got, week) {
		t.Errorf("staff see %q", got)
	}
	if got, want := n.seen(t, n.staff, 7), []string{"01 10:00  Сәлем"}; !slices.Equal(got, want) {
		t.Errorf("staff see %q next", got)
	}
	foreign := []string{"24 10:00  !", "24 11:00 Жас толқын Сәлем !", "26 12:00 ", "26 12:20 ", "27 10:00 "}
	if got := n.seen(t, n.organizer, 0); !slices.Equal(got, foreign) {
		t.Errorf("an organizer sees %q", got)
	}
	if _, err := n.desk.Calendar(ctx, n.member(t), 0); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a member: %v", err)
	}
	n.clash(t, n.organizer, organizers.ID, often)
}

// clash asks what is near a time, on either side of the window's edges.
func (n *newsroom) clash(t *testing.T, who centre.Actor, own, other announcements.ID) {
	t.Helper()
	noon := time.Date(2026, 11, 26, 12, 0, 0, 0, almaty)
	for minutes, want := range map[int]int{-61: 0, -60: 1, 0: 1, 30: 1, 80: 1, 81: 0} {
		got, err := n.desk.Clashes(t.Context(), who, own, []time.Time{noon.Add(time.Duration(minutes) * time.Minute)})
		if err != nil || len(got) != want {
			t.Errorf("%d minutes from it: %+v, %v, want %d", minutes, got, err, want)
		}
	}
	if got, err := n.desk.Clashes(t.Context(), n.staff, other, []time.Time{noon}); err != nil || len(got) != 0 {
		t.Errorf("it is near itself: %+v, %v", got, err)
	}
	if _, err := n.desk.Clashes(t.Context(), who, other, []time.Time{noon}); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("for somebody else's: %v", err)
	}
}

// A plan of every few minutes takes three lines a day, and a flood of plans does
// not break the page.
func TestCalendarIsBounded(t *testing.T) {
	n := newNewsroom(t)
	n.repeated(t, "*/30 * * * *")
	c, err := n.desk.Calendar(t.Context(), n.staff, 0)
	if err != nil || len(c.Entries) != 7*3 || c.More != 0 || !c.Entries[2].Again || c.Entries[1].Again || c.Entries[0].Clash {
		t.Errorf("%+v and %d more, %v", c.Entries, c.More, err)
	}
	for i := range 2 {
		n.repeated(t, fmt.Sprintf("%d * * * *", i*7+1))
	}
	c, err = n.desk.Calendar(t.Context(), n.staff, 0)
	if err != nil || len(c.Entries) != 60 || c.More == 0 || !c.Entries[59].Clash {
		t.Errorf("%d entries and %d more, %v", len(c.Entries), c.More, err)
	}
}
