package registration

import (
	"encoding/hex"
	"testing"
	"unicode/utf16"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

func mustLoad(t *testing.T) *locales.Catalogue {
	t.Helper()
	c, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// agreed pins the words of the present version. When this test fails, words
// that people agreed to have changed: raise registration.ConsentVersion, so
// that they are asked again, and put the new marks here.
var agreed = map[locales.Language]string{
	locales.Kazakh:  "5f2ec62ef151e787a47bf02f",
	locales.Russian: "5d2dfaba293cc45ebfe3d769",
	locales.English: "0eb78f85b7fb73929d2fa79b",
}

func TestConsentWordsBelongToTheirVersion(t *testing.T) {
	texts := mustLoad(t)
	h := &office{Office: Office{Centre: "Jastar"}}
	for _, l := range locales.Languages() {
		r := &bot.Reader{Language: l, Texts: texts}
		own := consentTo(r, h.consentWords())
		guardian := consentTo(r, h.guardianWords(registration.Link{ChildName: "A"}))
		got := hex.EncodeToString(append(own.Hash[:6], guardian.Hash[:6]...))
		if got != agreed[l] || own.Version != 1 {
			t.Errorf("version %d in %s: %s, want %s", own.Version, l, got, agreed[l])
		}
	}
}

// A consent that is split over two messages would not be one text.
func TestConsentFitsIntoOneMessage(t *testing.T) {
	texts := mustLoad(t)
	const room = 4096 - 500 // Telegram's limit, less a reason above the question and a longer name
	h := &office{Office: Office{Centre: "Jastar"}}
	for _, l := range locales.Languages() {
		for _, words := range []locales.Text{h.consentWords(), h.guardianWords(registration.Link{ChildName: "A"})} {
			if n := len(utf16.Encode([]rune(texts.HTML(l, words)))); n > room {
				t.Errorf("%s in %s has %d characters", words.Key, l, n)
			}
		}
	}
}

func TestCapabilityIsWhole(t *testing.T) {
	c := New(Office{Desk: registration.New(nil, registration.Terms{Ages: registration.StandardAges()}, registration.Neighbours{})})
	if _, err := bot.NewDispatcher(c); err != nil {
		t.Error(err)
	}
	for _, need := range []centre.Need{centre.NeedMembership, centre.NeedGuardian, centre.NeedBirthDate, centre.NeedPhone, centre.NeedDistrict} {
		if c.Gates[need] == nil {
			t.Errorf("nobody asks for %s", need)
		}
	}
}
