package zone

import (
	"testing"
	"time"
)

func TestAlmatyMovedToUTC5(t *testing.T) {
	almaty, err := Load("Asia/Almaty")
	if err != nil {
		t.Fatal(err)
	}
	for day, hours := range map[time.Time]int{
		time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC): 6,
		time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC):  5,
		time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC): 5,
	} {
		if _, offset := day.In(almaty).Zone(); offset != hours*3600 {
			t.Errorf("Almaty on %s is UTC%+d s, want %+d h", day.Format(time.DateOnly), offset, hours)
		}
	}
}

func TestUnknownZonesAreRefused(t *testing.T) {
	for _, name := range []string{"", "Local", "Asia/Almata", "../../etc/passwd"} {
		if _, err := Load(name); err == nil {
			t.Errorf("zone %q was found", name)
		}
	}
}
