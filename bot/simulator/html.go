package simulator

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// The HTML style of the Bot API, read the way TDLib reads it (td/telegram/MessageEntity.cpp, parse_html), with its
// words and byte offsets. An "&" that starts none of the four named entities or a number stays an "&".

// tagKinds are the allowed tags and the entity each makes; span, tg-time and pre need a closer look.
var tagKinds = map[string]string{
	"a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
	"blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji", "tg-time": "date_time",
}

// htmlReader walks once over the source. Reading at the end gives 0, as with a C string.
type htmlReader struct {
	src      string
	at       int
	plain    strings.Builder
	units    int // UTF-16 length of plain
	open     []openTag
	entities []Entity
}

type openTag struct {
	name, argument string
	date           int64
	offset         int // in UTF-16 units
	begin          int // in bytes of the plain text
}

func parseHTML(src string) (string, []Entity, error) {
	r := &htmlReader{src: strings.ReplaceAll(src, "\x00", "")}
	for r.at < len(r.src) {
		if err := r.step(); err != nil {
			return "", nil, badRequest("can't parse entities: %s", err.Error())
		}
	}
	if n := len(r.open); n > 0 {
		return "", nil, badRequest("can't parse entities: Can't find end tag corresponding to start tag \"%s\"", r.open[n-1].name)
	}
	plain := r.plain.String()
	if !utf8.ValidString(plain) {
		return "", nil, badRequest("can't parse entities: Text contains invalid Unicode characters after decoding HTML " +
			"entities, check for unmatched surrogate code units")
	}
	sortEntities(r.entities)
	return plain, r.entities, nil
}

func (r *htmlReader) step() error {
	switch r.peek() {
	case '<':
		if r.peekAt(1) == '/' {
			return r.endTag()
		}
		return r.startTag()
	case '&':
		if code, next := decodeEntity(r.src, r.at); code != 0 {
			r.at = next
			r.emit(code)
			return nil
		}
	}
	c, size := utf8.DecodeRuneInString(r.src[r.at:])
	r.plain.WriteString(r.src[r.at : r.at+size])
	r.units += unitsOf(c)
	r.at += size
	return nil
}

func (r *htmlReader) emit(code rune) {
	if code >= 0xd800 && code <= 0xdfff {
		r.plain.WriteByte(0xed) // an invalid byte: a lone surrogate has no UTF-8
	} else {
		r.plain.WriteRune(code)
	}
	r.units += unitsOf(code)
}

func (r *htmlReader) peek() byte { return r.peekAt(0) }

func (r *htmlReader) peekAt(ahead int) byte {
	if r.at+ahead < len(r.src) {
		return r.src[r.at+ahead]
	}
	return 0
}

// run moves on while the byte is wanted, and never past the end; it returns what it passed.
func (r *htmlReader) run(wanted func(byte) bool) string {
	from := r.at
	for r.at < len(r.src) && wanted(r.src[r.at]) {
		r.at++
	}
	return r.src[from:r.at]
}

func (r *htmlReader) ended() bool { return r.at >= len(r.src) }

func (r *htmlReader) endTag() error {
	begin := r.at
	if len(r.open) == 0 {
		return syntaxf("Unexpected end tag at byte offset %d", begin)
	}
	r.at += 2
	name := strings.ToLower(r.run(func(c byte) bool { return !isSpace(c) && c != '>' }))
	r.run(isSpace)
	if r.peek() != '>' {
		return syntaxf("Unclosed end tag at byte offset %d", begin)
	}
	r.at++
	tag := r.open[len(r.open)-1]
	if name != "" && name != tag.name {
		return syntaxf("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, tag.name, name)
	}
	r.open = r.open[:len(r.open)-1]
	if r.units > tag.offset {
		return r.addEntity(tag)
	}
	return nil
}

func (r *htmlReader) addEntity(tag openTag) error {
	e := Entity{Type: tagKinds[tag.name], Offset: tag.offset, Length: r.units - tag.offset}
	switch tag.name {
	case "a":
		href := tag.argument
		if href == "" {
			href = r.plain.String()[tag.begin:]
		}
		return r.addLink(e, href)
	case "tg-emoji":
		id, err := strconv.ParseInt(tag.argument, 10, 64)
		if err != nil || id == 0 {
			return syntaxf("Invalid custom emoji identifier specified")
		}
		e.EmojiID = tag.argument
	case "tg-time":
		if tag.date <= 0 {
			return nil
		}
		e.UnixTime, e.Format = tag.date, tag.argument
	case "blockquote":
		if tag.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "code":
		e.Language = tag.argument
	case "pre":
		if last := len(r.entities) - 1; last >= 0 && r.entities[last].Type == "code" &&
			r.entities[last].Offset == e.Offset && r.entities[last].Length == e.Length {
			e.Language = r.entities[last].Language
			r.entities = r.entities[:last]
		}
	}
	r.entities = append(r.entities, e)
	return nil
}

// addLink keeps the text but drops the link when its address is no address, silently, as Telegram does.
func (r *htmlReader) addLink(e Entity, href string) error {
	if id, ok := strings.CutPrefix(href, "tg://user?id="); ok {
		if user, err := strconv.ParseInt(id, 10, 64); err == nil && user > 0 {
			e.Type, e.UserID = "text_mention", user
			r.entities = append(r.entities, e)
		}
		return nil
	}
	if link, why := checkLink(href); why == "" {
		e.URL = link
		r.entities = append(r.entities, e)
	}
	return nil
}
