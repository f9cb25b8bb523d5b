// Package telegram is the edge to the Bot API: updates are fetched or received
// and decoded here, and calls go out with a deadline and come back with an
// error that knows its policy. It is the only importer of tgbotapi and the only
// place that knows the wire format. What an update means is decided in package
// bot; no text and no rule lives here.
package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// How long one call may take. The context's deadline counts when it is sooner.
const (
	callTime   = 5 * time.Second
	uploadTime = 30 * time.Second
)

// publicAPI is Telegram's own Bot API server.
const publicAPI = "https://api.telegram.org"

// Options are the settings of a Client.
type Options struct {
	Token string          // as BotFather gave it
	URL   string          // of the Bot API server; "" means Telegram's own
	HTTP  *http.Transport // nil means one that keeps many connections open
}

// Client calls the Bot API. It implements bot.API and is safe for concurrent
// use. No error of it holds the token.
type Client struct {
	api    tgbotapi.BotAPI // copied for every call
	http   *http.Client
	secret string // the part of the token that must not be seen
	me     atomic.Pointer[account]
}

type account struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
}

// tokenForm is how BotFather's tokens look: the bot's id and a secret
// (https://core.telegram.org/bots/api#authorizing-your-bot).
var tokenForm = regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]+$`)

// New makes a client. It does not call anybody; Me tells whether the token is
// good.
func New(o Options) (*Client, error) {
	if !tokenForm.MatchString(o.Token) {
		return nil, errors.New("the bot token must look like 123456:ABC-DEF")
	}
	if o.URL == "" {
		o.URL = publicAPI
	}
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("the address of the Bot API %q must begin with http:// or https://", o.URL)
	}
	if o.HTTP == nil {
		o.HTTP = transport()
	}
	_, secret, _ := strings.Cut(o.Token, ":")
	c := &Client{secret: secret, api: tgbotapi.BotAPI{Token: o.Token},
		// A redirect would carry the token to another address.
		http: &http.Client{Transport: o.HTTP, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	c.api.SetAPIEndpoint(strings.ReplaceAll(strings.TrimRight(o.URL, "/"), "%", "%%") + "/bot%s/%s")
	return c, nil
}

// transport keeps as many connections as calls are under way at once: Go's
// default of two a host would open a new one for most calls. It lets go of idle
// ones before Telegram does: a call on a connection that is just being closed
// would leave open whether it arrived. HTTP/1.1 keeps one slow call from holding
// up the others on its connection.
func transport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns = 256
	t.MaxIdleConnsPerHost = 256
	t.IdleConnTimeout = 30 * time.Second
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	return t
}

// Me returns the bot's own id and its username without the @. Only the first
// success asks Telegram.
func (c *Client) Me(ctx context.Context) (id int64, username string, err error) {
	if me := c.me.Load(); me != nil {
		return me.ID, me.Username, nil
	}
	result, err := c.call(ctx, request{method: "getMe", repeatable: true})
	if err != nil {
		return 0, "", err
	}
	var me account
	if err := json.Unmarshal(result, &me); err != nil {
		return 0, "", unreadable("getMe")
	}
	c.me.Store(&me)
	return me.ID, me.Username, nil
}

// request is one call of a method.
type request struct {
	method     string
	params     tgbotapi.Params
	files      []tgbotapi.RequestFile
	time       time.Duration // limit; 0 means callTime
	repeatable bool          // doing it twice is as good as once
}

// call makes the request and returns its result. Every error is a
// *bot.SendError.
func (c *Client) call(ctx context.Context, r request) (json.RawMessage, error) {
	if r.time == 0 {
		r.time = callTime
	}
	ctx, cancel := limited(ctx, r)
	defer cancel()
	x := exchange{ctx: ctx, http: c.http}
	api := c.api
	api.Client = &x
	var answer *tgbotapi.APIResponse
	var err error
	if len(r.files) == 0 {
		answer, err = api.MakeRequest(r.method, r.params)
	} else {
		answer, err = api.UploadFiles(r.method, r.params, r.files)
	}
	if err != nil {
		return nil, c.failure(r, &x, answer, err)
	}
	return answer.Result, nil
}

// limited bounds a call's time. One that must not be made twice ends only with
// its answer or its time once it has begun: cut short, nobody could tell
// whether it was carried out.
func limited(ctx context.Context, r request) (context.Context, context.CancelFunc) {
	end := time.Now().Add(r.time)
	if sooner, ok := ctx.Deadline(); ok && sooner.Before(end) {
		end = sooner
	}
	if !r.repeatable && ctx.Err() == nil {
		ctx = context.WithoutCancel(ctx)
	}
	return context.WithDeadline(ctx, end)
}

// redacted returns the text without the secret part of the token.
func (c *Client) redacted(text string) string {
	return strings.ReplaceAll(text, c.secret, "<secret>")
}
