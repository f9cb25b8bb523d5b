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
	"github.com/valyala/fasthttp"
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
	Token string // as BotFather gave it
	URL   string // of the Bot API server; "" means Telegram's own
	Dial  Dial   // how connections are opened; nil means directly or through the proxy of the environment
}

// Client calls the Bot API. It implements bot.API and is safe for concurrent
// use. No error of it holds the token.
type Client struct {
	api    tgbotapi.BotAPI // copied for every upload
	host   *fasthttp.HostClient
	idle   time.Duration // see idleTime
	base   string        // the address of a method without its name
	secret string        // the part of the token that must not be seen
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
	host, err := newHost(base, o.Dial)
	if err != nil {
		return nil, err
	}
	_, secret, _ := strings.Cut(o.Token, ":")
	address := strings.TrimRight(o.URL, "/")
	c := &Client{secret: secret, host: host, idle: idleTime, base: address + "/bot" + o.Token + "/", api: tgbotapi.BotAPI{Token: o.Token}}
	c.api.SetAPIEndpoint(strings.ReplaceAll(address, "%", "%%") + "/bot%s/%s")
	return c, nil
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
//
// One that must not be made twice ends only with its answer or its time once it
// has begun: cut short, nobody could tell whether it was carried out.
func (c *Client) call(ctx context.Context, r request) (json.RawMessage, error) {
	if r.time == 0 {
		r.time = callTime
	}
	x := exchange{host: c.host, idle: c.idle, end: time.Now().Add(r.time)}
	if sooner, ok := ctx.Deadline(); ok && sooner.Before(x.end) {
		x.end = sooner
	}
	if r.repeatable {
		x.cut = ctx
	}
	var answer *tgbotapi.APIResponse
	err := context.Cause(ctx)
	switch {
	case err != nil:
	case len(r.files) > 0:
		api := c.api
		api.Client = &x
		answer, err = api.UploadFiles(r.method, r.params, r.files)
	default:
		answer, err = c.ask(&x, r)
	}
	if err != nil {
		return nil, c.failure(r, &x, answer, err)
	}
	return answer.Result, nil
}

// ask makes a call without files. It is tgbotapi's MakeRequest without the
// detour over net/http's types, which took half of its time.
func (c *Client) ask(x *exchange, r request) (*tgbotapi.APIResponse, error) {
	request, response := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(request)
	defer fasthttp.ReleaseResponse(response)
	request.SetRequestURI(c.base + r.method)
	request.Header.SetMethod(http.MethodPost)
	form := request.PostArgs()
	for name, value := range r.params {
		form.Set(name, value)
	}
	request.Header.SetContentType("application/x-www-form-urlencoded")
	if err := x.make(request, response); err != nil {
		return nil, err
	}
	var answer tgbotapi.APIResponse
	if err := json.Unmarshal(response.Body(), &answer); err != nil {
		return nil, err
	}
	if answer.Ok {
		return &answer, nil
	}
	refused := &tgbotapi.Error{Code: answer.ErrorCode, Message: answer.Description}
	if answer.Parameters != nil {
		refused.ResponseParameters = *answer.Parameters
	}
	return &answer, refused
}

// redacted returns the text without the secret part of the token.
func (c *Client) redacted(text string) string {
	return strings.ReplaceAll(text, c.secret, "<secret>")
}
