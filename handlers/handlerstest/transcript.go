// Package handlerstest plays chats from transcripts: golden files in which
// people write and tap, and the bot's answers stand between their lines as they
// appeared. A transcript runs over the strict simulator against the whole bot
// with real stores. No rule and no expectation about a capability lives here.
//
// A line "aliya> …" is something a person does: a text to write, "[Label]" to
// tap, or "(verb …)" for everything else. "news> (promote aliya)" is what
// somebody does with the bot in a group or a channel. "clock> 2h" moves the time on by so
// much and "clock> 24.11 10:00" to that moment, "telegram> (busy after 1)" lets
// the bot send one more message and then asks it to wait, "telegram> (stars 5)"
// gives it a balance of five Stars, "bot> (forget)" loses
// the conversations, "bot> (stall)" lets an announcement stand still after its
// next message until "bot> (go on)", and a line that begins with "#" is a
// remark. Everything else is what the bot did about it and is compared, or written anew when the
// test accepts it.
package handlerstest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"jastar/bot/simulator"
)

// World is a running bot and what moves it.
type World struct {
	Sim     *simulator.Simulator
	Now     func() time.Time                // the bot's clock, in the city's zone
	Advance func(d time.Duration)           // moves the bot's clock on
	Settle  func(ctx context.Context) error // returns when the bot has nothing left to do
	Stall   func() (goOn func())            // lets a run stand still after its next message
	Visit   func(address string) string     // opens an address in a browser and tells where it leads
	Forget  func()                          // empties the store of conversations, as a lost Redis does
	Values  map[string]string               // $name in a transcript's lines stands for its value
}

// Play replays a transcript in the world and compares what happened, or writes
// it into the file when accept is true. No call that Telegram would refuse is
// forgiven.
func Play(t *testing.T, w World, file string, accept bool) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, world: w, seen: map[place]string{}}
	for i, section := range archive.Files {
		switch section.Name {
		case "people":
			p.meet(string(section.Data))
		case "chat":
			archive.Files[i].Data = []byte(p.replay(string(section.Data)))
			if diff := cmp.Diff(string(section.Data), string(archive.Files[i].Data)); diff != "" && !accept {
				t.Errorf("%s differs (-transcript +now):\n%s", file, diff)
			}
		}
	}
	for _, m := range w.Sim.Mistakes() {
		t.Errorf("%s: Telegram would refuse or not know this: %+v", file, m)
	}
	if played := txtar.Format(archive); accept && !bytes.Equal(played, txtar.Format(mustParse(t, file))) {
		if err := os.WriteFile(file, played, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func mustParse(t *testing.T, file string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// player replays one transcript.
type player struct {
	t      *testing.T
	world  World
	people []person
	groups []group
	seen   map[place]string // as a message was last written down
	goOn   func()           // ends what stands still
}

// person is somebody in the transcript.
type person struct {
	name string
	*simulator.Person
}

// meet reads lines such as "aliya 1001 kk +77010000001 Aliya Serik", and those
// of groups and channels, see found.
func (p *player) meet(lines string) {
	p.t.Helper()
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) < 5 {
			p.t.Fatalf("people: %q: want name, id, language, phone and first name", strings.TrimSpace(line))
		}
		if f[1] == "channel" || f[1] == "group" {
			p.found(f)
			continue
		}
		profile := simulator.Profile{LanguageCode: f[2], Phone: f[3], FirstName: f[4], LastName: strings.Join(f[5:], " "), Featured: true}
		if _, err := fmt.Sscan(f[1], &profile.ID); err != nil {
			p.t.Fatalf("people: %q: %v", line, err)
		}
		p.people = append(p.people, person{f[0], p.world.Sim.Person(profile)})
	}
	p.changes() // what is there already is not the transcript's
}

// longest is how many bytes of a transcript that broke off are shown.
const longest = 3000

// replay performs the actions of a chat and writes down what happened.
func (p *player) replay(chat string) string {
	p.t.Helper()
	var out strings.Builder
	over := false
	p.t.Cleanup(func() {
		if !over {
			p.t.Logf("until it broke off:\n%s", out.String()[max(0, out.Len()-longest):])
		}
	})
	for line := range strings.Lines(chat) {
		line = strings.TrimRight(line, "\n")
		who, what, isAction := strings.Cut(line, "> ")
		switch {
		case strings.HasPrefix(line, "#"):
			fmt.Fprintln(&out, line)
		case isAction && !strings.Contains(who, " "):
			fmt.Fprintln(&out, line)
			toast := p.act(who, p.expand(what))
			p.settle()
			out.WriteString(toast + p.changes())
		}
	}
	over = true
	return out.String()
}

func (p *player) expand(s string) string {
	return os.Expand(s, func(name string) string {
		value, ok := p.world.Values[name]
		if !ok {
			p.t.Fatalf("transcript names $%s, which the world does not know", name)
		}
		return value
	})
}

// idle waits until every update is acknowledged.
func (p *player) idle() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 30*time.Second)
	defer cancel()
	if err := p.world.Sim.WaitIdle(ctx); err != nil {
		p.t.Fatalf("wait for the bot: %v", err)
	}
}

func (p *player) settle() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 30*time.Second)
	defer cancel()
	if err := p.world.Settle(ctx); err != nil {
		p.t.Fatalf("settle: %v", err)
	}
}
