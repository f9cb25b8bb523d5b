package handlerstest

import (
	"fmt"
	"regexp"
	"strings"

	"jastar/bot/simulator"
)

// startLink finds the payload of a deep link.
var startLink = regexp.MustCompile(`(?:[?&](?:amp;)?|%3F)start(?:%3D|=)([A-Za-z0-9_-]+)`)

// secret is what is random in every run: the payloads of guardians' and
// organizers' links, and tokens of links that are counted.
var secret = regexp.MustCompile(`(start(?:%3D|=)[go]|example\.org/l/)[A-Za-z0-9_-]{10,}`)

// changes writes down what the bot has done in every chat since the last call.
// Messages are numbered as they stand in their chat: Telegram's own ids depend
// on what happens in other chats meanwhile.
func (p *player) changes() string {
	var out strings.Builder
	for _, someone := range p.people {
		p.changesIn(&out, someone.name, someone.Messages())
	}
	for _, g := range p.groups {
		p.changesIn(&out, g.name, g.Messages())
	}
	return out.String()
}

func (p *player) changesIn(out *strings.Builder, name string, messages []simulator.Message) {
	for i, m := range messages {
		if !m.FromBot {
			continue
		}
		at, shown := place{m.ChatID, m.ID}, show(m)
		before, known := p.seen[at]
		if known && before == shown {
			continue
		}
		p.seen[at] = shown
		fmt.Fprintf(out, "%s %s %d%s", sign(m, known), name, i+1, shown)
	}
}

// place is where a message stands: channels number theirs themselves.
type place struct {
	chat    int64
	message int
}

// sign tells a new message from an edited and a deleted one.
func sign(m simulator.Message, known bool) string {
	switch {
	case m.Deleted:
		return "deleted"
	case known:
		return "edited"
	}
	return "bot to"
}

// show is a message as it stands in a transcript.
func show(m simulator.Message) string {
	if m.Deleted {
		return "\n"
	}
	var out strings.Builder
	out.WriteString("\n")
	if m.File != nil {
		fmt.Fprintf(&out, "  {%s%s}\n", strings.TrimSpace(m.Kind+" "+m.File.Name), ofAlbum(m))
	}
	out.WriteString(value(m))
	html := m.HTML
	for line := range strings.SplitSeq(html, "\n") {
		out.WriteString(strings.TrimRight("  "+line, " ") + "\n")
	}
	writeRows(&out, m.Keyboard)
	if m.ReplyKeyboard != nil {
		out.WriteString("  keyboard:\n")
		writeRows(&out, m.ReplyKeyboard.Rows)
	}
	return secret.ReplaceAllString(out.String(), "$1…")
}

// ofAlbum marks what the chat shows as one with its neighbours.
func ofAlbum(m simulator.Message) string {
	if m.Album == "" {
		return ""
	}
	return ", of an album"
}

func writeRows(out *strings.Builder, rows [][]simulator.Button) {
	for _, row := range rows {
		out.WriteString(" ")
		for _, b := range row {
			fmt.Fprintf(out, " [%s]", b.Text)
			if b.URL != "" {
				fmt.Fprintf(out, "(%s)", b.URL)
			}
		}
		out.WriteString("\n")
	}
}
