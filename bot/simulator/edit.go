package simulator

import (
	"reflect"
	"time"
)

// deletable is how long a message can be deleted after it was sent; core.telegram.org/bots/api#deletemessage.
const deletable = 48 * time.Hour

func (s *Simulator) editMessageText(c *call) (any, error) {
	if s.opts.Counters {
		return s.countEdit(c)
	}
	text, entities, err := s.messageText(c)
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *Message) error {
		if m.File != nil || m.Kind != "text" {
			return badRequest("there is no text in the message to edit")
		}
		m.Text, m.Entities = text, entities
		return nil
	})
}

func (s *Simulator) editMessageCaption(c *call) (any, error) {
	if s.opts.Counters {
		return s.countEdit(c)
	}
	caption, entities, err := s.caption(c)
	if err != nil {
		return nil, err
	}
	return s.edit(c, func(m *Message) error {
		if !hasCaption(m.Kind) {
			return badRequest("there is no caption in the message to edit")
		}
		m.Caption, m.Entities = caption, entities
		return nil
	})
}

func (s *Simulator) editMessageReplyMarkup(c *call) (any, error) {
	if s.opts.Counters {
		return s.countEdit(c)
	}
	return s.edit(c, func(*Message) error { return nil })
}

// edit applies a change of content and the call's keyboard to the message the call names. Leaving reply_markup out
// takes the keyboard away.
func (s *Simulator) edit(c *call, change func(*Message) error) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, m, err := s.editable(c)
	if err != nil {
		return nil, err
	}
	keyboard, err := s.markupOf(c, in.kind)
	if err != nil {
		return nil, err
	}
	if keyboard.reply != nil || keyboard.remove || keyboard.forceReply {
		return nil, badRequest("inline keyboard expected")
	}
	edited := m.copy()
	if err := change(edited); err != nil {
		return nil, err
	}
	edited.Keyboard = keyboard.inline
	edited.dress()
	if same(edited, m) {
		return nil, badRequest("message is not modified: specified new message content and reply markup are exactly the " +
			"same as a current content and reply markup of the message")
	}
	*m = *edited
	m.touch(s.now())
	s.changed(in, Change{Kind: ChangeMessage, Message: m.copy()})
	return s.wireOf(in, m), nil
}

func (s *Simulator) editable(c *call) (*chat, *Message, error) {
	if c.text("inline_message_id") != "" {
		return nil, nil, badRequest("MESSAGE_ID_INVALID")
	}
	if c.text("chat_id") == "" && c.number("message_id") == 0 {
		return nil, nil, badRequest("message identifier is not specified")
	}
	in, err := s.sendable(c)
	if err != nil {
		return nil, nil, err
	}
	m, err := in.messageNamed(c.number("message_id"), "message to edit")
	if err != nil {
		return nil, nil, err
	}
	if !m.FromBot || m.ReplyKeyboard != nil || m.Kind == "service" {
		return nil, nil, badRequest("message can't be edited")
	}
	return in, m, nil
}

func same(a, b *Message) bool {
	return a.HTML == b.HTML && reflect.DeepEqual(plainButtons(a.Keyboard), plainButtons(b.Keyboard))
}

// plainButtons leaves out the JSON the buttons came in: other spacing is no other keyboard.
func plainButtons(rows [][]Button) [][]Button {
	plain := make([][]Button, len(rows))
	for i, row := range rows {
		for _, b := range row {
			b.raw = nil
			plain[i] = append(plain[i], b)
		}
	}
	return plain
}

// touch notes an edit and what follows from the new text.
func (m *Message) touch(now time.Time) {
	m.Edits++
	m.EditDate = now.UTC()
	m.dress()
}

func (s *Simulator) deleteMessage(c *call) (any, error) {
	switch {
	case c.text("chat_id") == "":
		return nil, badRequest("chat identifier is not specified")
	case c.number("message_id") == 0:
		return nil, badRequest("message identifier is not specified")
	case s.opts.Counters:
		return true, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.chatNamed(c.text("chat_id"))
	if err != nil {
		return nil, err
	}
	m, err := in.messageNamed(c.number("message_id"), "message to delete")
	if err != nil {
		return nil, err
	}
	if s.now().Sub(m.Date) > deletable {
		return nil, badRequest("message can't be deleted for everyone")
	}
	m.Deleted = true
	s.changed(in, Change{Kind: ChangeMessage, Message: m.copy()})
	return true, nil
}

func (s *Simulator) pinChatMessage(c *call) (any, error) {
	if s.opts.Counters {
		return true, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	in, err := s.sendable(c)
	if err != nil {
		return nil, err
	}
	m, err := in.messageNamed(c.number("message_id"), "message to pin")
	if err != nil {
		return nil, err
	}
	m.Pinned = true
	s.changed(in, Change{Kind: ChangeMessage, Message: m.copy()})
	return true, nil
}
