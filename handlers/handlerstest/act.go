package handlerstest

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"jastar/bot/simulator"
)

// act performs one action and returns what it showed at once, such as a toast.
func (p *player) act(who, what string) string {
	p.t.Helper()
	switch who {
	case "clock":
		p.world.Advance(p.until(what))
		return ""
	case "bot":
		p.meddle(what)
		return ""
	case "telegram":
		p.telegram(strings.Fields(strings.Trim(what, "()")))
		return ""
	}
	if p.happen(who, what) {
		return ""
	}
	someone := p.person(who)
	switch {
	case strings.HasPrefix(what, "["):
		return p.tap(someone, what)
	case strings.HasPrefix(what, "("):
		return p.perform(someone, strings.Fields(strings.Trim(what, "()")))
	}
	someone.Send(escapes.Replace(what))
	return ""
}

// meddle does something to the bot: (forget), (stall) or (go on).
func (p *player) meddle(what string) {
	p.t.Helper()
	switch what {
	case "(forget)":
		p.world.Forget()
	case "(stall)":
		p.goOn = p.world.Stall()
	case "(go on)":
		p.goOn()
	default:
		p.t.Fatalf("bot> %s: want (forget), (stall) or (go on)", what)
	}
}

// until reads "2h", or "24.11 10:00" of the clock's year, and returns how long
// that is from now.
func (p *player) until(what string) time.Duration {
	p.t.Helper()
	if d, err := time.ParseDuration(what); err == nil {
		return d
	}
	now := p.world.Now()
	at, err := time.ParseInLocation("2006 02.01 15:04", now.Format("2006 ")+what, now.Location())
	if err != nil {
		p.t.Fatalf("clock> %s: want a duration such as 2h or a moment such as 24.11 10:00", what)
	}
	return at.Sub(now)
}

// telegram does something to Telegram: (busy after 1), or (stars 5), which gives
// the bot a balance of so many Stars.
func (p *player) telegram(words []string) {
	p.t.Helper()
	if len(words) == 2 && words[0] == "stars" {
		p.world.Sim.SetStars(number(words[1]))
		return
	}
	p.busy(words)
}

// busy lets the bot send some more messages and makes Telegram ask it to wait
// when it sends the next one.
func (p *player) busy(words []string) {
	p.t.Helper()
	if len(words) != 3 || words[0] != "busy" {
		p.t.Fatalf("telegram> %v: want (busy after 1) or (stars 5)", words)
	}
	left := atomic.Int32{}
	left.Store(int32(number(words[2])))
	p.world.Sim.OnCall(func(c simulator.Call) {
		if c.Method == "sendMessage" && left.Add(-1) == 0 {
			p.world.Sim.Inject(simulator.Fault{Kind: simulator.FaultTooManyRequests, Methods: []string{"sendMessage"}, Count: 1, RetryAfter: 600})
		}
	})
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
		answer, err = someone.TapOn(p.messageID(someone, number(id)), label)
	} else {
		answer, err = someone.Tap(label)
	}
	if err != nil {
		p.t.Fatalf("%s taps [%s]: %v", someone.name, label, err)
	}
	return toast(answer)
}

func toast(a simulator.Answer) string {
	if a.Text == "" {
		return ""
	}
	return "  toast: " + a.Text + "\n"
}

// perform does what is not typing: (sticker), (forged 5 x|1), (follow aliya) …
func (p *player) perform(someone person, words []string) string {
	p.t.Helper()
	verb, args := words[0], append(words[1:], "", "", "")
	switch verb {
	case "formatted": // (formatted <b>Hello</b>)
		if _, err := someone.Formatted(escapes.Replace(strings.Join(words[1:], " "))); err != nil {
			p.t.Fatalf("%s: %v", someone.name, err)
		}
	case "photo": // (photo) or with a caption: (photo <b>Hello</b>)
		p.captioned(someone.FormattedPhoto(escapes.Replace(strings.Join(words[1:], " "))))
	case "document": // (document) or with a name and a caption: (document plan.pdf <b>Hello</b>)
		name := cmp.Or(args[0], "list.txt")
		p.captioned(someone.FormattedDocument(name, []byte("list"), escapes.Replace(strings.Join(words[min(2, len(words)):], " "))))
	case "contact":
		other := p.person(args[0])
		someone.Contact(other.ID(), other.Profile().Phone, other.Profile().FirstName)
	case "stranger": // the contact of somebody without an account
		someone.Contact(0, "+77019999999", "Nobody")
	case "share":
		someone.ShareContact()
	case "open":
		someone.Start(args[0])
	case "follow": // the newest start link in somebody's chat
		someone.Start(p.linkOf(p.person(args[0])))
	case "forged":
		answer, err := someone.TapData(p.messageID(someone, number(args[0])), strings.Join(words[2:], " "))
		if err != nil {
			p.t.Fatalf("%s forges %v: %v", someone.name, args, err)
		}
		return toast(answer)
	case "long": // (long 5000), or as the caption of a photo or video: (long 1100 photo)
		text := strings.Repeat("\u04d9", number(args[0]))
		switch args[1] {
		case "photo":
			someone.Photo(text)
		case "video":
			p.captioned(someone.Media("video", text))
		default:
			someone.Send(text)
		}
	case "visit": // the address of a button: (visit Site)
		return p.visit(someone, strings.Join(words[1:], " "))
	case "twice": // a double tap
		p.twice(someone, strings.Join(words[1:], " "))
	case "find": // lines of the newest file that have the word
		return p.linesWith(someone, strings.Join(words[1:], " "))
	case "block":
		someone.Block()
	case "unblock":
		someone.Unblock()
	case "deactivate": // an account that was deleted; bots are not told
		someone.Deactivate()
	default:
		p.attach(someone, verb, escapes.Replace(strings.Join(words[1:], " ")))
	}
	return ""
}

// captioned fails when a caption cannot be read.
func (p *player) captioned(_ int64, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("caption: %v", err)
	}
}

// messageID is Telegram's id of the message that is counted so in the chat; a
// number beyond the chat's messages stands for a message that is gone.
func (p *player) messageID(someone person, n int) int {
	messages := someone.Messages()
	if n < 1 || n > len(messages) {
		return 1 << 30
	}
	return messages[n-1].ID
}

// linkOf returns the payload of the newest t.me start link that a person got.
func (p *player) linkOf(someone person) string {
	p.t.Helper()
	messages := someone.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		text := messages[i].Text + " " + messages[i].HTML
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
