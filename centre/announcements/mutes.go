package announcements

import (
	"context"
	"slices"

	"jastar/centre"
)

// MuteKind is what a person does not want announcements of.
type MuteKind string

// The kinds of a mute, as they are stored. Tickets, reminders and everything
// else that is about the person's own doings come whatever is muted.
const (
	MuteEverything   MuteKind = "everything"   // the big switch: no announcements at all
	MuteCentre       MuteKind = "centre"       // those of the centre itself
	MuteOrganisation MuteKind = "organisation" // those of one organisation
	MuteTopic        MuteKind = "topic"        // those that reach the person for an interest only
)

// muteKinds are all kinds in the order in which they are told.
var muteKinds = [...]MuteKind{MuteEverything, MuteCentre, MuteOrganisation, MuteTopic}

// MuteKinds lists the kinds.
func MuteKinds() []MuteKind { return muteKinds[:] }

// Named tells whether a mute of the kind names an organisation or an interest.
func (k MuteKind) Named() bool { return k == MuteOrganisation || k == MuteTopic }

// Mute is one thing that a person does not want announcements of. It can come
// from a forged button.
type Mute struct {
	Kind MuteKind
	ID   int64        // of the organisation or the interest; 0 when the kind has none
	Name centre.Words // of the same, as far as it was read
}

// same tells whether both are about the same thing.
func (m Mute) same(other Mute) bool { return m.Kind == other.Kind && m.ID == other.ID }

// MuteOf is the mute of everything that comes from the organisation; 0 is the
// centre itself.
func MuteOf(o centre.OrganisationID) Mute {
	if o == 0 {
		return Mute{Kind: MuteCentre}
	}
	return Mute{Kind: MuteOrganisation, ID: int64(o)}
}

// Mutes is everything that a person muted, in the order of MuteKinds and within
// a kind by id, at most MaxMutes.
type Mutes []Mute

// MaxMutes is how many mutes are listed, more than there can be buttons for.
const MaxMutes = 90

// Have tells whether this very thing is muted.
func (all Mutes) Have(m Mute) bool { return slices.ContainsFunc(all, m.same) }

// Off tells whether the big switch is off.
func (all Mutes) Off() bool { return all.Have(Mute{Kind: MuteEverything}) }

// Single lists what is muted by itself, without the big switch.
func (all Mutes) Single() Mutes {
	return slices.DeleteFunc(slices.Clone(all), func(m Mute) bool { return m.Kind == MuteEverything })
}

// Origin is where an announcement comes from, as its readers see it: in whose
// name it is, and for which interests they were chosen.
type Origin struct {
	Organisation centre.OrganisationID // 0: the centre itself
	Name         centre.Words          // the organisation's; nil: the centre itself
	Topics       []int64               // interests; none when it was not chosen by interest
}

// Origin is where the announcement comes from.
func (a Announcement) Origin() Origin { return Origin{a.Organisation, a.From, a.Audience.Interests} }

// Origin is where the run's message comes from.
func (r Run) Origin() Origin { return Origin{r.Organisation, r.From, r.Audience.Interests} }

// MuteStore keeps what people do not want.
type MuteStore interface {
	// SetMute notes whether the person muted something; what is noted already
	// stays as it is. An organisation or interest that does not exist is
	// centre.ErrGone.
	SetMute(ctx context.Context, person centre.PersonID, m Mute, wished bool) error

	// Mutes lists what the person muted.
	Mutes(ctx context.Context, person centre.PersonID) (Mutes, error)

	// Unwilling counts those in an audience who can be written to and do not
	// want what comes from the organisation.
	Unwilling(ctx context.Context, from centre.OrganisationID, a Audience) (int, error)
}

// SetMute notes whether the actor wants announcements of something. Everybody
// who can get one may say so, guests too: nobody must become a member to be
// left alone.
func (d *Desk) SetMute(ctx context.Context, actor centre.Actor, m Mute, wished bool) error {
	if !slices.Contains(muteKinds[:], m.Kind) || m.Kind.Named() != (m.ID != 0) {
		return centre.ErrGone
	}
	return d.Store.SetMute(ctx, actor.Person, m, wished)
}

// Mutes lists what the actor muted.
func (d *Desk) Mutes(ctx context.Context, actor centre.Actor) (Mutes, error) {
	return d.Store.Mutes(ctx, actor.Person)
}

// MuteChoices is what somebody can mute about one announcement.
type MuteChoices struct {
	Sender Mute   // the organisation or the centre itself
	Topics []Mute // the interests it was chosen by; those that do not exist are left out
	Muted  Mutes  // what the actor muted so far
}

// MuteChoices tells the actor from whom and about what an announcement is. An
// organisation that does not exist is centre.ErrGone.
func (d *Desk) MuteChoices(ctx context.Context, actor centre.Actor, o Origin) (c MuteChoices, err error) {
	if c.Sender, err = d.sender(ctx, o.Organisation); err != nil {
		return c, err
	}
	if len(o.Topics) > 0 {
		all, err := d.Store.Interests(ctx)
		if err != nil {
			return c, err
		}
		for _, i := range all {
			if slices.Contains(o.Topics, i.ID) {
				c.Topics = append(c.Topics, Mute{MuteTopic, i.ID, i.Name})
			}
		}
	}
	c.Muted, err = d.Store.Mutes(ctx, actor.Person)
	return c, err
}

func (d *Desk) sender(ctx context.Context, o centre.OrganisationID) (Mute, error) {
	m := MuteOf(o)
	if o == 0 {
		return m, nil
	}
	found, err := d.Store.Organisations(ctx, []centre.OrganisationID{o})
	if err == nil && len(found) == 0 {
		err = centre.ErrGone
	}
	if err != nil {
		return m, err
	}
	m.Name = found[0].Name
	return m, nil
}

// measure counts whom the announcement is for, and who of them does not want it.
func (d *Desk) measure(ctx context.Context, a Announcement) (Size, error) {
	size, err := d.Store.Measure(ctx, a.Audience)
	if err != nil || size.Reachable == 0 {
		return size, err
	}
	size.Unwilling, err = d.Store.Unwilling(ctx, a.Organisation, a.Audience)
	size.Reachable -= size.Unwilling
	return size, err
}
