package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// How long Telegram keeps what the bot does not fetch (telegram-bot-api/Client.cpp, the callers of add_update).
const (
	updateLife = 24 * time.Hour
	tapLife    = queryLife
)

// update is one event waiting for the bot.
type update struct {
	id      int64
	lane    laneKey
	body    json.RawMessage
	expires time.Time
	done    bool // acknowledged or expired
}

// laneKey is what Telegram keeps in order: one kind of update of one chat.
type laneKey struct {
	kind string
	chat int64
}

// queue holds the updates until the bot acknowledges them: by a getUpdates offset, or by answering the webhook.
type queue struct {
	now    func() time.Time
	pause  time.Duration
	frozen func() bool // deliveries to the webhook are held back

	mu      sync.Mutex
	nextID  int64
	items   []*update // by id; the done ones at the front are cut off
	waiting int       // not done
	allowed []string  // kinds; empty = all
	arrived chan struct{}
	poll    pollState
	hook    *webhook
	lanes   map[laneKey]*lane
}

func newQueue(o Options, firstID int64) *queue {
	return &queue{
		now: o.Clock, pause: o.WebhookPause, nextID: firstID,
		arrived: make(chan struct{}), lanes: map[laneKey]*lane{},
	}
}

// pushUpdate hands an update to the bot and returns its id.
func (s *Simulator) pushUpdate(c *chat, u wireUpdate) int64 {
	kind, life := u.kind(), updateLife
	if kind == "callback_query" {
		life = tapLife
	}
	return s.queue.push(laneKey{kind, c.id}, life, func(id int64) (json.RawMessage, error) {
		u.ID = id
		return json.Marshal(u)
	})
}

func (u wireUpdate) kind() string {
	switch {
	case u.Message != nil:
		return "message"
	case u.EditedMessage != nil:
		return "edited_message"
	case u.ChannelPost != nil:
		return "channel_post"
	case u.CallbackQuery != nil:
		return "callback_query"
	}
	return "my_chat_member"
}

// InjectUpdate hands over an update of any kind, also one no bot knows; content is the JSON of its field.
func (s *Simulator) InjectUpdate(kind string, content json.RawMessage) int64 {
	return s.queue.push(laneKey{kind: kind}, updateLife, func(id int64) (json.RawMessage, error) {
		return json.Marshal(map[string]any{"update_id": id, kind: content})
	})
}

// push numbers and queues an update. A kind the bot did not allow gets an id but is not kept.
func (q *queue) push(key laneKey, life time.Duration, encode func(id int64) (json.RawMessage, error)) int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	id := q.nextID
	q.nextID++
	body, err := encode(id)
	if err != nil {
		panic(fmt.Sprintf("encode update %d: %v", id, err))
	}
	if len(q.allowed) > 0 && !slices.Contains(q.allowed, key.kind) {
		return id
	}
	u := &update{id: id, lane: key, body: body, expires: q.now().Add(life)}
	q.items = append(q.items, u)
	q.waiting++
	q.line(u)
	q.wake()
	q.pump()
	return id
}

// wake lets everybody who waits for an arrival look again.
func (q *queue) wake() {
	close(q.arrived)
	q.arrived = make(chan struct{})
}

func (q *queue) finish(u *update) {
	if !u.done {
		u.done = true
		q.waiting--
	}
}

// expire drops what Telegram would not keep any longer and cuts off what is done.
func (q *queue) expire() {
	now := q.now()
	for _, u := range q.items {
		if now.After(u.expires) {
			q.finish(u)
		}
	}
	first := slices.IndexFunc(q.items, func(u *update) bool { return !u.done })
	if first < 0 {
		first = len(q.items)
	}
	q.items = slices.Delete(q.items, 0, first)
}

func (q *queue) drop() {
	for _, u := range q.items {
		q.finish(u)
	}
	q.items = nil
}

func (q *queue) pending() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.expire()
	return q.waiting
}

// allow sets the wished kinds when the call names them; an empty list means all.
func (q *queue) allow(c *call) error {
	var kinds []string
	given, err := c.object("allowed_updates", &kinds)
	if err != nil {
		return badRequest("can't parse allowed_updates JSON object")
	}
	if given {
		for i, kind := range kinds {
			kinds[i] = strings.ToLower(kind)
		}
		q.allowed = kinds
	}
	return nil
}
