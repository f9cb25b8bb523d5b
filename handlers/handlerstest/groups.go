package handlerstest

import (
	"fmt"
	"strings"

	"jastar/bot/simulator"
)

// group is a group or a channel in the transcript.
type group struct {
	name string
	*simulator.Group
}

// found reads "news channel -1001 jastar_news News of the centre" or
// "club group -1002 - Chess club", where a dash stands for one without a username.
func (p *player) found(f []string) {
	p.t.Helper()
	var id int64
	if _, err := fmt.Sscan(f[2], &id); err != nil {
		p.t.Fatalf("people: %v: %v", f, err)
	}
	title := strings.Join(f[4:], " ")
	g := group{f[0], nil}
	if f[1] == "channel" {
		g.Group = p.world.Sim.Channel(id, title)
	} else {
		g.Group = p.world.Sim.Supergroup(id, title)
	}
	if f[3] != "-" {
		g.Publish(f[3])
	}
	p.groups = append(p.groups, g)
}

// happen is what somebody does with the bot in a group or a channel: (promote
// aliya), (promote aliya silent) without the right to post, (demote aliya),
// (kick aliya) and (title Other name).
func (p *player) happen(who, what string) bool {
	p.t.Helper()
	for _, g := range p.groups {
		if g.name != who {
			continue
		}
		verb, rest, _ := strings.Cut(strings.Trim(what, "()"), " ")
		by, right, _ := strings.Cut(rest, " ")
		switch verb {
		case "promote":
			g.Promote(p.person(by).Person, right != "silent")
		case "demote":
			g.Demote(p.person(by).Person)
		case "kick":
			g.KickBot(p.person(by).Person)
		case "title":
			g.Rename(rest)
		default:
			p.t.Fatalf("nobody can (%s) in %s", verb, who)
		}
		return true
	}
	return false
}
