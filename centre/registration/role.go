package registration

import "jastar/centre"

// Belonging is what is known of a person's place in the centre.
type Belonging struct {
	Owner          bool // named in the configuration
	Coordinator    bool
	Organisations  []centre.OrganisationID // those the person is an organizer of
	Member         bool                    // gave a consent, of whatever version, and a name
	ConsentVersion int                     // of the latest consent; zero when none was given
}

// Role returns the highest role that follows from it.
func (b Belonging) Role() centre.Role {
	switch {
	case b.Owner:
		return centre.Owner
	case b.Coordinator:
		return centre.Coordinator
	case len(b.Organisations) > 0:
		return centre.Organizer
	case b.Member:
		return centre.Member
	default:
		return centre.Guest
	}
}

// Actor returns the person as use cases see them.
func (b Belonging) Actor(p centre.PersonID) centre.Actor {
	return centre.Actor{
		Person:        p,
		Role:          b.Role(),
		Consented:     b.Member && b.ConsentVersion == ConsentVersion,
		Organisations: b.Organisations,
	}
}
