package announcements

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

// What was taken goes out as it came, also after it lay in the database.
func TestKindsAreKept(t *testing.T) {
	texts := catalogue(t)
	bold := []bot.Entity{{Type: "bold", Length: 3}}
	place := &bot.Place{Latitude: 43.25, Longitude: 76.93, Accuracy: 5, Title: "Депо", Address: "Алматы", FoursquareID: "f", FoursquareType: "t", GoogleID: "g", GoogleType: "p"}
	poll := &bot.Poll{Question: bot.Phrase{Text: "Қашан?", Entities: bold}, Options: []bot.Phrase{{Text: "👍"}, {Text: "Жоқ", Entities: bold}},
		Anonymous: true, Multiple: true, Revoting: true, Quiz: true, Correct: []int{1}, Explanation: bot.Phrase{Text: "Солай", Entities: bold}}
	for _, m := range []bot.Message{
		{Content: bot.ContentVideoNote, File: "f"},
		{Content: bot.ContentSticker, File: "f"},
		{Content: bot.ContentLocation, Place: place},
		{Content: bot.ContentVenue, Place: place},
		{Content: bot.ContentPoll, Poll: poll, Text: "Бар ма?", Entities: bold},
	} {
		kept, err := takeMessage(bot.Input{Message: &m})
		if err != nil {
			t.Errorf("%s: %v", m.Content, err)
			continue
		}
		raw, err := json.Marshal(kept)
		kept = announcements.Message{}
		if err := errors.Join(err, json.Unmarshal(raw, &kept)); err != nil {
			t.Fatal(err)
		}
		want := &bot.Written{Text: m.Text, Entities: m.Entities, Media: m.Content, File: m.File, Place: m.Place, Poll: m.Poll}
		if diff := cmp.Diff(want, Screen(texts, announcements.Content{"kk": kept}, locales.Kazakh).Written); diff != "" {
			t.Errorf("%s (-taken +shown):\n%s", m.Content, diff)
		}
	}
}

// What Telegram lets nobody repeat is refused with what to do instead.
func TestTakeMessageRefuses(t *testing.T) {
	options := []bot.Phrase{{Text: "Иә"}, {Text: "Жоқ"}}
	for key, m := range map[string]bot.Message{
		"announcements.live_place":    {Content: bot.ContentLiveLocation},
		"announcements.poll_closed":   {Content: bot.ContentPoll, Poll: &bot.Poll{Options: options, Closed: true}},
		"announcements.poll_timed":    {Content: bot.ContentPoll, Poll: &bot.Poll{Options: options, Timed: true}},
		"announcements.poll_pictures": {Content: bot.ContentPoll, Poll: &bot.Poll{Options: options, Pictures: true}},
		"announcements.quiz_unknown":  {Content: bot.ContentPoll, Poll: &bot.Poll{Options: options, Quiz: true}},
		"announcements.only_these":    {Content: bot.ContentContact},
	} {
		if _, err := takeMessage(bot.Input{Message: &m}); !errors.Is(err, centre.Refuse(key)) {
			t.Errorf("%s: got %v, want %s", m.Content, err, key)
		}
	}
}

// Readers of another language are told which one it is where words stand.
func TestLanguageOfKinds(t *testing.T) {
	texts := catalogue(t)
	ballot := &announcements.Ballot{Question: announcements.Phrase{Text: "Когда?"}}
	for _, c := range []struct {
		m             announcements.Message
		text, excerpt string
	}{
		{announcements.Message{Media: announcements.Video, File: "f"}, "(in Russian)", "Video without words"},
		{announcements.Message{Media: announcements.Voice, File: "f"}, "(in Russian)", "Voice message"},
		{announcements.Message{Media: announcements.Animation, File: "f"}, "(in Russian)", "Animation without words"},
		{announcements.Message{Media: announcements.Audio, File: "f", Text: "Песня"}, "Песня\n\n(in Russian)", "Песня"},
		{announcements.Message{Media: announcements.VideoNote, File: "f"}, "", "Round video"},
		{announcements.Message{Media: announcements.Sticker, File: "f"}, "", "Sticker"},
		{announcements.Message{Media: announcements.Location, Place: &announcements.Place{}}, "", "Place on the map"},
		{announcements.Message{Media: announcements.Venue, Place: &announcements.Place{Title: "Депо"}}, "", "Депо"},
		{announcements.Message{Media: announcements.Poll, Poll: ballot, Text: "Ответьте"}, "Ответьте\n\n(in Russian)", "Когда?"},
	} {
		content := announcements.Content{"ru": c.m}
		if got := Screen(texts, content, locales.English).Written.Text; got != c.text {
			t.Errorf("%s arrives with %q, want %q", c.m.Media, got, c.text)
		}
		if got := excerpt(&bot.Reader{Language: locales.English, Texts: texts}, content); got != c.excerpt {
			t.Errorf("%s is called %q, want %q", c.m.Media, got, c.excerpt)
		}
	}
}

// Every kind has a name in every language.
func TestKindsHaveNames(t *testing.T) {
	texts := catalogue(t)
	for _, kind := range announcements.Kinds() {
		for _, l := range []locales.Language{locales.Kazakh, locales.Russian, locales.English} {
			if name := texts.Plain(l, mediaName.T(string(kind))); name == "" || strings.Contains(name, "media_") {
				t.Errorf("%s in %s is called %q", kind, l, name)
			}
		}
	}
}
