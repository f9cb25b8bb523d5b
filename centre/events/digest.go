package events

import (
	"context"
	"time"

	"jastar/centre"
)

// DigestDue is the subject of the notice that is the weekly digest.
const DigestDue = "events.digest"

// When the digest goes out, in the city's time, and how many events it names.
const (
	DigestWeekday = time.Friday
	DigestHour    = 18
	DigestSize    = 8
)

// digestGrace is how late a digest is still sent: until Sunday evening it tells
// of the week to come as well.
const digestGrace = 48 * time.Hour

// Digest is what a member wants of the weekly digest. The zero Digest is none.
type Digest struct {
	On   bool
	Near bool      // only events of the member's own district
	Next time.Time // when the next one is due; zero when it is off
}

// NextDigest is the first moment after t at which digests go out. t must be in
// the city's zone.
func NextDigest(t time.Time) time.Time {
	y, m, d := t.Date()
	days := (int(DigestWeekday) - int(t.Weekday()) + 7) % 7
	next := time.Date(y, m, d+days, DigestHour, 0, 0, 0, t.Location())
	if !next.After(t) {
		next = time.Date(y, m, d+days+7, DigestHour, 0, 0, 0, t.Location())
	}
	return next
}

// DigestEnd is the end of what a digest tells of: that of the week after the
// running one, seven to ten days ahead on the days on which it is sent. now must
// be in the city's zone.
func DigestEnd(now time.Time) time.Time {
	y, m, d := now.Date()
	sunday := (7 - int(now.Weekday())) % 7
	return time.Date(y, m, d+sunday+7+1, 0, 0, 0, 0, now.Location())
}

// DigestStep is what becomes of a digest that is due.
type DigestStep struct {
	Send bool
	Next time.Time // when this person's next one is due, or this one again
}

// SettleDigest decides about a digest that is due. In the person's quiet hours it
// waits for their end; what is too late is left out. now must be in the city's zone.
func SettleDigest(due, now time.Time, quiet centre.QuietHours) DigestStep {
	switch {
	case now.Sub(due) > digestGrace:
		return DigestStep{Next: NextDigest(now)}
	case quiet.Contains(now):
		return DigestStep{Next: quietEnd(quiet, now)}
	}
	return DigestStep{Send: true, Next: NextDigest(now)}
}

// quietEnd is the end of the quiet period that contains t.
func quietEnd(quiet centre.QuietHours, t time.Time) time.Time {
	y, m, d := t.Date()
	if t.Hour()*60+t.Minute() >= quiet.To {
		d++
	}
	return time.Date(y, m, d, 0, quiet.To, 0, 0, t.Location())
}

// DigestNotice is the data of DigestDue.
type DigestNotice struct {
	Due time.Time `json:"due"`
}

// DigestStore keeps who wants the digest.
type DigestStore interface {
	// Digest tells what a person wants.
	Digest(ctx context.Context, person centre.PersonID) (Digest, error)

	// SaveDigest keeps what a person wants. Whoever wanted one already keeps
	// the time at which it is due.
	SaveDigest(ctx context.Context, person centre.PersonID, d Digest, now time.Time) error

	// OfferDigest notes that the person was offered the digest; ok is false
	// when that was done before, or when they ever wanted one.
	OfferDigest(ctx context.Context, person centre.PersonID, now time.Time) (ok bool, err error)

	// ClaimDueDigests settles digests that are due, the longest waiting first,
	// and queues the notices in the same transaction. At most limit of them
	// wait to be sent at any moment, over all replicas; it returns how many it
	// settled.
	ClaimDueDigests(ctx context.Context, now time.Time, limit int, settle func(due time.Time, quiet *centre.QuietHours) DigestStep) (int, error)

	// DigestReader tells what a digest needs to know of its reader.
	DigestReader(ctx context.Context, person centre.PersonID) (DigestReader, error)

	// DigestEvents lists the events for a digest and how many there are in all.
	DigestEvents(ctx context.Context, q DigestQuery) (Page, error)
}

// DigestReader is somebody who may get a digest.
type DigestReader struct {
	Digest
	Applicant
	Silent   bool       // wants no announcements at all
	District DistrictID // 0: not told
}

// DigestQuery is what a digest is made from. Events fit when they are about
// something the person likes or held by an organisation they follow, can still
// be signed up for, and were not met before: neither by signing up, nor by
// giving a place up. What comes from a muted organisation is left out.
type DigestQuery struct {
	Person   centre.PersonID
	Language string // of two that fit, the one written in it goes first if there is not room for both
	Adult    bool   // what is from 18 fits as well
	District DistrictID
	Now      time.Time
	Until    time.Time
}

// Digest tells what the actor wants of the digest.
func (d *Desk) Digest(ctx context.Context, actor centre.Actor) (Digest, error) {
	wanted, err := d.store.Digest(ctx, actor.Person)
	if !wanted.Next.IsZero() {
		wanted.Next = wanted.Next.In(d.zone)
	}
	return wanted, err
}

// SetDigest keeps what the actor wants. The digest goes by what members told of
// themselves: the error is a *centre.Lacks when that is missing. Ending it needs
// nothing.
func (d *Desk) SetDigest(ctx context.Context, actor centre.Actor, wished Digest) error {
	now := d.now()
	if !wished.On {
		return d.store.SaveDigest(ctx, actor.Person, Digest{Near: wished.Near}, now)
	}
	if !actor.Consented {
		return &centre.Lacks{Need: centre.NeedMembership}
	}
	if wished.Near {
		switch district, err := d.store.DistrictOf(ctx, actor.Person); {
		case err != nil:
			return err
		case district == 0:
			return &centre.Lacks{Need: centre.NeedDistrict}
		}
	}
	wished.Next = NextDigest(now)
	return d.store.SaveDigest(ctx, actor.Person, wished, now)
}

// OfferDigest tells whether to offer the digest to a member: once in a lifetime,
// and not to those who want it already.
func (d *Desk) OfferDigest(ctx context.Context, actor centre.Actor) (bool, error) {
	if !actor.Consented {
		return false, nil
	}
	return d.store.OfferDigest(ctx, actor.Person, d.now())
}

// SendDigests settles digests that are due, so many that at most limit of them
// wait to be sent. Several replicas may call it at once, and each soon again.
func (d *Desk) SendDigests(ctx context.Context, limit int) (int, error) {
	now := d.now()
	return d.store.ClaimDueDigests(ctx, now, limit, func(due time.Time, quiet *centre.QuietHours) DigestStep {
		if quiet == nil {
			quiet = &d.quiet
		}
		return SettleDigest(due, now, *quiet)
	})
}

// DigestFor lists what a reader's digest tells; nothing when they do not want it
// any more.
func (d *Desk) DigestFor(ctx context.Context, reader centre.Actor, language string) (Page, error) {
	who, err := d.store.DigestReader(ctx, reader.Person)
	if err != nil || !who.On || who.Silent || !reader.Consented {
		return Page{}, err
	}
	now := d.now()
	q := DigestQuery{Person: reader.Person, Language: language, Now: now, Until: DigestEnd(now)}
	q.Adult, _ = who.adultOn(now)
	if who.Near {
		q.District = who.District
	}
	return d.store.DigestEvents(ctx, q)
}
