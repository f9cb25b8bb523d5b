package simulator

import (
	"maps"
	"sync"
)

// counts is the number of messages the bot sent, per chat.
type counts struct {
	mu    sync.Mutex
	total int64
	chats map[int64]int64
}

func (n *counts) add(chat int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.chats == nil {
		n.chats = map[int64]int64{}
	}
	n.total++
	n.chats[chat]++
}

// CountOf is the number of messages the bot sent into the chat, also those deleted since.
func (s *Simulator) CountOf(chat int64) int64 {
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	return s.counts.chats[chat]
}

// Counts are the numbers of CountOf for every chat that got a message.
func (s *Simulator) Counts() map[int64]int64 {
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	return maps.Clone(s.counts.chats)
}

// Sent is the number of messages the bot sent into all chats.
func (s *Simulator) Sent() int64 {
	s.counts.mu.Lock()
	defer s.counts.mu.Unlock()
	return s.counts.total
}

// countSend is every sending method in counters mode: who can be reached and how fast still matters, the content does
// not.
func (s *Simulator) countSend(c *call) (any, error) {
	to := c.number("chat_id")
	if err := s.reachable(c, to); err != nil {
		return nil, err
	}
	if problem := s.floods.check(to, c.flag("allow_paid_broadcast")); problem != nil {
		return nil, problem
	}
	s.counts.add(to)
	s.mu.Lock()
	s.messageID++
	id := s.messageID
	s.mu.Unlock()
	return s.countedMessage(to, id), nil
}

func (s *Simulator) countEdit(c *call) (any, error) {
	to := c.number("chat_id")
	if err := s.reachable(c, to); err != nil {
		return nil, err
	}
	return s.countedMessage(to, int(c.number("message_id"))), nil
}

// reachable asks the same as sendable, without making a chat for everybody in the crowd.
func (s *Simulator) reachable(c *call, to int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.people[to] == nil && s.inCrowd(to) {
		return nil
	}
	_, err := s.sendable(c)
	return err
}

type countedMessage struct {
	MessageID int   `json:"message_id"`
	Date      int64 `json:"date"`
	Chat      struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	} `json:"chat"`
}

func (s *Simulator) countedMessage(chat int64, id int) countedMessage {
	m := countedMessage{MessageID: id, Date: s.now().Unix()}
	m.Chat.ID, m.Chat.Type = chat, "private"
	if chat < 0 {
		m.Chat.Type = "supergroup"
	}
	return m
}

// stamp numbers and dates a person's message that is not kept.
func (s *Simulator) stamp(c *chat, m *Message) {
	s.messageID++
	m.ID, m.ChatID, m.Date = s.messageID, c.id, s.now().UTC()
	m.dress()
}
