package announcements

import (
	"context"
	"fmt"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// Workbook is sheets of cells; see papers.Workbook.
type Workbook struct {
	Sheets []string
	Rows   [][][]any
}

// workbook sends why messages of a run did not arrive as a file, and the card
// below. It names nobody: reasons, times and groups are enough to act upon.
func (c *chat) workbook(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	u, err := c.Undelivered(ctx, r.Actor, o.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	data, err := c.way.Sheets(sheets(&r.Reader, u))
	if err != nil {
		return bot.Reply{}, err
	}
	s := bot.Say("reports.workbook", "text", excerpt(&r.Reader, u.Content)).Say("reports.nobody_named", "least", announcements.SmallGroup)
	s.File = &bot.File{Name: fmt.Sprintf("announcement-%d.xlsx", u.ID), Data: data}
	reply, err := c.run(ctx, r, o)
	return reply.After(s), err
}

// sheets are the cells of the workbook in the reader's language.
func sheets(r *bot.Reader, u announcements.Undelivered) Workbook {
	say := func(key string) string { return r.Texts.Plain(r.Language, locales.T(key)) }
	var w Workbook
	add := func(name string, rows [][]any) {
		w.Sheets, w.Rows = append(w.Sheets, say(name)), append(w.Rows, rows)
	}
	add("reports.sheet_reasons", reasonRows(r, u))
	add("reports.sheet_times", timeRows(r, u))
	languages := [][]any{{say("reports.column_language"), say("reports.column_people")}}
	for _, g := range u.Languages {
		name := say("reports.not_told")
		if g.Language != "" {
			name = r.Texts.Plain(r.Language, languageName.T(g.Language))
		}
		languages = append(languages, []any{name, peopleIn(g)})
	}
	add("reports.sheet_languages", languages)
	districts := [][]any{{say("reports.column_district"), say("reports.column_people")}}
	for _, g := range u.Districts {
		name := say("reports.not_told")
		if g.District != nil {
			name = r.Words(g.District)
		}
		districts = append(districts, []any{name, peopleIn(g)})
	}
	add("reports.sheet_districts", districts)
	if len(u.Opened) > 0 {
		add("links.sheet", linkRows(r, u))
	}
	return w
}

// peopleIn is the number of people in a group; of a small one only that it is small.
func peopleIn(g announcements.Group) any {
	if g.Number < announcements.SmallGroup {
		return fmt.Sprintf("1–%d", announcements.SmallGroup-1)
	}
	return g.Number
}

// outcomeName says what became of a message.
const outcomeName = locales.Family("reports.outcome_")

// causeBrief says a cause without its number.
const causeBrief = locales.Family("reports.cause_")

func reasonRows(r *bot.Reader, u announcements.Undelivered) [][]any {
	say := func(t locales.Text) string { return r.Texts.Plain(r.Language, t) }
	rows := [][]any{{say(locales.T("reports.column_outcome")), say(locales.T("reports.column_reason")), say(locales.T("reports.column_people"))}}
	for _, reason := range u.Reasons {
		if reason.Outcome == announcements.OutcomeSent {
			continue
		}
		words := string(reason.Cause) // Telegram's own
		switch {
		case reason.Cause.Known():
			words = say(causeBrief.T(words))
		case words == "":
			words = say(causeBrief.T(string(announcements.CauseBlocked))) // before causes were kept
		}
		rows = append(rows, []any{say(outcomeName.T(reason.Outcome.String())), words, reason.Number})
	}
	if n := u.Tally.Unknown; n > 0 {
		rows = append(rows, []any{say(outcomeName.T(announcements.OutcomeUnknown.String())), say(locales.T("reports.no_answer")), n})
	}
	return rows
}

// timeRows say how each page of the run went.
func timeRows(r *bot.Reader, u announcements.Undelivered) [][]any {
	var names []any
	for _, key := range []string{"reports.column_time", "reports.column_size"} {
		names = append(names, r.Texts.Plain(r.Language, locales.T(key)))
	}
	for _, o := range []announcements.Outcome{announcements.OutcomeSent, announcements.OutcomeBlocked, announcements.OutcomeFailed, announcements.OutcomeUnknown} {
		names = append(names, r.Texts.Plain(r.Language, outcomeName.T(o.String())))
	}
	rows := [][]any{names}
	for _, p := range u.Pages {
		at := ""
		if !p.Closed.IsZero() {
			at = p.Closed.In(r.Now.Location()).Format(time.DateTime)
		}
		rows = append(rows, []any{at, p.Size, p.Sent, p.Blocked, p.Failed, p.Unknown})
	}
	return rows
}
