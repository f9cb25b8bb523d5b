package bot

import (
	"strings"
	"unicode/utf16"

	"jastar/locales"
)

// lastingMark stands before the data of buttons on lasting messages, so that a
// tap on one never replaces it.
const lastingMark = "!"

// Telegram's limits for a text in UTF-16 units after its entities were parsed
// (https://core.telegram.org/bots/api#sendmessage). Counted with the tags they
// are safe bounds.
const (
	maxText    = 4096
	maxCaption = 1024 // of a photo or a document (https://core.telegram.org/bots/api#senddocument)
)

// Render turns a screen into what is sent in the given language. A text over
// Telegram's limit is split between lines; the buttons stay with the last part.
func Render(texts *locales.Catalogue, l locales.Language, s Screen) Outgoing {
	limit := maxText
	if s.File != nil || s.Photo != "" {
		limit = maxCaption
	}
	out := Outgoing{Written: s.Written, Photo: s.Photo, File: s.File}
	out.Lead, out.HTML = renderLines(texts, l, s.Lines, limit)
	for _, row := range s.Rows {
		out.Inline = append(out.Inline, renderRow(texts, l, row, s.Lasting))
	}
	if s.Keyboard != nil {
		out.RemoveKeyboard = s.Keyboard.Remove
		for _, row := range s.Keyboard.Rows {
			out.Keyboard = append(out.Keyboard, renderKeys(texts, l, row))
		}
	}
	return out
}

func renderRow(texts *locales.Catalogue, l locales.Language, row []Button, lasting bool) []OutKey {
	keys := make([]OutKey, len(row))
	for i, b := range row {
		keys[i] = OutKey{Text: texts.Plain(l, b.Label), Data: b.Data, URL: b.URL}
		if lasting && b.Data != "" {
			keys[i].Data = lastingMark + b.Data
		}
	}
	return keys
}

func renderKeys(texts *locales.Catalogue, l locales.Language, row []Key) []OutKey {
	keys := make([]OutKey, len(row))
	for i, k := range row {
		keys[i] = OutKey{Text: texts.Plain(l, k.Label), Contact: k.Contact}
	}
	return keys
}

// renderLines joins lines into as few parts as the limit allows. Tags never
// span lines, so that every part is whole; none begins with an empty line.
func renderLines(texts *locales.Catalogue, l locales.Language, lines []locales.Text, limit int) (full []string, last string) {
	var b strings.Builder
	size := 0
	for i, line := range lines {
		html := ""
		if line.Key != "" {
			html = texts.HTML(l, line)
		}
		units := utf16Len(html) + 1
		if html != "" && size > 0 && size+units > limit {
			full = append(full, b.String())
			b.Reset()
			size = 0
		} else if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(html)
		size += units
	}
	return full, b.String()
}

// utf16Len counts the UTF-16 units of a text, as Telegram does.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
