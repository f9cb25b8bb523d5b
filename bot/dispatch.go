package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"jastar/centre"
	"jastar/locales"
)

// Dispatcher finds the handler of a request and settles its answer: it enters
// flows, asks for what a rule lacks and comes back to the task afterwards.
type Dispatcher struct {
	routes   map[string]Route
	commands map[string]Command
	flows    map[string]AnyFlow
	speakers map[string]Speaker
	links    []DeepLink
	gates    map[centre.Need]Handler
	menu     []Command // in the order they were declared
}

// NewDispatcher collects what the capabilities declare. A name that repeats or
// a button that could exceed Telegram's limits is an error.
func NewDispatcher(capabilities ...Capability) (*Dispatcher, error) {
	d := &Dispatcher{routes: map[string]Route{}, commands: map[string]Command{}, flows: map[string]AnyFlow{},
		speakers: map[string]Speaker{}, gates: map[centre.Need]Handler{}}
	var faults []error
	for _, c := range capabilities {
		if err := d.add(c); err != nil {
			faults = append(faults, fmt.Errorf("capability %s: %w", c.Name, err))
		}
	}
	return d, errors.Join(faults...)
}

func (d *Dispatcher) add(c Capability) error {
	var faults []error
	for _, r := range c.Routes {
		faults = append(faults, r.check(), put(d.routes, r.name, r))
	}
	for _, command := range c.Commands {
		faults = append(faults, put(d.commands, command.Name, command))
	}
	for _, f := range c.Flows {
		faults = append(faults, f.head().check(), put(d.flows, f.head().name, f))
	}
	for _, s := range c.Notices {
		faults = append(faults, put(d.speakers, s.Subject, s))
	}
	for need, gate := range c.Gates {
		faults = append(faults, put(d.gates, need, gate))
	}
	d.links = append(d.links, c.Links...)
	d.menu = append(d.menu, c.Commands...)
	return errors.Join(faults...)
}

func put[K comparable, V any](m map[K]V, name K, value V) error {
	if _, taken := m[name]; taken {
		return fmt.Errorf("%v is declared twice", name)
	}
	m[name] = value
	return nil
}

// Speaker returns the renderer of a notice's subject.
func (d *Dispatcher) Speaker(subject string) (Speaker, bool) {
	s, ok := d.speakers[subject]
	return s, ok
}

// Commands returns the commands that the role sees in the menu.
func (d *Dispatcher) Commands(role centre.Role) []Command {
	return slices.DeleteFunc(slices.Clone(d.menu), func(c Command) bool { return c.About == "" || c.Role > role })
}

// Serve answers one request of a private chat. It is the innermost Handler.
func (d *Dispatcher) Serve(ctx context.Context, r *Request) (Reply, error) {
	switch {
	case r.Update.Kind == KindTap:
		return d.tap(ctx, r)
	case r.Update.Kind == KindMessage && strings.HasPrefix(r.Text(), "/"):
		return d.command(ctx, r)
	case r.Update.Kind == KindMessage:
		return d.message(ctx, r)
	default:
		return Reply{}, nil // an edited message changes no answer that was already taken
	}
}

func (d *Dispatcher) tap(ctx context.Context, r *Request) (Reply, error) {
	data := strings.TrimPrefix(r.Update.Tap.Data, lastingMark)
	if strings.HasPrefix(data, flowMark) {
		return d.flowTap(ctx, r, data)
	}
	return d.perform(ctx, r, Task{Data: data})
}

// command leaves a running form, whose draft stays, and performs the command.
func (d *Dispatcher) command(ctx context.Context, r *Request) (Reply, error) {
	if name, _ := splitCommand(r.Text()); name == "cancel" && r.talk.Form != nil {
		return d.inFlow(ctx, r, (*runner).cancel)
	}
	r.talk.Form = nil
	return d.perform(ctx, r, Task{Command: r.Text()})
}

// message is the answer to the running flow's question, if there is one.
func (d *Dispatcher) message(ctx context.Context, r *Request) (Reply, error) {
	if r.talk.answered(r.Update) {
		r.outcome = "rest of what was refused"
		return Reply{}, nil
	}
	if r.talk.Form == nil {
		r.talk.refuse(r.Update)
		return d.withMenu(ctx, r, locales.T("common.unknown_text"))
	}
	return d.inFlow(ctx, r, func(run *runner, ctx context.Context, r *Request) (Reply, error) {
		if verb := run.keyVerb(r); verb != "" {
			return run.control(ctx, r, verb)
		}
		return run.answer(ctx, r, Input{Message: r.Update.Message, now: r.Now})
	})
}

