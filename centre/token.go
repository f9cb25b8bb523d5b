package centre

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

// Token is the secret part of a link that gives a right to whoever opens it.
// It is random with 128 bits, and stores keep only its hash.
type Token string

// TokenLength is the number of characters of a token; all of them may stand in
// a deep link.
const TokenLength = 22

// NewToken makes a token.
func NewToken() Token {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return Token(base64.RawURLEncoding.EncodeToString(b[:]))
}

// Hash is what is kept of the token: SHA-256.
func (t Token) Hash() []byte {
	sum := sha256.Sum256([]byte(t))
	return sum[:]
}
