package centre

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// refused returns the key of a refusal, "" for none.
func refused(t *testing.T, err error) string {
	t.Helper()
	var p *Problem
	if err != nil && !errors.As(err, &p) {
		t.Fatalf("%v is no refusal", err)
	}
	if p == nil {
		return ""
	}
	return p.Key
}

func TestReadDate(t *testing.T) {
	tests := []struct {
		typed string
		want  time.Time
		key   string
	}{
		{"09.03.2008", day(2008, time.March, 9), ""},
		{"9/3/2008", day(2008, time.March, 9), ""},
		{"9 3 2008", day(2008, time.March, 9), ""},
		{"2008-03-09", day(2008, time.March, 9), ""},
		{"29.02.2008", day(2008, time.February, 29), ""},
		{"29.02.2009", time.Time{}, "common.date_not_exists"},
		{"31.02.2008", time.Time{}, "common.date_not_exists"},
		{"00.01.2008", time.Time{}, "common.date_not_exists"},
		{"01.13.2008", time.Time{}, "common.date_not_exists"},
		{"09.03", time.Time{}, "common.not_a_date"},
		{"09.03.08", time.Time{}, "common.not_a_date"},
		{"9 марта 2008", time.Time{}, "common.not_a_date"},
		{"09.03.2008.1", time.Time{}, "common.not_a_date"},
		{"", time.Time{}, "common.not_a_date"},
	}
	for _, test := range tests {
		got, err := ReadDate(test.typed, time.UTC)
		if key := refused(t, err); !got.Equal(test.want) || key != test.key {
			t.Errorf("%q: %v %q, want %v %q", test.typed, got, key, test.want, test.key)
		}
	}
}

func TestReadDateReadsEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := day(1900, 1, 1).AddDate(0, 0, rapid.IntRange(0, 80000).Draw(t, "days"))
		layout := rapid.SampledFrom([]string{"02.01.2006", "2.1.2006", "2006-01-02", "2/1/2006"}).Draw(t, "layout")
		got, err := ReadDate(want.Format(layout), time.UTC)
		if err != nil || !got.Equal(want) {
			t.Fatalf("%v %v, want %v", got, err, want)
		}
	})
}

func TestReadDay(t *testing.T) {
	now := day(2026, time.November, 23).Add(10 * time.Hour)
	for typed, want := range map[string]string{
		"27.11.2026": "2026-11-27", "27.11": "2026-11-27", "23.11": "2026-11-23", "22.11": "2027-11-22", "1/2": "2027-02-01", "29.02": "2028-02-29",
		"31.02": "common.date_not_exists", "31.02.2027": "common.date_not_exists", "30.13.2026": "common.date_not_exists", "0.1": "common.date_not_exists",
		"tomorrow": "common.not_a_date", "27.11.26": "common.not_a_date", "27": "common.not_a_date", "27.11.2026.1": "common.not_a_date",
	} {
		at, err := ReadDay(typed, now)
		got := refused(t, err)
		if got == "" {
			got = at.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", typed, got, want)
		}
	}
}