// keyVerb recognises the labels of Back, Skip and Cancel on a reply keyboard.
func (run *runner) keyVerb(r *Request) string {
	if !r.talk.Keyboard {
		return ""
	}
	for _, c := range run.head.controls(stepHead{optional: true}, true) {
		if r.Text() == r.Texts.Plain(r.Language, c.label) {
			return c.verb
		}
	}
	return ""
}

func (d *Dispatcher) flowTap(ctx context.Context, r *Request, data string) (Reply, error) {
	t, ok := parseFlowTap(data)
	if !ok || r.talk.Form == nil || r.talk.Form.ID != t.form {
		if r.talk.repeats(data, r.Now) { // its first tap ended the form
			r.outcome = "double tap"
			return Reply{}, nil
		}
		return d.oldButton(ctx, r)
	}
	return d.inFlow(ctx, r, func(run *runner, ctx context.Context, r *Request) (Reply, error) {
		switch {
		case t.step != run.form.Step: // tapped twice, or an earlier question of this form
			return run.ask(ctx, r, nil)
		case t.verb == verbChoose:
			return run.answer(ctx, r, Input{Choice: t.rest, now: r.Now})
		}
		return run.control(ctx, r, t.verb)
	})
}

// control follows Back, Skip or Cancel; skipping what is not optional only asks again.
func (run *runner) control(ctx context.Context, r *Request, verb string) (Reply, error) {
	at := run.head.step(run.form.Step)
	switch {
	case verb == verbCancel:
		return run.cancel(ctx, r)
	case verb == verbBack:
		return run.back(ctx, r)
	case verb == verbSkip && run.head.steps[at].optional:
		return run.goOn(ctx, r, at)
	}
	return run.ask(ctx, r, nil)
}

// inFlow takes the running form up and settles what became of it. A form that
// no longer fits is closed with a kind word.
func (d *Dispatcher) inFlow(ctx context.Context, r *Request, do func(*runner, context.Context, *Request) (Reply, error)) (Reply, error) {
	flow := d.flows[r.talk.Form.Flow]
	r.route = r.talk.Form.Flow + "." + r.talk.Form.Step
	run, ok := resumeFlow(r, flow)
	if !ok {
		r.talk.Form, r.talk.Task = nil, nil
		return d.withMenu(ctx, r, locales.T("common.form_expired"))
	}
	task := r.talk.Task
	reply, err := do(run, ctx, r)
	var lacks *centre.Lacks
	if errors.As(err, &lacks) { // the centre asks for more than when the form began
		r.talk.Form = nil
		return d.gate(ctx, r, lacks.Need)
	}
	if r.talk.Form == nil {
		r.talk.Task = nil
	}
	return d.settle(ctx, r, task, reply, err)
}

// perform runs the handler of a task and settles its answer.
func (d *Dispatcher) perform(ctx context.Context, r *Request, task Task) (Reply, error) {
	before := r.talk.Task
	r.talk.Task = nil
	reply, err := d.handle(ctx, r, task)
	var lacks *centre.Lacks
	if errors.As(err, &lacks) {
		if r.talk.Task = &task; task.Data == MenuData && before != nil {
			r.talk.Task = before // nobody waits for the menu, which only stood below another answer
		}
		return d.gate(ctx, r, lacks.Need)
	}
	return d.settle(ctx, r, before, reply, err)
}

// gate asks for what a rule lacks.
func (d *Dispatcher) gate(ctx context.Context, r *Request, need centre.Need) (Reply, error) {
	ask, ok := d.gates[need]
	if !ok {
		return Reply{}, fmt.Errorf("nobody asks for %s", need)
	}
	reply, err := ask(ctx, r)
	return d.settle(ctx, r, nil, reply, err)
}

// settle turns an answer into what is shown: it starts a flow that was
// entered, returns to the task before a gate, and words an old button.
func (d *Dispatcher) settle(ctx context.Context, r *Request, before *Task, reply Reply, err error) (Reply, error) {
	switch {
	case errors.Is(err, ErrOldButton):
		return d.oldButton(ctx, r)
	case err != nil:
		return Reply{}, err
	case reply.enter != nil:
		return d.enter(ctx, r, reply)
	case reply.Resume && before != nil:
		return d.resume(ctx, r, *before, reply)
	case reply.Keep && before != nil:
		r.talk.Task = before
	}
	return reply, nil
}

