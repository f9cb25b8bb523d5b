package bot

import (
	"context"
	"encoding/json"
	"time"

	"jastar/centre"
	"jastar/locales"
)

// ChoiceBytes is the longest value of a Choice in bytes.
const ChoiceBytes = 24

// Flow is a declared conversation that fills in a form of type D step by step.
// The bot runs it: it asks, takes the answer, asks again with the reason when
// the step refuses, and offers Back, Skip and Cancel. Where the conversation
// stands is kept as data by step name, so it survives restarts and releases.
type Flow[D any] struct {
	Name    string
	Version int           // raise it when saved forms of earlier versions no longer fit
	Expiry  time.Duration // a form untouched for so long is forgotten; zero means 48 h
	Steps   []Step[D]

	// Finish runs when no step is left. Form.ID is unique to this filling-in:
	// stores put it into a UNIQUE column so that a repeated turn has one effect.
	Finish func(ctx context.Context, r *Request, form Form[D]) (Reply, error)

	// Save, when set, keeps a draft after every accepted answer; what somebody
	// is making belongs in the database. It may put the draft's id into D.
	Save func(ctx context.Context, r *Request, form Form[D]) error

	// Abandon, when set, answers Cancel instead of the ordinary words.
	Abandon func(ctx context.Context, r *Request, form Form[D]) (Reply, error)

	// Leave, when set, stands on the button in the place of "Cancel".
	Leave locales.Text
}

// Form is one filling-in of a flow.
type Form[D any] struct {
	ID   int64 // random, positive
	Data *D
}

// Step is one question of a flow.
type Step[D any] struct {
	Name string

	// Ask makes the question. Buttons made with Choice are answers; the bot
	// adds Back, Skip and Cancel below.
	Ask func(ctx context.Context, r *Request, d *D) (Screen, error)

	// Take puts the answer into d. A *centre.Problem is shown above the same
	// question; a *Goto leads elsewhere.
	Take func(ctx context.Context, r *Request, in Input, d *D) error

	Optional bool          // Skip is offered; a skipped step leaves d as it is
	When     func(*D) bool // nil means always asked
	Bare     bool          // no Back, Skip and Cancel: the very first question of all
}

// Input is an answer to a step: a tapped choice or a message.
type Input struct {
	Choice  string   // value of the tapped Choice, "" for a message
	Message *Message // nil for a choice

	now time.Time // in the city's zone
}

// Goto, returned by a step's Take, leads to the named step; when that one is
// answered the flow comes back to the step that sent it there. It is how a
// preview lets people edit one answer.
type Goto struct{ Step string }

// Error names the step.
func (g *Goto) Error() string { return "go to step " + g.Step }

// Stay, returned by a step's Take, asks the same step again without a reason:
// the answer changed something on the screen, such as one of several ticks.
type Stay struct{}

// Error says so.
func (Stay) Error() string { return "stay" }

// Enter makes the reply that starts the flow with the given data.
func (f *Flow[D]) Enter(data D) Reply {
	raw, err := json.Marshal(data)
	if err != nil {
		panic("flow " + f.Name + ": " + err.Error()) // a form that JSON cannot hold is a programmer's mistake
	}
	return Reply{enter: &entry{flow: f.Name, data: raw}}
}

// EnterAt starts the flow at the named step and, when only is true, finishes
// after that one answer: editing a single field of something that exists.
func (f *Flow[D]) EnterAt(data D, step string, only bool) Reply {
	r := f.Enter(data)
	r.enter.step, r.enter.only = step, only
	return r
}

// entry is a flow about to be started.
type entry struct {
	flow string
	step string // "" means the first
	only bool
	data json.RawMessage
}

// Reply is what a handler answers: a value, sent by the bot afterwards.
type Reply struct {
	Screen  Screen       // the screen to show; empty means none
	Before  []Screen     // lasting messages that go out before it: receipts, tickets, files
	Toast   locales.Text // short words over the chat; no fact lives only here
	Resume  bool         // go back to the task that asked for this, if any, else show Screen
	Keep    bool         // the task that asked for this goes on waiting
	InPlace bool         // replace the tapped message even if it is a lasting one

	enter  *entry
	afresh bool // a new message even after a tap
}

// Refusal answers with the sentence of a problem and the way to the menu.
func Refusal(p *centre.Problem) Reply {
	return Reply{Screen: Screen{Lines: []locales.Text{sentence(p)}}.Row(MenuButton()), afresh: true}
}

// sentence is what a problem says to the person.
func sentence(p *centre.Problem) locales.Text { return locales.T(p.Key, p.Args...) }

// Show answers with a screen.
func Show(s Screen) Reply { return Reply{Screen: s} }

// Toasted returns the reply with a toast.
func (r Reply) Toasted(key string, args ...any) Reply {
	r.Toast = locales.T(key, args...)
	return r
}

// After returns the reply with a lasting message that goes out before the screen.
func (r Reply) After(s Screen) Reply {
	r.Before = append(r.Before, s.Last())
	return r
}
