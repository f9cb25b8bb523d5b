package postgres_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"jastar/centre"
	"jastar/centre/registration"
)

// family is a minor with a fresh link, and an adult who may open it.
func (b *bureau) family(t *testing.T) (child, adult centre.Actor, token centre.Token) {
	t.Helper()
	child, adult = b.join(t, 700, "14-15"), b.meet(t, 701)
	token, err := b.InviteGuardian(t.Context(), child)
	b.must(t, err)
	return child, adult, token
}

func (b *bureau) confirm(t *testing.T, adult centre.Actor, token centre.Token) registration.Link {
	t.Helper()
	l, err := b.AnswerLink(t.Context(), adult, token, new(someConsent()))
	b.must(t, err)
	return l
}

func (b *bureau) guarded(t *testing.T, child centre.Actor) bool {
	t.Helper()
	s, err := b.Standing(t.Context(), child.Person)
	b.must(t, err)
	return s.GuardianConfirmed
}

func TestGuardianConfirms(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	child, adult, token := b.family(t)
	l := b.confirm(t, adult, token)
	b.confirm(t, adult, token) // the same turn again
	if l.ChildName != "Айша <b>&\"' 🌸" || l.Guardian != adult.Person || !l.Decided.Equal(monday) {
		t.Errorf("%+v", l)
	}
	if !b.guarded(t, child) {
		t.Error("nobody stands behind the child")
	}
	if got := b.told(t, child.Person); !slices.Equal(got, []string{registration.GuardianNotice}) {
		t.Errorf("the child hears %v", got)
	}
	if n := list[int](t, b, `SELECT count(*)::int FROM consents WHERE person_id = $1 AND about_id = $2`, adult.Person, child.Person)[0]; n != 1 {
		t.Errorf("%d proofs", n)
	}
	if _, err := b.InviteGuardian(t.Context(), child); err == nil {
		t.Error("a second link for a child with a guardian")
	}
}

func TestGuardianLinkSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	child, adult, first := b.family(t)
	open := func(a centre.Actor, token centre.Token) error {
		_, err := b.OpenLink(t.Context(), a, token)
		return err
	}
	refuses(t, open(adult, "rubbish"), registration.ErrLinkUnknown)
	refuses(t, open(child, first), registration.ErrLinkOwn)
	refuses(t, open(b.join(t, 702, "16-17"), first), registration.ErrGuardianMinor)
	second, err := b.InviteGuardian(t.Context(), child)
	b.must(t, err)
	refuses(t, open(adult, first), registration.ErrLinkWithdrawn)
	b.must(t, open(adult, second))
	b.must(t, b.WithdrawLinks(t.Context(), child))
	refuses(t, open(adult, second), registration.ErrLinkWithdrawn)
	third, err := b.InviteGuardian(t.Context(), child)
	b.must(t, err)
	b.confirm(t, adult, third)
	refuses(t, open(b.meet(t, 703), third), registration.ErrLinkUsed)
	b.must(t, open(adult, third)) // sees their own answer
}

func TestGuardianLinkExpires(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, adult, token := b.family(t)
	b.now = b.now.Add(registration.LinkTerm)
	_, err := b.AnswerLink(t.Context(), adult, token, new(someConsent()))
	refuses(t, err, registration.ErrLinkExpired)
}

func TestGuardianDeclinesAndTheChildAsksAgain(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	child, adult, token := b.family(t)
	_, err := b.AnswerLink(t.Context(), adult, token, nil)
	b.must(t, err)
	_, err = b.AnswerLink(t.Context(), adult, token, new(someConsent()))
	refuses(t, err, registration.ErrLinkUsed)
	if b.guarded(t, child) {
		t.Error("a no became a yes")
	}
	again, err := b.InviteGuardian(t.Context(), child)
	b.must(t, err)
	b.confirm(t, adult, again)
	if !b.guarded(t, child) || len(b.told(t, child.Person)) != 2 {
		t.Errorf("guarded %t, heard %v", b.guarded(t, child), b.told(t, child.Person))
	}
}

func TestGuardianChangesTheAnswer(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	child, adult, token := b.family(t)
	stranger := b.meet(t, 704)
	l := b.confirm(t, adult, token)
	_, err := b.AllowPhoto(t.Context(), stranger, l.ID, true)
	refuses(t, err, centre.ErrForbidden)
	_, err = b.WithdrawGuardian(t.Context(), child, l.ID)
	refuses(t, err, centre.ErrForbidden)
	_, err = b.AllowPhoto(t.Context(), adult, l.ID, true)
	b.must(t, err)
	if p, err := b.Profile(t.Context(), child.Person); err != nil || p.Photo == nil || !*p.Photo {
		t.Errorf("photo %v, %v", p.Photo, err)
	}
	if all, err := b.Children(t.Context(), adult); err != nil || len(all) != 1 {
		t.Errorf("children %v, %v", all, err)
	}
	for range 2 { // the same turn again
		_, err = b.WithdrawGuardian(t.Context(), adult, l.ID)
		b.must(t, err)
	}
	p, err := b.Profile(t.Context(), child.Person)
	if err != nil || b.guarded(t, child) || p.Photo != nil {
		t.Errorf("after the end: %+v, %v", p, err)
	}
	if got := b.told(t, child.Person); len(got) != 2 {
		t.Errorf("the child hears %v", got)
	}
	_, err = b.AllowPhoto(t.Context(), adult, l.ID, true)
	refuses(t, err, registration.ErrLinkWithdrawn)
}

// Two adults answer one link at the same moment: one answer counts.
func TestOneAnswerToOneLink(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	child, _, token := b.family(t)
	answers := make(chan error, 8)
	var all sync.WaitGroup
	for i := range cap(answers) {
		adult := b.meet(t, int64(720+i))
		all.Go(func() {
			_, err := b.AnswerLink(t.Context(), adult, token, new(someConsent()))
			answers <- err
		})
	}
	all.Wait()
	close(answers)
	taken := 0
	for err := range answers {
		if err == nil {
			taken++
			continue
		}
		refuses(t, err, registration.ErrLinkUsed)
	}
	if taken != 1 || len(b.told(t, child.Person)) != 1 {
		t.Errorf("%d answers were taken, the child heard %v", taken, b.told(t, child.Person))
	}
}

func TestGuardianIsForMinorMembersOnly(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, err := b.InviteGuardian(t.Context(), b.join(t, 705, "18-35"))
	refusesAs(t, err, "registration.guardian_not_needed")
	_, err = b.InviteGuardian(t.Context(), b.meet(t, 706))
	if err == nil {
		t.Error("a guest made a link")
	}
	child, adult, token := b.family(t)
	b.forgetAt(t, child, b.now.Add(time.Hour))
	b.now = b.now.Add(time.Hour)
	_, err = b.ForgetDue(t.Context(), b.now, 10)
	b.must(t, err)
	_, err = b.OpenLink(t.Context(), adult, token)
	refuses(t, err, registration.ErrLinkWithdrawn)
}
