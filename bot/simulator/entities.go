package simulator

import (
	"cmp"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Entity is one stretch of formatting, as the Bot API's MessageEntity. Offset and Length count UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	UserID   int64  `json:"-"` // of a text_mention
	Language string `json:"language,omitempty"`
	EmojiID  string `json:"custom_emoji_id,omitempty"`
	UnixTime int64  `json:"unix_time,omitempty"`
	Format   string `json:"date_time_format,omitempty"`

	User *wireUser `json:"user,omitempty"`
}

const (
	maxText    = 4096 // UTF-16 units after parsing; core.telegram.org/bots/api#sendmessage
	maxCaption = 1024 // likewise; core.telegram.org/bots/api#sendphoto
	maxSource  = 1 << 15
)

// formatted reads a text with its parse_mode or entities: the call's parameters of those names.
func (s *Simulator) formatted(c *call, textName, entitiesName string) (string, []Entity, error) {
	return s.styled(c, textName, "parse_mode", entitiesName)
}

// styled is formatted with a parse mode under a name of its own.
func (s *Simulator) styled(c *call, textName, modeName, entitiesName string) (string, []Entity, error) {
	src, mode := c.text(textName), strings.ToLower(c.text(modeName))
	if len(src) > maxSource {
		return "", nil, badRequest("text is too long")
	}
	if src == "" {
		return "", nil, nil
	}
	given, err := givenEntities(c, entitiesName, utf16Len(src))
	if err != nil {
		return "", nil, err
	}
	switch mode {
	case "", "none":
		return trimmed(src, given)
	case "html":
		if len(given) > 0 {
			s.noteIgnored(c, entitiesName+" beside "+modeName)
		}
		plain, entities, err := parseHTML(src)
		if err != nil {
			return "", nil, err
		}
		return trimmed(plain, entities)
	case "markdown", "markdownv2":
		return "", nil, badRequest("the simulator reads HTML only, not %s", mode)
	}
	return "", nil, badRequest("unsupported parse_mode")
}

// givenEntities reads the entities of a text that has so many UTF-16 units.
func givenEntities(c *call, name string, size int) ([]Entity, error) {
	var given []Entity
	if _, err := c.object(name, &given); err != nil {
		return nil, badRequest("can't parse entities JSON object")
	}
	given = slices.DeleteFunc(given, func(e Entity) bool {
		return e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > size
	})
	for i, e := range given {
		if e.User != nil {
			given[i].UserID = e.User.ID
		}
	}
	sortEntities(given)
	return given, nil
}

// trimmed cuts white space at both ends, as Telegram does, and moves the entities along.
func trimmed(text string, entities []Entity) (string, []Entity, error) {
	cut := strings.TrimLeft(text, " \n\t\r")
	shift := utf16Len(text) - utf16Len(cut)
	cut = strings.TrimRight(cut, " \n\t\r")
	size := utf16Len(cut)
	kept := entities[:0:0]
	for _, e := range entities {
		from, to := max(e.Offset-shift, 0), min(e.Offset+e.Length-shift, size)
		if from < to {
			e.Offset, e.Length = from, to-from
			kept = append(kept, e)
		}
	}
	return cut, kept, nil
}

func sortEntities(entities []Entity) {
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
}

var foundByItself = regexp.MustCompile(`(?:^|[\s(])(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]+)?|https?://[^\s<>"]+|@[A-Za-z0-9_]{4,32})`)

// withFound adds the entities Telegram finds by itself: commands, links and mentions, outside given ones.
func withFound(text string, entities []Entity) []Entity {
	all := slices.Clone(entities)
	for _, at := range foundByItself.FindAllStringSubmatchIndex(text, -1) {
		word := text[at[2]:at[3]]
		e := Entity{Type: "url", Offset: utf16Len(text[:at[2]]), Length: utf16Len(word)}
		switch word[0] {
		case '/':
			e.Type = "bot_command"
		case '@':
			e.Type = "mention"
		}
		overlaps := func(o Entity) bool { return o.Offset < e.Offset+e.Length && e.Offset < o.Offset+o.Length }
		if !slices.ContainsFunc(entities, overlaps) {
			all = append(all, e)
		}
	}
	sortEntities(all)
	return all
}

// renderHTML writes text and entities as HTML that is safe in a page: only the tags of tagsOf, everything else escaped.
func renderHTML(text string, entities []Entity) string {
	units := utf16.Encode([]rune(text))
	var out strings.Builder
	var open []Entity
	at := 0
	write := func(to int) {
		out.WriteString(html.EscapeString(string(utf16.Decode(units[at:to]))))
		at = to
	}
	closeUpTo := func(position int) {
		for len(open) > 0 && end(open[len(open)-1]) <= position {
			last := open[len(open)-1]
			write(end(last))
			_, tail := tagsOf(last, "")
			out.WriteString(tail)
			open = open[:len(open)-1]
		}
	}
	for _, e := range entities {
		closeUpTo(e.Offset)
		if e.Offset < at || end(e) > len(units) || len(open) > 0 && end(e) > end(open[len(open)-1]) {
			continue
		}
		write(e.Offset)
		head, _ := tagsOf(e, string(utf16.Decode(units[e.Offset:end(e)])))
		out.WriteString(head)
		open = append(open, e)
	}
	closeUpTo(len(units))
	write(len(units))
	return out.String()
}

func end(e Entity) int { return e.Offset + e.Length }

func tagsOf(e Entity, inner string) (head, tail string) {
	switch e.Type {
	case "bold":
		return "<b>", "</b>"
	case "italic":
		return "<i>", "</i>"
	case "underline":
		return "<u>", "</u>"
	case "strikethrough":
		return "<s>", "</s>"
	case "code":
		return "<code>", "</code>"
	case "pre":
		return "<pre>", "</pre>"
	case "blockquote", "expandable_blockquote":
		return "<blockquote>", "</blockquote>"
	case "spoiler":
		return `<span class="tg-spoiler">`, "</span>"
	case "text_link":
		return `<a href="` + html.EscapeString(e.URL) + `">`, "</a>"
	case "url":
		return `<a href="` + html.EscapeString(inner) + `">`, "</a>"
	case "text_mention":
		return `<a href="tg://user?id=` + strconv.FormatInt(e.UserID, 10) + `">`, "</a>"
	}
	return "", ""
}

// checkLink says what is wrong with an address, in TDLib's words (td/telegram/LinkManager.cpp, check_link_impl), and
// completes it with a scheme.
func checkLink(link string) (full, wrong string) {
	full = strings.TrimSpace(link)
	if !strings.Contains(full, "://") {
		full = "http://" + full
	}
	parsed, err := url.Parse(full)
	if err != nil || parsed.Host == "" || strings.ContainsAny(full, " \n\t") {
		return "", "Wrong HTTP URL"
	}
	switch strings.ToLower(parsed.Scheme) {
	case "tg", "ton", "tonsite":
		return full, ""
	case "http", "https":
		if host := parsed.Hostname(); !strings.Contains(host, ".") && !strings.Contains(host, ":") {
			return "", "Wrong HTTP URL"
		}
		return full, ""
	}
	return "", "Unsupported URL protocol"
}

func invalidURL(what, link, wrong string) error {
	return badRequest("%s", fmt.Sprintf("%s URL '%s' is invalid: %s", what, link, wrong))
}
