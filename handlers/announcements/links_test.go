package announcements

import (
	"reflect"
	"slices"
	"testing"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/announcements"
)

// linkedReport is the report of a run with a link that is counted, one that is
// not, and a sign-up.
func linkedReport() announcements.Report {
	rows := [][]announcements.Button{
		{{ID: 1, Kind: announcements.ButtonLink, URL: "https://example.kz", Label: centre.Words{"en": "=Site"}}, {ID: 2, Kind: announcements.ButtonLink, URL: "https://example.org", Label: centre.Words{"en": "Old"}}},
		{announcements.EventButton(announcements.ButtonSeat, 7)},
	}
	return announcements.Report{Run: announcements.Run{Content: announcements.Content{"en": {Text: "Hello", Buttons: rows}}}}
}

// Openings are told of links that are counted, and that they are not of others.
func TestEchoOfLinks(t *testing.T) {
	r := paperReader(t, "en")
	for _, c := range []struct {
		opened map[announcements.ButtonID]int
		want   []string
	}{
		{nil, []string{"Taps on links are not counted: Telegram opens them without telling the bot.", "Tapped «Sign up»: 3"}},
		{map[announcements.ButtonID]int{1: 12}, []string{"Openings of «=Site»: 12", "Taps on links that open inside Telegram are not counted.", "Tapped «Sign up»: 3"}},
		{map[announcements.ButtonID]int{1: 0, 2: 5}, []string{"Openings of «=Site»: 0", "Openings of «Old»: 5", "Tapped «Sign up»: 3"}},
	} {
		s := echo(r, bot.Screen{}, linkedReport(), announcements.Echo{Tapped: map[announcements.ButtonID]int{15: 3}, Opened: c.opened})
		var got []string
		for _, line := range s.Lines {
			got = append(got, r.Texts.Plain("en", line))
		}
		slices.Sort(got)
		if want := slices.Sorted(slices.Values(c.want)); !slices.Equal(got, want) {
			t.Errorf("%v: %q, want %q", c.opened, got, want)
		}
	}
}

// The workbook has a sheet of links when they are counted, and the picture a curve.
func TestLinksOnPaper(t *testing.T) {
	u := announcements.Undelivered{Report: linkedReport(), Opened: map[announcements.ButtonID]int{1: 12}}
	w := sheets(paperReader(t, "en"), u)
	want := [][]any{{"Button", "Address", "Openings"}, {"=Site", "https://example.kz", 12}}
	if got := w.Rows[len(w.Rows)-1]; w.Sheets[len(w.Sheets)-1] != "Links" || !reflect.DeepEqual(got, want) {
		t.Errorf("%v %v, want %v", w.Sheets, got, want)
	}
	charted := announcements.Charted{Course: announcements.Course{Step: 1, Sent: []int{5}, Opened: []int{4}, Tapped: []int{0}, Followed: []int{0}},
		Echo: announcements.Echo{Opened: map[announcements.ButtonID]int{1: 4}}}
	if got := drawing(paperReader(t, "ru"), charted); !slices.Equal(got.Names, []string{"Доставлено", "Открытия ссылок"}) || !slices.Equal(got.Totals, []string{"5", "4"}) {
		t.Errorf("%+v", got)
	}
}
