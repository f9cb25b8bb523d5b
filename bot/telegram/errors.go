package telegram

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"jastar/bot"
)

// refusals are the words of a 400 that call for something else than logging
// our own mistake. They come from Telegram's servers and from the Bot API
// server (github.com/tdlib/telegram-bot-api, Client.cpp), with
// "Bad Request: " in front.
var refusals = []struct {
	words  string
	policy bot.SendPolicy
}{
	{"message is not modified", bot.NotModified},
	{"message to edit not found", bot.NotFound},
	{"message can't be edited", bot.NotFound},
	{"there is no text in the message to edit", bot.NotFound},    // it became a message with media
	{"there is no caption in the message to edit", bot.NotFound}, // it is a text
	{"message to delete not found", bot.NotFound},
	{"message can't be deleted", bot.NotFound},
	{"MESSAGE_ID_INVALID", bot.NotFound},
	{"chat not found", bot.Unreachable},
	{"user not found", bot.Unreachable},
	{"PEER_ID_INVALID", bot.Unreachable}, // never met
	{"user is deactivated", bot.Unreachable},
	{"bot can't initiate conversation", bot.Unreachable},
}

// strange describes a refusal that a Bot API server would not give.
const strange = "not an answer of the Bot API"

// UnknownToken tells whether the Bot API itself said that it knows no bot with
// the token: 401, or 404 when the token is not one at all.
func UnknownToken(err error) bool {
	var failed *bot.SendError
	if !errors.As(err, &failed) {
		return false
	}
	return failed.Code == http.StatusUnauthorized || failed.Code == http.StatusNotFound && failed.Description != strange
}

// failure makes the error of a call that did not succeed. answer is nil when
// none was read.
func (c *Client) failure(r request, x *exchange, answer *tgbotapi.APIResponse, err error) *bot.SendError {
	var refused *tgbotapi.Error
	failed := &bot.SendError{Method: r.method, Code: x.status}
	switch {
	case errors.As(err, &refused):
		if answer.ErrorCode != 0 {
			failed.Code = answer.ErrorCode // tgbotapi's own error lacks it after an upload
		}
		failed.Description = c.redacted(refused.Message)
		failed.NewChat = refused.MigrateToChatID
		failed.RetryAfter = time.Duration(refused.RetryAfter) * time.Second
		failed.Policy = refusal(failed)
	case x.status >= 300:
		failed.Description = strange
		failed.Policy = refusal(failed)
	default:
		failed.Description = c.redacted(x.cause(err).Error())
		failed.Policy = bot.Transient
		if x.left {
			failed.Policy = bot.Unknown
		}
	}
	if failed.Policy == bot.Unknown && r.repeatable {
		failed.Policy = bot.Transient
	}
	if failed.Policy == bot.Throttled && failed.RetryAfter <= 0 {
		failed.RetryAfter = time.Second
	}
	return failed
}

// refusal returns the policy of an answer that says no.
func refusal(e *bot.SendError) bot.SendPolicy {
	switch {
	case e.Code == http.StatusTooManyRequests:
		return bot.Throttled
	case e.NewChat != 0:
		return bot.Migrated
	case e.Code == http.StatusForbidden:
		return bot.Unreachable
	case e.Code == http.StatusGatewayTimeout:
		return bot.Unknown // said by a proxy that passed the request on
	case e.Code >= 500, e.Code == http.StatusConflict:
		return bot.Transient
	}
	for _, r := range refusals {
		if strings.Contains(e.Description, r.words) {
			return r.policy
		}
	}
	return bot.Rejected
}

// unreadable is the error of a success whose result cannot be read: it was
// carried out, but nobody can tell how.
func unreadable(method string) error {
	return &bot.SendError{Policy: bot.Unknown, Method: method, Code: http.StatusOK, Description: "unreadable result"}
}

// anotherPolls tells whether getUpdates was refused because another process
// asks for updates too, or because a webhook is set.
func anotherPolls(err error) bool {
	var failed *bot.SendError
	return errors.As(err, &failed) && failed.Code == http.StatusConflict
}

func number[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }
