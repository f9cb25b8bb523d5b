package announcements

import (
	"jastar/bot"
	"jastar/centre"
)

// repeatable refuses what Telegram lets nobody send again as it is.
func repeatable(m *bot.Message) error {
	switch {
	case m.Content == bot.ContentLiveLocation:
		return centre.Refuse("announcements.live_place")
	case m.Poll == nil:
		return nil
	case m.Poll.Closed:
		return centre.Refuse("announcements.poll_closed")
	case m.Poll.Timed:
		return centre.Refuse("announcements.poll_timed")
	case m.Poll.Pictures:
		return centre.Refuse("announcements.poll_pictures")
	}
	return nil
}
