package announcements_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

func album(media ...announcements.Media) announcements.Message {
	m := announcements.Message{Media: announcements.Album}
	for _, kind := range media {
		m.Album = append(m.Album, announcements.Part{Media: kind, File: "f"})
	}
	return m
}

func TestAlbumCheck(t *testing.T) {
	const photo, video, document, audio = announcements.Photo, announcements.Video, announcements.Document, announcements.Audio
	captioned := album(photo, photo)
	captioned.Album[1].Text = strings.Repeat("ә", 1025)
	for name, c := range map[string]struct {
		m   announcements.Message
		key string
	}{
		"photos and videos":     {album(photo, video, photo), ""},
		"documents":             {album(document, document), ""},
		"audios":                {album(audio, audio, audio), ""},
		"ten":                   {album(slices.Repeat([]announcements.Media{photo}, 10)...), ""},
		"none":                  {album(), "announcements.album_one"},
		"one":                   {album(photo), "announcements.album_one"},
		"eleven":                {album(slices.Repeat([]announcements.Media{photo}, 11)...), "announcements.album_large"},
		"a document among":      {album(photo, document), "announcements.album_mixed"},
		"documents and audios":  {album(document, audio), "announcements.album_mixed"},
		"an audio among videos": {album(audio, video), "announcements.album_mixed"},
		"an animation":          {album(photo, announcements.Animation), "announcements.only_these"},
		"a sticker":             {album(announcements.Sticker, announcements.Sticker), "announcements.only_these"},
		"a long caption":        {captioned, "announcements.caption_too_long"},
	} {
		err := c.m.Check()
		if c.key == "" && err != nil || c.key != "" && !errors.Is(err, centre.Refuse(c.key)) {
			t.Errorf("%s: got %v, want %q", name, err, c.key)
		}
	}
}

// The first part with words speaks for the album, else the first of all.
func TestAlbumWords(t *testing.T) {
	m := album(announcements.Photo, announcements.Video, announcements.Photo)
	if at := m.Captioned(); at != 0 || m.Words() != "" {
		t.Errorf("without words it is part %d, %q", at, m.Words())
	}
	m.Album[1].Text, m.Album[2].Text = "Сенбі", "Жексенбі"
	if at := m.Captioned(); at != 1 || m.Words() != "Сенбі" {
		t.Errorf("got part %d, %q", at, m.Words())
	}
	if n := (announcements.Content{"kk": m, "ru": {Text: "x"}}).Messages(); n != 3 {
		t.Errorf("counts as %d messages", n)
	}
}

func TestReaderParts(t *testing.T) {
	r := announcements.Reader{Message: 5, More: []int{6, 9}}
	for at, want := range map[int]int{0: 5, 1: 6, 2: 9, 3: 5, -1: 5} {
		if got := r.Part(at); got != want {
			t.Errorf("part %d is message %d, want %d", at, got, want)
		}
	}
	if got := r.Parts(); !slices.Equal(got, []int{5, 6, 9}) {
		t.Errorf("all are %v", got)
	}
}
