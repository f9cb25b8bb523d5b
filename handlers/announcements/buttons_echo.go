package announcements

import (
	"jastar/bot"
	"jastar/centre/announcements"
)

// echo says what readers did with the messages of a run: who tapped which
// button, and who signed up afterwards.
func echo(r *bot.Reader, s bot.Screen, run announcements.Report, e announcements.Echo) bot.Screen {
	links := false
	for _, row := range run.Content.Buttons() {
		for _, b := range row {
			if b.Kind == announcements.ButtonLink {
				links = true
				continue
			}
			s = s.Say("buttons.tapped", "label", r.Texts.Plain(r.Language, labelOf(b, r.Language)), "n", e.Tapped[b.ID])
		}
	}
	if links {
		s = s.Say("buttons.links_uncounted")
	}
	if e.Named {
		s = s.Say("buttons.followed", "n", e.Followed)
	}
	return s
}
