package announcements_test

import (
	"errors"
	"strings"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

func TestKindsCheck(t *testing.T) {
	long := strings.Repeat("ә", 1025)
	options := []announcements.Phrase{{Text: "👍"}, {Text: "Жоқ"}}
	ballot := func(change func(*announcements.Ballot)) announcements.Message {
		b := &announcements.Ballot{Question: announcements.Phrase{Text: "Қашан?"}, Options: options}
		change(b)
		return announcements.Message{Media: announcements.Poll, Poll: b}
	}
	quiz := func(correct ...int) announcements.Message {
		return ballot(func(b *announcements.Ballot) { b.Quiz, b.Correct = true, correct })
	}
	for name, c := range map[string]struct {
		m   announcements.Message
		key string
	}{
		"video":                      {announcements.Message{Media: announcements.Video, File: "f"}, ""},
		"video with a long text":     {announcements.Message{Media: announcements.Video, File: "f", Text: long}, "announcements.caption_too_long"},
		"voice with a full text":     {announcements.Message{Media: announcements.Voice, File: "f", Text: long[2:]}, ""},
		"audio in hidden letters":    {announcements.Message{Media: announcements.Audio, File: "f", Text: "a\u200bb"}, "common.invisible"},
		"animation":                  {announcements.Message{Media: announcements.Animation, File: "f", Text: "x"}, ""},
		"round video":                {announcements.Message{Media: announcements.VideoNote, File: "f"}, ""},
		"sticker":                    {announcements.Message{Media: announcements.Sticker, File: "f"}, ""},
		"sticker with a text":        {announcements.Message{Media: announcements.Sticker, File: "f", Text: "x"}, "announcements.caption_too_long"},
		"contact":                    {announcements.Message{Media: "contact"}, "announcements.only_these"},
		"dice":                       {announcements.Message{Media: "dice"}, "announcements.only_these"},
		"place":                      {announcements.Message{Media: announcements.Location, Place: &announcements.Place{}}, ""},
		"no place":                   {announcements.Message{Media: announcements.Location}, "announcements.only_these"},
		"no venue":                   {announcements.Message{Media: announcements.Venue}, "announcements.only_these"},
		"venue":                      {announcements.Message{Media: announcements.Venue, Place: &announcements.Place{Title: "Депо"}}, ""},
		"venue in hidden letters":    {announcements.Message{Media: announcements.Venue, Place: &announcements.Place{Title: "De\u202epo"}}, "common.invisible"},
		"poll":                       {ballot(func(*announcements.Ballot) {}), ""},
		"no poll":                    {announcements.Message{Media: announcements.Poll}, "announcements.only_these"},
		"option in hidden letters":   {ballot(func(b *announcements.Ballot) { b.Options = append(options, announcements.Phrase{Text: "\u200b"}) }), "common.invisible"},
		"quiz":                       {quiz(0, 1), ""},
		"quiz nobody can answer":     {quiz(), "announcements.quiz_unknown"},
		"quiz with a foreign answer": {quiz(2), "announcements.quiz_unknown"},
		"poll with a description":    {announcements.Message{Media: announcements.Poll, Text: long, Poll: ballot(func(*announcements.Ballot) {}).Poll}, "announcements.caption_too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.m.Check()
			if (c.key == "") != (err == nil) || c.key != "" && !errors.Is(err, centre.Refuse(c.key)) {
				t.Errorf("got %v, want %q", err, c.key)
			}
		})
	}
}

func TestWords(t *testing.T) {
	for want, m := range map[string]announcements.Message{
		"Сәлем":  {Text: "Сәлем"},
		"Қашан?": {Text: "Бар ма?", Media: announcements.Poll, Poll: &announcements.Ballot{Question: announcements.Phrase{Text: "Қашан?"}}},
		"Депо":   {Media: announcements.Venue, Place: &announcements.Place{Title: "Депо"}},
		"":       {Media: announcements.Location, Place: &announcements.Place{Latitude: 43}},
	} {
		if got := m.Words(); got != want {
			t.Errorf("%s: %q, want %q", m.Media, got, want)
		}
	}
}

func TestSeparate(t *testing.T) {
	poll := announcements.Message{Media: announcements.Poll}
	if !(announcements.Content{"kk": {Text: "x"}, "ru": poll}).Separate() || (announcements.Content{"kk": {Media: announcements.Photo}}).Separate() {
		t.Error("only polls reach every reader apart")
	}
}
