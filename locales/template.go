package locales

import (
	"fmt"
	"html"
	"strings"
)

// template is a text cut into literals and placeholders once, so that saying it is only copying.
type template struct {
	segments []segment
	size     int // bytes of all literals
}

// segment is either a placeholder (argument set) or a literal, kept as it stands and without entities.
type segment struct {
	argument    string
	html, plain string
}

func parseTemplate(source string) (template, error) {
	var t template
	var literal strings.Builder
	for source != "" {
		before, rest, found := strings.Cut(source, "{")
		literal.WriteString(before)
		if !found {
			break
		}
		if strings.HasPrefix(rest, "{") {
			literal.WriteByte('{')
			source = rest[1:]
			continue
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !isName(name) {
			return template{}, fmt.Errorf("bad placeholder after %q; a literal brace is {{", before)
		}
		t.addLiteral(literal.String())
		literal.Reset()
		t.segments = append(t.segments, segment{argument: name})
		source = after
	}
	t.addLiteral(literal.String())
	return t, nil
}

func (t *template) addLiteral(s string) {
	if s == "" {
		return
	}
	t.segments = append(t.segments, segment{html: s, plain: html.UnescapeString(s)})
	t.size += len(s)
}

// isName reports whether s can be a key or the name of an argument: small Latin letters, digits, underscores.
func isName(s string) bool {
	for _, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
