package announcements

// Cause is why a message did not arrive: one of the causes below, or
// Telegram's own words for what is none of them.
type Cause string

// The known causes.
const (
	CauseBlocked     Cause = "blocked"     // the person blocked the bot
	CauseDeactivated Cause = "deactivated" // the account was deleted
	CauseNoChat      Cause = "no_chat"     // there is no chat with the person any more
	CauseForgotten   Cause = "forgotten"   // the person was forgotten after the run began
	CauseMedia       Cause = "media"       // Telegram no longer takes the photo or document
	CauseText        Cause = "text"        // Telegram does not take the text or its formatting
	CauseBusy        Cause = "busy"        // Telegram did not carry it out, again and again
)

// Known tells whether the cause is one of those above.
func (c Cause) Known() bool {
	switch c {
	case CauseBlocked, CauseDeactivated, CauseNoChat, CauseForgotten, CauseMedia, CauseText, CauseBusy:
		return true
	}
	return false
}

// Reason is why messages did not arrive, and how many. Its outcome is Blocked
// or Failed.
type Reason struct {
	Outcome Outcome
	Cause   Cause
	Number  int
}
