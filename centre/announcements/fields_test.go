package announcements_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"jastar/centre/announcements"
)

func TestPicks(t *testing.T) {
	for _, c := range []struct {
		pick announcements.Pick
		ok   bool
	}{
		{announcements.Pick{Field: announcements.ByDistrict, Value: "3"}, true},
		{announcements.Pick{Field: announcements.ByDistrict, Value: "Medeu"}, false},
		{announcements.Pick{Field: announcements.ByAge, Value: "14-15"}, true},
		{announcements.Pick{Field: announcements.ByResidence, Value: "city"}, true},
		{announcements.Pick{Field: announcements.ByOccupation, Value: "student"}, true},
		{announcements.Pick{Field: announcements.WithoutInterest, Value: "1"}, true},
		{announcements.Pick{Field: announcements.WithoutEvent, Value: ""}, false},
		{announcements.Pick{Field: 0, Value: "1"}, false},
		{announcements.Pick{Field: -1, Value: "1"}, false},
		{announcements.Pick{Field: 99, Value: "1"}, false},
	} {
		before := announcements.Audience{Everyone: true, Languages: []string{"kk"}}
		c.pick.Wished = true
		with, ok := before.With(c.pick)
		again, _ := with.With(c.pick)
		if ok != c.ok || len(with.Chosen(c.pick.Field)) != len(again.Chosen(c.pick.Field)) {
			t.Errorf("%+v: %v, twice %+v", c.pick, ok, again)
		}
		if !ok {
			continue
		}
		if got := with.Chosen(c.pick.Field); len(got) != 1 || got[0] != c.pick.Value || with.Everyone || len(with.Languages) != 1 {
			t.Errorf("%+v gives %+v", c.pick, with)
		}
		c.pick.Wished = false
		if without, _ := with.With(c.pick); len(without.Chosen(c.pick.Field)) != 0 {
			t.Errorf("%+v leaves %+v", c.pick, without)
		}
	}
}

// Everybody of an age the centre is for was born on exactly one band's days.
func TestBornAgreesWithYears(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
		born := first.AddDate(0, 0, rapid.IntRange(0, 14000).Draw(t, "born"))
		day := born.AddDate(rapid.IntRange(12, 38).Draw(t, "years"), 0, rapid.IntRange(-2, 2).Draw(t, "days"))
		years := day.Year() - born.Year()
		if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
			years--
		}
		for _, b := range announcements.AgeBands() {
			after, upto := b.Born(day)
			is := born.After(after) && !born.After(upto)
			if want := b.From <= years && years <= b.To; is != want {
				t.Fatalf("born %v, %d years old on %v: in %s %v, want %v", born, years, day, b.Code, is, want)
			}
		}
	})
}
