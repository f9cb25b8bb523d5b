package simulator

// The kinds of messages a person can send beside those of verbs.go.

// samples are what a person's file holds, by kind.
var samples = map[string]upload{
	"video":      {"video.mp4", "video/mp4", []byte("ftypmp42")},
	"animation":  {"animation.mp4", "video/mp4", []byte("ftypisom")},
	"voice":      {"voice.ogg", "audio/ogg", []byte("OggS")},
	"video_note": {"", "video/mp4", []byte("ftypisom")},
	"audio":      {"song.mp3", "audio/mpeg", []byte("ID3")},
}

// Media sends a sample video, animation, voice, audio or, without a caption, video_note. The caption is formatted as
// Formatted's text is.
func (p *Person) Media(kind, html string) (int64, error) {
	return p.sendCaptioned(kind, html, samples[kind])
}

// Venue sends a place with a name.
func (p *Person) Venue(v Venue) int64 {
	return p.say(&Message{Kind: "venue", Location: &v.Location, Venue: &v})
}

// LiveLocation sends a place that moves for so many seconds.
func (p *Person) LiveLocation(lat, lon float64, seconds int) int64 {
	return p.say(&Message{Kind: "location", Location: &Location{Latitude: lat, Longitude: lon, LivePeriod: seconds}})
}

// Poll sends a poll or a quiz, with a description that is formatted as Formatted's text is.
func (p *Person) Poll(poll Poll, html string) (int64, error) {
	text, entities, err := parseHTML(html)
	if err != nil {
		return 0, err
	}
	return p.say(&Message{Kind: "poll", Caption: text, Entities: entities, Poll: &poll}), nil
}

// Dice throws a dice.
func (p *Person) Dice() int64 { return p.say(&Message{Kind: "dice"}) }

// samplePoll is what the demo page sends.
func samplePoll(quiz bool) Poll {
	poll := Poll{Question: Phrase{Text: "When shall we meet?"}, Options: []Phrase{{Text: "Saturday"}, {Text: "Sunday"}},
		Anonymous: true, Revoting: true}
	if quiz {
		poll.Question.Text, poll.Options = "How many districts has Almaty?", []Phrase{{Text: "Six"}, {Text: "Eight"}}
		poll.Revoting, poll.Quiz, poll.Correct = false, true, []int{1}
		poll.Explanation.Text = "The eighth, Nauryzbay, was founded in 2014."
	}
	return poll
}
