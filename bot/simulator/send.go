package simulator

func (s *Simulator) sendMessage(c *call) (any, error) {
	if s.opts.Counters {
		return s.countSend(c)
	}
	text, entities, err := s.messageText(c)
	if err != nil {
		return nil, err
	}
	return s.deliver(c, &Message{Kind: "text", Text: text, Entities: entities})
}

func (s *Simulator) messageText(c *call) (string, []Entity, error) {
	if c.text("text") == "" {
		return "", nil, badRequest("message text is empty")
	}
	text, entities, err := s.formatted(c, "text", "entities")
	switch {
	case err != nil:
		return "", nil, err
	case text == "":
		return "", nil, badRequest("text must be non-empty")
	case utf16Len(text) > maxText:
		return "", nil, badRequest("message is too long")
	}
	return text, entities, nil
}

func (s *Simulator) caption(c *call) (string, []Entity, error) {
	caption, entities, err := s.formatted(c, "caption", "caption_entities")
	if err == nil && utf16Len(caption) > maxCaption {
		err = badRequest("message caption is too long")
	}
	return caption, entities, err
}

func (s *Simulator) sendPhoto(c *call) (any, error) { return s.sendMedia(c, "photo") }

func (s *Simulator) sendDocument(c *call) (any, error) { return s.sendMedia(c, "document") }

// sendMedia sends a file. What no words stand below knows no parameter for them.
func (s *Simulator) sendMedia(c *call, kind string) (any, error) {
	if s.opts.Counters {
		return s.countSend(c)
	}
	var caption string
	var entities []Entity
	var err error
	if hasCaption(kind) {
		if caption, entities, err = s.caption(c); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	file, err := s.media(c, kind)
	s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return s.deliver(c, &Message{Kind: kind, Caption: caption, Entities: entities, File: file})
}

// deliver puts a checked content into the chat the call names.
func (s *Simulator) deliver(c *call, m *Message) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	to, err := s.deliverLocked(c, m)
	if err != nil {
		return nil, err
	}
	return s.wireOf(to, m), nil
}

func (s *Simulator) deliverLocked(c *call, m *Message) (*chat, error) {
	to, err := s.sendable(c)
	if err != nil {
		return nil, err
	}
	keyboard, err := s.markupOf(c, to.kind)
	if err != nil {
		return nil, err
	}
	if m.ReplyTo, err = s.replyTarget(c, to); err != nil {
		return nil, err
	}
	if problem := s.floods.check(to.id, c.flag("allow_paid_broadcast")); problem != nil {
		return nil, problem
	}
	m.FromBot, m.Silent, m.Protected = true, c.flag("disable_notification"), c.flag("protect_content")
	m.Keyboard, m.ReplyKeyboard = keyboard.inline, keyboard.reply
	s.counts.add(to.id)
	s.add(to, m)
	if keyboard.reply != nil || keyboard.remove {
		s.setKeyboard(to, keyboard.reply)
	}
	return to, nil
}

func (s *Simulator) setKeyboard(c *chat, keyboard *ReplyKeyboard) {
	c.keyboard = keyboard
	s.changed(c, Change{Kind: ChangeKeyboard, ReplyKeyboard: keyboard})
}

// replyTarget reads reply_parameters, or the older reply_to_message_id.
func (s *Simulator) replyTarget(c *call, to *chat) (int, error) {
	var reply struct {
		MessageID int64 `json:"message_id"`
		Lenient   bool  `json:"allow_sending_without_reply"`
	}
	reply.MessageID, reply.Lenient = c.number("reply_to_message_id"), c.flag("allow_sending_without_reply")
	if _, err := c.object("reply_parameters", &reply); err != nil {
		return 0, badRequest("can't parse reply parameters JSON object")
	}
	if reply.MessageID == 0 {
		return 0, nil
	}
	original, err := to.messageNamed(reply.MessageID, "message to be replied")
	switch {
	case err == nil:
		return original.ID, nil
	case reply.Lenient:
		return 0, nil
	}
	return 0, err
}

func (s *Simulator) copyMessage(c *call) (any, error) {
	if s.opts.Counters {
		return s.countSend(c)
	}
	caption, entities, err := s.caption(c)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from, err := s.chatNamed(c.text("from_chat_id"))
	if err != nil {
		return nil, err
	}
	original, err := from.messageNamed(c.number("message_id"), "message to copy")
	if err != nil {
		return nil, err
	}
	if original.Protected || original.Kind == "service" {
		return nil, badRequest("message can't be copied")
	}
	twin := &Message{Kind: original.Kind, Text: original.Text, Caption: original.Caption, Entities: original.Entities,
		File: original.File, Contact: original.Contact, Location: original.Location, Venue: original.Venue, Poll: original.Poll}
	if _, given := c.values["caption"]; given && hasCaption(twin.Kind) {
		twin.Caption, twin.Entities = caption, entities
	}
	if _, err := s.deliverLocked(c, twin); err != nil {
		return nil, err
	}
	return map[string]int{"message_id": twin.ID}, nil
}

func (s *Simulator) sendChatAction(c *call) (any, error) {
	switch c.text("action") {
	case "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
		"choose_sticker", "find_location", "record_video_note", "upload_video_note":
	default:
		return nil, badRequest("wrong parameter action in request")
	}
	if s.opts.Counters {
		return true, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	to, err := s.sendable(c)
	if err != nil {
		return nil, err
	}
	s.changed(to, Change{Kind: ChangeTyping, Typing: c.text("action")})
	return true, nil
}
