package registration

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
)

func TestWhoMayAnswerALink(t *testing.T) {
	now := day(2026, time.November, 23)
	open := Link{ID: 1, Child: 10, Expires: now.Add(time.Hour)}
	used := open
	used.Guardian, used.Decision, used.Decided = 20, Confirmed, now
	withdrawn := open
	withdrawn.Withdrawn = now
	expired := open
	expired.Expires = now
	tests := []struct {
		name string
		link Link
		by   centre.PersonID
		want error
	}{
		{"an adult", open, 20, nil},
		{"the minor", open, 10, ErrLinkOwn},
		{"the minor, of a withdrawn link", withdrawn, 10, ErrLinkOwn},
		{"used by the same", used, 20, ErrLinkUsed},
		{"used by another", used, 30, ErrLinkUsed},
		{"withdrawn", withdrawn, 20, ErrLinkWithdrawn},
		{"expired this moment", expired, 20, ErrLinkExpired},
	}
	for _, test := range tests {
		if got := test.link.mayAnswer(test.by, now); !errors.Is(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestWhoMayChangeAnAnswer(t *testing.T) {
	stands := Link{Child: 10, Guardian: 20, Decision: Confirmed}
	declined := Link{Child: 10, Guardian: 20, Decision: Declined}
	ended := stands
	ended.Withdrawn = day(2026, time.November, 23)
	for _, test := range []struct {
		name string
		link Link
		by   centre.PersonID
		want error
	}{
		{"the guardian", stands, 20, nil},
		{"the child", stands, 10, centre.ErrForbidden},
		{"a stranger", stands, 30, centre.ErrForbidden},
		{"nobody of an open link", Link{Child: 10}, 20, centre.ErrForbidden},
		{"who declined", declined, 20, ErrLinkWithdrawn},
		{"who took it back", ended, 20, ErrLinkWithdrawn},
	} {
		if got := test.link.mayChange(test.by); !errors.Is(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Whatever is tapped, the list stays sorted, without repetition, and holds
// exactly what was last wished.
func TestReminderTimesFollowTheWish(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var chosen []int
		for range rapid.IntRange(1, 12).Draw(t, "taps") {
			minutes := rapid.SampledFrom(ReminderTimes()).Draw(t, "minutes")
			on := rapid.Bool().Draw(t, "on")
			before := chosen
			chosen = withReminder(chosen, minutes, on)
			if chosen == nil || slices.Contains(chosen, minutes) != on {
				t.Fatalf("%v after %d=%t", chosen, minutes, on)
			}
			if !slices.IsSortedFunc(chosen, func(a, b int) int { return b - a }) || len(slices.Compact(slices.Clone(chosen))) != len(chosen) {
				t.Fatalf("%v is not in order", chosen)
			}
			for _, m := range before {
				if m != minutes && !slices.Contains(chosen, m) {
					t.Fatalf("%d was lost from %v", m, before)
				}
			}
		}
	})
}

func TestRoleIsTheHighest(t *testing.T) {
	org := []centre.OrganisationID{1}
	for _, test := range []struct {
		is        Belonging
		role      centre.Role
		consented bool
	}{
		{Belonging{}, centre.Guest, false},
		{Belonging{Member: true, ConsentVersion: ConsentVersion}, centre.Member, true},
		{Belonging{Member: true, ConsentVersion: ConsentVersion - 1}, centre.Member, false},
		{Belonging{ConsentVersion: ConsentVersion}, centre.Guest, false},
		{Belonging{Organisations: org}, centre.Organizer, false},
		{Belonging{Organisations: org, Coordinator: true}, centre.Coordinator, false},
		{Belonging{Coordinator: true, Owner: true, Member: true, ConsentVersion: ConsentVersion}, centre.Owner, true},
	} {
		if a := test.is.Actor(5); a.Role != test.role || a.Consented != test.consented || a.Person != 5 {
			t.Errorf("%+v: %+v", test.is, a)
		}
	}
}
