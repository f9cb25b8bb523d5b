package bot

import "jastar/centre"

// What people write and send beside plain words.
type (
	Entity = centre.Entity
	Phrase = centre.Phrase
	Place  = centre.Place
	Poll   = centre.Poll
)
