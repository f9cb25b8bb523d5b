package announcements

import (
	"context"
	"errors"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons that change what was sent. The names travel in chats for years.
var (
	askRecallAction = bot.NewAction[reported]("a.recall?")
	recallAction    = bot.NewAction[recalled]("a.recall")
)

// recalled asks for a recall. After is the latest correction that was known when
// the button was made: the same tap does not begin another one after a stop.
type recalled struct{ Base, After announcements.RunID }

func (c *chat) correctionRoutes() []bot.Route {
	return []bot.Route{
		bot.On(askRecallAction, c.askRecall),
		bot.On(recallAction, c.recall),
		bot.On(editAction, c.edit),
		bot.On(rewordAction, c.reword),
		bot.On(editAllAction, c.editAll),
	}
}

// askRecall says what a recall does before it begins.
func (c *chat) askRecall(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	report, err := c.CheckRecall(ctx, r.Actor, o.Run)
	if err != nil {
		return c.stopFirst(ctx, r, o, err)
	}
	s := bot.Say("corrections.ask_recall", "text", excerpt(&r.Reader, report.Seen())).
		Say("corrections.messages", "n", report.Reach()).
		Say("corrections.how_recalled")
	if report.Tally.Held > 0 {
		s = s.Say("respect.not_sent", "n", report.Tally.Held)
	}
	return bot.Show(warned(s, report).Row(recallAction.Button(locales.T("corrections.recall_now_button"), recalled{report.ID, report.Corrected.Run})).
		Row(bot.BackButton(runAction.Data(o)), bot.MenuButton())), nil
}

// warned says what a change cannot undo.
func warned(s bot.Screen, run announcements.Report) bot.Screen {
	s = s.Say("corrections.maybe_read")
	if run.Tally.Unknown > 0 {
		s = s.Say("corrections.unanswered", "n", run.Tally.Unknown)
	}
	return s
}

// recall starts a recall. The tapped message then shows its progress.
func (c *chat) recall(ctx context.Context, r *bot.Request, o recalled) (bot.Reply, error) {
	wish := announcements.Recall{Base: o.Base, After: o.After, Message: tappedOn(r)}
	a, err := c.Recall(ctx, r.Actor, wish)
	if err != nil {
		return c.stopFirst(ctx, r, reported{Run: o.Base}, err)
	}
	return c.report(ctx, r, one{a.ID})
}

// stopFirst answers a refusal. What is still under way can be stopped at once.
func (c *chat) stopFirst(ctx context.Context, r *bot.Request, o reported, refused error) (bot.Reply, error) {
	if !errors.Is(refused, announcements.ErrUnderWay) {
		return bot.Reply{}, refused
	}
	report, err := c.Report(ctx, r.Actor, o.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	a, err := c.Open(ctx, r.Actor, report.Announcement)
	if err != nil {
		return bot.Reply{}, err
	}
	stop := halted{ID: a.ID}
	switch {
	case a.Running:
		stop.Run = a.Run
	case report.State == announcements.Holding:
		stop.Run = report.ID
	}
	return bot.Show(bot.Say("corrections.under_way").
		Row(haltAction.Button(locales.T("announcements.stop_button"), stop)).
		Row(bot.BackButton(runAction.Data(o)), bot.MenuButton())), nil
}

// corrections puts the buttons on a run's card that change what was sent, and
// those that lead to the run which did or whose messages it changed.
func corrections(s bot.Screen, run announcements.Report, page int16) bot.Screen {
	var change, open []bot.Button
	here := reported{run.ID, page}
	if run.Editable() && !run.Busy() {
		change = append(change, editAction.Button(locales.T("corrections.edit_button"), here))
	}
	if run.Recallable() && !run.Busy() {
		change = append(change, askRecallAction.Button(locales.T("corrections.recall_button"), here))
	}
	if run.Corrected.Run != 0 {
		open = append(open, runAction.Button(openButton.T(string(run.Corrected.Kind)), reported{run.Corrected.Run, page}))
	}
	if run.Kind.Corrects() {
		open = append(open, runAction.Button(openButton.T(string(announcements.KindSend)), reported{run.Base, page}))
	}
	return s.Row(change...).Row(open...)
}

// regret offers to take back what had left before a stop.
func regret(p announcements.Progress) []bot.Button {
	if p.Announcement.Kind.Corrects() || p.Tally.State != announcements.Stopped || p.Tally.Sent == 0 {
		return nil
	}
	return []bot.Button{askRecallAction.Button(locales.T("corrections.recall_button"), reported{Run: p.Announcement.Run})}
}
