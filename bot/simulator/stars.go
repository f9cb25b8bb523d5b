package simulator

import "time"

// tooPoor is the refusal of a paid message that the bot's Stars do not cover. That of paid broadcasts is documented
// nowhere; this one is what Telegram answers wherever Stars are to be spent
// (https://core.telegram.org/method/messages.sendPaidReaction, its errors), in the words in which the Bot API server
// (telegram-bot-api/Client.cpp, fail_query_with_error) passes such errors on.
const tooPoor = "BALANCE_TOO_LOW"

// freeRate is how many messages a second are not charged for; each one above costs a tenth of a Star
// (https://core.telegram.org/bots/api#paid-broadcasts).
const freeRate = 30

// stars is what the bot pays with. A balance is endless until one is set.
type stars struct {
	limited bool
	tenths  int
	free    *bucket // paid messages that are not charged for
}

// SetStars gives the bot a balance of so many Stars, out of which messages with allow_paid_broadcast are paid.
func (s *Simulator) SetStars(n int) {
	s.floods.mu.Lock()
	defer s.floods.mu.Unlock()
	s.floods.stars.limited, s.floods.stars.tenths = true, 10*n
}

// covers tells whether the balance is enough for n more messages.
func (s *stars) covers(now time.Time, n int) bool {
	s.free.refill(now)
	return !s.limited || n-int(s.free.left) <= s.tenths
}

// charge takes the price of a message out of the balance. What is refused costs nothing.
func (s *stars) charge(now time.Time) {
	if s.free.take(now) > 0 && s.limited {
		s.tenths--
	}
}
