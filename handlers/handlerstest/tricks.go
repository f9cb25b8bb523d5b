package handlerstest

import "strings"

// escapes are what a line of a transcript cannot show: line breaks, a space of
// no width, and marks that turn the direction of writing.
var escapes = strings.NewReplacer(`\n`, "\n", `\u200b`, "\u200b", `\u200f`, "\u200f", `\u202e`, "\u202e", `\u0020`, " ")

// twice taps "[Label]" and, once the bot has dealt with that, the same button as
// it was: a second tap that set out before the answer came. Taps that meet in
// the bot are the matter of its own tests: how they meet differs from time to time.
func (p *player) twice(someone person, what string) {
	p.t.Helper()
	label := strings.Trim(what, "[]")
	message, data, err := someone.Button(label)
	if err != nil {
		p.t.Fatalf("%s taps [%s] twice: %v", someone.name, label, err)
	}
	someone.TapDataAsync(message, data)
	p.idle()
	someone.TapDataAsync(message, data)
}

// linesWith returns the lines of the newest file in a chat that have the word.
func (p *player) linesWith(someone person, word string) string {
	p.t.Helper()
	messages := someone.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].File == nil || !messages[i].FromBot {
			continue
		}
		var out strings.Builder
		for line := range strings.Lines(string(messages[i].File.Data)) {
			if strings.Contains(line, word) {
				out.WriteString("  file: " + strings.TrimSpace(line) + "\n")
			}
		}
		return out.String()
	}
	p.t.Fatalf("%s got no file", someone.name)
	return ""
}
