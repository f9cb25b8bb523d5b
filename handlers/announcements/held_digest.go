package announcements

import (
	"context"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// shownAction shows a whole announcement. Its name travels in chats for years.
var shownAction = bot.NewAction[shownRun]("a.shown")

// shownRun is the wish to read a whole announcement of a digest.
type shownRun struct{ Run announcements.RunID }

// Digest is what a reader of the language gets instead of several announcements,
// the newest first: how each begins, and a button that shows it.
func Digest(texts *locales.Catalogue, runs []announcements.Run, l locales.Language) bot.Screen {
	r := &bot.Reader{Texts: texts, Language: l}
	s := bot.Say("respect.digest", "n", len(runs)).Gap()
	for i, run := range runs {
		text := excerpt(r, run.Content)
		s = s.Say("respect.digest_line", "n", i+1, "text", text)
		s = s.Row(shownAction.Button(locales.T("announcements.run_button", "n", i+1, "text", text), shownRun{run.ID}))
	}
	return s.Last()
}

// shown shows a whole announcement of a digest as a message of its own.
func (c *chat) shown(ctx context.Context, r *bot.Request, o shownRun) (bot.Reply, error) {
	run, err := c.Shown(ctx, r.Actor, o.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	if len(run.Content) == 0 {
		return bot.Show(Withdrawn(r.Texts, announcements.NoMedia, r.Language)), nil
	}
	s := Screen(r.Texts, run.Content, r.Language)
	s.Rows = contentRows(run.Content, r.Language, run.ID) // it is no preview: taps count and take seats
	return bot.Show(s), nil
}
