package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons of approvals. The names travel in chats for years.
var (
	reviewAction   = bot.NewAction[about]("a.look")
	approveAction  = bot.NewAction[about]("a.ok")
	giveBackAction = bot.NewAction[about]("a.giveback")
	withdrawAction = bot.NewAction[about]("a.recant")
)

// about names a request: what was seen is what is decided about.
type about struct {
	ID     announcements.ID
	Number int64
	Words  bool
}

func (o about) request() announcements.Request {
	return announcements.Request{Announcement: o.ID, Number: o.Number, Words: o.Words}
}

func aboutOf(q announcements.Request) about { return about{q.Announcement, q.Number, q.Words} }

func (c *chat) approvalRoutes() []bot.Route {
	return []bot.Route{
		bot.On(reviewAction, c.review),
		bot.On(approveAction, c.approve),
		bot.On(giveBackAction, c.giveBack),
		bot.On(withdrawAction, c.withdraw),
	}
}

// review shows exactly what would go out, and below it to whom, when and from whom.
func (c *chat) review(ctx context.Context, r *bot.Request, o about) (bot.Reply, error) {
	v, err := c.Review(ctx, r.Actor, o.request())
	if err != nil {
		return bot.Reply{}, err
	}
	if v.Approval.State != announcements.Asked {
		return bot.Show(decidedScreen(&r.Reader, v)), nil
	}
	if o.Words {
		return showChanged(bot.Show(reviewWords(&r.Reader, v)), r, v.Words), nil
	}
	reply := bot.Show(c.reviewScreen(&r.Reader, v))
	for _, code := range announcements.Languages() {
		if _, ok := v.Content[code]; ok {
			reply = reply.After(Screen(r.Texts, v.Content, locales.Language(code)))
		}
	}
	return reply, nil
}

// approve lets it go out, or says who has decided already.
func (c *chat) approve(ctx context.Context, r *bot.Request, o about) (bot.Reply, error) {
	if _, err := c.Approve(ctx, r.Actor, o.request()); err != nil {
		return bot.Reply{}, err
	}
	return c.review(ctx, r, o)
}

// withdraw takes a request back.
func (c *chat) withdraw(ctx context.Context, r *bot.Request, o about) (bot.Reply, error) {
	a, err := c.Withdraw(ctx, r.Actor, o.request())
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.panel(ctx, r, one{o.ID})
	if o.Words {
		reply, err = c.run(ctx, r, reported{Run: a.EditApproval.Run})
	}
	return reply.Toasted("approvals.withdrawn_toast"), err
}

// returned is a request that is being sent back.
type returned struct {
	About about  `json:"about"`
	Word  string `json:"word,omitempty"`
}

// giveBack asks for a word, unless somebody has decided already.
func (c *chat) giveBack(ctx context.Context, r *bot.Request, o about) (bot.Reply, error) {
	v, err := c.Review(ctx, r.Actor, o.request())
	if err != nil {
		return bot.Reply{}, err
	}
	if !v.May {
		return c.review(ctx, r, o)
	}
	return c.returning().Enter(returned{About: o}), nil
}

// returning sends a request back with a word.
func (c *chat) returning() *bot.Flow[returned] {
	return &bot.Flow[returned]{
		Name: "approval_return", Version: 1,
		Steps: []bot.Step[returned]{{Name: "word",
			Ask: func(context.Context, *bot.Request, *returned) (bot.Screen, error) {
				return bot.Say("approvals.ask_word", "max", announcements.MaxWord), nil
			},
			Take: func(_ context.Context, _ *bot.Request, in bot.Input, d *returned) (err error) {
				d.Word, err = in.Text(announcements.MaxWord)
				return err
			},
		}},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[returned]) (bot.Reply, error) {
			if _, err := c.Return(ctx, r.Actor, form.Data.About.request(), form.Data.Word); err != nil {
				return bot.Reply{}, err
			}
			return c.review(ctx, r, form.Data.About)
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[returned]) (bot.Reply, error) {
			return c.review(ctx, r, form.Data.About)
		},
	}
}
