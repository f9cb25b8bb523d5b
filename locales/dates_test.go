package locales

import (
	"testing"
	"time"
)

var (
	almaty     = time.FixedZone("Almaty", 5*60*60)
	someFriday = time.Date(2026, time.November, 27, 18, 30, 0, 0, almaty)
)

func mustLoad(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDates(t *testing.T) {
	c := mustLoad(t)

	sunday := time.Date(2027, time.January, 3, 9, 5, 0, 0, almaty)
	now := time.Date(2026, time.November, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct{ name, got, want string }{
		{"kk date", c.Date(Kazakh, someFriday, now), "жұма, 27 қараша"},
		{"ru date", c.Date(Russian, someFriday, now), "пятница, 27 ноября"},
		{"en date", c.Date(English, someFriday, now), "Friday, 27 November"},
		{"kk next year", c.Date(Kazakh, sunday, now), "жексенбі, 2027 жылғы 3 қаңтар"},
		{"ru next year", c.Date(Russian, sunday, now), "воскресенье, 3 января 2027 года"},
		{"en next year", c.Date(English, sunday, now), "Sunday, 3 January 2027"},
		{"kk date and time", c.DateTime(Kazakh, someFriday, now), "жұма, 27 қараша, 18:30"},
		{"en date and time of next year", c.DateTime(English, sunday, now), "Sunday, 3 January 2027, 09:05"},
		{"time", c.Plain(Russian, Clock(sunday)), "09:05"},
		{"kk short", c.ShortDateTime(Kazakh, someFriday), "жм 27.11 18:30"},
		{"ru short", c.ShortDateTime(Russian, sunday), "вс 03.01 09:05"},
		{"en short", c.ShortDateTime(English, someFriday), "Fri 27.11 18:30"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}

// The year is left out by the calendar of the moment's own place, not by UTC's.
func TestDateComparesYearsInItsOwnZone(t *testing.T) {
	now := time.Date(2026, time.December, 31, 20, 0, 0, 0, time.UTC) // already 2027 in Almaty
	got := mustLoad(t).Date(English, time.Date(2027, time.January, 1, 10, 0, 0, 0, almaty), now)
	if want := "Friday, 1 January"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestEveryWeekdayAndMonthHasItsName(t *testing.T) {
	c := mustLoad(t)
	months := [...]string{"қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
		"шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"}
	days := [...]string{"жексенбі", "дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі"}
	for month, name := range months {
		day := time.Date(2026, time.Month(month+1), month+1, 0, 0, 0, 0, almaty)
		want := days[day.Weekday()] + ", " + day.Format("2") + " " + name
		if got := c.Date(Kazakh, day, day); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	c := mustLoad(t)
	tests := []struct {
		language Language
		length   time.Duration
		want     string
	}{
		{Kazakh, 24 * time.Hour, "24 сағат"},
		{Russian, 3 * time.Hour, "3 часа"},
		{English, 30 * time.Minute, "30 minutes"},
		{Russian, time.Minute, "1 минута"},
		{Russian, 21 * time.Minute, "21 минута"},
		{Russian, 11 * time.Minute, "11 минут"},
		{English, time.Hour, "1 hour"},
		{English, 90 * time.Minute, "1 hour 30 minutes"},
		{Kazakh, 51 * time.Hour, "2 күн 3 сағат"},
		{Russian, 7 * 24 * time.Hour, "7 дней"},
		{English, 10*time.Second + 400*time.Millisecond, "10 seconds"},
		{English, -5 * time.Minute, "5 minutes"},
		{Kazakh, 0, "0 секунд"},
	}
	for _, test := range tests {
		if got := c.Duration(test.language, test.length); got != test.want {
			t.Errorf("%s %v: %q, want %q", test.language, test.length, got, test.want)
		}
	}
}
