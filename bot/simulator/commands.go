package simulator

import (
	"regexp"
	"strconv"
)

// Command is one line of a command menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// menuKey names one of the menus a bot can set: a scope ("chat" with its id) and a language.
type menuKey struct {
	scope    string
	chat     int64
	member   int64
	language string
}

// Rules of core.telegram.org/bots/api#botcommand.
const (
	maxCommands           = 100
	maxCommandDescription = 256
)

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (s *Simulator) setMyCommands(c *call) (any, error) {
	var commands []Command
	if _, err := c.object("commands", &commands); err != nil {
		return nil, badRequest("can't parse commands JSON object")
	}
	if err := checkCommands(commands); err != nil {
		return nil, err
	}
	return s.changeMenu(c, func(key menuKey) { s.menus[key] = commands })
}

func checkCommands(commands []Command) error {
	if len(commands) > maxCommands {
		return badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for _, command := range commands {
		if !commandName.MatchString(command.Command) {
			return badRequest("BOT_COMMAND_INVALID")
		}
		if n := utf16Len(command.Description); n < 1 || n > maxCommandDescription {
			return badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	return nil
}

func (s *Simulator) deleteMyCommands(c *call) (any, error) {
	return s.changeMenu(c, func(key menuKey) { delete(s.menus, key) })
}

func (s *Simulator) changeMenu(c *call, change func(menuKey)) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.menuKeyOf(c)
	if err != nil {
		return nil, err
	}
	change(key)
	for _, p := range s.people {
		if key.chat == 0 || key.chat == p.profile.ID {
			s.changed(p.chat, Change{Kind: ChangeCommands, Commands: p.menu()})
		}
	}
	return true, nil
}

func (s *Simulator) getMyCommands(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key, err := s.menuKeyOf(c)
	if err != nil {
		return nil, err
	}
	return append([]Command{}, s.menus[key]...), nil
}

func (s *Simulator) menuKeyOf(c *call) (menuKey, error) {
	var scope struct {
		Type   string `json:"type"`
		ChatID any    `json:"chat_id"`
		UserID int64  `json:"user_id"`
	}
	given, err := c.object("scope", &scope)
	if err != nil {
		return menuKey{}, badRequest("can't parse BotCommandScope JSON object")
	}
	if !given {
		scope.Type = "default"
	}
	key := menuKey{scope: scope.Type, member: scope.UserID, language: c.text("language_code")}
	if n := len(key.language); n != 0 && n != 2 {
		return menuKey{}, badRequest("LANG_CODE_INVALID")
	}
	switch scope.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return key, nil
	case "chat", "chat_administrators", "chat_member":
		in, err := s.chatNamed(idText(scope.ChatID))
		if err != nil {
			return menuKey{}, err
		}
		key.chat = in.id
		return key, in.takesScope(scope.Type)
	}
	return menuKey{}, badRequest("can't parse BotCommandScope: unsupported type specified")
}

// takesScope follows td/telegram/BotCommandScope.cpp.
func (c *chat) takesScope(scope string) error {
	switch {
	case c.kind == "private" && scope != "chat":
		return badRequest("can't use specified scope in private chats")
	case c.kind == "channel":
		return badRequest("can't change commands in channel chats")
	}
	return nil
}

func idText(id any) string {
	switch id := id.(type) {
	case string:
		return id
	case float64:
		return strconv.FormatInt(int64(id), 10)
	}
	return ""
}

// Commands is the menu this person sees in the private chat: the most special scope that was set, for the language of
// the person's app before none; core.telegram.org/bots/api#determining-list-of-commands.
func (p *Person) Commands() []Command {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return append([]Command(nil), p.menu()...)
}

func (p *Person) menu() []Command {
	for _, key := range []menuKey{{scope: "chat", chat: p.profile.ID}, {scope: "all_private_chats"}, {scope: "default"}} {
		for _, language := range []string{p.profile.LanguageCode, ""} {
			key.language = language
			if commands := p.s.menus[key]; len(commands) > 0 {
				return commands
			}
		}
	}
	return nil
}