func (d *Dispatcher) enter(ctx context.Context, r *Request, reply Reply) (Reply, error) {
	flow, ok := d.flows[reply.enter.flow]
	if !ok {
		return Reply{}, fmt.Errorf("no capability declares the flow %s", reply.enter.flow)
	}
	asked, err := startFlow(ctx, r, flow, reply.enter)
	if err != nil {
		return Reply{}, err
	}
	asked, err = d.settle(ctx, r, nil, asked, nil)
	asked.Before = append(reply.Before, asked.Before...)
	if asked.Toast.Key == "" {
		asked.Toast = reply.Toast
	}
	return asked, err
}

// resume performs the task that a gate held up, as the person they are now.
func (d *Dispatcher) resume(ctx context.Context, r *Request, task Task, gave Reply) (Reply, error) {
	if err := r.reload(ctx); err != nil {
		return Reply{}, err
	}
	reply, err := d.perform(ctx, r, task)
	if err != nil {
		var problem *centre.Problem
		if !errors.As(err, &problem) {
			return Reply{}, err
		}
		reply = Refusal(problem)
	}
	reply.Before = append(gave.Before, reply.Before...)
	return reply, nil
}

// handle finds and runs the handler of a task.
func (d *Dispatcher) handle(ctx context.Context, r *Request, task Task) (Reply, error) {
	if task.Command != "" {
		return d.handleCommand(ctx, r, task.Command)
	}
	name, packed, _ := strings.Cut(task.Data, fieldSeparator)
	route, ok := d.routes[name]
	if !ok {
		r.route = "old"
		return Reply{}, ErrOldButton
	}
	r.route = name
	if r.Identity.Language == "" && !route.early {
		return Reply{}, &centre.Lacks{Need: centre.NeedLanguage}
	}
	var fields []string
	if packed != "" || strings.HasSuffix(task.Data, fieldSeparator) {
		fields = strings.Split(packed, fieldSeparator)
	}
	return route.handle(ctx, r, fields)
}

func (d *Dispatcher) handleCommand(ctx context.Context, r *Request, text string) (Reply, error) {
	name, argument := splitCommand(text)
	r.route = "/" + name
	command, ok := d.commands[name]
	switch {
	case r.Identity.Language == "":
		return Reply{}, &centre.Lacks{Need: centre.NeedLanguage}
	case !ok:
		r.route = "/unknown"
		return d.withMenu(ctx, r, locales.T("common.unknown_command"))
	case name == "start" && argument != "":
		return d.deepLink(ctx, r, command, argument)
	}
	return command.Handle(ctx, r)
}

// deepLink answers /start with a payload; the longest prefix wins, and rubbish
// goes to the ordinary /start, which says that the link is not known.
func (d *Dispatcher) deepLink(ctx context.Context, r *Request, start Command, payload string) (Reply, error) {
	var found *DeepLink
	for i, l := range d.links {
		if strings.HasPrefix(payload, l.Prefix) && (found == nil || len(l.Prefix) > len(found.Prefix)) {
			found = &d.links[i]
		}
	}
	if found == nil {
		r.route = "/start rubbish"
		return start.Handle(ctx, r)
	}
	r.route = "/start " + found.Prefix
	return found.Handle(ctx, r, strings.TrimPrefix(payload, found.Prefix))
}

// splitCommand splits "/start@jastar_bot e12" into "start" and "e12".
func splitCommand(text string) (name, argument string) {
	name, argument, _ = strings.Cut(strings.TrimPrefix(text, "/"), " ")
	name, _, _ = strings.Cut(name, "@")
	return strings.ToLower(name), strings.TrimSpace(argument)
}

// oldButton says that a button no longer means anything and shows what does:
// the running question, or the menu.
func (d *Dispatcher) oldButton(ctx context.Context, r *Request) (Reply, error) {
	r.outcome = "old button"
	if r.talk.Form == nil {
		reply, err := d.withMenu(ctx, r, sentence(ErrOldButton))
		return reply.Toasted(ErrOldButton.Key), err
	}
	reply, err := d.inFlow(ctx, r, func(run *runner, ctx context.Context, r *Request) (Reply, error) {
		return run.ask(ctx, r, nil)
	})
	reply.afresh = true
	return reply.Toasted(ErrOldButton.Key), err
}

// withMenu shows the main menu below one sentence. Before a language was chosen
// there are no words for it, only the choice.
func (d *Dispatcher) withMenu(ctx context.Context, r *Request, line locales.Text) (Reply, error) {
	reply, err := d.perform(ctx, r, Task{Data: MenuData})
	if err != nil || r.Identity.Language == "" {
		return reply, err
	}
	reply.Screen.Lines = append([]locales.Text{line, {}}, reply.Screen.Lines...)
	return reply, nil
}
