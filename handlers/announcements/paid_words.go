package announcements

import (
	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// takes says how long sending takes, as it is and the other way.
func (c *chat) takes(s bot.Screen, p announcements.Panel) bot.Screen {
	said := func(paid bool) locales.Text {
		return locales.Duration(c.Takes(p.Announcement, p.Size.Reachable, paid))
	}
	s = s.Say("announcements.takes", "duration", said(p.Fare.Pays()))
	switch {
	case p.Fare.Pays():
		return s.Say("paid.pays", "n", p.Fare.Stars, "duration", said(false))
	case p.Fare.Offered():
		return s.Say("paid.offer", "n", p.Fare.Stars, "duration", said(true))
	case p.Fare.Dear():
		return s.Say("paid.dear", "n", p.Fare.Stars, "max", p.Fare.Ceiling)
	case p.Fare.Wished && p.Fare.Ceiling == 0:
		return s.Say("paid.wished_in_vain")
	}
	return s
}

// payRow lets a draft be paid for, or no longer.
func payRow(p announcements.Panel) []bot.Button {
	switch {
	case p.Fare.Wished:
		return []bot.Button{payAction.Button(locales.T("paid.unpaid_button"), wish{p.ID, false})}
	case p.Fare.Offered():
		return []bot.Button{payAction.Button(locales.T("paid.pay_button", "n", p.Fare.Stars), wish{p.ID, true})}
	}
	return nil
}

// allowanceRow leads the owner to what may be paid.
func allowanceRow(r *bot.Request) []bot.Button {
	if !announcements.MayAllow(r.Actor) {
		return nil
	}
	return []bot.Button{allowanceAction.Button(locales.T("paid.allowance_button"), struct{}{})}
}

// starsLines say what a run has cost and whether it waits for Stars.
func starsLines(s bot.Screen, p announcements.Progress) bot.Screen {
	if cost := p.Cost(); cost > 0 {
		s = s.Say("paid.cost", "n", cost)
	}
	if p.OutOfStars() {
		s = s.Say("paid.spent")
	}
	return s
}

// unpaidRow lets a run that waits for Stars go on without them.
func unpaidRow(p announcements.Progress) []bot.Button {
	if !p.OutOfStars() {
		return nil
	}
	return []bot.Button{unpaidAction.Button(locales.T("paid.go_on_button"), halted{p.Announcement.ID, p.Announcement.Run})}
}
