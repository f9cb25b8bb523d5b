package announcements_test

import (
	"context"
	"errors"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

// hushed is a store of one organisation, two interests and what a person muted.
type hushed struct {
	announcements.Store
	muted announcements.Mutes
	set   []announcements.Mute
}

func (s *hushed) SetMute(_ context.Context, _ centre.PersonID, m announcements.Mute, _ bool) error {
	s.set = append(s.set, m)
	return nil
}

func (s *hushed) Mutes(context.Context, centre.PersonID) (announcements.Mutes, error) {
	return s.muted, nil
}

func (s *hushed) Interests(context.Context) ([]announcements.Option, error) {
	return []announcements.Option{{ID: 2, Name: centre.Words{"en": "Music"}}, {ID: 3, Name: centre.Words{"en": "Dance"}}}, nil
}

func (s *hushed) Organisations(_ context.Context, ids []centre.OrganisationID) ([]announcements.Option, error) {
	if ids[0] != 7 {
		return nil, nil
	}
	return []announcements.Option{{ID: 7, Name: centre.Words{"en": "Green City"}}}, nil
}

// What a forged button could wish for is refused before the store is asked.
func TestSetMuteRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		m  announcements.Mute
		ok bool
	}{
		"everything":           {announcements.Mute{Kind: announcements.MuteEverything}, true},
		"the centre":           {announcements.MuteOf(0), true},
		"an organisation":      {announcements.MuteOf(7), true},
		"a topic":              {announcements.Mute{Kind: announcements.MuteTopic, ID: 2}, true},
		"a topic of no number": {announcements.Mute{Kind: announcements.MuteTopic}, false},
		"everything of one":    {announcements.Mute{Kind: announcements.MuteEverything, ID: 7}, false},
		"an unknown kind":      {announcements.Mute{Kind: "sky"}, false},
		"nothing":              {announcements.Mute{}, false},
	} {
		s := &hushed{}
		err := (&announcements.Desk{Store: s}).SetMute(t.Context(), centre.Actor{Person: 1}, c.m, true)
		if (err == nil) != c.ok || c.ok != (len(s.set) == 1) || !c.ok && !errors.Is(err, centre.ErrGone) {
			t.Errorf("%s: %v, %+v", name, err, s.set)
		}
	}
}

// A reader is offered the sender and the topics that exist, and sees what is
// muted.
func TestMuteChoices(t *testing.T) {
	s := &hushed{muted: announcements.Mutes{{Kind: announcements.MuteEverything}, {Kind: announcements.MuteTopic, ID: 3}}}
	d := &announcements.Desk{Store: s}
	c, err := d.MuteChoices(t.Context(), centre.Actor{Person: 1}, announcements.Origin{Organisation: 7, Topics: []int64{3, 99}})
	if err != nil || c.Sender.Kind != announcements.MuteOrganisation || c.Sender.Name["en"] != "Green City" ||
		len(c.Topics) != 1 || c.Topics[0].ID != 3 {
		t.Errorf("%+v, %v", c, err)
	}
	if !c.Muted.Off() || !c.Muted.Have(c.Topics[0]) || c.Muted.Have(c.Sender) || len(c.Muted.Single()) != 1 {
		t.Errorf("muted %+v", c.Muted)
	}
	if c, err := d.MuteChoices(t.Context(), centre.Actor{Person: 1}, announcements.Origin{}); err != nil || c.Sender.Kind != announcements.MuteCentre {
		t.Errorf("the centre: %+v, %v", c, err)
	}
	if _, err := d.MuteChoices(t.Context(), centre.Actor{Person: 1}, announcements.Origin{Organisation: 8}); !errors.Is(err, centre.ErrGone) {
		t.Errorf("an organisation that does not exist: %v", err)
	}
}
