package announcements

import (
	"slices"

	"jastar/centre"
)

// Audience is who an announcement is for. Fields narrow each other down; the
// values inside one field widen it. The zero Audience is every member.
type Audience struct {
	// Everyone adds those who only ever wrote to the bot. For the centre's
	// staff alone: guests have not consented to more than service messages.
	Everyone bool `json:"everyone,omitempty"`

	Languages []string `json:"languages,omitempty"` // reads one of them
	Interests []int64  `json:"interests,omitempty"` // ticked one of them
	Events    []int64  `json:"events,omitempty"`    // is signed up for one of them

	Districts   []int64  `json:"districts,omitempty"`   // lives in one of them
	Ages        []string `json:"ages,omitempty"`        // is in one of these age bands today
	Residences  []string `json:"residences,omitempty"`  // lives in the city in one of these ways
	Occupations []string `json:"occupations,omitempty"` // does one of these

	WithoutInterests []int64 `json:"without_interests,omitempty"` // ticked none of them
	WithoutEvents    []int64 `json:"without_events,omitempty"`    // is signed up for none of them

	// Participants narrows it down to those who follow this organisation or are
	// signed up for an event of it, past ones included. An organizer's audience
	// always carries it: people who never had to do with an organisation do not
	// hear from it.
	Participants centre.OrganisationID `json:"participants,omitempty"`
}

// AudienceFor is the widest audience the actor may write to in the name of the
// organisation, and the one an announcement begins with.
func AudienceFor(actor centre.Actor, o centre.OrganisationID) Audience {
	if actor.IsStaff() {
		return Audience{}
	}
	return Audience{Participants: o}
}

// permit refuses an audience that is wider than the actor may write to.
func (a Audience) permit(actor centre.Actor, o centre.OrganisationID) error {
	if actor.IsStaff() || (!a.Everyone && a.Participants == o) {
		return nil
	}
	return centre.Refuse("announcements.audience_too_wide")
}

// WithEveryone returns the audience with guests or without. Guests have no
// interests and no sign-ups, so everyone can be narrowed down by language only.
func (a Audience) WithEveryone(wished bool) Audience {
	if wished {
		return Audience{Everyone: true, Languages: a.Languages}
	}
	a.Everyone = false
	return a
}

// WithLanguage returns the audience with the language added or, when wished is
// false, taken out. Choosing a language leaves "everyone" as it is.
func (a Audience) WithLanguage(code string, wished bool) Audience {
	a.Languages = with(a.Languages, code, wished)
	return a
}

// WithInterest returns the audience with the interest added or taken out.
// Guests have no interests, so it is about members again.
func (a Audience) WithInterest(id int64, wished bool) Audience {
	a.Interests, a.Everyone = with(a.Interests, id, wished), false
	return a
}

// WithEvent returns the audience with the event added or taken out.
func (a Audience) WithEvent(id int64, wished bool) Audience {
	a.Events, a.Everyone = with(a.Events, id, wished), false
	return a
}

// with adds the value to a sorted set or takes it out, in a new slice.
func with[T ~int64 | string](set []T, value T, wished bool) []T {
	at, found := slices.BinarySearch(set, value)
	switch {
	case wished && !found:
		return slices.Insert(slices.Clone(set), at, value)
	case !wished && found:
		return slices.Delete(slices.Clone(set), at, at+1)
	default:
		return set
	}
}

// Size is how many people an audience has.
type Size struct {
	People    int // who it is for
	Reachable int // of those, who can be written to and want it
	Unwilling int // of those, who can be written to and do not want it
}
