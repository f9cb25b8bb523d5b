package bot

import (
	"context"
	"encoding/json"

	"jastar/centre"
	"jastar/locales"
)

// Handler answers one request.
type Handler func(ctx context.Context, r *Request) (Reply, error)

// Middleware wraps the handler of every request.
type Middleware func(Handler) Handler

// Capability is what one noun of the centre brings into the chat. wiring.go
// lists all of them; nothing registers itself.
type Capability struct {
	Name     string // the noun, as in handlers/<name>
	Commands []Command
	Routes   []Route
	Flows    []AnyFlow
	Links    []DeepLink
	Notices  []Speaker
	Menu     []MenuItem

	// Gates answer a rule that lacks something: each leads to the screen or
	// flow that asks for it and ends with Reply.Resume.
	Gates map[centre.Need]Handler
}

// Command is a slash command.
type Command struct {
	Name   string      // without the slash, 1–32 of a–z, 0–9 and _
	About  string      // key of its description in the menu; "" hides it there
	Role   centre.Role // least role that sees it in the menu
	Handle Handler
}

// MenuItem is a button of the main menu.
type MenuItem struct {
	Label locales.Text
	Data  string      // an Action's data
	Role  centre.Role // least role that sees it
	Order int         // smaller is higher; two items whose Order/10 is equal share a row
}

// DeepLink answers t.me/<bot>?start=<Prefix><rest>. The rest can be forged.
type DeepLink struct {
	Prefix string
	Handle func(ctx context.Context, r *Request, rest string) (Reply, error)
}

// Speaker finds the words of a notice at the moment it is sent. An empty
// screen means that it is no longer true and is dropped.
type Speaker struct {
	Subject string
	Speak   func(ctx context.Context, r *Reader, data json.RawMessage) (Screen, error)
	// Send, if set, is there instead of Speak and sends the notice itself. Its
	// errors are those of Sender.Send.
	Send func(ctx context.Context, r *Reader, data json.RawMessage) error
}

// SpeakerOf makes a Speaker whose data is decoded into T first.
func SpeakerOf[T any](subject string, speak func(ctx context.Context, r *Reader, data T) (Screen, error)) Speaker {
	return Speaker{Subject: subject, Speak: func(ctx context.Context, r *Reader, raw json.RawMessage) (Screen, error) {
		var data T
		if err := json.Unmarshal(raw, &data); err != nil {
			return Screen{}, err
		}
		return speak(ctx, r, data)
	}}
}

// Route binds an action's name to its handler. Make it with On.
type Route struct {
	name   string
	check  func() error
	early  bool // may run before a language was chosen
	handle func(ctx context.Context, r *Request, packed []string) (Reply, error)
}

// On binds an action to the handler that performs it.
func On[T any](a Action[T], handle func(ctx context.Context, r *Request, arg T) (Reply, error)) Route {
	return Route{name: a.name, check: a.check, handle: func(ctx context.Context, r *Request, packed []string) (Reply, error) {
		arg, ok := a.parse(packed)
		if !ok {
			return Reply{}, ErrOldButton
		}
		return handle(ctx, r, arg)
	}}
}

// Early returns the route as one that may run before a language was chosen.
func (r Route) Early() Route {
	r.early = true
	return r
}

// ErrOldButton refuses a button that no longer means anything.
var ErrOldButton = centre.Refuse("common.old_button")
