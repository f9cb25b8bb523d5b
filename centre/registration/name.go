package registration

import (
	"unicode"
	"unicode/utf8"

	"jastar/centre"
)

// The length of a name in characters.
const (
	minName = 2
	MaxName = 64
)

// CheckName tells whether a name can be shown to others. It is kept exactly as
// typed, with emoji and signs; only what nobody can read, or what could
// disguise the words beside it, is refused.
func CheckName(name string) error {
	letters := 0
	for _, r := range name {
		switch {
		case centre.Disguises(r) || unicode.IsControl(r):
			return centre.Refuse("common.invisible")
		case unicode.IsLetter(r):
			letters++
		}
	}
	n := utf8.RuneCountInString(name)
	switch {
	case !utf8.ValidString(name) || letters == 0:
		return centre.Refuse("registration.name_no_letters")
	case n < minName:
		return centre.Refuse("registration.name_too_short")
	case n > MaxName:
		return centre.Refuse("common.too_long", "n", n, "max", MaxName)
	}
	return nil
}
