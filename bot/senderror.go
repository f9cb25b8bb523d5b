package bot

import (
	"errors"
	"fmt"
	"time"
)

// SendPolicy says what to do about a call that Telegram did not carry out.
type SendPolicy int

// The closed list of policies.
const (
	Transient   SendPolicy = iota // Telegram or the network had a hiccup before the request left: try again
	Throttled                     // 429: wait RetryAfter, then try again
	Unreachable                   // blocked, deactivated or never started: mark the person, never try again
	Migrated                      // the group has a new id: NewChat
	Rejected                      // our own mistake: log it, never try again
	Unknown                       // the request left and no answer came: it may have been carried out
	NotModified                   // an edit that would change nothing: as good as done
	NotFound                      // the message to edit or delete is gone, or can no longer be changed
)

// String returns the word used in logs, metrics and the ledger.
func (p SendPolicy) String() string {
	return [...]string{"transient", "throttled", "unreachable", "migrated", "rejected", "unknown", "not modified", "not found"}[p]
}

// SendError is a call that failed, with its policy. It never holds the token.
type SendError struct {
	Policy      SendPolicy
	Method      string        // the Bot API method
	Code        int           // error_code, 0 when no answer came
	Description string        // Telegram's words
	RetryAfter  time.Duration // Throttled
	NewChat     int64         // Migrated
}

// Error names the call, the policy and Telegram's words.
func (e *SendError) Error() string {
	return fmt.Sprintf("call %s: %s (%d %s)", e.Method, e.Policy, e.Code, e.Description)
}

// PolicyOf returns the policy of an error of a call; anything that is not a
// SendError counts as Transient. ok is false for nil.
func PolicyOf(err error) (p SendPolicy, ok bool) {
	if err == nil {
		return 0, false
	}
	var send *SendError
	if errors.As(err, &send) {
		return send.Policy, true
	}
	return Transient, true
}
