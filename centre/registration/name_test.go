package registration

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	tests := []struct{ name, want string }{
		{"Айгерім", ""},
		{"Ян", ""},
		{"<b>&\"'", ""},
		{"Аружан 🌸👩‍🎓❤️", ""},
		{"محمد", ""},
		{strings.Repeat("ә", 64), ""},
		{strings.Repeat("ә", 65), "common.too_long"},
		{"А", "registration.name_too_short"},
		{"", "registration.name_no_letters"},
		{"🌸🌸🌸", "registration.name_no_letters"},
		{"12345", "registration.name_no_letters"},
		{"Ай\u202eман", "common.invisible"},
		{"Ай\u200bман", "common.invisible"},
		{"Ай\nман", "common.invisible"},
		{"Ай\u2066ман", "common.invisible"},
		{"\u3164\u3164\u3164", "common.invisible"}, // a letter to Unicode
		{"Ай\xffман", "registration.name_no_letters"},
	}
	for _, test := range tests {
		if got := refusal(t, CheckName(test.name)); got != test.want {
			t.Errorf("%q: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestOwnPhone(t *testing.T) {
	tests := []struct {
		owner int64
		phone string
		want  string
		key   string
	}{
		{7, "+7 701 123-45-67", "+77011234567", ""},
		{7, "77011234567", "+77011234567", ""},
		{8, "77011234567", "", "common.contact_foreign"},
		{0, "77011234567", "", "common.contact_foreign"},
		{7, "12", "", "registration.phone_unreadable"},
		{7, "1234567890123456", "", "registration.phone_unreadable"},
	}
	for _, test := range tests {
		got, err := OwnPhone(7, test.owner, test.phone)
		if key := refusal(t, err); got != test.want || key != test.key {
			t.Errorf("%s of %d: %q %q, want %q %q", test.phone, test.owner, got, key, test.want, test.key)
		}
	}
}
