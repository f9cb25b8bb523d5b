package announcements

import (
	"jastar/bot"
	"jastar/centre/announcements"
)

// echo says what readers did with the messages of a run: how many tapped which
// button, how often links were opened, and how many signed up afterwards.
func echo(r *bot.Reader, s bot.Screen, run announcements.Report, e announcements.Echo) bot.Screen {
	past := false // some links lead past the house
	for _, row := range run.Content.Buttons() {
		for _, b := range row {
			label := r.Texts.Plain(r.Language, labelOf(b, r.Language))
			opened, counted := e.Opened[b.ID]
			switch {
			case counted:
				s = s.Say("links.opened", "label", label, "n", opened)
			case b.Kind == announcements.ButtonLink:
				past = true
			default:
				s = s.Say("buttons.tapped", "label", label, "n", e.Tapped[b.ID])
			}
		}
	}
	switch {
	case past && len(e.Opened) > 0: // those that are left open inside Telegram
		s = s.Say("links.inside_uncounted")
	case past:
		s = s.Say("buttons.links_uncounted")
	}
	if e.Named {
		s = s.Say("buttons.followed", "n", e.Followed)
	}
	return s
}
