package locales

import (
	"strings"
	"testing"
)

// The rules themselves: each text is broken in the way named, or in none.
func TestRules(t *testing.T) {
	tests := []struct {
		language Language
		key      string
		markup   string // {} is a value
		want     string // part of the problem; empty when the text is right
	}{
		{Kazakh, "x.a", "Орны: {}", ""},
		{Kazakh, "x.a", "Басталуы: {}–{}, «{}» іс-шарасы, {} орын (№{})", ""},
		{Kazakh, "x.a", "<b>{}</b> сағат", ""},
		{Kazakh, "x.a", "Келіңіз: {}-да", "glues an ending"},
		{Kazakh, "x.a", "{}ның орны", "glues an ending"},
		{Kazakh, "x.a", "«{}»-ға тіркелу", "glues an ending"},
		{Kazakh, "x.a", "<b>{}</b>де бос", "glues an ending"},
		{Kazakh, "x.a", "сағат{}", "glues a word"},
		{Russian, "x.a", "до {}-го", ""},
		{Russian, "x.a", " слово", "space"},
		{Russian, "x.a", "слово\n", "space"},
		{Russian, "x.a", "два  слова", "two spaces"},
		{Russian, "x.a", "QR-код, PDF, OK и jastar", ""},
		{Russian, "x.a", "cлово", "mixes"},
		{Russian, "x.a", "c места", "in Latin letters"},
		{Russian, "x.a", "Орын бос, қош", "Kazakh word"},
		{Kazakh, "x.a", "iс-шара", "mixes"},
		{Kazakh, "x.a", "Напишите свой ответ ещё раз", "no Kazakh letter"},
		{English, "x.a", "The кружок", "Cyrillic word"},
		{English, "x.a", "<b>{}</b> <a href=\"{}\">map</a> &amp; &lt; &#34;", ""},
		{English, "x.a", "<b>bold", "open"},
		{English, "x.a", "<b><i>bold</b></i>", "not the last opened"},
		{English, "x.a", "bold</b>", "not the last opened"},
		{English, "x.a", "<h1>title</h1>", "does not know"},
		{English, "x.a", "one<br>two", "does not know"},
		{English, "x.a", "rock & roll", "entity"},
		{English, "x.a", "2 < 3", "entity"},
		{English, "x.a", "rock &nbsp; roll", "entity"},
		{English, "x.go_button", strings.Repeat("w", 22) + "{}", ""},
		{English, "x.go_button", strings.Repeat("w", 23), "22 fit"},
		{English, "x.go_button", "<b>go</b>", "none is shown"},
		{English, "common.old_button", strings.Repeat("w", 23), ""},
		{English, "x.done_toast", strings.Repeat("😀", 101), "200 fit"},
		{English, "x.command_my", strings.Repeat("w", 257), "256 fit"},
	}
	for _, test := range tests {
		w := wording{language: test.language, key: test.key, markup: strings.ReplaceAll(test.markup, "{}", value)}
		var problems []string
		for _, rule := range rules {
			if p := rule(w); p != "" {
				problems = append(problems, p)
			}
		}
		got := strings.Join(problems, "; ")
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s %q: %q, want %q", test.key, test.markup, got, test.want)
		}
	}
}
