package simulator

import "strconv"

// botProfile is what people see before they start the bot, by language code; "" is for all others.
type botProfile struct {
	descriptions, shorts map[string]string
}

func (s *Simulator) getMe(*call) (any, error) {
	me := struct {
		wireUser
		CanJoinGroups   bool `json:"can_join_groups"`
		CanReadMessages bool `json:"can_read_all_group_messages"`
		SupportsInline  bool `json:"supports_inline_queries"`
	}{wireUser: s.bot(), CanJoinGroups: true}
	return me, nil
}

// The limits are those of core.telegram.org/bots/api#setmydescription; the pages give no text for breaking them, so
// these two follow the server's habit of upper-case codes.
func (s *Simulator) setMyDescription(c *call) (any, error) {
	if utf16Len(c.text("description")) > 512 {
		return nil, badRequest("DESCRIPTION_TOO_LONG")
	}
	return s.describe(s.profile.descriptions, c, "description")
}

func (s *Simulator) setMyShortDescription(c *call) (any, error) {
	if utf16Len(c.text("short_description")) > 120 {
		return nil, badRequest("SHORT_DESCRIPTION_TOO_LONG")
	}
	return s.describe(s.profile.shorts, c, "short_description")
}

func (s *Simulator) describe(texts map[string]string, c *call, name string) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	texts[c.text("language_code")] = c.text(name)
	s.changed(nil, Change{Kind: ChangeBot})
	return true, nil
}

// Description is what a person with that app language reads before pressing Start.
func (s *Simulator) Description(language string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if text, ok := s.profile.descriptions[language]; ok {
		return text
	}
	return s.profile.descriptions[""]
}

func (s *Simulator) setChatMenuButton(c *call) (any, error) {
	var button struct {
		Type string `json:"type"`
	}
	if _, err := c.object("menu_button", &button); err != nil {
		return nil, badRequest("can't parse menu button JSON object")
	}
	switch button.Type {
	case "":
		button.Type = "default"
	case "default", "commands", "web_app":
	default:
		return nil, badRequest("can't parse menu button: MenuButton has unsupported type")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.menuOf[c.number("chat_id")] = button.Type
	return true, nil
}

func (s *Simulator) getChat(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.chatNamed(c.text("chat_id"))
	if err != nil {
		return nil, err
	}
	return found.wire(), nil
}

func (s *Simulator) getChatMember(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.chatNamed(c.text("chat_id"))
	if err != nil {
		return nil, err
	}
	who := s.people[c.number("user_id")]
	if who == nil {
		return nil, badRequest("invalid user_id specified")
	}
	status := in.members[who.profile.ID]
	switch {
	case in.person == who:
		status = "member"
	case status == "":
		status = "left"
	}
	return wireMember{User: who.wire(), Status: status}, nil
}

// Group is a group, a supergroup or a channel that has the bot as a member.
type Group struct {
	s    *Simulator
	chat *chat
}

// Group creates a basic group, or returns the one with that id. Basic groups have negative ids.
func (s *Simulator) Group(id int64, title string) *Group { return s.group(id, "group", title) }

// Supergroup creates a supergroup, or returns the one with that id; its ids begin with -100.
func (s *Simulator) Supergroup(id int64, title string) *Group {
	return s.group(id, "supergroup", title)
}

// Channel creates a channel, or returns the one with that id; its ids begin with -100.
func (s *Simulator) Channel(id int64, title string) *Group { return s.group(id, "channel", title) }

func (s *Simulator) group(id int64, kind, title string) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats[id] == nil {
		s.chats[id] = newChat(id, kind)
		s.chats[id].title, s.chats[id].mayPost = title, kind == "channel"
	}
	return &Group{s, s.chats[id]}
}

// Join makes the person a member with a status such as "member" or "administrator"; "left" ends it.
func (g *Group) Join(p *Person, status string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat.members[p.profile.ID] = status
}

// Migrate turns a basic group into the supergroup with the new id: sends to the old id are refused with the new one.
func (g *Group) Migrate(to int64) *Group {
	became := g.s.Supergroup(to, g.chat.title)
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat.migrated = to
	return became
}

// Send writes a text into the group as the person and returns the update's id.
func (g *Group) Send(by *Person, text string) int64 {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	m := g.s.add(g.chat, &Message{Kind: "text", Text: text, SenderID: by.profile.ID})
	return g.s.pushUpdate(g.chat, wireUpdate{Message: g.s.wireOf(g.chat, m)})
}

// Messages is the whole chat in order, deleted messages too.
func (g *Group) Messages() []Message {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.copies()
}

// ID is the chat's id.
func (g *Group) ID() int64 { return g.chat.id }

func (g *Group) String() string { return g.chat.kind + " " + strconv.FormatInt(g.chat.id, 10) }
