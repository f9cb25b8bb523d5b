package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"jastar/centre"
	"jastar/locales"
)

// meal is the form of the flow under test.
type meal struct {
	Dish  string
	Spice string
	Seats int
}

// table is a chat with a dispatcher: what a turn does without stores.
type table struct {
	*testing.T
	d        *Dispatcher
	talk     Conversation
	now      time.Time
	texts    *locales.Catalogue
	role     centre.Role
	consent  bool
	finished []Form[meal]
	saved    []meal
	fail     error // what Finish returns
}

var (
	serveAction = NewAction[int64]("serve")
	askAction   = NewAction[struct{}]("consent")
)

// sit makes the chat: a menu, a flow, an action for members and its gate.
func sit(t *testing.T) *table {
	texts, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	tb := &table{T: t, now: now(t), texts: texts}
	order := tb.flow()
	reply := func(line string) Reply { return Show(Say("common.value_button", "value", line)) }
	tb.d, err = NewDispatcher(Capability{
		Name: "kitchen",
		Commands: []Command{
			{Name: "order", Handle: func(context.Context, *Request) (Reply, error) { return order.Enter(meal{}), nil }},
			{Name: "start", Handle: func(context.Context, *Request) (Reply, error) { return reply("started"), nil }},
		},
		Routes: []Route{
			On(NewAction[struct{}](MenuData), func(context.Context, *Request, struct{}) (Reply, error) { return reply("menu"), nil }),
			On(serveAction, func(_ context.Context, r *Request, n int64) (Reply, error) {
				if !r.Consented {
					return Reply{}, &centre.Lacks{Need: centre.NeedMembership}
				}
				return reply("served"), nil
			}),
			On(askAction, func(context.Context, *Request, struct{}) (Reply, error) {
				tb.consent = true
				return Reply{Screen: Say("common.back_button"), Resume: true}, nil
			}),
		},
		Flows: []AnyFlow{order},
		Links: []DeepLink{{Prefix: "d", Handle: func(_ context.Context, _ *Request, rest string) (Reply, error) { return reply("dish " + rest), nil }}},
		Gates: map[centre.Need]Handler{centre.NeedMembership: func(context.Context, *Request) (Reply, error) { return reply("consent?"), nil }},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tb
}

func (tb *table) flow() *Flow[meal] {
	question := func(key string) func(context.Context, *Request, *meal) (Screen, error) {
		return func(context.Context, *Request, *meal) (Screen, error) {
			return Say("common.value_button", "value", key).Row(Choice(locales.T("common.back_button"), "hot")), nil
		}
	}
	return &Flow[meal]{
		Name: "order", Version: 3,
		Steps: []Step[meal]{
			{Name: "dish", Ask: question("dish?"), Take: func(_ context.Context, _ *Request, in Input, d *meal) (err error) {
				d.Dish, err = in.Line(20)
				return err
			}},
			{Name: "spice", Optional: true, Ask: question("spice?"), Take: func(_ context.Context, _ *Request, in Input, d *meal) (err error) {
				d.Spice, err = in.Pick("hot")
				return err
			}},
			{Name: "sauce", When: func(d *meal) bool { return d.Spice == "hot" }, Ask: question("sauce?"),
				Take: func(_ context.Context, _ *Request, in Input, _ *meal) error { _, err := in.Line(20); return err }},
			{Name: "review", Ask: question("review"), Take: func(_ context.Context, _ *Request, in Input, d *meal) error {
				if in.Message != nil && in.Message.Text == "edit" {
					return &Goto{"dish"}
				}
				return nil
			}},
		},
		Finish: func(_ context.Context, _ *Request, form Form[meal]) (Reply, error) {
			if tb.fail != nil {
				return Reply{}, tb.fail
			}
			tb.finished = append(tb.finished, form)
			return Show(Say("common.value_button", "value", "done")), nil
		},
		Save: func(_ context.Context, _ *Request, form Form[meal]) error {
			tb.saved = append(tb.saved, *form.Data)
			return nil
		},
	}
}

// turn runs one update through the saved conversation, as a restart would.
func (tb *table) turn(u *Update) Reply {
	tb.Helper()
	talk := decodeConversation(tb.talk.encode())
	reader := Reader{Identity: centre.Identity{Actor: centre.Actor{Role: tb.role, Consented: tb.consent}, Language: "en"}, Language: "en", Now: tb.now, Texts: tb.texts}
	r := &Request{Reader: reader, Update: u, talk: &talk}
	r.reload = func(context.Context) error { r.Consented = tb.consent; return nil }
	reply, err := tb.d.Serve(tb.Context(), r)
	if err != nil {
		tb.Fatalf("turn: %v", err)
	}
	tb.talk = talk
	return reply
}

func (tb *table) say(text string) string {
	return tb.first(tb.turn(&Update{Kind: KindMessage, Private: true, Message: &Message{Content: ContentText, Text: text}}))
}

func (tb *table) tap(data string) string {
	return tb.first(tb.turn(&Update{Kind: KindTap, Private: true, Tap: &Tap{Data: data, Message: 5}}))
}

// control taps Back, Skip, Cancel or a choice of the running question.
func (tb *table) control(verb, value string) string {
	return tb.tap(flowData(tb.talk.Form, verb, value))
}

// first is the lines of the screen up to the first empty one.
func (tb *table) first(r Reply) string {
	var lines []string
	for _, l := range r.Screen.Lines {
		if l.Key != "" {
			lines = append(lines, tb.texts.Plain("en", l))
		}
	}
	return strings.Join(lines, " / ")
}

func (tb *table) want(got, want string) {
	tb.Helper()
	if got != want {
		tb.Fatalf("shown %q, want %q", got, want)
	}
}

func TestFlowAsksInOrderAndFinishesOnce(t *testing.T) {
	tb := sit(t)
	tb.want(tb.say("/order"), "dish?")
	tb.want(tb.say("soup"), "spice?")
	tb.want(tb.control(verbSkip, ""), "review")
	tb.want(tb.say("ok"), "done")
	if len(tb.finished) != 1 || tb.finished[0].Data.Dish != "soup" || tb.finished[0].ID <= 0 {
		t.Fatalf("finished: %+v", tb.finished)
	}
	if tb.talk.Form != nil {
		t.Fatal("the form is still open")
	}
	if len(tb.saved) != 2 || tb.saved[0].Dish != "soup" {
		t.Fatalf("drafts kept: %+v", tb.saved)
	}
}

func TestFlowBranchesGoesBackAndKeepsAnswers(t *testing.T) {
	tb := sit(t)
	tb.say("/order")
	tb.say("soup")
	tb.want(tb.control(verbChoose, "hot"), "sauce?")
	tb.want(tb.control(verbBack, ""), "spice?")
	tb.want(tb.control(verbBack, ""), "dish?")
	tb.want(tb.control(verbBack, ""), "dish?") // the first question has nothing before it
	tb.want(tb.control(verbSkip, ""), "dish?") // and is not optional
	tb.say("stew")
	tb.want(tb.control(verbChoose, "hot"), "sauce?")
	tb.say("chili")
	tb.want(tb.say("edit"), "dish?")
	tb.want(tb.say("pie"), "review")
	tb.want(tb.say("ok"), "done")
	if got := *tb.finished[0].Data; got.Dish != "pie" || got.Spice != "hot" {
		t.Fatalf("form: %+v", got)
	}
}

func TestFlowAsksAgainWithTheReason(t *testing.T) {
	tb := sit(t)
	tb.say("/order")
	reason := tb.texts.Plain("en", locales.T("common.too_long", "n", 30, "max", 20))
	tb.want(tb.say(strings.Repeat("x", 30)), reason+" / dish?")
	tb.say("soup")
	buttons := tb.texts.Plain("en", locales.T("common.only_buttons"))
	tb.want(tb.say("very"), buttons+" / spice?")
	tb.want(tb.control(verbChoose, "mild"), buttons+" / spice?")
	tb.want(tb.control(verbSkip, ""), "review")
	tb.fail = centre.ErrForbidden
	tb.want(tb.say("ok"), tb.texts.Plain("en", locales.T("common.forbidden"))+" / review")
	tb.fail = nil
	tb.want(tb.say("ok"), "done")
}

func TestSecondTapAndForeignButtons(t *testing.T) {
	tb := sit(t)
	tb.say("/order")
	tb.say("soup")
	twice := flowData(tb.talk.Form, verbChoose, "hot")
	tb.want(tb.tap(twice), "sauce?")
	tb.want(tb.tap(twice), "sauce?") // tapped twice: no harm
	old := tb.texts.Plain("en", locales.T("common.old_button"))
	tb.want(tb.tap("~zz|dish|=x"), "sauce?") // another form's: the running question again
	tb.want(tb.tap("nonsense|1"), "sauce?")
	tb.want(tb.control(verbCancel, ""), tb.texts.Plain("en", locales.T("common.cancelled")))
	for _, forged := range []string{twice, "~", "~1", "~1|x", "~1|x|", "serve|", "serve|x|y", "serve", "", "!", "|||"} {
		tb.want(tb.tap(forged), old+" / menu")
	}
}

func TestCommandsLeaveTheFormAndCancelCloses(t *testing.T) {
	tb := sit(t)
	tb.say("/order")
	tb.want(tb.say("/start"), "started")
	if tb.talk.Form != nil {
		t.Fatal("the command did not leave the form")
	}
	tb.say("/order")
	tb.want(tb.say("/cancel"), tb.texts.Plain("en", locales.T("common.cancelled")))
	tb.want(tb.say("hello"), tb.texts.Plain("en", locales.T("common.unknown_text"))+" / menu")
	tb.want(tb.say("/nonsense"), tb.texts.Plain("en", locales.T("common.unknown_command"))+" / menu")
}

func TestOldFormsEndKindly(t *testing.T) {
	expired := func(tb *table) { tb.now = tb.now.Add(49 * time.Hour) }
	version := func(tb *table) { tb.talk.Form.Version = 2 }
	step := func(tb *table) { tb.talk.Form.Step = "gone" }
	flow := func(tb *table) { tb.talk.Form.Flow = "gone" }
	data := func(tb *table) { tb.talk.Form.Data = []byte(`"x"`) }
	for name, spoil := range map[string]func(*table){"expired": expired, "version": version, "step": step, "flow": flow, "data": data} {
		tb := sit(t)
		tb.say("/order")
		spoil(tb)
		if got := tb.say("soup"); got != tb.texts.Plain("en", locales.T("common.form_expired"))+" / menu" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestGateComesBackToTheTask(t *testing.T) {
	tb := sit(t)
	tb.want(tb.tap(serveAction.Data(7)), "consent?")
	tb.want(tb.tap(askAction.Data(struct{}{})), "served")
	if tb.talk.Task != nil {
		t.Fatal("the task is still waiting")
	}
}

func TestTaskIsForgottenWhenThePersonGoesElsewhere(t *testing.T) {
	tb := sit(t)
	tb.want(tb.tap(serveAction.Data(7)), "consent?")
	tb.want(tb.tap(MenuData), "menu")
	tb.want(tb.tap(askAction.Data(struct{}{})), "Back") // nobody is signed up behind their back
}

func TestDeepLinks(t *testing.T) {
	tb := sit(t)
	tb.want(tb.say("/start d12"), "dish 12")
	tb.want(tb.say("/start@jastar_bot d12"), "dish 12")
	tb.want(tb.say("/start rubbish"), "started")
}

func TestUnreadableConversationsStartAfresh(t *testing.T) {
	for _, raw := range []string{"", "x", "[]", `{"form":7}`} {
		if c := decodeConversation([]byte(raw)); c.encode() != nil {
			t.Errorf("%q became %+v", raw, c)
		}
	}
}

// A form that began before the centre asked for more leads to what it asks for.
func TestFormLeadsToWhatIsLacking(t *testing.T) {
	tb := sit(t)
	tb.fail = &centre.Lacks{Need: centre.NeedMembership}
	tb.say("/order")
	tb.say("soup")
	tb.control(verbSkip, "")
	tb.want(tb.say("fine"), "consent?")
	tb.want(tb.tap(askAction.Data(struct{}{})), "Back")
}
