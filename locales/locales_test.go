package locales

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
)

// value stands for a placeholder in the wordings below: a character no text contains.
const value = "\uFFFC"

// wording is one form of one text as its file has it, with placeholders replaced by value.
type wording struct {
	language  Language
	key, form string // form is empty for a text without plural forms
	markup    string
	shared    bool // every language has the same words: names and marks that are not translated
}

func wordings(c *Catalogue) []wording {
	var all []wording
	for _, key := range c.Keys() {
		shared := isShared(c, key)
		for _, l := range Languages() {
			m := c.tongues[l].messages[key]
			for name, form := range formNames {
				t, ok := m.forms[form]
				if !ok {
					continue
				}
				if m.counted == "" {
					name = ""
				}
				all = append(all, wording{l, key, name, markup(t), shared})
			}
		}
	}
	return all
}

func markup(t template) string {
	var b strings.Builder
	for _, s := range t.segments {
		if s.argument != "" {
			b.WriteString(value)
		}
		b.WriteString(s.html)
	}
	return b.String()
}

func isShared(c *Catalogue, key string) bool {
	for _, l := range Languages() {
		if c.Plain(l, Text{Key: key}) != c.Plain(English, Text{Key: key}) {
			return false
		}
	}
	return true
}

// name is the last part of the key.
func (w wording) name() string { return w.key[strings.LastIndexByte(w.key, '.')+1:] }

// words are what the reader sees: no tags, entities as characters.
func (w wording) words() string {
	parsed, _ := parseTemplate(strings.ReplaceAll(tag.ReplaceAllString(w.markup, ""), "{", "{{"))
	if len(parsed.segments) == 0 {
		return ""
	}
	return parsed.segments[0].plain
}

// isButton tells a label from the one sentence whose name only ends like a label's.
func (w wording) isButton() bool {
	return strings.HasSuffix(w.name(), "_button") && w.key != "common.old_button"
}

func (w wording) isPlain() bool {
	return w.isButton() || strings.HasSuffix(w.name(), "_toast") || strings.HasPrefix(w.name(), "command_")
}

// rules are what every wording keeps; each returns what is wrong, or nothing.
var rules = []func(wording) string{spaces, glued, scripts, untranslated, tags, entities, lengths}

func TestEveryWordingKeepsTheRules(t *testing.T) {
	for _, w := range wordings(mustLoad(t)) {
		for _, rule := range rules {
			if problem := rule(w); problem != "" {
				t.Error(keyError(w.language, strings.TrimSuffix(w.key+"."+w.form, "."), problem))
			}
		}
	}
}

func spaces(w wording) string {
	switch {
	case strings.TrimSpace(w.markup) != w.markup:
		return "begins or ends with a space"
	case strings.Contains(w.markup, "  "):
		return "has two spaces in a row"
	}
	return ""
}

var (
	gluedBehind = regexp.MustCompile(value + `[»"'”’)\]]*[-‐‑\p{L}]`)
	gluedBefore = regexp.MustCompile(`\p{L}` + value)
)

func glued(w wording) string {
	if w.language != Kazakh {
		return ""
	}
	words := w.words()
	if found := gluedBehind.FindString(words); found != "" {
		return fmt.Sprintf("glues an ending to a value: …{}%s…", strings.TrimPrefix(found, value))
	}
	if gluedBefore.MatchString(words) {
		return "glues a word to the value behind it"
	}
	return ""
}

// latinTwins are the Latin letters that look like Cyrillic ones; a "word" of these alone is a typing mistake.
const latinTwins = "aceiopxyABCEHIKMOPTXY"

var (
	word         = regexp.MustCompile(`\p{L}+`)
	kazakhLetter = regexp.MustCompile(`[әғқңөұүһіӘҒҚҢӨҰҮҺІ]`)
)

func scripts(w wording) string {
	if w.shared {
		return ""
	}
	for _, s := range word.FindAllString(w.words(), -1) {
		latin := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		cyrillic := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
		switch {
		case latin && cyrillic:
			return fmt.Sprintf("mixes Latin and Cyrillic letters in %q", s)
		case w.language == English && cyrillic:
			return fmt.Sprintf("has the Cyrillic word %q", s)
		case w.language != English && latin && isTwin(s):
			return fmt.Sprintf("has %q in Latin letters", s)
		case w.language == Russian && kazakhLetter.MatchString(s):
			return fmt.Sprintf("has the Kazakh word %q", s)
		}
	}
	return ""
}

