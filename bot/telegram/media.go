package telegram

import "jastar/bot"

// content returns the kind of content as far as it is one of those that
// capabilities use. An animation also carries a document and a venue a
// location, for old bots. Each part of an album comes as a message of its own;
// alone it would not be what the person sent.
func (m *wireMessage) content() bot.Content {
	switch {
	case m.Album != "":
		return bot.ContentAlbum
	case m.Text != "":
		return bot.ContentText
	case m.Contact != nil:
		return bot.ContentContact
	case m.Poll != nil:
		return bot.ContentPoll
	case m.Venue != nil:
		return bot.ContentVenue
	case m.Location != nil && m.Location.LivePeriod > 0:
		return bot.ContentLiveLocation
	case m.Location != nil:
		return bot.ContentLocation
	}
	return m.mediaKind()
}

// mediaKind returns which kind of file a message carries.
func (m *wireMessage) mediaKind() bot.Content {
	switch {
	case len(m.Photo) > 0:
		return bot.ContentPhoto
	case m.Animation != nil:
		return bot.ContentAnimation
	case m.Document != nil:
		return bot.ContentDocument
	case m.Video != nil:
		return bot.ContentVideo
	case m.Voice != nil:
		return bot.ContentVoice
	case m.VideoNote != nil:
		return bot.ContentVideoNote
	case m.Audio != nil:
		return bot.ContentAudio
	case m.Sticker != nil:
		return bot.ContentSticker
	}
	return bot.ContentOther
}

// file returns the id by which the message's media are sent again.
func (m *wireMessage) file(c bot.Content) string {
	switch c {
	case bot.ContentPhoto:
		return m.largestPhoto()
	case bot.ContentDocument:
		return m.Document.ID
	case bot.ContentVideo:
		return m.Video.ID
	case bot.ContentAnimation:
		return m.Animation.ID
	case bot.ContentVoice:
		return m.Voice.ID
	case bot.ContentVideoNote:
		return m.VideoNote.ID
	case bot.ContentAudio:
		return m.Audio.ID
	case bot.ContentSticker:
		return m.Sticker.ID
	}
	return ""
}

func (m *wireMessage) largestPhoto() string {
	largest := m.Photo[0]
	for _, size := range m.Photo {
		if size.Width*size.Height >= largest.Width*largest.Height {
			largest = size
		}
	}
	return largest.ID
}

// translateMore fills in what is more than a file: a place, a poll, or which
// part of which album the file is.
func (m *wireMessage) translateMore(to *bot.Message) {
	switch to.Content {
	case bot.ContentAlbum:
		to.Album, to.Part = m.Album, m.mediaKind()
		to.File = m.file(to.Part)
	case bot.ContentLocation:
		to.Place = m.Location.place()
	case bot.ContentVenue:
		to.Place = m.Venue.place()
	case bot.ContentPoll:
		to.Poll = m.Poll.poll()
		to.Text, to.Entities = m.Poll.Description, m.Poll.DescriptionEntities
	}
}

// wirePlace is https://core.telegram.org/bots/api#location.
type wirePlace struct {
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	Accuracy   float64 `json:"horizontal_accuracy"`
	LivePeriod int64   `json:"live_period"` // seconds for which the place moves
}

func (p *wirePlace) place() *bot.Place {
	return &bot.Place{Latitude: p.Latitude, Longitude: p.Longitude, Accuracy: p.Accuracy}
}

// wireVenue is https://core.telegram.org/bots/api#venue.
type wireVenue struct {
	Location       wirePlace `json:"location"`
	Title          string    `json:"title"`
	Address        string    `json:"address"`
	FoursquareID   string    `json:"foursquare_id"`
	FoursquareType string    `json:"foursquare_type"`
	GoogleID       string    `json:"google_place_id"`
	GoogleType     string    `json:"google_place_type"`
}

func (v *wireVenue) place() *bot.Place {
	p := v.Location.place()
	p.Title, p.Address = v.Title, v.Address
	p.FoursquareID, p.FoursquareType, p.GoogleID, p.GoogleType = v.FoursquareID, v.FoursquareType, v.GoogleID, v.GoogleType
	return p
}

// wirePoll is https://core.telegram.org/bots/api#poll. Servers before version
// 9.6 tell a quiz's only right option apart and nothing of voting again, which
// was possible in all polls but quizzes.
type wirePoll struct {
	Question            string           `json:"question"`
	QuestionEntities    []bot.Entity     `json:"question_entities"`
	Options             []wirePollOption `json:"options"`
	Closed              bool             `json:"is_closed"`
	OpenPeriod          int64            `json:"open_period"`
	CloseDate           int64            `json:"close_date"`
	Anonymous           bool             `json:"is_anonymous"`
	Type                string           `json:"type"`
	Multiple            bool             `json:"allows_multiple_answers"`
	Revoting            *bool            `json:"allows_revoting"`
	Correct             []int            `json:"correct_option_ids"`
	OnlyCorrect         *int             `json:"correct_option_id"`
	Explanation         string           `json:"explanation"`
	ExplanationEntities []bot.Entity     `json:"explanation_entities"`
	ExplanationMedia    *struct{}        `json:"explanation_media"`
	Description         string           `json:"description"`
	DescriptionEntities []bot.Entity     `json:"description_entities"`
	Media               *struct{}        `json:"media"`
}

type wirePollOption struct {
	Text     string       `json:"text"`
	Entities []bot.Entity `json:"text_entities"`
	Media    *struct{}    `json:"media"`
}

func (p *wirePoll) poll() *bot.Poll {
	to := &bot.Poll{
		Question:    bot.Phrase{Text: p.Question, Entities: p.QuestionEntities},
		Explanation: bot.Phrase{Text: p.Explanation, Entities: p.ExplanationEntities},
		Anonymous:   p.Anonymous, Multiple: p.Multiple, Revoting: p.Type != "quiz",
		Quiz: p.Type == "quiz", Correct: p.Correct,
		Closed: p.Closed, Timed: p.OpenPeriod != 0 || p.CloseDate != 0, Pictures: p.Media != nil || p.ExplanationMedia != nil,
	}
	for _, option := range p.Options {
		to.Options = append(to.Options, bot.Phrase{Text: option.Text, Entities: option.Entities})
		to.Pictures = to.Pictures || option.Media != nil
	}
	if p.Revoting != nil {
		to.Revoting = *p.Revoting
	}
	if len(p.Correct) == 0 && p.OnlyCorrect != nil {
		to.Correct = []int{*p.OnlyCorrect}
	}
	return to
}
