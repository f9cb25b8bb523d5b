package announcements

import (
	"context"
	"strings"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// report shows the countdown or how the latest run stands.
func (c *chat) report(ctx context.Context, r *bot.Request, o one) (bot.Reply, error) {
	p, err := c.Progress(ctx, r.Actor, o.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := bot.Show(Progress(&r.Reader, p))
	reply.InPlace = true
	return reply, nil
}

// Progress is the one message that follows an announcement from the countdown
// to the final numbers. It is lasting: no other screen takes its place.
func Progress(r *bot.Reader, p announcements.Progress) bot.Screen {
	a := p.Announcement
	if a.Counting() {
		left := max(0, a.Schedule.Next.Sub(r.Now).Round(time.Second))
		return bot.Say("announcements.counting", "text", excerpt(r, a.Content), "left", locales.Duration(left)).
			Row(haltAction.Button(locales.T("announcements.stop_button"), halted{ID: a.ID})).Last()
	}
	s := standing(r, p).Row(whyButton(p, 0)...)
	if a.Running || a.Holding {
		s = s.Row(withoutRow(p)...).Row(unpaidRow(p)...)
		return s.Row(steering(p, 0)...).Last()
	}
	s = s.Row(regret(p)...)
	return s.Row(homeAction.Button(locales.T("announcements.home_button"), struct{}{}), bot.MenuButton()).Last()
}

// standing says how a run stands.
func standing(r *bot.Reader, p announcements.Progress) bot.Screen {
	s := heading(r, p)
	if p.Announcement.Paused {
		s = pausedBy(r, s, p.Tally)
	}
	s = starsLines(posts(failures(kept(r, numbers(p, s), p), p), p), p)
	if p.AtWork() {
		return pace(r, p, s)
	}
	if p.Settling(r.Now) {
		s = s.Say("announcements.settling")
	}
	if !p.Tally.Started.IsZero() && !p.Tally.Ended.IsZero() {
		took := max(time.Second, p.Tally.Ended.Sub(p.Tally.Started))
		s = s.Say("announcements.took", "duration", locales.Duration(took))
	}
	return s
}

// steering are the buttons to pause a run or go on with it, and to stop it.
func steering(p announcements.Progress, card int16) []bot.Button {
	a := p.Announcement
	label := locales.T("announcements.pause_button")
	if a.Paused {
		label = locales.T("announcements.resume_button")
	}
	return []bot.Button{
		pauseAction.Button(label, paused{a.ID, a.Run, !a.Paused, card}),
		haltAction.Button(locales.T("announcements.stop_button"), halted{a.ID, a.Run}),
	}
}

// heading says which announcement it is and whether it is still going out.
func heading(r *bot.Reader, p announcements.Progress) bot.Screen {
	name := excerpt(r, p.Announcement.Content)
	if p.Announcement.Kind.Corrects() {
		return correctionHeading(p, name)
	}
	switch {
	case p.Announcement.Paused:
		return bot.Say("announcements.paused", "text", name)
	case p.Announcement.Running || p.AtWork():
		return bot.Say("announcements.sending", "text", name)
	case p.Announcement.Holding:
		return bot.Say("respect.waiting", "text", name)
	case p.Tally.State == announcements.Stopped:
		return bot.Say("announcements.stopped", "text", name)
	default:
		return bot.Say("announcements.finished", "text", name)
	}
}

// pausedBy says who paused it and since when.
func pausedBy(r *bot.Reader, s bot.Screen, t announcements.Tally) bot.Screen {
	if t.PausedBy == "" {
		return s.Say("announcements.paused_since", "when", r.Moment(t.PausedAt))
	}
	return s.Say("announcements.paused_by", "name", t.PausedBy, "when", r.Moment(t.PausedAt))
}

// bar is drawn of ten boxes; the number beside it says the same.
func bar(percent int) string {
	full := percent / 10
	return strings.Repeat("▓", full) + strings.Repeat("░", 10-full)
}

// numbers are the same while it runs and at the end.
func numbers(p announcements.Progress, s bot.Screen) bot.Screen {
	t := p.Tally
	if t.Total > 0 {
		s = s.Say("announcements.done", "bar", bar(p.Percent()), "percent", p.Percent(), "done", t.Done(), "total", t.Total)
	}
	if p.Announcement.Kind.Corrects() {
		return corrected(p, s)
	}
	s = s.Say("announcements.sent", "n", t.Sent).Say("announcements.blocked", "n", blocked(p)).Say("announcements.failed", "n", t.Failed)
	if t.Unknown > 0 {
		s = s.Say("announcements.unknown", "n", t.Unknown)
	}
	return sayUnwilling(s, t)
}

// pace says how fast it goes and how long the rest takes.
func pace(r *bot.Reader, p announcements.Progress, s bot.Screen) bot.Screen {
	if rate := p.Rate(r.Now); rate >= 1 {
		s = s.Say("announcements.rate", "n", int(rate+0.5))
	}
	if left := p.Remaining(r.Now); left > 0 {
		s = s.Say("announcements.remaining", "duration", locales.Duration(left))
	}
	return s
}
