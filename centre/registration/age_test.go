package registration

import (
	"errors"
	"testing"
	"time"

	"jastar/centre"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// refusal returns the key of a refusal, "" for none.
func refusal(t *testing.T, err error) string {
	t.Helper()
	var p *centre.Problem
	switch {
	case err == nil:
		return ""
	case errors.As(err, &p):
		return p.Key
	}
	t.Fatalf("%v is no refusal", err)
	return ""
}

func TestCheckBirthDate(t *testing.T) {
	today := day(2026, time.November, 23)
	tests := []struct {
		name string
		born time.Time
		told Band
		want string
	}{
		{"14 today", day(2012, time.November, 23), "14-15", ""},
		{"14 tomorrow", day(2012, time.November, 24), "14-15", "registration.too_young"},
		{"13", day(2013, time.January, 1), "14-15", "registration.too_young"},
		{"35 until tomorrow", day(1990, time.November, 24), "18-35", ""},
		{"36 today", day(1990, time.November, 23), "18-35", "registration.too_old"},
		{"born in 1800", day(1800, time.January, 1), "18-35", "registration.too_old"},
		{"tomorrow", day(2026, time.November, 24), "14-15", "common.date_future"},
		{"17, but told 18", day(2009, time.June, 1), "18-35", "registration.birth_date_other_band"},
		{"17, nothing told", day(2009, time.June, 1), "", ""},
		{"18 today", day(2008, time.November, 23), "18-35", ""},
	}
	for _, test := range tests {
		if got := refusal(t, StandardAges().CheckBirthDate(test.born, today, test.told)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestYearsOfALeapDay(t *testing.T) {
	born := day(2008, time.February, 29)
	for on, want := range map[time.Time]int{
		day(2026, time.February, 28): 17, day(2026, time.March, 1): 18,
		day(2028, time.February, 28): 19, day(2028, time.February, 29): 20,
	} {
		if got := Years(born, on); got != want {
			t.Errorf("on %v: %d, want %d", on, got, want)
		}
	}
}

func TestBandsHaveNoGaps(t *testing.T) {
	ages := StandardAges()
	youngest, oldest := ages.Limits()
	for years := youngest - 1; years <= oldest+1; years++ {
		band := ages.At(years)
		inside := years >= youngest && years <= oldest
		if inside == (band == OtherAge) || ages.Has(band) != inside || ages.Minor(band) != (inside && years < 18) {
			t.Errorf("%d years: band %q, has %t, minor %t", years, band, ages.Has(band), ages.Minor(band))
		}
	}
}
