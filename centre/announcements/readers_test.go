package announcements_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"jastar/centre/announcements"
)

func (s *archive) LanguagesOf(context.Context, announcements.Audience) ([]string, error) {
	return s.read, nil
}

func (s *archive) Heard(context.Context, announcements.Audience, time.Time) (int, error) {
	return 0, nil
}

// A text that nobody in the audience would get is told to its author.
func TestTextsWithoutReaders(t *testing.T) {
	for name, c := range map[string]struct {
		written, read, want []string
	}{
		"everybody gets their own":       {[]string{"kk", "ru", "en"}, []string{"kk", "ru", "en"}, nil},
		"nobody reads one of them":       {[]string{"kk", "ru", "en"}, []string{"kk", "ru"}, []string{"en"}},
		"nobody reads two of them":       {[]string{"kk", "ru", "en"}, []string{"ru"}, []string{"kk", "en"}},
		"it serves those without theirs": {[]string{"kk", "ru"}, []string{"ru", "en"}, nil},
		"another serves them":            {[]string{"ru", "en"}, []string{"kk"}, []string{"en"}},
		"somebody has not chosen":        {[]string{"kk", "ru"}, []string{"", "kk"}, nil},
		"a single text":                  {[]string{"kk"}, []string{"ru"}, nil},
		"nobody at all":                  {[]string{"kk", "ru"}, nil, nil},
	} {
		s, d := bigArchive(0)
		s.read, s.a.Content = c.read, announcements.Content{}
		for _, code := range c.written {
			s.a.Content[code] = announcements.Message{Text: "Сәлем"}
		}
		p, err := d.Panel(t.Context(), recallStaff, 3)
		if err != nil || !slices.Equal(p.Idle, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, p.Idle, err, c.want)
		}
	}
}
