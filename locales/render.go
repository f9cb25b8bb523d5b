package locales

import (
	"fmt"
	"html"
	"reflect"
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
)

// Plain says a text without any markup, for button labels, toasts, commands and files. Entities of the
// template become characters, arguments stand as they are. An unknown language is answered in Kazakh; an
// unknown key is said as the key, and a missing argument as its placeholder, so that both are seen.
func (c *Catalogue) Plain(l Language, t Text) string { return c.render(l, t, false) }

// HTML says a text for Telegram's HTML mode: the template's tags stand as they are and every argument,
// at any depth, is escaped exactly once. Languages, keys and arguments are treated as in Plain.
func (c *Catalogue) HTML(l Language, t Text) string { return c.render(l, t, true) }

func (c *Catalogue) render(l Language, t Text, markup bool) string {
	spoken, ok := c.tongues[l]
	if !ok {
		spoken = c.tongues[Languages()[0]]
	}
	s := speaker{tongue: spoken, markup: markup}
	s.out.Grow(s.sizeOf(t))
	s.say(t)
	return s.out.String()
}

// speaker writes one text, and those inside it, in one language.
type speaker struct {
	tongue *tongue
	markup bool
	out    strings.Builder
}

func (s *speaker) say(t Text) {
	if t.Key == "" {
		return
	}
	found, ok := s.find(t)
	if !ok {
		s.sayString(t.Key)
		return
	}
	for i := range found.segments {
		part := &found.segments[i]
		switch {
		case part.argument != "":
			s.sayArgument(part.argument, t.Args)
		case s.markup:
			s.out.WriteString(part.html)
		default:
			s.out.WriteString(part.plain)
		}
	}
}

func (s *speaker) find(t Text) (template, bool) {
	m, ok := s.tongue.messages[t.Key]
	if !ok {
		return template{}, false
	}
	form := plural.Other
	if m.counted != "" {
		form = s.form(t.Args[m.counted])
	}
	return m.forms[form], true
}

// form picks the plural form of a number. CLDR's rules look at no more than the last seven digits.
func (s *speaker) form(number any) plural.Form {
	n, ok := integer(number)
	if !ok {
		return plural.Other
	}
	return plural.Cardinal.MatchPlural(s.tongue.tag, int(max(n, -n)%10_000_000), 0, 0, 0, 0)
}

func (s *speaker) sayArgument(name string, args Args) {
	value, ok := args[name]
	if !ok {
		s.sayString("{" + name + "}")
		return
	}
	switch v := value.(type) {
	case string:
		s.sayString(v)
	case Text:
		s.say(v)
	case Strings:
		for i, item := range v {
			s.separate(i, ", ")
			s.sayString(item)
		}
	case Lines:
		for i, line := range v {
			s.separate(i, "\n")
			s.say(line)
		}
	default:
		s.sayValue(v)
	}
}

func (s *speaker) separate(i int, separator string) {
	if i > 0 {
		s.out.WriteString(separator)
	}
}

func (s *speaker) sayString(v string) {
	if s.markup {
		v = html.EscapeString(v)
	}
	s.out.WriteString(v)
}

func (s *speaker) sayValue(v any) {
	switch n := v.(type) {
	case int:
		s.sayNumber(int64(n))
	case int64:
		s.sayNumber(n)
	default:
		s.sayString(fmt.Sprint(v))
	}
}

func (s *speaker) sayNumber(n int64) {
	var digits [20]byte
	s.out.Write(strconv.AppendInt(digits[:0], n, 10))
}

// sizeOf estimates the bytes of a text so that the builder grows once.
func (s *speaker) sizeOf(t Text) int {
	const otherValue = 20 // an int64
	found, _ := s.find(t)
	size := found.size
	for i := range found.segments {
		switch v := t.Args[found.segments[i].argument].(type) {
		case string:
			size += len(v)
		case Text:
			size += s.sizeOf(v)
		case nil:
		default:
			size += otherValue
		}
	}
	return size
}

// integer reads whole numbers of every Go type, also named ones.
func integer(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	}
	r := reflect.ValueOf(v)
	switch {
	case r.CanInt():
		return r.Int(), true
	case r.CanUint():
		return int64(r.Uint()), true
	}
	return 0, false
}
