package announcements_test

import (
	"errors"
	"strings"
	"testing"

	"jastar/centre"
	"jastar/centre/announcements"
)

func TestCheckLink(t *testing.T) {
	wrong, long := "buttons.not_a_link", "buttons.link_too_long"
	for address, key := range map[string]string{
		"https://example.kz":            "",
		"https://example.kz/a?b=c#d":    "",
		"HTTPS://жастар.қаз/бет":        "",
		"tg://resolve?domain=jastar":    "",
		"http://example.kz":             wrong,
		"ftp://example.kz":              wrong,
		"javascript:alert(1)":           wrong,
		"example.kz":                    wrong,
		"https://":                      wrong,
		"https://localhost":             wrong,
		"https://example..kz":           wrong,
		"https://bank.kz@evil.kz":       wrong,
		"https://example.kz/a b":        wrong,
		"https://example.kz/\u202eknab": wrong,
		"tg://user?id=1":                wrong,
		"tg:resolve":                    wrong,
		"":                              wrong,
		"https://example.kz/" + strings.Repeat("x", 981): "",
		"https://example.kz/" + strings.Repeat("x", 982): long,
	} {
		err := announcements.CheckLink(address)
		if (key == "") != (err == nil) || key != "" && !errors.Is(err, centre.Refuse(key)) {
			t.Errorf("%.40q: %v, want %q", address, err, key)
		}
	}
}

func TestCheckLabel(t *testing.T) {
	for label, fine := range map[string]bool{
		"Тіркелу": true, strings.Repeat("ә", 40): true, strings.Repeat("ә", 41): false,
		"": false, "🎉": false, "a\u200bb": false, "{n} орын": true,
	} {
		if err := announcements.CheckLabel(label); (err == nil) != fine {
			t.Errorf("%q: %v", label, err)
		}
	}
}

// shape writes rows of buttons as "1 2/3".
func shape(rows [][]announcements.Button) string {
	var lines []string
	for _, row := range rows {
		var names []string
		for _, b := range row {
			names = append(names, string(rune('0'+b.ID)))
		}
		lines = append(lines, strings.Join(names, " "))
	}
	return strings.Join(lines, "/")
}

// content has the rows of a shape.
func content(shape string) announcements.Content {
	var rows [][]announcements.Button
	for line := range strings.SplitSeq(shape, "/") {
		var row []announcements.Button
		for _, name := range strings.Fields(line) {
			row = append(row, announcements.Button{ID: announcements.ButtonID(name[0] - '0')})
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return announcements.Content{"kk": {Text: "а", Buttons: rows}, "ru": {Text: "б", Buttons: rows}}
}

func TestAddedButton(t *testing.T) {
	for before, want := range map[string]string{
		"": "9", "1": "1/9", "1/2": "1/2/9", "1/2/3": "1/2/3 9", "1/2/3 4": "1/2 9/3 4", "1 5/2 6/3 4": "",
	} {
		rows, err := announcements.AddedForTest(content(before).Buttons(), announcements.Button{ID: 9})
		if got := shape(rows); got != want || (err == nil) != (want != "") {
			t.Errorf("%q becomes %q, %v; want %q", before, got, err, want)
		}
	}
}

// Each move that is offered is possible, and a second tap on it changes nothing.
func TestMoves(t *testing.T) {
	for before, want := range map[string]map[announcements.Way]string{
		"1":         {},
		"2/1":       {"up": "1/2", "beside": "2 1"},
		"1/2":       {"down": "2/1"},
		"2/1/3":     {"up": "1/2/3", "down": "2/3/1", "beside": "2 1/3"},
		"2 3/1":     {"up": "1/2 3"},
		"1 2":       {"up": "1/2", "down": "2/1", "right": "2 1"},
		"2 1":       {"up": "1/2", "down": "2/1"},
		"2/1 3/4":   {"right": "2/3 1/4"},
		"3 4/2/5 1": {},
		"2":         {},
	} {
		c := content(before)
		moves := c.Moves(1)
		if len(moves) != len(want) {
			t.Errorf("%q: %d moves, want %d", before, len(moves), len(want))
		}
		for _, m := range moves {
			b, _ := c.Button(1)
			once, err := announcements.PlacedForTest(c.Buttons(), b, m.Spot)
			if err != nil {
				t.Fatalf("%q %s: %v", before, m.Way, err)
			}
			twice, err := announcements.PlacedForTest(once, b, m.Spot)
			if shape(once) != want[m.Way] || shape(twice) != shape(once) || err != nil {
				t.Errorf("%q %s: %q, then %q, %v; want %q", before, m.Way, shape(once), shape(twice), err, want[m.Way])
			}
		}
	}
}

// Spots can be forged.
func TestForgedSpots(t *testing.T) {
	for _, c := range []struct {
		before string
		spot   announcements.Spot
		want   string
	}{
		{"1/2", announcements.Spot{Row: 99, Own: true}, "2/1"},
		{"1/2", announcements.Spot{Row: -5, Own: true}, "1/2"},
		{"1", announcements.Spot{Row: 7}, "1"},
		{"1 2/3/4", announcements.Spot{Row: 1, Own: true}, ""},
		{"2 3/1", announcements.Spot{Row: 0}, ""},
	} {
		b, _ := content(c.before).Button(1)
		rows, err := announcements.PlacedForTest(content(c.before).Buttons(), b, c.spot)
		if shape(rows) != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%q to %v: %q, %v; want %q", c.before, c.spot, shape(rows), err, c.want)
		}
	}
}

// Telegram shows no buttons below an album; the other variants keep theirs.
func TestAlbumHasNoButtons(t *testing.T) {
	c := content("1/2")
	c["ru"] = announcements.Message{Media: announcements.Album, Buttons: c.Buttons()}
	if got := shape(c.ButtonsIn("ru")); got != "" {
		t.Errorf("below the album: %q", got)
	}
	if got := shape(c.ButtonsIn("kk")); got != "1/2" {
		t.Errorf("below the text: %q", got)
	}
}
