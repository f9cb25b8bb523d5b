package telegram

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net/http"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"jastar/bot"
)

// What the Observe of a webhook hears of, beside SeenUnknown and SeenAgain.
const (
	SeenWrongMethod = "wrong method"
	SeenWrongSecret = "wrong secret"
	SeenTooLarge    = "body too large"
	SeenBadJSON     = "bad json"
)

// secretHeader is where Telegram puts the secret of the webhook
// (https://core.telegram.org/bots/api#setwebhook).
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// maxBody is the size of the largest update taken, in bytes.
const maxBody = 1 << 20

// Webhook takes updates that Telegram delivers. It answers 200 once the turn is
// done and 503 when the update must come again.
type Webhook struct {
	Secret  string                                         // as given to SetWebhook; "" lets nobody in
	Run     func(ctx context.Context, u *bot.Update) error // see bot.Turns.Run
	Observe func(seen string)
}

// ServeHTTP takes one update.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		h.refuse(w, http.StatusMethodNotAllowed, SeenWrongMethod)
		return
	}
	given := r.Header.Get(secretHeader)
	if h.Secret == "" || subtle.ConstantTimeCompare([]byte(given), []byte(h.Secret)) != 1 {
		h.refuse(w, http.StatusUnauthorized, SeenWrongSecret)
		return
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		h.refuse(w, http.StatusRequestEntityTooLarge, SeenTooLarge)
		return
	}
	u, err := Decode(raw)
	if err != nil {
		h.refuse(w, http.StatusBadRequest, SeenBadJSON)
		return
	}
	h.serve(r.Context(), w, u)
}

// serve runs the turn. When Telegram hangs up, an update that still waits in
// line is given back; a turn that has begun runs on.
func (h *Webhook) serve(ctx context.Context, w http.ResponseWriter, u *bot.Update) {
	if u.Kind == bot.KindUnknown {
		h.Observe(SeenUnknown)
		return
	}
	if err := h.Run(ctx, u); err != nil {
		h.refuse(w, http.StatusServiceUnavailable, SeenAgain)
	}
}

func (h *Webhook) refuse(w http.ResponseWriter, code int, seen string) {
	h.Observe(seen)
	http.Error(w, http.StatusText(code), code)
}

// maxConnections is how many updates Telegram delivers at once, its largest.
const maxConnections = "100"

// SetWebhook has Telegram deliver updates to the address, with the secret
// (1–256 of A–Z, a–z, 0–9, _ and -) in a header. Updates that wait are kept.
func (c *Client) SetWebhook(ctx context.Context, url, secret string) error {
	p := tgbotapi.Params{"url": url, "secret_token": secret, "max_connections": maxConnections, "allowed_updates": allowed}
	_, err := c.call(ctx, request{method: "setWebhook", params: p, repeatable: true})
	return err
}
