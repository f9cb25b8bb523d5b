package locales

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// message is one key in one language: a single template under plural.Other, or one for each form.
type message struct {
	counted string // the argument whose number picks the form; empty for a message without forms
	forms   map[plural.Form]template
}

// formNames are the plural forms as the files write them.
var formNames = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// formsOf lists the plural forms that a language needs by CLDR's rules, sorted: those its whole numbers take,
// and other, which broken numbers and missing ones take.
func formsOf(spoken language.Tag) []string {
	needed := map[plural.Form]bool{plural.Other: true}
	for n := range 200 { // no rule looks at more than two digits, besides a few at round millions
		needed[plural.Cardinal.MatchPlural(spoken, n, 0, 0, 0, 0)] = true
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(formNames)) {
		if needed[formNames[name]] {
			names = append(names, name)
		}
	}
	return names
}

// isPlural tells a text with plural forms from a table that only groups keys.
func isPlural(table map[string]any) bool {
	for key := range table {
		if _, ok := formNames[key]; !ok && key != "plural" {
			return false
		}
	}
	_, ok := table["other"]
	return ok
}

func parseSingle(source string) (message, error) {
	if source == "" {
		return message{}, errors.New("is empty")
	}
	t, err := parseTemplate(source)
	return message{forms: map[plural.Form]template{plural.Other: t}}, err
}

func parsePlural(table map[string]any, want []string) (message, error) {
	m := message{counted: "n", forms: make(map[plural.Form]template)}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(table)) {
		source, ok := table[name].(string)
		if !ok || source == "" {
			return message{}, fmt.Errorf("%s is not a text", name)
		}
		if name == "plural" {
			m.counted = source
			continue
		}
		t, err := parseTemplate(source)
		if err != nil {
			return message{}, fmt.Errorf("%s: %w", name, err)
		}
		names = append(names, name)
		m.forms[formNames[name]] = t
	}
	if !slices.Equal(names, want) {
		return message{}, fmt.Errorf("has the forms %s and needs %s", strings.Join(names, ", "), strings.Join(want, ", "))
	}
	return m, nil
}

// arguments lists the names that the message takes, sorted; the counted one is always among them.
func (m message) arguments() []string {
	set := make(map[string]bool)
	if m.counted != "" {
		set[m.counted] = true
	}
	for _, t := range m.forms {
		for _, s := range t.segments {
			if s.argument != "" {
				set[s.argument] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
