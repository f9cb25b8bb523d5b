package announcements

import (
	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// openButton leads to a run of the kind.
const openButton = locales.Family("corrections.open_")

// wasCorrected says that a run's messages were changed.
const wasCorrected = locales.Family("corrections.was_")

// headings and runStates say how a correction stands, by its kind.
var (
	headings = map[announcements.RunKind]locales.Family{
		announcements.KindEdit:   locales.Family("corrections.edit_heading_"),
		announcements.KindRecall: locales.Family("corrections.recall_heading_"),
	}
	runStates = map[announcements.RunKind]locales.Family{
		announcements.KindSend:   runState,
		announcements.KindEdit:   locales.Family("corrections.edit_state_"),
		announcements.KindRecall: locales.Family("corrections.recall_state_"),
	}
)

// stateOf says how a run stands.
func stateOf(kind announcements.RunKind, state announcements.RunState) locales.Text {
	return runStates[kind].T(string(state))
}

// correctionHeading says which announcement is changed and how far that is.
func correctionHeading(p announcements.Progress, name string) bot.Screen {
	state := p.Tally.State
	switch {
	case p.Announcement.Paused:
		state = announcements.Paused
	case p.Announcement.Running:
		state = announcements.Running
	}
	return bot.Screen{Lines: []locales.Text{headings[p.Announcement.Kind].T(string(state), "text", name)}}
}

// corrected says the numbers of a correction.
func corrected(p announcements.Progress, s bot.Screen) bot.Screen {
	if p.Announcement.Kind == announcements.KindEdit {
		return s.Say("corrections.changed", "n", p.Tally.Sent).
			Say("announcements.blocked", "n", blocked(p)).Say("announcements.failed", "n", p.Tally.Failed)
	}
	replaced, gone := takenBack(p, announcements.CauseReplaced), takenBack(p, announcements.CauseGone)
	return s.Say("corrections.deleted", "n", p.Tally.Sent-replaced-gone).
		Say("corrections.replaced", "n", replaced).Say("corrections.gone", "n", gone).
		Say("announcements.blocked", "n", blocked(p)).Say("announcements.failed", "n", p.Tally.Failed)
}

// takenBack is how many messages were taken back in the way that the cause names.
func takenBack(p announcements.Progress, how announcements.Cause) int {
	for _, reason := range p.Reasons {
		if reason.Outcome == announcements.OutcomeSent && reason.Cause == how {
			return reason.Number
		}
	}
	return 0
}

// sayCorrected says when a run's messages were last changed.
func sayCorrected(r *bot.Reader, s bot.Screen, run announcements.Report) bot.Screen {
	c := run.Corrected
	if run.Rewording {
		s = s.Say("approvals.words_asked")
	}
	if c.Run == 0 {
		return s
	}
	s.Lines = append(s.Lines[:len(s.Lines):len(s.Lines)],
		wasCorrected.T(string(c.Kind), "when", r.Moment(c.Started), "state", stateOf(c.Kind, c.State)))
	return s
}

// whyTitle says how many messages are as they were.
func whyTitle(r *bot.Reader, run announcements.Report) bot.Screen {
	name, n, total := excerpt(r, run.Content), run.Tally.Undelivered(), run.Tally.Total
	if run.Kind.Corrects() {
		return bot.Say("corrections.why", "text", name).Say("corrections.unchanged", "n", n, "total", total)
	}
	return bot.Say("announcements.why", "text", name).Say("announcements.undelivered", "n", n, "total", total)
}

// Withdrawn is what stands in the place of a message of the kind that was
// recalled and can no longer be deleted; media keep their picture or file.
func Withdrawn(texts *locales.Catalogue, media announcements.Media, l locales.Language) bot.Screen {
	text := texts.Plain(l, locales.T("corrections.withdrawn"))
	return bot.Screen{Written: &bot.Written{Text: text, Media: bot.Content(media)}, Lasting: true}
}
