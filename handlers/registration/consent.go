package registration

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"jastar/bot"
	"jastar/centre"
	"jastar/centre/registration"
	"jastar/locales"
)

// The choices below a consent. A yes carries the mark of the words it was
// given to, so that words which changed meanwhile are shown again.
const (
	agree    = "yes"
	disagree = "no"
)

// consentWords are the words that a member agrees to.
func (h *office) consentWords() locales.Text {
	return locales.T("registration.consent_text", "centre", h.Centre, "version", registration.ConsentVersion)
}

// consentTo is the proof that the reader saw the words in their language.
func consentTo(r *bot.Reader, words locales.Text) registration.Consent {
	hash := sha256.Sum256([]byte(r.Texts.HTML(r.Language, words)))
	return registration.Consent{Version: registration.ConsentVersion, Language: string(r.Language), Hash: hash[:]}
}

// mark is the beginning of the hash of the words, short enough for a button.
func mark(c registration.Consent) string { return hex.EncodeToString(c.Hash[:markBytes/2]) }

const markBytes = 16

func (h *office) askConsent(_ context.Context, r *bot.Request, j *joining) (bot.Screen, error) {
	words := h.consentWords()
	s := bot.Screen{}
	if j.Returning {
		s = s.Say("registration.consent_again").Gap()
	}
	s.Lines = append(s.Lines, words)
	return s.Row(bot.Choice(locales.T("registration.agree_button"), agree+mark(consentTo(&r.Reader, words)))).
		Row(bot.Choice(locales.T("registration.disagree_button"), disagree)), nil
}

func (h *office) takeConsent(_ context.Context, r *bot.Request, in bot.Input, j *joining) error {
	consent := consentTo(&r.Reader, h.consentWords())
	choice, err := in.Pick(in.Choice) // any choice, but no message
	switch {
	case err != nil:
		return err
	case choice == disagree:
		j.Declined = true
	case choice == agree+mark(consent):
		j.Declined, j.Consent = false, consent
	case strings.HasPrefix(choice, agree):
		return centre.Refuse("registration.consent_changed")
	default:
		return bot.ErrOldButton
	}
	return nil
}
