package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// startTag reads "<name attribute=value …>" and opens the tag.
func (r *htmlReader) startTag() error {
	begin := r.at
	r.at++
	name := strings.ToLower(r.run(func(c byte) bool { return !isSpace(c) && c != '>' }))
	if r.ended() {
		return syntaxf("Unclosed start tag at byte offset %d", begin)
	}
	if tagKinds[name] == "" {
		return syntaxf("Unsupported start tag \"%s\" at byte offset %d", name, begin)
	}
	tag := openTag{name: name, offset: r.units, begin: r.plain.Len()}
	for r.peek() != '>' {
		r.run(isSpace)
		if r.peek() == '>' {
			break
		}
		if err := r.attribute(&tag, begin); err != nil {
			return err
		}
	}
	r.at++
	if name == "span" && tag.argument != "spoiler" {
		return syntaxf("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	r.open = append(r.open, tag)
	return nil
}

func (r *htmlReader) attribute(tag *openTag, begin int) error {
	name := r.run(func(c byte) bool { return !isSpace(c) && !strings.ContainsRune(`=>/"'`, rune(c)) })
	if name == "" {
		return syntaxf("Empty attribute name in the tag \"%s\" at byte offset %d", tag.name, begin)
	}
	r.run(isSpace)
	if r.peek() != '=' {
		if r.ended() {
			return syntaxf("Unclosed start tag \"%s\" at byte offset %d", tag.name, begin)
		}
		if tag.name == "blockquote" && name == "expandable" {
			tag.argument = "1"
		}
		return nil
	}
	r.at++
	r.run(isSpace)
	if r.ended() {
		return syntaxf("Unclosed start tag \"%s\" at byte offset %d", tag.name, begin)
	}
	value, err := r.attributeValue()
	if err != nil {
		return err
	}
	if r.ended() {
		return syntaxf("Unclosed start tag at byte offset %d", begin)
	}
	tag.take(name, value)
	return nil
}

func (r *htmlReader) attributeValue() (string, error) {
	quote := r.peek()
	if quote != '\'' && quote != '"' {
		begin := r.at
		token := r.run(func(c byte) bool {
			return c == '.' || c == '-' || c < 0x80 && (unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c)))
		})
		if c := r.peek(); !isSpace(c) && c != '>' {
			return "", syntaxf("Unexpected end of name token at byte offset %d", begin)
		}
		return strings.ToLower(token), nil
	}
	r.at++
	var value strings.Builder
	for !r.ended() && r.peek() != quote {
		if r.peek() == '&' {
			if code, next := decodeEntity(r.src, r.at); code != 0 {
				value.WriteRune(code)
				r.at = next
				continue
			}
		}
		value.WriteByte(r.peek())
		r.at++
	}
	if !r.ended() {
		r.at++
	}
	return value.String(), nil
}

// take keeps the few attributes that mean something; all others are read over.
func (t *openTag) take(attribute, value string) {
	switch t.name + " " + attribute {
	case "a href", "tg-emoji emoji-id", "tg-time format":
		t.argument = value
	case "code class":
		if language, ok := strings.CutPrefix(value, "language-"); ok {
			t.argument = language
		}
	case "span class":
		if kind, ok := strings.CutPrefix(value, "tg-"); ok {
			t.argument = kind
		}
	case "blockquote expandable":
		t.argument = "1"
	case "tg-time unix":
		t.date, _ = strconv.ParseInt(value, 10, 32)
	}
}

// decodeEntity reads the character reference at src[at] == '&'. It returns 0 when there is none.
func decodeEntity(src string, at int) (code rune, next int) {
	end := at + 1
	var number int64
	if strings.HasPrefix(src[end:], "#") {
		number, end = decodeNumber(src, end+1)
		if number == 0 || number >= 0x10ffff || end-at >= 10 {
			return 0, at
		}
	} else {
		for end < len(src) && (src[end]|0x20 >= 'a' && src[end]|0x20 <= 'z') {
			end++
		}
		number = int64(map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[src[at+1:end]])
		if number == 0 {
			return 0, at
		}
	}
	if end < len(src) && src[end] == ';' {
		end++
	}
	return rune(number), end
}

func decodeNumber(src string, at int) (int64, int) {
	base := 10
	if strings.HasPrefix(src[at:], "x") {
		base = 16
		at++
	}
	end := at
	for end < len(src) && isDigitOf(base, src[end]) {
		end++
	}
	number, err := strconv.ParseInt(src[at:end], base, 32)
	if err != nil {
		return 0, end
	}
	return number, end
}

func isDigitOf(base int, c byte) bool {
	return c >= '0' && c <= '9' || base == 16 && c|0x20 >= 'a' && c|0x20 <= 'f'
}

func syntaxf(format string, args ...any) error { return fmt.Errorf(format, args...) }

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0 || c == '\v'
}

// unitsOf is the number of UTF-16 units a character takes; Telegram counts lengths and offsets in them.
func unitsOf(c rune) int {
	if c > 0xffff {
		return 2
	}
	return 1
}

func utf16Len(text string) int {
	n := 0
	for _, c := range text {
		n += unitsOf(c)
	}
	return n
}
