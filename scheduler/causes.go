package scheduler

import (
	"strings"

	"jastar/bot"
	"jastar/centre/announcements"
)

// causes are words in Telegram's refusals that tell why a message did not
// arrive. They come from Telegram's servers and from the Bot API server
// (github.com/tdlib/telegram-bot-api, Client.cpp).
var causes = []struct {
	words string
	cause announcements.Cause
}{
	{"bot was blocked by the user", announcements.CauseBlocked},
	{"user is deactivated", announcements.CauseDeactivated},
	{"chat not found", announcements.CauseNoChat},
	{"user not found", announcements.CauseNoChat},
	{"PEER_ID_INVALID", announcements.CauseNoChat},
	{"bot can't initiate conversation", announcements.CauseNoChat},
	{"file identifier", announcements.CauseMedia},
	{"can't use file of type", announcements.CauseMedia},
	{"FILE_REFERENCE", announcements.CauseMedia},
	{"can't parse entities", announcements.CauseText},
	{"ENTITY_", announcements.CauseText},
	{"text is empty", announcements.CauseText},
	{"text must be non-empty", announcements.CauseText},
	{"is too long", announcements.CauseText},
}

// longestCause is how much of Telegram's own words is kept, in bytes.
const longestCause = 120

// causeOf tells why a call failed, in Telegram's words when they are not known.
func causeOf(e *bot.SendError) announcements.Cause {
	for _, c := range causes {
		if strings.Contains(e.Description, c.words) {
			return c.cause
		}
	}
	if e.Policy == bot.Transient {
		return announcements.CauseBusy
	}
	_, words, ok := strings.Cut(e.Description, ": ") // behind "Bad Request" or "Forbidden"
	if !ok {
		words = e.Description
	}
	return announcements.Cause(strings.ToValidUTF8(words[:min(len(words), longestCause)], ""))
}
