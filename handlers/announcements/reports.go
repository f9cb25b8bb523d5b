package announcements

import (
	"context"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// runState says how a run stands.
const runState = locales.Family("announcements.run_")

// runs lists all runs, the newest first.
func (c *chat) runs(ctx context.Context, r *bot.Request, l paged) (bot.Reply, error) {
	list, err := c.Reports(ctx, r.Actor, int(l.Page))
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("announcements.runs")
	if len(list.Runs) == 0 {
		s = s.Say("announcements.list_empty")
	}
	for i, run := range list.Runs {
		n := list.Page*announcements.ReportsPage + i + 1
		s = brief(&r.Reader, s.Gap(), n, run)
		label := locales.T("announcements.run_button", "n", n, "text", excerpt(&r.Reader, run.Content))
		s = s.Row(runAction.Button(label, reported{run.ID, l.Page}))
	}
	return bot.Show(s.Row(turns(list)...).Row(bot.BackButton(homeAction.Data(struct{}{})), bot.MenuButton())), nil
}

// turns are the buttons to the pages beside this one.
func turns(list announcements.Reports) (row []bot.Button) {
	if list.Page > 0 {
		row = append(row, runsAction.Button(locales.T("announcements.newer_button"), paged{int16(list.Page - 1)}))
	}
	if list.More {
		row = append(row, runsAction.Button(locales.T("announcements.older_button"), paged{int16(list.Page + 1)}))
	}
	return row
}

// brief is a run in the list: its first words, when, in whose name, how it
// stands and its numbers.
func brief(r *bot.Reader, s bot.Screen, n int, run announcements.Report) bot.Screen {
	s = s.Say("announcements.run", "n", n, "text", excerpt(r, run.Content)).
		Say("announcements.run_when", "when", r.Moment(begun(run)), "state", stateOf(run.Kind, run.State))
	s = sayCorrected(r, sayFrom(r, s, run), run)
	if run.Tally.Started.IsZero() {
		return s
	}
	t := run.Tally
	if run.Kind.Corrects() {
		return s.Say("corrections.run_numbers", "total", t.Total, "done", t.Sent, "blocked", t.Blocked, "failed", t.Failed)
	}
	s = s.Say("announcements.run_numbers", "total", t.Total, "sent", t.Sent, "blocked", t.Blocked, "failed", t.Failed, "unknown", t.Unknown)
	return kept(r, s, run.Progress())
}

func sayFrom(r *bot.Reader, s bot.Screen, run announcements.Report) bot.Screen {
	if run.From == nil {
		return s.Say("announcements.from_centre")
	}
	return s.Say("announcements.from", "name", r.Words(run.From))
}

// begun is when a run started, or was planned for when it never did.
func begun(run announcements.Report) time.Time {
	if run.Tally.Started.IsZero() {
		return run.Planned
	}
	return run.Tally.Started
}

// run is the card of one run.
func (c *chat) run(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	report, readers, err := c.Echo(ctx, r.Actor, o.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	p := report.Progress()
	s := bot.Say("announcements.not_started", "text", excerpt(&r.Reader, report.Content))
	if !report.Tally.Started.IsZero() {
		s = echo(&r.Reader, standing(&r.Reader, p), report, readers)
	}
	s = s.Gap().Say("announcements.run_when", "when", r.Moment(begun(report)), "state", stateOf(report.Kind, report.State))
	s = sayCorrected(&r.Reader, sayFrom(&r.Reader, s, report), report)
	s = s.Row(whyButton(p, o.Page)...)
	if report.UnderWay() {
		s = s.Row(withoutRow(p)...).Row(unpaidRow(p)...)
		s = s.Row(steer(report, o.Page+1)...).Row(runAction.Button(locales.T("announcements.refresh_button"), o))
	}
	return bot.Show(corrections(s, report, o.Page).Row(papersRow(report, o.Page)...).Row(messageAction.Button(locales.T("announcements.message_button"), o)).
		Row(bot.BackButton(runsAction.Data(paged{o.Page})), bot.MenuButton())), nil
}

// message shows what a run's readers got, and its card below.
func (c *chat) message(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	report, err := c.Report(ctx, r.Actor, o.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.run(ctx, r, o)
	return reply.After(asSent(r.Texts, report.Content, report.Origin(), r.Language)), err
}
