package centre

import "testing"

func TestCheckReadable(t *testing.T) {
	for text, want := range map[string]string{
		"Әлия": "", "Ali\nVeli": "", "7": "", "👩\u200d🚀 Aya ❤\ufe0f": "",
		"": "common.empty", "😀": "common.emoji_only", "\xff": "common.invisible",
		"Ali\u202e":             "common.invisible", // right to left from here
		"A\u200bli":             "common.invisible", // zero width space
		"\u3164":                "common.invisible", // Hangul filler, a letter to Unicode
		"\uffa0":                "common.invisible", // its half width form
		"A\u115f":               "common.invisible", // Hangul choseong filler
		"A\u1160":               "common.invisible", // Hangul jungseong filler
		"A\u2800\u2800\u2800li": "common.invisible", // braille without a dot
		"A\u034fli":             "common.invisible", // combining grapheme joiner
	} {
		if got := refused(t, CheckReadable(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
