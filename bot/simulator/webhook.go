package simulator

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// webhook is one setWebhook in force. Replacing it makes a new one, so late answers to the old are told apart.
type webhook struct {
	url, secret    string
	maxConnections int
	client         *http.Client
	ctx            context.Context
	stop           context.CancelFunc

	active    int     // deliveries under way; guarded by queue.mu, as all below
	ready     []*lane // lanes with work and no delivery under way
	lastError string
	lastAt    time.Time
}

// lane is the row of updates of one kind of one chat: the next is delivered when the last was acknowledged.
type lane struct {
	key    laneKey
	items  []*update
	queued bool // in ready, being delivered, or pausing
	fails  int
}

// maxPauseFactor bounds the growing pause between deliveries of a refused update.
const maxPauseFactor = 32

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

func (s *Simulator) setWebhook(c *call) (any, error) {
	address, secret := c.text("url"), c.text("secret_token")
	if address == "" {
		return s.deleteWebhook(c)
	}
	parsed, err := url.Parse(address)
	switch {
	case err != nil || parsed.Host == "":
		return nil, badRequest("invalid webhook URL specified")
	case parsed.Scheme != "https" && !isLoopback(parsed.Hostname()):
		return nil, badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	case len(secret) > 256:
		return nil, badRequest("secret token is too long")
	case !secretToken.MatchString(secret):
		return nil, badRequest("secret token contains unallowed characters")
	}
	q := s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.allow(c); err != nil {
		return nil, err
	}
	if c.flag("drop_pending_updates") {
		q.drop()
	}
	q.takeOver(nil, conflict("terminated by setWebhook request"))
	q.install(newWebhook(address, secret, c.within("max_connections", 40, 1, 100)))
	return true, nil
}

// isLoopback: the simulator takes plain HTTP from this machine, where Telegram would want HTTPS.
func isLoopback(host string) bool { return host == "127.0.0.1" || host == "localhost" || host == "::1" }

func newWebhook(address, secret string, connections int) *webhook {
	ctx, stop := context.WithCancel(context.Background())
	return &webhook{
		url: address, secret: secret, maxConnections: connections, ctx: ctx, stop: stop,
		client: &http.Client{
			Timeout:   60 * time.Second,
			Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections},
		},
	}
}

func (s *Simulator) deleteWebhook(c *call) (any, error) {
	q := s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if c.flag("drop_pending_updates") {
		q.drop()
	}
	q.install(nil)
	return true, nil
}

func (s *Simulator) getWebhookInfo(*call) (any, error) {
	pending := s.Pending()
	q := s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": pending}
	if q.hook != nil {
		info["url"], info["max_connections"] = q.hook.url, q.hook.maxConnections
		if q.hook.lastError != "" {
			info["last_error_message"], info["last_error_date"] = q.hook.lastError, q.hook.lastAt.Unix()
		}
	}
	if len(q.allowed) > 0 {
		info["allowed_updates"] = q.allowed
	}
	return info, nil
}

// install makes h the webhook, nil for none. Deliveries of the old one are cut off; their updates stay.
func (q *queue) install(h *webhook) {
	if q.hook != nil {
		q.hook.stop()
		q.hook.client.CloseIdleConnections()
	}
	q.hook, q.lanes = h, map[laneKey]*lane{}
	for _, u := range q.items {
		q.line(u)
	}
	q.pump()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.install(nil)
}

// line puts an update at the end of its lane. Without a webhook there are no lanes: getUpdates keeps one order for all.
func (q *queue) line(u *update) {
	if q.hook == nil || u.done {
		return
	}
	l := q.lanes[u.lane]
	if l == nil {
		l = &lane{key: u.lane}
		q.lanes[u.lane] = l
	}
	l.items = append(l.items, u)
	q.offer(l)
}

// offer puts a lane that has work and is idle into the ready row, and forgets one without work.
func (q *queue) offer(l *lane) {
	for len(l.items) > 0 && l.items[0].done {
		l.items = l.items[1:]
	}
	switch {
	case l.queued:
	case len(l.items) == 0:
		delete(q.lanes, l.key)
	default:
		l.queued = true
		q.hook.ready = append(q.hook.ready, l)
	}
}

// pump starts deliveries while connections are free.
func (q *queue) pump() {
	h := q.hook
	if h == nil {
		return
	}
	q.expire()
	for len(h.ready) > 0 && h.active < h.maxConnections {
		l := h.ready[0]
		h.ready = h.ready[1:]
		if u := l.items[0]; u.done {
			l.queued = false
			q.offer(l)
		} else {
			h.active++
			go q.deliver(h, l, u)
		}
	}
}

func (q *queue) deliver(h *webhook, l *lane, u *update) {
	err := q.thaw(h)
	if err == nil {
		err = h.post(u)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	h.active--
	if err == nil {
		q.finish(u)
	}
	if q.hook != h {
		return
	}
	if err != nil {
		h.lastError, h.lastAt = err.Error(), q.now()
		q.retryLater(h, l)
	} else {
		l.fails, l.queued = 0, false
		q.offer(l)
	}
	q.pump()
}

// thaw waits while a fault holds the webhook back.
func (q *queue) thaw(h *webhook) error {
	for q.frozen() {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-h.ctx.Done():
			return h.ctx.Err()
		}
	}
	return nil
}

func (q *queue) retryLater(h *webhook, l *lane) {
	pause := q.pause * time.Duration(min(1<<min(l.fails, 10), maxPauseFactor))
	l.fails++
	time.AfterFunc(pause, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		if q.hook == h {
			l.queued = false
			q.offer(l)
			q.pump()
		}
	})
}

// post hands one update over; anything but a 2xx is a refusal.
func (h *webhook) post(u *update) error {
	request, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(u.body))
	if err != nil {
		return fmt.Errorf("make the webhook request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		request.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	response, err := h.client.Do(request)
	if err != nil {
		return fmt.Errorf("deliver update %d: %w", u.id, err)
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("wrong response from the webhook: %s", response.Status)
	}
	return nil
}
