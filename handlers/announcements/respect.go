package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons that decide how an announcement treats its readers' peace. The names
// travel in chats for years.
var (
	respectAction  = bot.NewAction[one]("a.respect")
	usefulAction   = bot.NewAction[useful]("a.useful")
	urgentAction   = bot.NewAction[one]("a.urgent")
	ordinaryAction = bot.NewAction[one]("a.ordinary")
)

// useful is the wish to let an announcement be worth sending for so long.
type useful struct {
	ID    announcements.ID
	While string `max:"8"`
}

const (
	usefulButton = locales.Family("respect.useful_button_")
	usefulLine   = locales.Family("respect.useful_")
)

// days is the code of announcements.UsefulDays in keys and on buttons.
const usefulDays = "days"

func usefulCode(u announcements.Useful) string {
	if u == announcements.UsefulDays {
		return usefulDays
	}
	return string(u)
}

func (c *chat) respectRoutes() []bot.Route {
	return []bot.Route{
		bot.On(respectAction, c.respect),
		bot.On(usefulAction, c.useful),
		bot.On(urgentAction, c.urgent),
		bot.On(ordinaryAction, c.ordinary),
		bot.On(shownAction, c.shown),
	}
}

// respectLines say what a draft's author has decided besides the usual.
func respectLines(s bot.Screen, a announcements.Announcement) bot.Screen {
	if a.Useful != announcements.UsefulDays {
		s.Lines = append(s.Lines[:len(s.Lines):len(s.Lines)], usefulLine.T(usefulCode(a.Useful)))
	}
	if a.Urgent != "" {
		s = s.Say("respect.urgent", "reason", a.Urgent)
	}
	return s
}

// respect shows for how long a draft is worth sending and whether it is urgent.
func (c *chat) respect(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	a, err := c.Open(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	if a.State != announcements.Draft {
		return c.panel(ctx, r, o)
	}
	s := bot.Say("respect.title").Say("respect.explain").Gap()
	s.Lines = append(s.Lines, usefulLine.T(usefulCode(a.Useful)))
	if a.Urgent != "" {
		s = s.Say("respect.urgent", "reason", a.Urgent)
	}
	for _, u := range announcements.UsefulChoices() {
		label := usefulButton.T(usefulCode(u))
		if u == a.Useful {
			label = locales.T("announcements.chosen_button", "name", r.Texts.Plain(r.Language, label))
		}
		s = s.Row(usefulAction.Button(label, useful{o.ID, usefulCode(u)}))
	}
	switch {
	case a.Urgent != "":
		s = s.Row(ordinaryAction.Button(locales.T("respect.ordinary_button"), o))
	case announcements.MayHurry(r.Actor):
		s = s.Row(urgentAction.Button(locales.T("respect.urgent_button"), o))
	}
	return bot.Show(s.Row(bot.BackButton(panelAction.Data(o)), bot.MenuButton())), nil
}

// useful decides for how long a draft is worth sending.
func (c *chat) useful(ctx context.Context, r *bot.Request, w useful) (bot.Reply, error) {
	while := announcements.Useful(w.While)
	if w.While == usefulDays {
		while = announcements.UsefulDays
	}
	if _, err := c.SetUseful(ctx, r.Actor, w.ID, while); err != nil {
		return bot.Reply{}, err
	}
	return c.respect(ctx, r, one{w.ID})
}

// urgent asks why a draft is urgent.
func (c *chat) urgent(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	a, err := c.OpenToHurry(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	if a.State != announcements.Draft {
		return c.panel(ctx, r, o)
	}
	return c.hurrying().Enter(hurry{ID: o.ID}), nil
}

// hurry is a draft that is to become urgent, and why.
type hurry struct {
	ID     announcements.ID `json:"id"`
	Reason string           `json:"reason,omitempty"`
}

// hurrying makes a draft urgent.
func (c *chat) hurrying() *bot.Flow[hurry] {
	return &bot.Flow[hurry]{
		Name: "announce_urgent", Version: 1,
		Steps: []bot.Step[hurry]{{Name: "reason", Ask: askUrgent, Take: takeUrgent}},
		Finish: func(ctx context.Context, r *bot.Request, form bot.Form[hurry]) (bot.Reply, error) {
			if _, err := c.SetUrgent(ctx, r.Actor, form.Data.ID, form.Data.Reason); err != nil {
				return bot.Reply{}, err
			}
			return c.respect(ctx, r, one{form.Data.ID})
		},
		Abandon: func(ctx context.Context, r *bot.Request, form bot.Form[hurry]) (bot.Reply, error) {
			return c.respect(ctx, r, one{form.Data.ID})
		},
	}
}

func askUrgent(_ context.Context, _ *bot.Request, _ *hurry) (bot.Screen, error) {
	return bot.Say("respect.ask_urgent", "max", announcements.MaxUrgent), nil
}

func takeUrgent(_ context.Context, _ *bot.Request, in bot.Input, h *hurry) (err error) {
	if h.Reason, err = in.Text(announcements.MaxUrgent); err != nil {
		return err
	}
	return announcements.CheckUrgent(h.Reason)
}

// ordinary lets a draft be urgent no longer.
func (c *chat) ordinary(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	if _, err := c.SetUrgent(ctx, r.Actor, o.ID, ""); err != nil {
		return bot.Reply{}, err
	}
	return c.respect(ctx, r, o)
}

// kept says who is held, for whom it came too late, and who got it in a digest.
func kept(r *bot.Reader, s bot.Screen, p announcements.Progress) bot.Screen {
	t := p.Tally
	for _, reason := range p.Reasons {
		if reason.Cause == announcements.CauseDigest && reason.Outcome == announcements.OutcomeSent {
			s = s.Say("respect.in_digest", "n", reason.Number)
		}
	}
	switch {
	case t.Held > 0 && t.HeldUntil.After(r.Now):
		s = s.Say("respect.held_until", "when", r.Moment(t.HeldUntil), "n", t.Held)
	case t.Held > 0:
		s = s.Say("respect.held", "n", t.Held)
	}
	if t.Expired > 0 {
		s = s.Say("respect.expired", "n", t.Expired)
	}
	return s
}

// steer is steering for a run's card: an earlier run that only holds people can be
// stopped alone.
func steer(report announcements.Report, card int16) []bot.Button {
	buttons := steering(report.Progress(), card)
	if report.Pausable() {
		return buttons
	}
	return buttons[len(buttons)-1:]
}
