package bot

import "jastar/centre"

// What people write and send beside plain words.
type (
	Entity = centre.Entity
	Phrase = centre.Phrase
	Place  = centre.Place
	Poll   = centre.Poll
)

// Part is one of an album's photos, videos, documents or audios.
type Part struct {
	Media    Content  `json:"media"`
	File     string   `json:"file"`
	Text     string   `json:"text,omitempty"` // its caption
	Entities []Entity `json:"entities,omitempty"`
}
