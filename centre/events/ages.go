package events

import (
	"time"

	"jastar/centre"
)

// Ages is an event's rule for people under 18.
type Ages string

// The rules, as they are stored.
const (
	AgesOpen     Ages = "open"     // people under 18 may come by themselves
	AgesGuardian Ages = "guardian" // people under 18 need their guardian's confirmation
	AgesAdults   Ages = "adults"   // from 18
)

// AllAges lists the rules in the order they are offered.
func AllAges() []Ages { return []Ages{AgesGuardian, AgesOpen, AgesAdults} }

// adulthood is the age from which nobody's confirmation is needed, in years;
// article 17 of the Civil Code of the Republic of Kazakhstan.
const adulthood = 18

// AdultBand is the age band whose people said that they are of age.
const AdultBand = "18-35"

// Applicant is what an age rule needs to know of the person who asks for a seat.
type Applicant struct {
	Consented bool      // gave the current consent and a name
	Band      string    // the age band they tapped, "" when never asked
	Born      time.Time // zero when not known
	Guarded   bool      // a guardian confirmed
}

// Admit returns nil when the rule lets the applicant in on that day, a
// *centre.Lacks when something must be known first, or a *centre.Problem.
func (a Ages) Admit(p Applicant, day time.Time) error {
	if !p.Consented {
		return &centre.Lacks{Need: centre.NeedMembership}
	}
	if a == AgesOpen {
		return nil
	}
	adult, known := p.adultOn(day)
	switch {
	case a == AgesAdults && p.Born.IsZero(), !known:
		return &centre.Lacks{Need: centre.NeedBirthDate}
	case adult:
		return nil
	case a == AgesAdults:
		return centre.Refuse("events.adults_only")
	case !p.Guarded:
		return &centre.Lacks{Need: centre.NeedGuardian}
	}
	return nil
}

// adultOn tells whether the person is of age on the day, by the date of birth
// or else by the band they tapped.
func (p Applicant) adultOn(day time.Time) (adult, known bool) {
	if p.Born.IsZero() {
		return p.Band == AdultBand, p.Band != "" && p.Band != "other"
	}
	coming := time.Date(p.Born.Year()+adulthood, p.Born.Month(), p.Born.Day(), 0, 0, 0, 0, day.Location())
	return !day.Before(coming), true
}
