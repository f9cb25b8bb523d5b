package organisations

import (
	"testing"

	"jastar/bot"
)

func TestCapabilityIsWhole(t *testing.T) {
	if _, err := bot.NewDispatcher(New(Office{})); err != nil {
		t.Error(err)
	}
}
