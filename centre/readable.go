package centre

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckReadable refuses a text that nobody could read, or that could disguise
// what stands beside it: empty, with invisible or direction-changing
// characters, or without a single letter or digit.
func CheckReadable(s string) error {
	switch {
	case s == "":
		return Refuse("common.empty")
	case !utf8.ValidString(s) || strings.ContainsFunc(s, Disguises):
		return Refuse("common.invisible")
	case !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return Refuse("common.emoji_only")
	}
	return nil
}

// Disguises tells whether a character is invisible or turns the direction of
// writing. Line breaks, and the joiner and selector that build emoji, are let
// through; fillers that Unicode counts as letters, marks or signs are not.
func Disguises(r rune) bool {
	switch r {
	case '\n', '\r', '\t', '\u200d', '\ufe0f':
		return false
	case '\u034f', '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Co)
}
