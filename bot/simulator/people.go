package simulator

import (
	"strconv"
	"strings"
)

// Profile is what a person's Telegram account says. ID 0 takes the next free id.
type Profile struct {
	ID                            int64
	FirstName, LastName, Username string
	LanguageCode                  string // of the Telegram app, not the one chosen in the bot
	Phone                         string

	Featured bool   // shown on the demo page
	Role     string // caption on the demo page
}

// Person is somebody with a Telegram account and a private chat with the bot, whose id is the person's own.
// A new person has not started the bot yet: it cannot write first.
type Person struct {
	s       *Simulator
	profile Profile

	chat                          *chat // the rest is guarded by Simulator.mu
	started, blocked, deactivated bool
}

type idRange struct{ first, beyond int64 }

// Person creates the person, or returns the one with that id and leaves the profile as it is.
func (s *Simulator) Person(p Profile) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.person(p)
}

func (s *Simulator) person(p Profile) *Person {
	if p.ID == 0 {
		for p.ID = 101; s.people[p.ID] != nil || s.inCrowd(p.ID); p.ID++ {
		}
	}
	if known := s.people[p.ID]; known != nil {
		return known
	}
	if p.FirstName == "" {
		p.FirstName = "Person " + strconv.FormatInt(p.ID, 10)
	}
	created := &Person{s: s, profile: p, started: s.inCrowd(p.ID)}
	created.chat = newChat(p.ID, "private")
	created.chat.person = created
	s.people[p.ID], s.chats[p.ID] = created, created.chat
	s.changed(created.chat, Change{Kind: ChangePerson})
	return created
}

// AddPeople adds n people with the ids first, first+1, … who have already started the bot. They cost nothing until
// they are written to or asked for by Person.
func (s *Simulator) AddPeople(first int64, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.crowd = append(s.crowd, idRange{first, first + int64(n)})
}

func (s *Simulator) inCrowd(id int64) bool {
	for _, r := range s.crowd {
		if id >= r.first && id < r.beyond {
			return true
		}
	}
	return false
}

// ID is the person's user id and the id of the private chat.
func (p *Person) ID() int64 { return p.profile.ID }

// Profile is the account's public face.
func (p *Person) Profile() Profile { return p.profile }

// Messages is the whole private chat in order, deleted messages too, as far as ContentRetention keeps it.
func (p *Person) Messages() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.chat.copies()
}

func (c *chat) copies() []Message {
	all := make([]Message, len(c.messages))
	for i, m := range c.messages {
		all[i] = *m
	}
	return all
}

// Last is the bot's newest message that is not deleted.
func (p *Person) Last() (Message, bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for i := len(p.chat.messages) - 1; i >= 0; i-- {
		if m := p.chat.messages[i]; m.FromBot && !m.Deleted {
			return *m, true
		}
	}
	return Message{}, false
}

// ReplyKeyboard is the keyboard standing below the chat now, or nil.
func (p *Person) ReplyKeyboard() *ReplyKeyboard {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.chat.keyboard
}

// Blocked says whether the person has blocked the bot.
func (p *Person) Blocked() bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.blocked
}

// Block stops the bot and tells it so by my_chat_member. Blocking twice does nothing.
func (p *Person) Block() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.setBlocked(true)
}

// Unblock takes a block back and tells the bot so.
func (p *Person) Unblock() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.setBlocked(false)
}

func (p *Person) setBlocked(blocked bool) {
	if p.blocked == blocked {
		return
	}
	p.blocked = blocked
	was, is := "member", "kicked"
	if !blocked {
		was, is = is, was
	}
	p.s.pushUpdate(p.chat, wireUpdate{MyChatMember: &wireChatMember{
		Chat: p.chat.wire(), From: p.wire(), Date: p.s.now().Unix(),
		Old: p.s.membership(was), New: p.s.membership(is),
	}})
	p.s.changed(p.chat, Change{Kind: ChangePerson})
}

func (s *Simulator) membership(status string) wireMember {
	m := wireMember{User: s.bot(), Status: status}
	if status == "kicked" {
		m.Until = ptr(int64(0))
	}
	return m
}

// Deactivate deletes the account: nothing can be sent to it any more. The bot is not told.
func (p *Person) Deactivate() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.deactivated = true
	p.s.changed(p.chat, Change{Kind: ChangePerson})
}

func botID(token string) int64 {
	number, _, _ := strings.Cut(token, ":")
	id, _ := strconv.ParseInt(number, 10, 64)
	return id
}
