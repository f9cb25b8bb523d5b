package registration

import (
	"time"

	"jastar/centre"
)

// Band is the code of an age band, as it is stored.
type Band string

// OtherAge is the answer of those whom the centre's membership is not meant
// for. It is never stored.
const OtherAge Band = "other"

// AgeBand is a range of ages in completed years, both ends included.
type AgeBand struct {
	Code     Band
	From, To int
}

// Ages are the bands of membership, the youngest first and without gaps.
type Ages []AgeBand

// StandardAges are those of Kazakhstan's Law "On State Youth Policy": youth is
// 14 to 35 years old (article 1, since 2023).
func StandardAges() Ages {
	return Ages{{"14-15", 14, 15}, {"16-17", 16, 17}, {"18-35", 18, 35}}
}

// adulthood is the age from which nobody's confirmation is needed, in years;
// article 17 of the Civil Code of the Republic of Kazakhstan.
const adulthood = 18

// Has tells whether members can be of the band.
func (a Ages) Has(b Band) bool {
	for _, band := range a {
		if band.Code == b {
			return true
		}
	}
	return false
}

// At returns the band of an age, OtherAge outside of all.
func (a Ages) At(years int) Band {
	for _, band := range a {
		if band.From <= years && years <= band.To {
			return band.Code
		}
	}
	return OtherAge
}

// Minor tells whether people of the band need a guardian.
func (a Ages) Minor(b Band) bool {
	for _, band := range a {
		if band.Code == b {
			return band.To < adulthood
		}
	}
	return false
}

// Limits returns the youngest and the oldest age of a member.
func (a Ages) Limits() (youngest, oldest int) { return a[0].From, a[len(a)-1].To }

// Years returns the completed years of age on a day. Only the calendar days
// count; who was born on 29 February becomes older on 1 March of common years.
func Years(born, day time.Time) int {
	years := day.Year() - born.Year()
	if day.Month() < born.Month() || day.Month() == born.Month() && day.Day() < born.Day() {
		years--
	}
	return years
}

// CheckBirthDate tells whether a member can be born on that day. told is the
// band the person tapped before, "" when the date itself decides.
func (a Ages) CheckBirthDate(born, today time.Time, told Band) error {
	youngest, oldest := a.Limits()
	years := Years(born, today)
	switch {
	case born.After(today):
		return centre.Refuse("common.date_future")
	case years < youngest:
		return centre.Refuse("registration.too_young", "from", youngest)
	case years > oldest:
		return centre.Refuse("registration.too_old", "to", oldest)
	case told != "" && told != a.At(years):
		return centre.Refuse("registration.birth_date_other_band", "told", string(told), "n", years)
	}
	return nil
}
