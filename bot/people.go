package bot

import (
	"context"

	"jastar/centre"
)

// People is where the bot learns who is at the other end of a chat.
type People interface {
	// Meet returns the person of a private chat and makes a guest of somebody
	// never seen before. Whoever writes can be written to: an unreachable
	// person becomes reachable again.
	Meet(ctx context.Context, chat int64) (centre.Identity, error)

	// ByID returns a person, or centre.ErrGone when they were forgotten.
	ByID(ctx context.Context, id centre.PersonID) (centre.Identity, error)

	// SetReachable notes that the chat can, or can no longer, be written to.
	SetReachable(ctx context.Context, chat int64, reachable bool) error
}
