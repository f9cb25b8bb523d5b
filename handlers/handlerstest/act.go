package handlerstest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"jastar/bot/simulator"
)

// act performs one action and returns what it showed at once, such as a toast.
func (p *player) act(who, what string) string {
	p.t.Helper()
	if who == "clock" {
		d, err := time.ParseDuration(what)
		if err != nil {
			p.t.Fatalf("clock> %s: %v", what, err)
		}
		p.world.Advance(d)
		return ""
	}
	someone := p.person(who)
	switch {
	case strings.HasPrefix(what, "["):
		return p.tap(someone, what)
	case strings.HasPrefix(what, "("):
		return p.perform(someone, strings.Fields(strings.Trim(what, "()")))
	}
	someone.Send(strings.ReplaceAll(what, `\n`, "\n"))
	return ""
}

func (p *player) person(name string) person {
	p.t.Helper()
	for _, someone := range p.people {
		if someone.name == name {
			return someone
		}
	}
	p.t.Fatalf("nobody in the transcript is called %q", name)
	return person{}
}

// tap taps "[Label]" on the newest message that carries it, or "[Label] on 5".
func (p *player) tap(someone person, what string) string {
	p.t.Helper()
	label, on, _ := strings.Cut(strings.TrimPrefix(what, "["), "]")
	var answer simulator.Answer
	var err error
	if id, found := strings.CutPrefix(on, " on "); found {
		answer, err = someone.TapOn(number(id), label)
	} else {
		answer, err = someone.Tap(label)
	}
	if err != nil {
		p.t.Fatalf("%s taps [%s]: %v", someone.name, label, err)
	}
	return toast(answer)
}

func toast(a simulator.Answer) string {
	switch {
	case a.Text == "":
		return ""
	case a.Alert:
		return "  alert: " + a.Text + "\n"
	}
	return "  toast: " + a.Text + "\n"
}

// perform does what is not typing: (sticker), (forged 5 x|1), (follow aliya) …
func (p *player) perform(someone person, words []string) string {
	p.t.Helper()
	verb, args := words[0], append(words[1:], "", "", "")
	switch verb {
	case "sticker":
		someone.Sticker()
	case "voice":
		someone.Voice()
	case "photo":
		someone.Photo("")
	case "location":
		someone.Location(43.25, 76.93)
	case "document":
		someone.Document("list.txt", []byte("list"))
	case "contact":
		other := p.person(args[0])
		someone.Contact(other.ID(), other.Profile().Phone, other.Profile().FirstName)
	case "share":
		someone.ShareContact()
	case "open":
		someone.Start(args[0])
	case "follow": // the newest start link in somebody's chat
		someone.Start(p.linkOf(p.person(args[0])))
	case "forged":
		answer, err := someone.TapData(number(args[0]), strings.Join(words[2:], " "))
		if err != nil {
			p.t.Fatalf("%s forges %v: %v", someone.name, args, err)
		}
		return toast(answer)
	case "long":
		someone.Send(strings.Repeat("ә", number(args[0])))
	case "hidden": // a text that turns the direction of writing
		someone.Send("abc\u202edef")
	case "block":
		someone.Block()
	case "unblock":
		someone.Unblock()
	default:
		p.t.Fatalf("nobody can (%s)", verb)
	}
	return ""
}

// linkOf returns the payload of the newest t.me start link that a person got.
func (p *player) linkOf(someone person) string {
	p.t.Helper()
	messages := someone.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		text := messages[i].Text + messages[i].HTML
		for _, row := range messages[i].Keyboard {
			for _, b := range row {
				text += " " + b.URL
			}
		}
		if found := startLink.FindStringSubmatch(text); found != nil {
			return found[1]
		}
	}
	p.t.Fatalf("%s got no start link", someone.name)
	return ""
}

func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		panic(fmt.Sprintf("transcript: %q is not a number", s))
	}
	return n
}
