package registration

import (
	"context"
	"slices"
	"time"

	"jastar/centre"
)

// DistrictID and InterestID are rows of the city's tables.
type (
	DistrictID int64
	InterestID int64
)

// District is a district of the city.
type District struct {
	ID   DistrictID
	Name centre.Words
}

// Interest is something a member likes.
type Interest struct {
	ID     InterestID
	Name   centre.Words
	Chosen bool // by the person it was read for
}

// Residence is how somebody lives in the city.
type Residence string

// Occupation is what somebody does.
type Occupation string

// Residences lists the answers in the order they are offered.
func Residences() []Residence { return []Residence{"city", "dormitory", "rural"} }

// Occupations lists the answers in the order they are offered.
func Occupations() []Occupation {
	return []Occupation{"school", "student", "working", "looking", "other"}
}

// Profile is what a person told about themselves. Zero values mean: not told.
type Profile struct {
	Name       string
	Band       Band      // as tapped at the beginning
	Born       time.Time // midnight UTC
	District   District
	Interests  []Interest // the chosen ones
	Residence  Residence
	Occupation Occupation
	Phone      string // digits with a leading plus

	MemberSince       time.Time
	GuardianConfirmed time.Time // zero: nobody did
	Photo             *bool     // the guardian's answer; nil: none yet
	Choice            Choice
	ForgetAt          time.Time // zero: no wish to be forgotten
}

// Complete tells whether nothing that may be told is missing.
func (p Profile) Complete() bool {
	return !p.Born.IsZero() && p.District.ID != 0 && len(p.Interests) > 0 &&
		p.Residence != "" && p.Occupation != "" && p.Phone != ""
}

// Change is what changes in a profile; nil leaves a field as it is.
type Change struct {
	Name       *string
	Band       *Band
	Born       *time.Time
	District   *DistrictID
	Residence  *Residence
	Occupation *Occupation
	Phone      *string
}

// ProfileStore keeps members and their profiles.
type ProfileStore interface {
	// SaveMember makes a member and keeps the proof of the consent.
	SaveMember(ctx context.Context, p centre.PersonID, j Joining, now time.Time) error
	// SaveConsent keeps a newer consent and its proof.
	SaveConsent(ctx context.Context, p centre.PersonID, c Consent, now time.Time) error
	Profile(ctx context.Context, p centre.PersonID) (Profile, error)
	// ChangeProfile returns centre.ErrGone for a district that does not exist.
	ChangeProfile(ctx context.Context, p centre.PersonID, c Change) error
	Districts(ctx context.Context) ([]District, error)
	Interests(ctx context.Context, p centre.PersonID) ([]Interest, error)
	// SetInterest ignores an interest that does not exist.
	SetInterest(ctx context.Context, p centre.PersonID, i InterestID, on bool) error
}

// Profile returns what the person told; a guest's is empty.
func (d *Desk) Profile(ctx context.Context, p centre.PersonID) (Profile, error) {
	return d.store.Profile(ctx, p)
}

// Districts lists the city's districts.
func (d *Desk) Districts(ctx context.Context) ([]District, error) { return d.store.Districts(ctx) }

// Interests lists all interests and marks those that the person chose.
func (d *Desk) Interests(ctx context.Context, p centre.PersonID) ([]Interest, error) {
	return d.store.Interests(ctx, p)
}

// ChangeProfile changes a member's profile.
func (d *Desk) ChangeProfile(ctx context.Context, a centre.Actor, c Change) error {
	if err := mustBeMember(a); err != nil {
		return err
	}
	stored, err := d.store.Profile(ctx, a.Person)
	if err != nil {
		return err
	}
	c, err = d.admit(c, stored)
	if err != nil {
		return err
	}
	return d.store.ChangeProfile(ctx, a.Person, c)
}

// admit holds a change against the rules. The band that was tapped binds the
// first date of birth; from then on the date is what counts, and the band
// follows it.
func (d *Desk) admit(c Change, stored Profile) (Change, error) {
	if c.Name != nil {
		if err := CheckName(*c.Name); err != nil {
			return c, err
		}
	}
	if c.Band != nil {
		if err := d.admitBand(*c.Band, stored); err != nil {
			return c, err
		}
	}
	if c.Born != nil {
		told := stored.Band
		if !stored.Born.IsZero() {
			told = ""
		}
		if err := d.terms.Ages.CheckBirthDate(*c.Born, d.today(), told); err != nil {
			return c, err
		}
		c.Band = new(d.terms.Ages.At(Years(*c.Born, d.today())))
	}
	if c.Residence != nil && !slices.Contains(Residences(), *c.Residence) ||
		c.Occupation != nil && !slices.Contains(Occupations(), *c.Occupation) {
		return c, centre.ErrGone
	}
	return c, nil
}

func (d *Desk) admitBand(b Band, stored Profile) error {
	switch {
	case !d.terms.Ages.Has(b):
		return centre.Refuse("registration.age_refused")
	case !stored.Born.IsZero() && b != d.band(stored):
		return centre.Refuse("registration.band_follows_date")
	}
	return nil
}

// SetInterest notes whether the member likes something.
func (d *Desk) SetInterest(ctx context.Context, a centre.Actor, i InterestID, on bool) error {
	if err := mustBeMember(a); err != nil {
		return err
	}
	return d.store.SetInterest(ctx, a.Person, i, on)
}

// today is the present day in the city, at midnight UTC as dates of birth are.
func (d *Desk) today() time.Time {
	y, m, day := d.now().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}

// Standing is what rules about age need to know of a person.
type Standing struct {
	Band              Band      // by the date of birth when it is known, else as tapped; "" for a guest
	Born              time.Time // zero when it is not known
	Minor             bool      // needs a guardian
	GuardianConfirmed bool
}

// Standing tells how old the person is, as far as it is known.
func (d *Desk) Standing(ctx context.Context, p centre.PersonID) (Standing, error) {
	stored, err := d.store.Profile(ctx, p)
	if err != nil {
		return Standing{}, err
	}
	return d.StandingOf(stored), nil
}

// StandingOf is Standing for a profile that was already read.
func (d *Desk) StandingOf(p Profile) Standing {
	band := d.band(p)
	return Standing{Band: band, Born: p.Born, Minor: d.terms.Ages.Minor(band), GuardianConfirmed: !p.GuardianConfirmed.IsZero()}
}

func (d *Desk) band(p Profile) Band {
	if p.Born.IsZero() {
		return p.Band
	}
	return d.terms.Ages.At(Years(p.Born, d.today()))
}

// Ages lists the bands of membership.
func (d *Desk) Ages() Ages { return d.terms.Ages }
