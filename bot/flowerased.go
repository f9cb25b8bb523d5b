package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"jastar/locales"
)

// AnyFlow is a Flow of whatever form, as the runner sees it.
type AnyFlow interface {
	head() flowHead
	decode(raw json.RawMessage) (any, error)
	ask(ctx context.Context, r *Request, step int, data any) (Screen, error)
	take(ctx context.Context, r *Request, step int, in Input, data any) error
	applies(step int, data any) bool
	save(ctx context.Context, r *Request, id int64, data any) error
	finish(ctx context.Context, r *Request, id int64, data any) (Reply, error)
	abandon(ctx context.Context, r *Request, id int64, data any) (reply Reply, answered bool, err error)
}

// flowHead is what does not depend on the form's type.
type flowHead struct {
	name    string
	version int
	expiry  time.Duration
	leave   locales.Text // the label of Cancel
	steps   []stepHead
}

type stepHead struct {
	name           string
	optional, bare bool
}

// step returns the index of the named step, or -1.
func (h flowHead) step(name string) int {
	for i, s := range h.steps {
		if s.name == name {
			return i
		}
	}
	return -1
}

// check returns an error when a button of the flow could exceed Telegram's limit.
func (h flowHead) check() error {
	if h.name == "" || len(h.steps) == 0 {
		return fmt.Errorf("flow %q: needs a name and steps", h.name)
	}
	seen := map[string]bool{}
	for _, s := range h.steps {
		if s.name == "" || len(s.name) > maxStepName || seen[s.name] {
			return fmt.Errorf("flow %s: step %q must have a unique name of at most %d bytes", h.name, s.name, maxStepName)
		}
		seen[s.name] = true
	}
	return nil
}

func (f *Flow[D]) head() flowHead {
	h := flowHead{name: f.Name, version: f.Version, expiry: f.Expiry, leave: f.Leave}
	if h.expiry == 0 {
		h.expiry = 48 * time.Hour
	}
	if h.leave.Key == "" {
		h.leave = locales.T("common.cancel_button")
	}
	for _, s := range f.Steps {
		h.steps = append(h.steps, stepHead{name: s.Name, optional: s.Optional, bare: s.Bare})
	}
	return h
}

func (f *Flow[D]) decode(raw json.RawMessage) (any, error) {
	d := new(D)
	if err := json.Unmarshal(raw, d); err != nil {
		return nil, fmt.Errorf("decode form of %s: %w", f.Name, err)
	}
	return d, nil
}

func (f *Flow[D]) ask(ctx context.Context, r *Request, step int, data any) (Screen, error) {
	return f.Steps[step].Ask(ctx, r, data.(*D))
}

func (f *Flow[D]) take(ctx context.Context, r *Request, step int, in Input, data any) error {
	return f.Steps[step].Take(ctx, r, in, data.(*D))
}

func (f *Flow[D]) applies(step int, data any) bool {
	when := f.Steps[step].When
	return when == nil || when(data.(*D))
}

func (f *Flow[D]) save(ctx context.Context, r *Request, id int64, data any) error {
	if f.Save == nil {
		return nil
	}
	return f.Save(ctx, r, Form[D]{ID: id, Data: data.(*D)})
}

func (f *Flow[D]) finish(ctx context.Context, r *Request, id int64, data any) (Reply, error) {
	return f.Finish(ctx, r, Form[D]{ID: id, Data: data.(*D)})
}

func (f *Flow[D]) abandon(ctx context.Context, r *Request, id int64, data any) (Reply, bool, error) {
	if f.Abandon == nil {
		return Reply{}, false, nil
	}
	reply, err := f.Abandon(ctx, r, Form[D]{ID: id, Data: data.(*D)})
	return reply, true, err
}
