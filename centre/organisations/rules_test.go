package organisations

import (
	"errors"
	"strings"
	"testing"
	"time"

	"jastar/centre"
)

func TestWhoMayFillAPost(t *testing.T) {
	club := Post{Organisation: 7}
	own := []centre.OrganisationID{7}
	for _, test := range []struct {
		role                  centre.Role
		fillClub, fillStaff   bool
		seeOwn, seeOther, see bool // an own organisation, another one, the staff
	}{
		{role: centre.Guest},
		{role: centre.Member},
		{role: centre.Organizer, seeOwn: true},
		{role: centre.Coordinator, fillClub: true, seeOwn: true, seeOther: true},
		{role: centre.Owner, fillClub: true, fillStaff: true, seeOwn: true, seeOther: true, see: true},
	} {
		a := centre.Actor{Role: test.role}
		if test.role == centre.Organizer {
			a.Organisations = own
		}
		got := []bool{club.mayFill(a) == nil, Coordinator.mayFill(a) == nil,
			club.maySee(a) == nil, Post{Organisation: 8}.maySee(a) == nil, Coordinator.maySee(a) == nil}
		want := []bool{test.fillClub, test.fillStaff, test.seeOwn, test.seeOther, test.see}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", test.role, got, want)
				break
			}
		}
	}
}

func TestWhoMayAnswerAnInvitation(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	open := Invitation{By: 1, Expires: now.Add(time.Second)}
	used, expired := open, open
	used.Answerer = 2
	expired.Expires = now
	for _, test := range []struct {
		name string
		is   Invitation
		by   centre.PersonID
		want error
	}{
		{"anyone", open, 2, nil},
		{"the inviter", open, 1, ErrInvitationOwn},
		{"the same person again", used, 2, ErrInvitationUsed},
		{"somebody else afterwards", used, 3, ErrInvitationUsed},
		{"too late", expired, 2, ErrInvitationExpired},
	} {
		if got := test.is.mayAnswer(test.by, now); !errors.Is(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestCheckName(t *testing.T) {
	for _, test := range []struct {
		name centre.Words
		ok   bool
	}{
		{centre.Words{"kk": "Жас толқын"}, true},
		{centre.Words{"en": strings.Repeat("ә", MaxName)}, true},
		{centre.Words{"kk": "Жас толқын", "en": strings.Repeat("ә", MaxName+1)}, false},
		{centre.Words{"kk": ""}, false},
		{nil, false},
	} {
		if err := checkName(test.name); (err == nil) != test.ok {
			t.Errorf("%v: %v", test.name, err)
		}
	}
}
