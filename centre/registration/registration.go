// Package registration holds how a guest becomes a member and stays master of
// their data: consent, the profile, the guardian of a minor, settings, and the
// ways to read everything that is stored and to have it erased. What a member
// does with the membership belongs to other capabilities.
package registration

// ConsentVersion is the version of the consent's words in the catalogue. Raise
// it when their meaning changes: every member is then asked again.
const ConsentVersion = 1
