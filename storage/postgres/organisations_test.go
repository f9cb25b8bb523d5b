package postgres_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jastar/centre"
	"jastar/centre/organisations"
)

// club makes an organisation by the owner.
func (b *bureau) club(t *testing.T, form int64) (owner centre.Actor, post organisations.Post) {
	t.Helper()
	owner = b.meet(t, ownerChat)
	id, err := b.staff.Create(t.Context(), owner, organisations.Draft{Form: form, Name: centre.Words{"kk": "Жас толқын"}})
	b.must(t, err)
	return owner, organisations.Post{Organisation: id}
}

// deeds lists the actions in the audit log.
func (b *bureau) deeds(t *testing.T) []string {
	t.Helper()
	return list[string](t, b, `SELECT action FROM audit ORDER BY id`)
}

func TestCreatingAnOrganisationOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	owner, first := b.club(t, 1)
	if _, again := b.club(t, 1); again != first {
		t.Errorf("one form made %v and %v", first, again)
	}
	b.must(t, b.staff.Rename(t.Context(), owner, organisations.Organisation{ID: first.Organisation, Name: centre.Words{"ru": "Волна"}}))
	got, err := b.staff.ByID(t.Context(), owner, first.Organisation)
	want := organisations.Organisation{ID: first.Organisation, Name: centre.Words{"ru": "Волна"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if diff := cmp.Diff([]string{"organisation.create", "organisation.rename"}, b.deeds(t)); diff != "" {
		t.Error(diff)
	}
	refuses(t, b.staff.Rename(t.Context(), owner, organisations.Organisation{ID: 99, Name: want.Name}), centre.ErrGone)
	refusesAs(t, b.staff.Rename(t.Context(), owner, organisations.Organisation{ID: first.Organisation}), "common.empty")
}

func TestListOfOrganisationsHasPages(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	for form := range int64(organisations.PageSize + 1) {
		b.club(t, form)
	}
	owner := b.meet(t, ownerChat)
	first, err := b.staff.List(t.Context(), owner, 0)
	if err != nil || len(first.Organisations) != organisations.PageSize || !first.More {
		t.Errorf("first page: %+v, %v", first, err)
	}
	second, err := b.staff.List(t.Context(), owner, 1)
	if err != nil || len(second.Organisations) != 1 || second.More {
		t.Errorf("second page: %+v, %v", second, err)
	}
	_, err = b.staff.List(t.Context(), b.join(t, 900, "18-35"), 0)
	refuses(t, err, centre.ErrForbidden)
}

func TestAppointingByContact(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	owner, post := b.club(t, 1)
	someone := b.meet(t, 901)
	contact := organisations.Contact{Account: 901, Name: "Дәурен <b>"}
	for range 2 { // the same turn again
		b.must(t, b.staff.AppointContact(t.Context(), owner, post, contact))
	}
	if a := b.meet(t, 901); a.Role != centre.Organizer || !a.MayManage(post.Organisation) {
		t.Errorf("%+v", a)
	}
	holders, err := b.staff.Holders(t.Context(), owner, post)
	if diff := cmp.Diff([]organisations.Holder{{Person: someone.Person, Name: "Дәурен <b>"}}, holders); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if got := b.told(t, someone.Person); !slices.Equal(got, []string{organisations.AppointedNotice}) {
		t.Errorf("hears %v", got)
	}
	refusesAs(t, b.staff.AppointContact(t.Context(), owner, post, organisations.Contact{Account: 77}), "organisations.contact_not_started")
	refusesAs(t, b.staff.AppointContact(t.Context(), owner, post, organisations.Contact{}), "organisations.contact_without_account")
	refuses(t, b.staff.AppointContact(t.Context(), owner, organisations.Post{Organisation: 99}, contact), centre.ErrGone)
	for range 2 {
		b.must(t, b.staff.Dismiss(t.Context(), owner, post, someone.Person))
	}
	if a := b.meet(t, 901); a.Role != centre.Guest {
		t.Errorf("dismissed, and yet %+v", a)
	}
	if diff := cmp.Diff([]string{"organisation.create", "organizer.appoint", "organizer.dismiss"}, b.deeds(t)); diff != "" {
		t.Error(diff)
	}
}

func TestWhoMayAppointWhom(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	owner, post := b.club(t, 1)
	b.meet(t, 902)
	b.meet(t, 903)
	b.must(t, b.staff.AppointContact(t.Context(), owner, organisations.Coordinator, organisations.Contact{Account: 902}))
	b.must(t, b.staff.AppointContact(t.Context(), owner, post, organisations.Contact{Account: 903}))
	coordinator, organizer, member := b.meet(t, 902), b.meet(t, 903), b.join(t, 904, "18-35")
	if coordinator.Role != centre.Coordinator {
		t.Fatalf("%+v", coordinator)
	}
	for _, test := range []struct {
		name string
		by   centre.Actor
		post organisations.Post
		want bool
	}{
		{"owner to coordinator", owner, organisations.Coordinator, true},
		{"coordinator to organizer", coordinator, post, true},
		{"coordinator to coordinator", coordinator, organisations.Coordinator, false},
		{"organizer to the own organisation", organizer, post, false},
		{"member", member, post, false},
		{"member to coordinator", member, organisations.Coordinator, false},
	} {
		appointed := b.staff.AppointContact(t.Context(), test.by, test.post, organisations.Contact{Account: 903})
		_, invited := b.staff.Invite(t.Context(), test.by, test.post)
		dismissed := b.staff.Dismiss(t.Context(), test.by, test.post, 12345)
		for what, err := range map[string]error{"appoints": appointed, "invites": invited, "dismisses": dismissed} {
			if test.want {
				b.must(t, err)
				continue
			}
			t.Run(test.name+" "+what, func(t *testing.T) { refuses(t, err, centre.ErrForbidden) })
		}
	}
	_, err := b.staff.Create(t.Context(), organizer, organisations.Draft{Form: 5, Name: centre.Words{"kk": "А"}})
	refuses(t, err, centre.ErrForbidden)
	_, err = b.staff.Holders(t.Context(), member, post)
	refuses(t, err, centre.ErrForbidden)
}

func TestInvitationWorksOnce(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	owner, post := b.club(t, 1)
	token, err := b.staff.Invite(t.Context(), owner, post)
	b.must(t, err)
	answer := func(a centre.Actor, token centre.Token, yes bool) error {
		_, err := b.staff.AnswerInvitation(t.Context(), a, token, yes, "Мадина")
		return err
	}
	invited := b.meet(t, 905)
	refuses(t, answer(owner, token, true), organisations.ErrInvitationOwn)
	refuses(t, answer(invited, "rubbish", true), organisations.ErrInvitationUnknown)
	b.must(t, answer(invited, token, true))
	b.must(t, answer(invited, token, true)) // the same turn again
	refuses(t, answer(invited, token, false), organisations.ErrInvitationUsed)
	refuses(t, answer(b.meet(t, 906), token, true), organisations.ErrInvitationUsed)
	if a := b.meet(t, 905); !a.MayManage(post.Organisation) {
		t.Errorf("%+v", a)
	}
	if got := b.told(t, owner.Person); !slices.Equal(got, []string{organisations.AnsweredNotice}) {
		t.Errorf("the inviter hears %v", got)
	}
	late, err := b.staff.Invite(t.Context(), owner, organisations.Coordinator)
	b.must(t, err)
	b.now = b.now.Add(organisations.InvitationTerm + time.Second)
	refuses(t, answer(b.meet(t, 906), late, true), organisations.ErrInvitationExpired)
}

// Whoever may invite no longer, dismissed or forgotten, appoints nobody by a link
// given out before; the links of others still work.
func TestInvitationsEndWithTheirInviter(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	owner, post := b.club(t, 1)
	invite := func(a centre.Actor) centre.Token {
		token, err := b.staff.Invite(t.Context(), a, post)
		b.must(t, err)
		return token
	}
	appoint := func(chat int64) centre.Actor {
		b.meet(t, chat)
		b.must(t, b.staff.AppointContact(t.Context(), owner, organisations.Coordinator, organisations.Contact{Account: chat}))
		return b.meet(t, chat)
	}
	answer := func(chat int64, token centre.Token) error {
		_, err := b.staff.AnswerInvitation(t.Context(), b.meet(t, chat), token, true, "")
		return err
	}
	dismissed, forgotten := appoint(910), appoint(911)
	used, open, orphaned, others := invite(dismissed), invite(dismissed), invite(forgotten), invite(owner)
	b.must(t, answer(920, used))
	b.now = b.now.Add(time.Minute)
	b.must(t, b.staff.Dismiss(t.Context(), owner, organisations.Coordinator, dismissed.Person))
	b.forgetAt(t, forgotten, b.now)
	b.forgetDue(t)
	refuses(t, answer(921, open), organisations.ErrInvitationExpired)
	refuses(t, answer(922, orphaned), organisations.ErrInvitationExpired)
	refuses(t, answer(923, used), organisations.ErrInvitationUsed)
	b.must(t, answer(924, others))
	if a := b.meet(t, 920); !a.MayManage(post.Organisation) {
		t.Errorf("who had accepted before lost the post: %+v", a)
	}
}

func TestDecliningAnInvitation(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	owner, _ := b.club(t, 1)
	token, err := b.staff.Invite(t.Context(), owner, organisations.Coordinator)
	b.must(t, err)
	i, err := b.staff.AnswerInvitation(t.Context(), b.meet(t, 907), token, false, "Мадина")
	if err != nil || i.Accepted {
		t.Errorf("%+v, %v", i, err)
	}
	if a := b.meet(t, 907); a.Role != centre.Guest {
		t.Errorf("%+v", a)
	}
	if diff := cmp.Diff([]string{"organisation.create", "invitation.create"}, b.deeds(t)); diff != "" {
		t.Error(diff)
	}
}
