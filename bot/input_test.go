package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"jastar/centre"
	"jastar/zone"
)

// now is Monday, 23 November 2026, 10:00 in Almaty.
func now(t *testing.T) time.Time {
	t.Helper()
	almaty, err := zone.Load("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 23, 10, 0, 0, 0, almaty)
}

func typed(t *testing.T, text string) Input {
	return Input{Message: &Message{Content: ContentText, Text: text}, now: now(t)}
}

// refusal returns the key of a problem, "" for none.
func refusal(t *testing.T, err error) string {
	t.Helper()
	var p *centre.Problem
	if err != nil && !errors.As(err, &p) {
		t.Fatalf("%v is not meant for people", err)
	}
	if p == nil {
		return ""
	}
	return p.Key
}

func TestLines(t *testing.T) {
	for text, want := range map[string]string{
		"Әлия":                          "",
		"<b>&\"' 😀 Ali":                 "",
		"👩‍👩‍👧 family":                  "",
		"":                              "common.empty",
		"   \n ":                        "common.empty",
		"😀😀":                            "common.emoji_only",
		"...":                           "common.emoji_only",
		"a\u200bb":                      "common.invisible",
		"abc\u202edef":                  "common.invisible",
		"\u2067abc\u2069":               "common.invisible",
		"a\x00b":                        "common.invisible",
		strings.Repeat("ә", 65):         "common.too_long",
		strings.Repeat("ә", 64):         "",
		strings.Repeat("😀", 5000) + "a": "common.too_long",
	} {
		if _, err := typed(t, text).Line(64); refusal(t, err) != want {
			t.Errorf("%.20q: %q, want %q", text, refusal(t, err), want)
		}
	}
	if got, _ := typed(t, "  Ali\n  Veli ").Line(64); got != "Ali Veli" {
		t.Errorf("line: %q", got)
	}
}

func TestOtherKindsAreNamed(t *testing.T) {
	for kind, want := range map[Content]string{
		ContentSticker: "common.wrong_sticker", ContentVoice: "common.wrong_voice", ContentPhoto: "common.wrong_photo",
		ContentDocument: "common.wrong_document", ContentContact: "common.wrong_contact", ContentLocation: "common.wrong_location",
		"dice": "common.wrong_other", ContentOther: "common.wrong_other",
	} {
		_, err := Input{Message: &Message{Content: kind}}.Text(100)
		if got := refusal(t, err); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"1": "", "100": "", "0": "common.number_out_of_range", "101": "common.number_out_of_range", "1000000": "common.number_out_of_range",
		"99999999999999999999": "common.number_out_of_range", "ten": "common.not_a_number", "1.5": "common.not_a_number", "-3": "common.number_out_of_range",
	} {
		if _, err := typed(t, text).Number(1, 100); refusal(t, err) != want {
			t.Errorf("%s: %q, want %q", text, refusal(t, err), want)
		}
	}
}

func TestMoments(t *testing.T) {
	for text, want := range map[string]string{
		"27.11.2026 18:30": "2026-11-27 18:30", "27.11, 18:30": "2026-11-27 18:30", "27.11 9.05": "2026-11-27 09:05",
		"27.11 24:00": "common.not_a_moment", "27.11 1830": "common.not_a_moment", "27.11 18:3": "common.not_a_moment",
		"27.11": "common.not_a_moment", "31.02 18:30": "common.date_not_exists",
	} {
		at, err := typed(t, text).Time()
		got := refusal(t, err)
		if got == "" {
			got = at.Format("2006-01-02 15:04")
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func FuzzInput(f *testing.F) {
	for _, seed := range []string{"27.11.2026 18:30", "31.02", "😀", "\u202e", "1e9", "٣"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in := typed(t, text)
		for _, read := range []func() error{
			func() error { _, err := in.Line(64); return err },
			func() error { _, err := in.Number(1, 9); return err },
			func() error { _, err := in.Time(); return err },
			func() error { _, err := in.TimeOn(now(t)); return err },
		} {
			refusal(t, read()) // every refusal is a sentence for people
		}
	})
}
