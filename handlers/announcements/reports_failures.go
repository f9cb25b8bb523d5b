package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// causeName says a known cause.
const causeName = locales.Family("announcements.cause_")

// fewCauses is how many causes stand below the numbers; the others are a tap away.
const fewCauses = 3

// blocked is how many blocked the bot, as far as that is known: whoever cannot
// be written to for another reason is counted there.
func blocked(p announcements.Progress) int {
	n := p.Tally.Blocked
	for _, reason := range p.Reasons {
		if reason.Outcome == announcements.OutcomeBlocked && !isBlock(reason) {
			n -= reason.Number
		}
	}
	return n
}

// isBlock tells whether a reason is said by the number of those who blocked the
// bot. Before causes were kept every unreachable person counted so.
func isBlock(reason announcements.Reason) bool {
	return reason.Outcome == announcements.OutcomeBlocked && (reason.Cause == announcements.CauseBlocked || reason.Cause == "")
}

// isFailure tells whether a reason is to be said besides the numbers.
func isFailure(reason announcements.Reason) bool {
	return reason.Outcome != announcements.OutcomeSent && reason.Outcome != announcements.OutcomeExpired && !isBlock(reason)
}

// failures says the most frequent reasons besides blocking.
func failures(s bot.Screen, p announcements.Progress) bot.Screen {
	left := fewCauses
	for _, reason := range p.Reasons {
		if left > 0 && isFailure(reason) {
			s = sayReason(s, reason)
			left--
		}
	}
	return s
}

// sayReason says one reason with its number, in Telegram's words when there are
// no others.
func sayReason(s bot.Screen, reason announcements.Reason) bot.Screen {
	if reason.Cause.Known() {
		s.Lines = append(s.Lines[:len(s.Lines):len(s.Lines)], causeName.T(string(reason.Cause), "n", reason.Number))
		return s
	}
	return s.Say("announcements.reason", "words", string(reason.Cause), "n", reason.Number)
}

// whyButton leads to the reasons when somebody did not get the message. page is
// that of the list to go back to.
func whyButton(p announcements.Progress, page int16) []bot.Button {
	if p.Tally.Undelivered() == 0 {
		return nil
	}
	label := locales.T("announcements.why_button")
	if p.Announcement.Kind.Corrects() {
		label = locales.T("corrections.why_button")
	}
	return []bot.Button{whyAction.Button(label, reported{p.Announcement.Run, page})}
}

// why shows every reason why messages of a run did not arrive, and how many.
func (c *chat) why(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	report, err := c.Report(ctx, r.Actor, o.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	p := report.Progress()
	s := whyTitle(&r.Reader, report).Gap()
	if n := blocked(p); n > 0 {
		s = s.Say("announcements.blocked", "n", n)
	}
	for _, reason := range p.Reasons {
		if isFailure(reason) {
			s = sayReason(s, reason)
		}
	}
	if n := p.Tally.Expired; n > 0 {
		s = s.Say("respect.expired", "n", n)
	}
	if n := p.Tally.Unknown; n > 0 {
		s = s.Say("announcements.unknown", "n", n)
	}
	s = sayUnwilling(s, p.Tally)
	return bot.Show(s.Row(bot.BackButton(runAction.Data(o)), bot.MenuButton())), nil
}
