package announcements

import (
	"context"
	"strconv"
	"time"

	"jastar/bot"
	"jastar/centre/announcements"
	"jastar/locales"
)

// The buttons of a run's report. The names travel in chats for years.
var (
	chartAction    = bot.NewAction[reported]("a.chart")
	workbookAction = bot.NewAction[reported]("a.sheet")
)

func (c *chat) chartRoutes() []bot.Route {
	return []bot.Route{
		bot.On(chartAction, c.chart),
		bot.On(workbookAction, c.workbook),
	}
}

// Chart is a picture of running sums over time; see papers.Chart.
type Chart struct {
	Title  string
	Names  []string
	Totals []string
	Labels []string
	Values [][]float64
}

// papersRow are the buttons that make files of a run's report.
func papersRow(run announcements.Report, page int16) (row []bot.Button) {
	here := reported{run.ID, page}
	if !run.Kind.Corrects() && run.Tally.Sent > 0 {
		row = append(row, chartAction.Button(locales.T("reports.chart_button"), here))
	}
	if run.Tally.Undelivered() > 0 {
		row = append(row, workbookAction.Button(locales.T("reports.workbook_button"), here))
	}
	return row
}

// chart shows how a run went until now, and its card below.
func (c *chat) chart(ctx context.Context, r *bot.Request, o reported) (bot.Reply, error) {
	charted, err := c.Chart(ctx, r.Actor, o.Run)
	if err != nil {
		return bot.Reply{}, err
	}
	s, err := c.chartScreen(&r.Reader, charted)
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.run(ctx, r, o)
	return reply.After(s), err
}

// tellReport brings the chart a day after a run.
func (c *chat) tellReport(ctx context.Context, r *bot.Reader, n announcements.Reported) (bot.Screen, error) {
	charted, err := c.DayLater(ctx, r.Actor, n.Run)
	if err != nil {
		return bot.Screen{}, err
	}
	s, err := c.chartScreen(r, charted)
	return s.Row(runAction.Button(locales.T("reports.open_button"), reported{Run: n.Run}), bot.MenuButton()), err
}

// chartScreen is the picture with the same facts in words.
func (c *chat) chartScreen(r *bot.Reader, charted announcements.Charted) (bot.Screen, error) {
	t := charted.Tally
	s := bot.Say("reports.title", "text", excerpt(r, charted.Content), "when", r.Moment(t.Started)).
		Say("announcements.sent", "n", t.Sent).Say("announcements.blocked", "n", blocked(charted.Progress())).
		Say("announcements.failed", "n", t.Failed)
	if t.Unknown > 0 {
		s = s.Say("announcements.unknown", "n", t.Unknown)
	}
	s = echo(r, failures(s, charted.Progress()), charted.Report, charted.Echo)
	picture, err := c.way.Draw(drawing(r, charted))
	s.File = &bot.File{Name: "chart.png", Data: picture, Picture: true}
	return s, err
}

// drawing is what the picture shows: no word of it was written by people, whose
// letters its font may not have.
func drawing(r *bot.Reader, charted announcements.Charted) Chart {
	course := charted.Course
	d := Chart{Title: r.Texts.Plain(r.Language, locales.T("reports.chart_title", "when", r.Moment(charted.Tally.Started)))}
	d.add(r, "reports.curve_sent", course.Sent)
	if len(charted.Echo.Tapped) > 0 {
		d.add(r, "reports.curve_tapped", course.Tapped)
	}
	if len(charted.Echo.Opened) > 0 {
		d.add(r, "links.curve_opened", course.Opened)
	}
	if charted.Echo.Named {
		d.add(r, "reports.curve_followed", course.Followed)
	}
	layout := "15:04"
	if course.Step > 2*time.Hour {
		layout = "02.01"
	}
	for i := -1; i < len(course.Sent); i++ { // from nothing at the start
		d.Labels = append(d.Labels, course.End(i).In(r.Now.Location()).Format(layout))
	}
	return d
}

func (d *Chart) add(r *bot.Reader, name string, sums []int) {
	values := []float64{0}
	for _, n := range sums {
		values = append(values, float64(n))
	}
	d.Names = append(d.Names, r.Texts.Plain(r.Language, locales.T(name)))
	d.Totals = append(d.Totals, grouped(sums[len(sums)-1]))
	d.Values = append(d.Values, values)
}

// grouped writes a number in groups of three digits.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}
