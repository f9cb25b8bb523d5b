package announcements

import (
	"context"
	"errors"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

func (c *chat) approvalNotices() []bot.Speaker {
	return []bot.Speaker{
		bot.SpeakerOf(announcements.NoticeAsked, c.tellAsked),
		bot.SpeakerOf(announcements.NoticeApproved, c.tellApproved),
		bot.SpeakerOf(announcements.NoticeReturned, c.tellReturned),
		bot.SpeakerOf(announcements.NoticeGrown, c.tellGrown),
		bot.SpeakerOf(announcements.NoticeLapsed, c.tellLapsed),
	}
}

// stillTheirs drops a notice to somebody who has lost the right to read it.
func stillTheirs(err error) error {
	if errors.Is(err, centre.ErrForbidden) {
		return centre.ErrGone
	}
	return err
}

// tellAsked tells that an announcement or new words wait for the reader's approval.
func (c *chat) tellAsked(ctx context.Context, r *bot.Reader, q announcements.Request) (bot.Screen, error) {
	v, err := c.Review(ctx, r.Actor, q)
	if err != nil {
		return bot.Screen{}, stillTheirs(err)
	}
	if !v.May || v.Request != q {
		return bot.Screen{}, centre.ErrGone // decided, withdrawn or asked anew
	}
	s := bot.Say("approvals.asked", "text", excerpt(r, v.Content))
	if q.Words {
		s = bot.Say("approvals.asked_words", "text", excerpt(r, v.Words.Seen()))
	}
	s = sayAsked(r, s, v.Approval, v.Asker).Say("approvals.reaches", "n", v.Approval.People)
	return s.Row(reviewAction.Button(locales.T("approvals.review_button"), aboutOf(q))).Row(bot.MenuButton()), nil
}

// decision reads what became of a request for whoever asked.
func (c *chat) decision(ctx context.Context, r *bot.Reader, q announcements.Request) (announcements.Decision, error) {
	d, err := c.Decision(ctx, r.Actor, q)
	return d, stillTheirs(err)
}

// openDecided leads to what was decided about.
func openDecided(q announcements.Request, a announcements.Approval) bot.Button {
	label := locales.T("announcements.open_planned_button")
	if q.Words {
		return runAction.Button(label, reported{Run: a.Run})
	}
	return panelAction.Button(label, one{q.Announcement})
}

// tellApproved tells whoever asked that it was approved.
func (c *chat) tellApproved(ctx context.Context, r *bot.Reader, q announcements.Request) (bot.Screen, error) {
	d, err := c.decision(ctx, r, q)
	if err != nil {
		return bot.Screen{}, err
	}
	s := bot.Say("approvals.is_approved", "text", excerpt(r, d.Content), "name", nameOf(d.Decider))
	return s.Row(openDecided(q, d.Approval), bot.MenuButton()), nil
}

// tellReturned tells whoever asked why it was returned.
func (c *chat) tellReturned(ctx context.Context, r *bot.Reader, q announcements.Request) (bot.Screen, error) {
	d, err := c.decision(ctx, r, q)
	if err != nil {
		return bot.Screen{}, err
	}
	s := bot.Say("approvals.is_returned", "text", excerpt(r, d.Content), "name", nameOf(d.Decider), "word", d.Approval.Word)
	return s.Row(openDecided(q, d.Approval), bot.MenuButton()), nil
}

// tellGrown tells that a planned announcement waits for approval again.
func (c *chat) tellGrown(ctx context.Context, r *bot.Reader, q announcements.Request) (bot.Screen, error) {
	d, err := c.decision(ctx, r, q)
	if err != nil {
		return bot.Screen{}, err
	}
	if d.Approval.State != announcements.Asked {
		return bot.Screen{}, centre.ErrGone
	}
	return bot.Say("approvals.grown", "text", excerpt(r, d.Content)).Say("approvals.reaches", "n", d.Approval.People).
		Row(openDecided(q, d.Approval), bot.MenuButton()), nil
}

// tellLapsed tells that nobody approved it before its time.
func (c *chat) tellLapsed(ctx context.Context, r *bot.Reader, m announcements.Missing) (bot.Screen, error) {
	a, err := c.Open(ctx, r.Actor, m.Announcement)
	if err != nil {
		return bot.Screen{}, stillTheirs(err)
	}
	return bot.Say("approvals.lapsed", "text", excerpt(r, a.Content), "when", r.Moment(m.Last)).
		Row(panelAction.Button(locales.T("announcements.open_button"), one{a.ID}), bot.MenuButton()), nil
}
