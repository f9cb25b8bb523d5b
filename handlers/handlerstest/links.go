package handlerstest

import "strings"

// visit opens the address of a button in a browser, (visit Site), and returns
// where that leads. The button is the newest whose label begins so.
func (p *player) visit(someone person, label string) string {
	p.t.Helper()
	messages := someone.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		for _, row := range messages[i].Keyboard {
			for _, b := range row {
				if b.URL != "" && strings.HasPrefix(b.Text, label) {
					return "  browser: " + p.world.Visit(b.URL) + "\n"
				}
			}
		}
	}
	p.t.Fatalf("%s has no button %q that opens an address", someone.name, label)
	return ""
}
