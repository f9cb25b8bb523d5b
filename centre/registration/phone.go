package registration

import (
	"strings"

	"jastar/centre"
)

// OwnPhone returns the number of a shared contact as it is kept: digits with a
// leading plus. Only the account's own number is taken.
func OwnPhone(account, contactOf int64, phone string) (string, error) {
	if contactOf == 0 || contactOf != account {
		return "", centre.Refuse("common.contact_foreign")
	}
	digits := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, phone)
	// E.164 allows at most 15 digits; no country's numbers are shorter than 7.
	if len(digits) < 7 || len(digits) > 15 {
		return "", centre.Refuse("registration.phone_unreadable")
	}
	return "+" + digits, nil
}
