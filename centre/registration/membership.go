package registration

import (
	"context"

	"jastar/centre"
)

// ConsentVersion is the version of the consent's words in the catalogue. Raise
// it when their meaning changes: every member is then asked again.
const ConsentVersion = 1

// Consent is a person's yes to words that they were shown.
type Consent struct {
	Version  int
	Language string // code of the language of the words
	Hash     []byte // SHA-256 of the words as shown
}

func (c Consent) check() error {
	if c.Version != ConsentVersion || len(c.Hash) != 32 {
		return centre.Refuse("registration.consent_changed")
	}
	return nil
}

// Joining is what a guest gives to become a member.
type Joining struct {
	Band    Band
	Name    string
	Consent Consent
}

// Join makes the person a member. Joining twice has the effect of once.
func (d *Desk) Join(ctx context.Context, p centre.PersonID, j Joining) error {
	if !d.terms.Ages.Has(j.Band) {
		return centre.Refuse("registration.age_refused")
	}
	if err := CheckName(j.Name); err != nil {
		return err
	}
	if err := j.Consent.check(); err != nil {
		return err
	}
	return d.store.SaveMember(ctx, p, j, d.now())
}

// RenewConsent keeps the yes of a member to a newer version of the words.
func (d *Desk) RenewConsent(ctx context.Context, p centre.PersonID, c Consent) error {
	if err := c.check(); err != nil {
		return err
	}
	return d.store.SaveConsent(ctx, p, c, d.now())
}
