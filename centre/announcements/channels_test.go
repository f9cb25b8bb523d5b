package announcements_test

import (
	"context"
	"errors"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

// aerial keeps one channel.
type aerial struct {
	announcements.Store
	channel announcements.Channel
	deeds   []string
}

func (s *aerial) ChannelByID(context.Context, announcements.ChannelID) (announcements.Channel, error) {
	return s.channel, nil
}

func (s *aerial) ChangeChannel(_ context.Context, _ announcements.ChannelID, rule func(*announcements.Channel) (*centre.Deed, error)) (announcements.Channel, error) {
	c := s.channel
	deed, err := rule(&c)
	if err == nil && deed != nil {
		s.channel, s.deeds = c, append(s.deeds, deed.Action)
	}
	return s.channel, err
}

// Whoever brought the bot says whose a channel is, as far as they speak for it;
// then it is its owner's.
func TestWhoLinksChannels(t *testing.T) {
	staff := centre.Actor{Person: 1, Role: centre.Coordinator}
	own := centre.Actor{Person: 2, Role: centre.Organizer, Organisations: []centre.OrganisationID{5}}
	colleague := centre.Actor{Person: 3, Role: centre.Organizer, Organisations: []centre.OrganisationID{5}}
	other := centre.Actor{Person: 4, Role: centre.Organizer, Organisations: []centre.OrganisationID{6}}
	member := centre.Actor{Person: 7, Role: centre.Member}
	fresh := announcements.Channel{ID: 9, MayPost: true, AddedBy: 2}
	linked := announcements.Channel{ID: 9, MayPost: true, AddedBy: 2, Linked: true, Organisation: 5, Language: "kk"}
	brought := func(by centre.PersonID) announcements.Channel { return announcements.Channel{ID: 9, AddedBy: by} }
	for name, c := range map[string]struct {
		channel announcements.Channel
		actor   centre.Actor
		to      centre.OrganisationID
		want    error
		deeds   int
	}{
		"who brought it, to their own":        {fresh, own, 5, nil, 1},
		"who brought it, to another's":        {fresh, own, 6, centre.ErrForbidden, 0},
		"who brought it, to the centre":       {fresh, own, 0, centre.ErrForbidden, 0},
		"a colleague who did not":             {fresh, colleague, 5, centre.ErrForbidden, 0},
		"somebody else to their own":          {fresh, other, 6, centre.ErrForbidden, 0},
		"a member who brought it":             {brought(7), member, 0, centre.ErrForbidden, 0},
		"nobody knows who brought it":         {brought(0), centre.Actor{Organisations: []centre.OrganisationID{5}}, 5, centre.ErrForbidden, 0},
		"staff, to the centre":                {fresh, staff, 0, nil, 1},
		"staff, to an organisation":           {fresh, staff, 5, nil, 1},
		"the same again":                      {linked, own, 5, nil, 0},
		"a colleague, what is theirs already": {linked, colleague, 5, nil, 0},
		"somebody else's":                     {linked, other, 6, centre.ErrForbidden, 0},
	} {
		s := &aerial{channel: c.channel}
		_, err := (&announcements.Desk{Store: s}).Link(t.Context(), c.actor, 9, c.to, "ru")
		if !errors.Is(err, c.want) || len(s.deeds) != c.deeds {
			t.Errorf("%s: %v, %d deeds", name, err, len(s.deeds))
		}
		if c.deeds == 1 && (!s.channel.Linked || s.channel.Organisation != c.to || s.channel.Language != "ru") {
			t.Errorf("%s: %+v", name, s.channel)
		}
	}
}

func TestChannelsChange(t *testing.T) {
	own := centre.Actor{Person: 2, Role: centre.Organizer, Organisations: []centre.OrganisationID{5}}
	s := &aerial{channel: announcements.Channel{ID: 9, Linked: true, Organisation: 5, Language: "kk"}}
	desk := &announcements.Desk{Store: s}
	stranger := centre.Actor{Person: 4, Role: centre.Organizer, Organisations: []centre.OrganisationID{6}}
	if _, err := desk.Speak(t.Context(), stranger, 9, "en"); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a stranger chooses the language: %v", err)
	}
	if _, err := desk.Unlink(t.Context(), stranger, 9); !errors.Is(err, centre.ErrForbidden) {
		t.Errorf("a stranger takes it away: %v", err)
	}
	if _, err := desk.Speak(t.Context(), own, 9, "xx"); !errors.Is(err, centre.ErrGone) {
		t.Errorf("a language that is none: %v", err)
	}
	for range 2 {
		if _, err := desk.Speak(t.Context(), own, 9, "en"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := desk.Unlink(t.Context(), own, 9); err != nil {
		t.Fatal(err)
	}
	if s.channel.Linked || s.channel.Organisation != 0 || s.channel.Language != "en" || len(s.deeds) != 2 {
		t.Errorf("%+v after %v", s.channel, s.deeds)
	}
}
