package simulator

// What people do with the bot in their groups and channels. The bot hears of each by my_chat_member.

// Publish gives a group or a channel a username, by which everybody finds it.
func (g *Group) Publish(username string) *Group {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat.username = username
	return g
}

// Rename changes the title. Bots of ours are not told.
func (g *Group) Rename(title string) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	g.chat.title = title
}

// Promote makes the bot an administrator. In a channel it may post when that right is among its rights.
func (g *Group) Promote(by *Person, mayPost bool) {
	g.place(by, func() { g.chat.botGone, g.chat.admin, g.chat.mayPost = "", true, mayPost })
}

// Demote takes the rights away. In a group the bot stays a member; a channel has none that are no administrators.
func (g *Group) Demote(by *Person) {
	g.place(by, func() {
		g.chat.admin, g.chat.mayPost = false, false
		if g.chat.kind == "channel" {
			g.chat.botGone = "left"
		}
	})
}

// KickBot removes the bot.
func (g *Group) KickBot(by *Person) {
	g.place(by, func() { g.chat.botGone, g.chat.admin, g.chat.mayPost = "kicked", false, false })
}

// place changes what the bot is in the chat, and tells it so.
func (g *Group) place(by *Person, change func()) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	was := g.botMember()
	change()
	g.s.pushUpdate(g.chat, wireUpdate{MyChatMember: &wireChatMember{
		Chat: g.chat.wire(), From: by.wire(), Date: g.s.now().Unix(), Old: was, New: g.botMember(),
	}})
}

func (g *Group) botMember() wireMember {
	switch {
	case g.chat.botGone != "":
		return g.s.membership(g.chat.botGone)
	case !g.chat.admin:
		return g.s.membership("member")
	}
	m := g.s.membership("administrator")
	if g.chat.kind == "channel" {
		m.MayPost = ptr(g.chat.mayPost)
	}
	return m
}

// Title is the chat's name.
func (g *Group) Title() string {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.chat.title
}
