package announcements

// freeRate is how many messages a second Telegram carries for nothing; each one
// above costs a tenth of a Star when the bot pays for speed
// (https://core.telegram.org/bots/faq#how-can-i-message-all-of-my-bot-39s-subscribers-at-once).
const freeRate = 30

// Stars is the most that so many messages cost at the rate in messages a second,
// in whole Stars rounded up: a tenth of a Star for each one beyond the free 30 of
// every whole second the messages take, of which there is at least one. Whatever
// slows them down makes it less.
func Stars(messages int, rate float64) int {
	if rate <= freeRate {
		return 0
	}
	seconds := max(1, int(float64(messages)/rate))
	return (max(0, messages-freeRate*seconds) + 9) / 10
}

// cost is the most that sending the announcement to so many people costs today.
func (d *Desk) cost(a Announcement, people int) int {
	return Stars(people*a.Content.Messages(), d.PaidRate)
}
