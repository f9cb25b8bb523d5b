package announcements

import (
	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// nameOf is somebody's name, or "the staff" for those without one.
func nameOf(name string) any {
	if name == "" {
		return locales.T("approvals.somebody")
	}
	return name
}

// sayAsked says who asked for it and when.
func sayAsked(r *bot.Reader, s bot.Screen, a announcements.Approval, asker string) bot.Screen {
	s = s.Say("approvals.asked_by", "name", nameOf(asker), "when", r.Moment(a.At))
	if a.Again {
		s = s.Say("approvals.has_grown")
	}
	return s
}

// wished says when it is to go out.
func wished(r *bot.Reader, s bot.Screen, p announcements.Panel) bot.Screen {
	if p.Schedule.Countdown {
		return s.Say("approvals.at_once")
	}
	return planLines(r, s, p)
}

// inReviewScreen shows a start that waits for approval.
func (c *chat) inReviewScreen(r *bot.Reader, p announcements.Panel) bot.Screen {
	q := announcements.Request{Announcement: p.ID, Number: p.Approval.Number}
	s := sayAsked(r, bot.Say("approvals.waiting_title"), p.Approval, p.Asker)
	s = c.facts(r, wished(r, s.Gap(), p), p)
	if p.MayDecide(r.Actor, q) {
		s = s.Row(reviewAction.Button(locales.T("approvals.review_button"), aboutOf(q)))
	}
	return s.Row(withdrawAction.Button(locales.T("approvals.withdraw_button"), aboutOf(q))).
		Row(previewAction.Button(locales.T("announcements.preview_button"), one{p.ID})).
		Row(bot.BackButton(listAction.Data(listed{1})), bot.MenuButton())
}

// wordsInReview shows new words that wait for approval.
func wordsInReview(r *bot.Request, e announcements.Editing, o reported) bot.Screen {
	q := announcements.Request{Announcement: e.Announcement, Number: e.Approval.Number, Words: true}
	s := sayAsked(&r.Reader, bot.Say("approvals.words_wait"), e.Approval, e.Asker).Say("corrections.to_edit", "n", e.Reach()).
		Row(withdrawAction.Button(locales.T("approvals.withdraw_button"), aboutOf(q)))
	return s.Row(bot.BackButton(runAction.Data(o)), bot.MenuButton())
}

// reviewScreen sums up a start for whoever decides about it.
func (c *chat) reviewScreen(r *bot.Reader, v announcements.Review) bot.Screen {
	s := sayAsked(r, bot.Say("approvals.review_title"), v.Approval, v.Asker)
	return decideRows(c.facts(r, wished(r, s.Gap(), v.Panel), v.Panel), v).
		Row(bot.BackButton(panelAction.Data(one{v.ID})), bot.MenuButton())
}

// reviewWords sums up new words for whoever decides about them.
func reviewWords(r *bot.Reader, v announcements.Review) bot.Screen {
	s := sayFrom(r, sayAsked(r, bot.Say("approvals.review_words_title"), v.Approval, v.Asker), v.Words.Report)
	s = warned(s.Say("announcements.run_when", "when", r.Moment(begun(v.Words.Report)), "state", stateOf(v.Words.Kind, v.Words.State)).
		Say("corrections.to_edit", "n", v.Words.Reach()), v.Words.Report)
	return decideRows(s, v).Row(bot.BackButton(runAction.Data(reported{Run: v.Approval.Run})), bot.MenuButton())
}

// decideRows are the two answers, or say that another has to give them.
func decideRows(s bot.Screen, v announcements.Review) bot.Screen {
	if !v.May {
		return s.Gap().Say("approvals.own")
	}
	o := aboutOf(v.Request)
	return s.Row(approveAction.Button(locales.T("approvals.approve_button"), o)).
		Row(giveBackAction.Button(locales.T("approvals.return_button"), o))
}

// decidedScreen says what became of a request and by whom.
func decidedScreen(r *bot.Reader, v announcements.Review) bot.Screen {
	text := excerpt(r, v.Content)
	open := panelAction.Button(locales.T("announcements.open_planned_button"), one{v.ID})
	if v.Request.Words {
		text = excerpt(r, v.Words.Content)
		open = runAction.Button(locales.T("announcements.open_planned_button"), reported{Run: v.Approval.Run})
	}
	s := bot.Say("approvals.is_withdrawn", "text", text)
	switch v.Approval.State {
	case announcements.Approved:
		s = bot.Say("approvals.is_approved", "text", text, "name", nameOf(v.Decider))
	case announcements.Returned:
		s = bot.Say("approvals.is_returned", "text", text, "name", nameOf(v.Decider), "word", v.Approval.Word)
	}
	return s.Row(open).Row(bot.MenuButton())
}

// sayReturned says why a request was sent back.
func sayReturned(s bot.Screen, a announcements.Approval, decider string) bot.Screen {
	if a.State != announcements.Returned {
		return s
	}
	return s.Say("approvals.came_back", "name", nameOf(decider), "word", a.Word)
}

// sayApproved says who approved a plan.
func sayApproved(s bot.Screen, p announcements.Panel) bot.Screen {
	if p.Approval.State != announcements.Approved {
		return s
	}
	return s.Say("approvals.approved_by", "name", nameOf(p.Decider))
}
