package locales

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/language"
)

//go:embed */*.toml
var files embed.FS

// Catalogue holds every text in every language. It never changes after Load and may be used from any goroutine.
type Catalogue struct {
	tongues map[Language]*tongue
	keys    []string
}

// tongue is one language's side of the catalogue.
type tongue struct {
	tag      language.Tag
	messages map[string]message
}

// tag names the language to the plural rules.
func (l Language) tag() language.Tag { return language.Make(string(l)) }

// Load reads the embedded files. The result is whole: every key stands in every language, takes the same
// arguments there and has the plural forms the language needs; otherwise the error has one line for each
// file and key that breaks this.
func Load() (*Catalogue, error) { return load(files) }

func load(files fs.FS) (*Catalogue, error) {
	c := &Catalogue{tongues: make(map[Language]*tongue)}
	for _, l := range Languages() {
		messages, err := readLanguage(files, l)
		if err != nil {
			return nil, err
		}
		c.tongues[l] = &tongue{tag: l.tag(), messages: messages}
	}
	all := make(map[string]bool)
	for _, t := range c.tongues {
		for key := range t.messages {
			all[key] = true
		}
	}
	c.keys = slices.Sorted(maps.Keys(all))
	if err := c.checkWhole(); err != nil {
		return nil, err
	}
	return c, nil
}

func readLanguage(files fs.FS, l Language) (map[string]message, error) {
	names, err := fs.Glob(files, string(l)+"/*.toml")
	if err != nil {
		return nil, err
	}
	r := reader{language: l, forms: formsOf(l.tag()), messages: make(map[string]message)}
	for _, name := range names {
		var table map[string]any
		if _, err := toml.DecodeFS(files, name, &table); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if err := r.read(strings.TrimSuffix(path.Base(name), ".toml"), table); err != nil {
			return nil, err
		}
	}
	return r.messages, nil
}

// reader flattens the tables of one language's files into messages by key.
type reader struct {
	language Language
	forms    []string // the plural forms it needs
	messages map[string]message
}

func (r reader) read(prefix string, table map[string]any) error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(table)) {
		key := prefix + "." + name
		if !isName(name) {
			problems = append(problems, keyError(r.language, key, "is no name: use a to z, 0 to 9 and _"))
			continue
		}
		if err := r.readKey(key, table[name]); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

func (r reader) readKey(key string, value any) error {
	var m message
	var err error
	switch v := value.(type) {
	case string:
		m, err = parseSingle(v)
	case map[string]any:
		if !isPlural(v) {
			return r.read(key, v)
		}
		m, err = parsePlural(v, r.forms)
	default:
		err = fmt.Errorf("is a %T and not a text", v)
	}
	if err != nil {
		return keyError(r.language, key, err.Error())
	}
	r.messages[key] = m
	return nil
}

// checkWhole holds every language against the default one.
func (c *Catalogue) checkWhole() error {
	var problems []error
	for _, key := range c.keys {
		var want []string
		for i, l := range Languages() {
			m, ok := c.tongues[l].messages[key]
			switch {
			case !ok:
				problems = append(problems, keyError(l, key, "is missing"))
			case i == 0:
				want = m.arguments()
			case want != nil && !slices.Equal(m.arguments(), want):
				problems = append(problems, keyError(l, key,
					fmt.Sprintf("takes %v, but %v in %s", m.arguments(), want, Languages()[0])))
			}
		}
	}
	return errors.Join(problems...)
}

// keyError names file and key in one line.
func keyError(l Language, key, problem string) error {
	file, _, _ := strings.Cut(key, ".")
	return fmt.Errorf("locales/%s/%s.toml: %s %s", l, file, key, problem)
}

// Keys lists every key, sorted.
func (c *Catalogue) Keys() []string { return slices.Clone(c.keys) }
