package simulator

import (
	"strconv"
	"strings"
	"time"
)

// Message is what stands in a chat, as its reader sees it.
type Message struct {
	ID       int
	ChatID   int64
	FromBot  bool
	SenderID int64 // of the person; 0 for the bot

	Kind     string // text photo document video animation voice video_note audio sticker contact location venue poll dice service
	Text     string // plain; "" when there is media
	Caption  string // plain; below media, or the description of a poll
	Entities []Entity
	HTML     string // text or caption with its formatting, safe to show in a page

	Keyboard      [][]Button     // below the message
	ReplyKeyboard *ReplyKeyboard // the one this message brought along

	File     *File
	Contact  *Contact
	Location *Location // of a venue, too
	Venue    *Venue
	Poll     *Poll
	Album    string // equal for the messages of one album; "" = none

	Date      time.Time
	EditDate  time.Time // zero = never edited
	Edits     int
	Deleted   bool
	Pinned    bool
	Silent    bool
	Protected bool
	ReplyTo   int // 0 = no reply
}

// Contact is a shared contact. UserID is 0 when it is no Telegram user.
type Contact struct {
	Phone, FirstName, LastName string
	UserID                     int64
}

// Location is a point on the map, in degrees. LivePeriod is for how many seconds it moves, 0 when it stays.
type Location struct {
	Latitude, Longitude float64
	LivePeriod          int
}

// chat is one conversation. All fields are guarded by Simulator.mu.
type chat struct {
	id       int64
	kind     string // private, group, supergroup, channel
	title    string
	person   *Person // the other side of a private chat
	members  map[int64]string
	migrated int64  // the supergroup this group became
	username string // of a public one
	botGone  string // why the bot is no member any more: "kicked", "left" or ""
	admin    bool   // the bot is an administrator
	mayPost  bool   // of a channel: the bot has the right to post

	messages []*Message
	byID     map[int]*Message
	nextID   int            // supergroups and channels number their messages themselves
	keyboard *ReplyKeyboard // standing below a private chat
}

func newChat(id int64, kind string) *chat {
	return &chat{id: id, kind: kind, byID: map[int]*Message{}, members: map[int64]string{}}
}

// add gives m its id and date and puts it at the end of the chat.
func (s *Simulator) add(c *chat, m *Message) *Message {
	if c.kind == "supergroup" || c.kind == "channel" {
		c.nextID++
		m.ID = c.nextID
	} else {
		s.messageID++
		m.ID = s.messageID
	}
	m.ChatID, m.Date = c.id, s.now().UTC()
	m.dress()
	c.messages = append(c.messages, m)
	c.byID[m.ID] = m
	s.forgetOld(c)
	s.changed(c, Change{Kind: ChangeMessage, Message: m.copy()})
	return m
}

func (s *Simulator) forgetOld(c *chat) {
	keep := s.opts.ContentRetention
	if keep <= 0 || len(c.messages) <= 2*keep {
		return
	}
	old := c.messages[:len(c.messages)-keep]
	for _, m := range old {
		delete(c.byID, m.ID)
	}
	c.messages = append([]*Message(nil), c.messages[len(old):]...)
}

// dress fills what follows from the text: found entities and the HTML.
func (m *Message) dress() {
	text := m.Text + m.Caption
	m.Entities = withFound(text, m.Entities)
	m.HTML = renderHTML(text, m.Entities)
}

func (m *Message) copy() *Message {
	twin := *m
	return &twin
}

// sendable finds the chat that chat_id names and says why the bot may not write there. The order of the checks and
// their words are those of telegram-bot-api/Client.cpp, check_chat and check_chat_access.
func (s *Simulator) sendable(c *call) (*chat, error) {
	found, err := s.chatNamed(c.text("chat_id"))
	if err != nil {
		return nil, err
	}
	switch {
	case found.migrated != 0:
		problem := badRequest("group chat was upgraded to a supergroup chat")
		problem.MigrateTo = found.migrated
		return nil, problem
	case found.botGone == "left":
		return nil, forbidden("bot is not a member of the " + found.kindWords())
	case found.botGone != "":
		return nil, forbidden("bot was kicked from the " + found.kindWords())
	case found.kind == "channel" && !found.mayPost: // td/telegram/MessagesManager.cpp, can_send_message
		return nil, badRequest("need administrator rights in the channel chat")
	case found.person == nil:
		return found, nil
	}
	return found, found.person.unreachable()
}

func (c *chat) kindWords() string { return c.kind + " chat" }

func (p *Person) unreachable() error {
	switch {
	case p.deactivated:
		return forbidden("user is deactivated")
	case !p.started:
		return forbidden("bot can't initiate conversation with a user")
	case p.blocked:
		return forbidden("bot was blocked by the user")
	}
	return nil
}

func (s *Simulator) chatNamed(name string) (*chat, error) {
	if name == "" {
		return nil, badRequest("chat_id is empty")
	}
	if username, ok := strings.CutPrefix(name, "@"); ok {
		return s.chatByUsername(username)
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return nil, badRequest("chat not found")
	}
	if found := s.chats[id]; found != nil {
		return found, nil
	}
	if s.inCrowd(id) {
		return s.person(Profile{ID: id, FirstName: "Person", LastName: name}).chat, nil
	}
	return nil, badRequest("chat not found")
}

func (s *Simulator) chatByUsername(name string) (*chat, error) {
	for _, c := range s.chats {
		if c.person == nil && (strings.EqualFold(c.title, name) || c.username != "" && strings.EqualFold(c.username, name)) {
			return c, nil
		}
	}
	return nil, badRequest("chat not found")
}

// messageNamed finds message_id in the chat; what is missing is told as "<role> not found".
func (c *chat) messageNamed(id int64, role string) (*Message, error) {
	m := c.byID[int(id)]
	if m == nil || m.Deleted {
		return nil, badRequest("%s not found", role)
	}
	return m, nil
}
