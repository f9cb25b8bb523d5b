package announcements_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre"
	"jastar/centre/announcements"
)

func TestMessageLength(t *testing.T) {
	for _, c := range []struct {
		media announcements.Media
		text  string
		key   string
	}{
		{"", "Сәлем", ""},
		{"", strings.Repeat("ә", 4095), ""},
		{"", strings.Repeat("ә", 4096), "announcements.too_long"},
		{"", "ә" + strings.Repeat("😀", 2047), ""},
		{"", "ә" + strings.Repeat("😀", 2048), "announcements.too_long"},
		{"", "", "announcements.no_text"},
		{"", " \n\u200b\u00a0", "common.invisible"},
		{"", " \n\u00a0", "announcements.no_text"},
		{"", "😀", "announcements.no_text"},
		{"", "ab\u202ecd", "common.invisible"},
		{announcements.Photo, "😀", ""},
		{announcements.Photo, "ab\u200bcd", "common.invisible"},
		{announcements.Photo, "", ""},
		{announcements.Photo, strings.Repeat("ә", 1024), ""},
		{announcements.Photo, strings.Repeat("ә", 1025), "announcements.caption_too_long"},
		{announcements.Document, strings.Repeat("😀", 512), ""},
		{announcements.Document, strings.Repeat("😀", 513), "announcements.caption_too_long"},
	} {
		err := announcements.Message{Text: c.text, Media: c.media}.Check()
		if (c.key == "") != (err == nil) || c.key != "" && !errors.Is(err, centre.Refuse(c.key)) {
			t.Errorf("%.20q…: %v, want %q", c.text, err, c.key)
		}
	}
}

func TestContentIn(t *testing.T) {
	content := announcements.Content{"ru": {Text: "р"}, "en": {Text: "e"}}
	for asked, want := range map[string]string{"kk": "ru", "ru": "ru", "en": "en", "": "ru"} {
		if m, in := content.In(asked); in != want || m.Text == "" {
			t.Errorf("In(%q) = %q, %q; want %q", asked, m.Text, in, want)
		}
	}
	if got := content.Missing(); !slices.Equal(got, []string{"kk"}) {
		t.Errorf("missing %v", got)
	}
}

func TestMayAnnounce(t *testing.T) {
	organizer := centre.Actor{Role: centre.Organizer, Organisations: []centre.OrganisationID{7}}
	for _, c := range []struct {
		who  centre.Actor
		name centre.OrganisationID
		want bool
	}{
		{centre.Actor{Role: centre.Member}, 7, false},
		{organizer, 7, true},
		{organizer, 8, false},
		{organizer, 0, false},
		{centre.Actor{Role: centre.Coordinator}, 0, true},
		{centre.Actor{Role: centre.Owner}, 8, true},
	} {
		if got := announcements.MayAnnounce(c.who, c.name); got != c.want {
			t.Errorf("%v for %d: %v", c.who.Role, c.name, got)
		}
	}
}

// Choices are sets: they can be repeated and taken back, and never change the
// audience they were made from.
func TestAudienceChoices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := announcements.Audience{}
		want := map[int64]bool{}
		for range rapid.IntRange(0, 30).Draw(t, "taps") {
			id, wished := rapid.Int64Range(1, 6).Draw(t, "id"), rapid.Bool().Draw(t, "wished")
			before := slices.Clone(a.Interests)
			next := a.WithInterest(id, wished)
			if !slices.Equal(a.Interests, before) {
				t.Fatal("the choice changed the audience it was made from")
			}
			a = next
			want[id] = wished
		}
		if !slices.IsSorted(a.Interests) {
			t.Fatalf("not sorted: %v", a.Interests)
		}
		for id, wished := range want {
			if slices.Contains(a.Interests, id) != wished {
				t.Fatalf("interest %d wished %v, have %v", id, wished, a.Interests)
			}
		}
	})
}

func TestEveryoneHasNoInterests(t *testing.T) {
	a := announcements.Audience{}.WithInterest(3, true).WithEvent(4, true).WithLanguage("kk", true)
	if got := a.WithEveryone(true); !got.Everyone || got.Interests != nil || got.Events != nil || len(got.Languages) != 1 {
		t.Errorf("everyone is narrowed by what guests do not have: %+v", got)
	}
	if a.WithEveryone(true).WithInterest(3, true).Everyone {
		t.Error("guests have interests")
	}
}

func TestPageSize(t *testing.T) {
	for rate, want := range map[float64]int{0.5: 200, 30: 300, 1000: 5000, 25: 250} {
		if got := announcements.PageSize(rate); got != want {
			t.Errorf("PageSize(%v) = %d, want %d", rate, got, want)
		}
	}
}

func TestProgress(t *testing.T) {
	start := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	p := announcements.Progress{
		Announcement: announcements.Announcement{State: announcements.Sent, Running: true},
		Tally:        announcements.Tally{Total: 900, Sent: 280, Blocked: 20, Open: 2, Started: start},
	}
	now := start.Add(10 * time.Second)
	if p.Percent() != 33 || p.Rate(now) != 30 || p.Remaining(now) != 20*time.Second || p.Settled(now) {
		t.Errorf("percent %d, rate %v, remaining %v, settled %v", p.Percent(), p.Rate(now), p.Remaining(now), p.Settled(now))
	}
	p.Announcement.Running, p.Tally.Ended = false, now
	if p.Settled(now.Add(time.Second)) || !p.Settled(now.Add(11*time.Second)) {
		t.Error("a stopped run is settled when its last results are in, or ten seconds later")
	}
	p.Tally.Open = 0
	if !p.Settled(now) {
		t.Error("a run without open pages is settled")
	}
}
