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
	CauseFixed       Cause = "fixed"       // Telegram no longer lets the message be changed
	CauseGone        Cause = "gone"        // the message is there no more; a recall counts it as taken back
	CauseNoRights    Cause = "no_rights"   // the bot may not do that in the channel or group
)

// CauseReplaced says, with the outcome Sent, that a message was too old to be
// deleted and tells now that it was withdrawn.
const CauseReplaced Cause = "replaced"

// CauseDigest says, with the outcome Sent, that somebody got the first words in a
// digest, with a button that shows the whole message.
const CauseDigest Cause = "digest"

// Known tells whether the cause is one of those above.
func (c Cause) Known() bool {
	switch c {
	case CauseBlocked, CauseDeactivated, CauseNoChat, CauseForgotten, CauseMedia, CauseText, CauseBusy, CauseFixed, CauseGone:
		return true
	}
	return false
}

// Reason is why messages did not arrive, and how many. Its outcome is Blocked
// or Failed, or Sent when it tells how they were taken back.
type Reason struct {
	Outcome Outcome
	Cause   Cause
	Number  int
}
