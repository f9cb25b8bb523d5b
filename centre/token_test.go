package centre

import (
	"bytes"
	"testing"
)

func TestTokensFitIntoLinksAndDiffer(t *testing.T) {
	seen := make(map[Token]bool)
	for range 1000 {
		token := NewToken()
		if len(token) != TokenLength || seen[token] || bytes.ContainsAny([]byte(token), "+/=") {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
	}
}