func isTwin(s string) bool {
	abbreviation := len(s) > 1 && strings.ToUpper(s) == s
	return !abbreviation && strings.Trim(s, latinTwins) == ""
}

// untranslated finds Russian sentences left in the Kazakh files: beyond a few words some letter is Kazakh.
func untranslated(w wording) string {
	words := word.FindAllString(w.words(), -1)
	if w.language == Kazakh && !w.shared && len(words) > 4 && !kazakhLetter.MatchString(w.words()) {
		return "has no Kazakh letter"
	}
	return ""
}

// tag is any tag; allowedTag are those of https://core.telegram.org/bots/api#html-style.
var (
	tag        = regexp.MustCompile(`<[^<>]*>`)
	allowedTag = regexp.MustCompile(`^<(/?(b|strong|i|em|u|ins|s|strike|del|tg-spoiler|code|pre|blockquote)|` +
		`a href="[^"]+"|span class="tg-spoiler"|tg-emoji emoji-id="\d+"|code class="language-[^"]+"|` +
		`blockquote expandable|/(a|span|tg-emoji))>$`)
)

func tags(w wording) string {
	var open []string
	for _, t := range tag.FindAllString(w.markup, -1) {
		if w.isPlain() {
			return "has the tag " + t + " where none is shown"
		}
		if !allowedTag.MatchString(t) {
			return "has the tag " + t + " that Telegram does not know"
		}
		name, _, _ := strings.Cut(strings.Trim(t, "<>"), " ")
		closing, isClosing := strings.CutPrefix(name, "/")
		if !isClosing {
			open = append(open, name)
			continue
		}
		if len(open) == 0 || open[len(open)-1] != closing {
			return "closes " + t + " that is not the last opened"
		}
		open = open[:len(open)-1]
	}
	if len(open) > 0 {
		return "leaves <" + open[len(open)-1] + "> open"
	}
	return ""
}

// entity is what Telegram reads: these names and every number.
var entity = regexp.MustCompile(`&(amp|lt|gt|quot|#\d+|#x[0-9a-fA-F]+);`)

func entities(w wording) string {
	rest := entity.ReplaceAllString(tag.ReplaceAllString(w.markup, ""), "")
	if i := strings.IndexAny(rest, "<>&"); i >= 0 {
		return fmt.Sprintf("has %q that must be an entity", rest[i])
	}
	return ""
}

// Lengths of toasts (200) and command descriptions (256) are those of answerCallbackQuery and BotCommand in
// https://core.telegram.org/bots/api; that of labels is the house's. Values of placeholders are not counted.
func lengths(w wording) string {
	text := strings.ReplaceAll(w.words(), value, "")
	runes, units := len([]rune(text)), len(utf16.Encode([]rune(text)))
	switch {
	case w.isButton() && runes > 22:
		return fmt.Sprintf("is a label of %d characters, 22 fit", runes)
	case strings.HasSuffix(w.name(), "_toast") && units > 200:
		return fmt.Sprintf("is a toast of %d characters, 200 fit", units)
	case strings.HasPrefix(w.name(), "command_") && units > 256:
		return fmt.Sprintf("is a description of %d characters, 256 fit", units)
	}
	return ""
}

// Russian says 1, 21 and 101 with the form `one`, so every form has to show the number that `other` shows.
func TestRussianFormsShowTheirNumber(t *testing.T) {
	c := mustLoad(t)
	for _, key := range c.Keys() {
		m := c.tongues[Russian].messages[key]
		if m.counted == "" {
			continue
		}
		for name, form := range formNames {
			f, ok := m.forms[form]
			if ok && shows(m.forms[formNames["other"]], m.counted) && !shows(f, m.counted) {
				t.Error(keyError(Russian, key, "does not show {"+m.counted+"} in the form "+name))
			}
		}
	}
}

func shows(t template, argument string) bool {
	return slices.ContainsFunc(t.segments, func(s segment) bool { return s.argument == argument })
}
