package centre

// Entity is one piece of formatting. Offset and Length count UTF-16 units
// (https://core.telegram.org/bots/api#messageentity).
type Entity struct {
	Type          string `json:"type"`
	Offset        int    `json:"offset"`
	Length        int    `json:"length"`
	URL           string `json:"url,omitempty"`
	Language      string `json:"language,omitempty"`
	CustomEmojiID string `json:"custom_emoji_id,omitempty"`
}

// Place is a point on the map, in degrees, and of a venue what stands
// there. The ids and types are those of Telegram's two directories of places
// (https://core.telegram.org/bots/api#venue).
type Place struct {
	Latitude       float64 `json:"latitude"`
	Longitude      float64 `json:"longitude"`
	Accuracy       float64 `json:"accuracy,omitempty"` // radius in metres, 0 when unknown
	Title          string  `json:"title,omitempty"`
	Address        string  `json:"address,omitempty"`
	FoursquareID   string  `json:"foursquare_id,omitempty"`
	FoursquareType string  `json:"foursquare_type,omitempty"`
	GoogleID       string  `json:"google_id,omitempty"`
	GoogleType     string  `json:"google_type,omitempty"`
}

// Phrase is a text with its formatting.
type Phrase struct {
	Text     string   `json:"text"`
	Entities []Entity `json:"entities,omitempty"`
}

// Poll is a poll or a quiz as its author made it, without the votes
// (https://core.telegram.org/bots/api#poll).
type Poll struct {
	Question    Phrase   `json:"question"`
	Options     []Phrase `json:"options"`
	Anonymous   bool     `json:"anonymous,omitempty"`
	Multiple    bool     `json:"multiple,omitempty"` // several options can be chosen
	Revoting    bool     `json:"revoting,omitempty"` // a vote can be changed
	Quiz        bool     `json:"quiz,omitempty"`
	Correct     []int    `json:"correct,omitempty"` // of a quiz: the right options, from 0; none when Telegram does not tell
	Explanation Phrase   `json:"explanation,omitzero"`

	Closed   bool `json:"-"` // nobody can vote any more
	Timed    bool `json:"-"` // it closes by itself
	Pictures bool `json:"-"` // it shows media, which are not taken over here
}
