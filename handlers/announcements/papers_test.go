package announcements

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
	"jastar/locales"
)

func paperReader(t *testing.T, l locales.Language) *bot.Reader {
	t.Helper()
	texts, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &bot.Reader{Language: l, Texts: texts, Now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.FixedZone("", 5*3600))}
}

// The curves begin with nothing; without buttons and events there is only one.
func TestDrawing(t *testing.T) {
	start := time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	charted := announcements.Charted{Course: announcements.Course{From: start, Step: time.Hour, Sent: []int{5, 1234567}, Tapped: []int{0, 2}, Followed: []int{1, 1}}}
	charted.Tally.Started = start
	got := drawing(paperReader(t, "kk"), charted)
	if want := (Chart{Title: "Жіберілді: дүйсенбі, 23 қараша, 10:00", Names: []string{"Жеткізілді"}, Totals: []string{"1 234 567"},
		Labels: []string{"10:00", "11:00", "12:00"}, Values: [][]float64{{0, 5, 1234567}}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	charted.Echo = announcements.Echo{Tapped: map[announcements.ButtonID]int{1: 2}, Named: true}
	charted.Course.Step = 6 * time.Hour
	got = drawing(paperReader(t, "ru"), charted)
	if !slices.Equal(got.Totals, []string{"1 234 567", "2", "1"}) || !slices.Equal(got.Labels, []string{"23.11", "23.11", "23.11"}) || len(got.Values) != 3 {
		t.Errorf("%+v", got)
	}
}

// The sheets name no person and no small group's size.
func TestSheets(t *testing.T) {
	u := announcements.Undelivered{
		Pages:     []announcements.PageTally{{Page: 1, Closed: time.Date(2026, 11, 23, 5, 0, 9, 0, time.UTC), Size: 20, Sent: 9, Blocked: 8, Failed: 2, Unknown: 1}},
		Languages: []announcements.Group{{Language: "ru", Number: 7}, {Number: 4}},
		Districts: []announcements.Group{{District: centre.Words{"en": "Medeu"}, Number: 5}, {Number: 1}},
	}
	u.Tally.Unknown = 1
	u.Reasons = []announcements.Reason{{Outcome: announcements.OutcomeBlocked, Cause: announcements.CauseBlocked, Number: 8},
		{Outcome: announcements.OutcomeFailed, Cause: "Bad wording", Number: 2}}
	w := sheets(paperReader(t, "en"), u)
	if want := []string{"Reasons", "Times", "Languages", "Districts"}; !slices.Equal(w.Sheets, want) {
		t.Errorf("%v, want %v", w.Sheets, want)
	}
	want := [][][]any{
		{{"Outcome", "Reason", "People"}, {"Not reachable", "Blocked the bot", 8}, {"Failed", "Bad wording", 2}, {"No answer", "It may have arrived", 1}},
		{{"Done at", "For", "Sent", "Not reachable", "Failed", "No answer"}, {"2026-11-23 10:00:09", 20, 9, 8, 2, 1}},
		{{"Language", "People"}, {"Русский", 7}, {"Not known", "1–4"}},
		{{"District", "People"}, {"Medeu", 5}, {"Not known", "1–4"}},
	}
	if !reflect.DeepEqual(w.Rows, want) {
		t.Errorf("%v, want %v", w.Rows, want)
	}
}
