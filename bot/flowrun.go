package bot

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"jastar/centre"
	"jastar/locales"
)

// runner leads one chat through one flow: it decides which question comes
// next and keeps the form in the chat's conversation.
type runner struct {
	flow AnyFlow
	head flowHead
	form *Filling // the copy in the conversation
	data any      // *D, decoded from form.Data
}

// startFlow opens a new form and asks its first question.
func startFlow(ctx context.Context, r *Request, flow AnyFlow, e *entry) (Reply, error) {
	head := flow.head()
	form := &Filling{Flow: head.name, Version: head.version, Step: e.step, Data: e.data,
		ID: randomID(), Only: e.only, Until: r.Now.Add(head.expiry)}
	data, err := flow.decode(e.data)
	if err != nil {
		return Reply{}, err
	}
	run := &runner{flow: flow, head: head, form: form, data: data}
	r.talk.Form = form
	if form.Step != "" {
		return run.ask(ctx, r, nil)
	}
	return run.goOn(ctx, r, -1)
}

// resumeFlow takes the form of the conversation up again. ok is false when the
// form belongs to a flow or version that no longer exists, or has expired.
func resumeFlow(r *Request, flow AnyFlow) (run *runner, ok bool) {
	form := r.talk.Form
	if flow == nil {
		return nil, false
	}
	head := flow.head()
	if head.version != form.Version || head.step(form.Step) < 0 || r.Now.After(form.Until) {
		return nil, false
	}
	data, err := flow.decode(form.Data)
	if err != nil {
		return nil, false
	}
	return &runner{flow: flow, head: head, form: form, data: data}, true
}

// answer takes a message or a choice as the answer to the current question.
func (run *runner) answer(ctx context.Context, r *Request, in Input) (Reply, error) {
	at := run.head.step(run.form.Step)
	err := run.flow.take(ctx, r, at, in, run.data)
	var problem *centre.Problem
	var leads *Goto
	switch {
	case errors.As(err, &problem):
		r.talk.refuse(r.Update)
		return run.ask(ctx, r, problem)
	case errors.As(err, new(Stay)):
		return run.keepAnd(ctx, r, func() (Reply, error) { return run.ask(ctx, r, nil) })
	case errors.As(err, &leads):
		return run.keepAnd(ctx, r, func() (Reply, error) { return run.visit(ctx, r, leads.Step) })
	case err != nil:
		return Reply{}, err
	}
	return run.keepAnd(ctx, r, func() (Reply, error) { return run.goOn(ctx, r, at) })
}

// keepAnd keeps the draft before it goes on, so that no accepted answer is lost.
func (run *runner) keepAnd(ctx context.Context, r *Request, next func() (Reply, error)) (Reply, error) {
	if err := run.flow.save(ctx, r, run.form.ID, run.data); err != nil {
		return Reply{}, fmt.Errorf("save draft of %s: %w", run.head.name, err)
	}
	return next()
}

// visit leads to another step and remembers where to come back to.
func (run *runner) visit(ctx context.Context, r *Request, step string) (Reply, error) {
	if run.head.step(step) < 0 {
		return Reply{}, fmt.Errorf("flow %s has no step %q", run.head.name, step)
	}
	run.form.Origin, run.form.Step = run.form.Step, step
	return run.ask(ctx, r, nil)
}

// goOn asks the first question after step at that applies, or finishes.
func (run *runner) goOn(ctx context.Context, r *Request, at int) (Reply, error) {
	if run.form.Only && at >= 0 {
		return run.finish(ctx, r)
	}
	if run.form.Origin != "" {
		run.form.Step, run.form.Origin = run.form.Origin, ""
		return run.ask(ctx, r, nil)
	}
	for next := at + 1; next < len(run.head.steps); next++ {
		if run.flow.applies(next, run.data) {
			run.form.Step = run.head.steps[next].name
			return run.ask(ctx, r, nil)
		}
	}
	return run.finish(ctx, r)
}

// back asks the question before the current one again.
func (run *runner) back(ctx context.Context, r *Request) (Reply, error) {
	if run.form.Origin != "" {
		run.form.Step, run.form.Origin = run.form.Origin, ""
	} else if before := run.before(); before >= 0 {
		run.form.Step = run.head.steps[before].name
	}
	return run.ask(ctx, r, nil)
}

// before returns the nearest earlier step that applies, or -1.
func (run *runner) before() int {
	if run.form.Only {
		return -1
	}
	for i := run.head.step(run.form.Step) - 1; i >= 0; i-- {
		if run.flow.applies(i, run.data) && !run.head.steps[i].bare {
			return i
		}
	}
	return -1
}

// ask shows the current question, below the reason when the answer was refused.
func (run *runner) ask(ctx context.Context, r *Request, reason *centre.Problem) (Reply, error) {
	at := run.head.step(run.form.Step)
	if at < 0 {
		return Reply{}, fmt.Errorf("flow %s has no step %q", run.head.name, run.form.Step)
	}
	screen, err := run.flow.ask(ctx, r, at, run.data)
	if err != nil {
		return Reply{}, err
	}
	if reason != nil {
		screen.Lines = append([]locales.Text{sentence(reason), {}}, screen.Lines...)
	}
	if run.form.Data, err = json.Marshal(run.data); err != nil {
		return Reply{}, fmt.Errorf("keep form of %s: %w", run.head.name, err)
	}
	run.form.Until = r.Now.Add(run.head.expiry)
	back := run.form.Origin != "" || run.before() >= 0
	return Show(dress(screen, run.form, run.head.controls(run.head.steps[at], back))), nil
}

// finish hands the form over. A refusal puts the last question again with the
// reason, so that nothing typed is lost.
func (run *runner) finish(ctx context.Context, r *Request) (Reply, error) {
	reply, err := run.flow.finish(ctx, r, run.form.ID, run.data)
	var problem *centre.Problem
	if errors.As(err, &problem) {
		return run.ask(ctx, r, problem)
	}
	if err == nil && r.talk.Form == run.form {
		r.talk.Form = nil
	}
	return reply, err
}

// cancel leaves the flow; drafts in the database stay.
func (run *runner) cancel(ctx context.Context, r *Request) (Reply, error) {
	r.talk.Form, r.talk.Task = nil, nil
	reply, answered, err := run.flow.abandon(ctx, r, run.form.ID, run.data)
	if err != nil || answered {
		return reply, err
	}
	return Show(Say("common.cancelled").Row(MenuButton())), nil
}

// randomID returns a random positive number that identifies one form.
func randomID() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return int64(binary.BigEndian.Uint64(b[:]) >> 2)
}
